//! Other accounts of a member (`alsoKnownAs`).

use crate::db::ids::AccountId;
use crate::db::models::account::{self, Account};
use crate::db::{Conn, Transactional as _};
use crate::domain::DomainContext;
use crate::domain::accounts::profile;
use crate::domain::event::{self, Event};
use crate::foundation::error::{Error, Result};
use crate::foundation::message::Message;

/// Most aliases of a member.
pub const ALIASES_MAX: usize = 10;

/// Another account of somebody: its object ID, and who it is where that is known.
pub type Alias = (String, Option<Account>);

/// The aliases of an account, in the order they were added.
pub async fn aliases(conn: &mut Conn, account: AccountId) -> Result<Vec<Alias>> {
    let uris = profile::get(conn, account).await?.also_known_as;
    let known = account::by_uris(conn, &uris).await?;
    let alias = |uri: String| {
        let account = known.iter().find(|account| account.uri == uri).cloned();
        (uri, account)
    };
    Ok(uris.into_iter().map(alias).collect())
}

/// Says that `other` is the member's too, so that its followers may be sent here.
///
/// # Errors
/// Field `handle` for oneself and beyond [`ALIASES_MAX`].
pub async fn add_alias(
    conn: &mut Conn,
    cx: &DomainContext,
    actor: AccountId,
    other: &Account,
) -> Result<()> {
    if other.id == actor {
        return Err(Error::field("handle", Message::of("refused-move-same")));
    }
    change(conn, cx, actor, |uris| {
        if uris.contains(&other.uri) {
            return Ok(());
        }
        if uris.len() >= ALIASES_MAX {
            let values = [("max", ALIASES_MAX.into())];
            let message = Message::about("refused-alias-many", values);
            return Err(Error::field("handle", message));
        }
        uris.push(other.uri.clone());
        Ok(())
    })
    .await
}

/// Takes an alias back, by its object ID. Nothing to take back is fine.
pub async fn remove_alias(
    conn: &mut Conn,
    cx: &DomainContext,
    actor: AccountId,
    uri: &str,
) -> Result<()> {
    change(conn, cx, actor, |uris| {
        uris.retain(|there| there != uri);
        Ok(())
    })
    .await
}

async fn change(
    conn: &mut Conn,
    cx: &DomainContext,
    actor: AccountId,
    change: impl FnOnce(&mut Vec<String>) -> Result<()> + Send,
) -> Result<()> {
    conn.transaction(async |conn| {
        let account = account::find_for_update(conn, actor).await?;
        let before = account.ok_or_else(Error::not_found)?.also_known_as;
        let mut uris = before.clone();
        change(&mut uris)?;
        if uris == before {
            return Ok(());
        }
        account::set_also_known_as(conn, actor, &uris, cx.clock.now()).await?;
        let updated = Event::AccountUpdated {
            account_id: actor,
            removed_files: Vec::new(),
        };
        event::record(conn, cx, &updated).await?;
        Ok(())
    })
    .await
}
