//! Relays: servers to which this one gives its public posts, and which give it those
//! of all others who subscribe.

use serde_json::json;
use url::Url;

use crate::db::ids::AccountId;
use crate::db::models::account;
use crate::db::models::relay::{self, Relay, RelayState};
use crate::db::{Conn, Transactional as _};
use crate::domain::DomainContext;
use crate::domain::accounts::instance_actor;
use crate::domain::auth::audit::{self, Action, Note};
use crate::domain::event::{self, Event};
use crate::domain::moderation::permission::{Authority, Permission, may};
use crate::foundation::error::{Error, Result};
use crate::foundation::message::Message;
use crate::foundation::net::host_key;

/// Most subscriptions.
const RELAYS_MAX: usize = 50;

/// Longest address, in bytes.
const URL_MAX: usize = 2_000;

/// A relay's address that can be asked.
///
/// # Errors
/// The field `address` when it is no web address, or this server's own.
pub fn address_of(cx: &DomainContext, text: &str) -> Result<Url> {
    let wrong = || Error::field("address", Message::of("refused-relay-address"));
    let url = Url::parse(text.trim()).map_err(|cause| wrong().because(cause))?;
    let plain = cx.config.federation.allow_http && url.scheme() == "http";
    let host = host_key(&url).ok_or_else(wrong)?;
    let good = (url.scheme() == "https" || plain) && url.username().is_empty();
    if !good || text.len() > URL_MAX || cx.config.is_own_domain(&host) {
        return Err(wrong());
    }
    Ok(url)
}

/// Whether an address is that of an inbox, as Mastodon has them; else it is that of
/// the relay's actor, which has to be looked up.
#[must_use]
pub fn is_inbox(address: &Url) -> bool {
    address.path().trim_end_matches('/').ends_with("/inbox")
}

/// Asks a relay to pass posts on. `actor` is the account behind an address that is
/// no inbox.
///
/// # Errors
/// `Forbidden` without the permission; the field `address` when it cannot be asked,
/// or was asked before.
pub async fn subscribe(
    conn: &mut Conn,
    cx: &DomainContext,
    by: Authority<'_>,
    address: &Url,
    actor: Option<AccountId>,
) -> Result<Relay> {
    may(by, Permission::ManageFederation)?;
    let wrong = || Error::field("address", Message::of("refused-relay-none"));
    let (actor_uri, host, inbox_url) = match actor {
        None => (
            None,
            host_key(address).ok_or_else(wrong)?,
            address.to_string(),
        ),
        Some(id) => {
            let account = account::find(conn, id).await?.ok_or_else(wrong)?;
            let (host, inbox) = relay::inbox_of(conn, id).await?.ok_or_else(wrong)?;
            (Some(account.uri), host, inbox)
        }
    };
    if relay::all(conn).await?.len() >= RELAYS_MAX {
        return Err(Error::field("address", Message::of("refused-relays-full")));
    }
    let row = Relay {
        id: cx.ids.next(),
        address: address.to_string(),
        inbox_url,
        host,
        actor_uri,
        account_id: None,
        state: RelayState::Pending,
        created_at: cx.clock.now(),
        answered_at: None,
    };
    conn.transaction(async |conn| {
        if !relay::insert(conn, &row).await? {
            let message = Message::of("refused-relay-asked");
            return Err(Error::field("address", message));
        }
        tell(conn, cx, &row, false).await?;
        note(conn, cx, by, Action::RelayAdded, &row).await?;
        Ok(row)
    })
    .await
}

/// Ends what there is with a relay.
///
/// # Errors
/// `Forbidden` without the permission, `NotFound`.
pub async fn leave(conn: &mut Conn, cx: &DomainContext, by: Authority<'_>, id: i64) -> Result<()> {
    may(by, Permission::ManageFederation)?;
    conn.transaction(async |conn| {
        let row = relay::lock(conn, id).await?.ok_or_else(Error::not_found)?;
        relay::delete(conn, id).await?;
        tell(conn, cx, &row, true).await?;
        note(conn, cx, by, Action::RelayRemoved, &row).await
    })
    .await
}

/// Every relay.
///
/// # Errors
/// `Forbidden` without the permission.
pub async fn list(conn: &mut Conn, by: Authority<'_>) -> Result<Vec<Relay>> {
    may(by, Permission::ManageFederation)?;
    Ok(relay::all(conn).await?)
}

/// A relay on `host` answered by `account`: to the question with this ID, or to the
/// last one. `false`: nobody asked.
pub async fn answered(
    conn: &mut Conn,
    cx: &DomainContext,
    (id, host): (Option<i64>, &str),
    account: AccountId,
    accepts: bool,
) -> Result<bool> {
    let state = if accepts {
        RelayState::Accepted
    } else {
        RelayState::Rejected
    };
    let Some(row) = relay::asked(conn, id, host).await? else {
        return Ok(false);
    };
    relay::answered(conn, row.id, account, state, cx.clock.now()).await?;
    Ok(true)
}

/// Whether this account is a relay that passes posts on to this server.
pub async fn is_one(conn: &mut Conn, account: AccountId) -> Result<bool> {
    Ok(relay::is_accepted(conn, account).await?)
}

/// Where public posts go beside followers: host and inbox.
pub async fn inboxes(conn: &mut Conn) -> Result<Vec<(String, String)>> {
    Ok(relay::inboxes(conn).await?)
}

async fn tell(conn: &mut Conn, cx: &DomainContext, row: &Relay, ended: bool) -> Result<()> {
    let server = instance_actor::ensure(conn, cx).await?;
    let event = Event::RelayAsked {
        account_id: server.id,
        relay_id: row.id,
        actor_uri: row.actor_uri.clone(),
        host: row.host.clone(),
        inbox_url: row.inbox_url.clone(),
        ended,
    };
    event::record(conn, cx, &event).await?;
    Ok(())
}

async fn note(
    conn: &mut Conn,
    cx: &DomainContext,
    by: Authority<'_>,
    action: Action,
    row: &Relay,
) -> Result<()> {
    let note = Note {
        actor: by.user_id(),
        subject: row.address.clone(),
        after: json!({ "inbox": row.inbox_url }),
        ..Note::default()
    };
    audit::record(conn, cx, action, note).await
}
