//! Accounts of other servers: learned from their actor documents, kept as they
//! were last seen, and marked when they are gone.

use chrono::{DateTime, Utc};

use crate::db::ids::AccountId;
use crate::db::models::account::{self, Account, AccountKind, ProfileField};
use crate::db::models::actor_key::{ActorKey, KeyKind};
use crate::db::models::domain_reach;
use crate::db::models::remote_actor::{self, RemoteAddresses, RemoteProfile};
use crate::db::{Conn, Transactional as _};
use crate::domain::DomainContext;
use crate::domain::emojis::{self, RemoteEmoji};
use crate::domain::event::{self, Event};
use crate::foundation::error::{Error, Result};
use crate::foundation::message::Message;
use crate::foundation::text::username::skeleton;

/// What an actor document says, checked and made safe: the texts are plain,
/// the HTML is clean, the addresses are of the actor's own host.
#[derive(Debug, Clone)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent facts of a document"
)]
#[expect(missing_docs, reason = "the names are those of the account's columns")]
pub struct RemoteActor {
    pub uri: String,
    pub username: String,
    /// The host of the handle, with a port where it is not the usual one.
    pub domain: String,
    /// The host of `uri`.
    pub host: String,
    pub kind: AccountKind,
    pub display_name: String,
    pub bio: String,
    pub bio_html: String,
    pub fields: Vec<ProfileField>,
    pub avatar: Option<String>,
    pub header: Option<String>,
    pub locked: bool,
    pub discoverable: bool,
    pub indexable: bool,
    pub suspended: bool,
    pub url: String,
    pub also_known_as: Vec<String>,
    pub attribution_domains: Vec<String>,
    pub inbox_url: String,
    pub shared_inbox_url: Option<String>,
    pub outbox_url: Option<String>,
    pub followers_url: Option<String>,
    pub following_url: Option<String>,
    pub featured_url: Option<String>,
    pub published: Option<DateTime<Utc>>,
    pub keys: Vec<RemoteKey>,
    pub emojis: Vec<RemoteEmoji>,
}

/// A public key of a remote actor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RemoteKey {
    /// The key's ID.
    pub uri: String,
    /// Its algorithm.
    pub kind: KeyKind,
    /// SubjectPublicKeyInfo, DER.
    pub public_der: Vec<u8>,
}

/// Stores what an actor document says; returns the account's ID. The caller
/// has checked that the document came from its own server and that the handle
/// leads back to it. An account that was gone is there again.
///
/// # Errors
/// `Forbidden` for an actor that claims to be of this server.
pub async fn upsert(conn: &mut Conn, cx: &DomainContext, actor: &RemoteActor) -> Result<AccountId> {
    let own = cx.config.handle_domain().as_str() == actor.domain
        || cx.config.server.domain.as_str() == actor.host;
    if own {
        return Err(Error::forbidden(Message::of("refused-address-own")));
    }
    conn.transaction(async |conn| store(conn, cx, actor).await)
        .await
}

async fn store(conn: &mut Conn, cx: &DomainContext, actor: &RemoteActor) -> Result<AccountId> {
    let now = cx.clock.now();
    let before = account::by_uri(conn, &actor.uri).await?;
    remote_actor::release_handle(conn, &actor.username, &actor.domain, &actor.uri, now).await?;
    let profile = profile(actor, now)?;
    let created_at = actor
        .published
        .filter(|published| *published <= now)
        .unwrap_or(now);
    let id = AccountId(cx.ids.next());
    let (id, _) = remote_actor::upsert(conn, id, created_at, &profile).await?;
    let turned = remote_actor::set_suspended(conn, id, actor.suspended, now).await?;
    emojis::remember(conn, cx, &actor.domain, &actor.emojis).await?;
    let addresses = RemoteAddresses {
        account_id: id,
        host: actor.host.clone(),
        inbox_url: actor.inbox_url.clone(),
        shared_inbox_url: actor.shared_inbox_url.clone(),
        outbox_url: actor.outbox_url.clone(),
        followers_url: actor.followers_url.clone(),
        following_url: actor.following_url.clone(),
        featured_url: actor.featured_url.clone(),
        fetched_at: now,
    };
    remote_actor::write_addresses(conn, &addresses).await?;
    if before.is_none() {
        domain_reach::apply_to_new(conn, id, now).await?;
    }
    let keys: Vec<ActorKey> = actor.keys.iter().map(|key| key_row(key, id, now)).collect();
    remote_actor::replace_keys(conn, id, &keys).await?;
    if before.is_some_and(|before| turned || looks_different(&before, &profile)) {
        let updated = Event::AccountUpdated {
            account_id: id,
            removed_files: Vec::new(),
        };
        event::record(conn, cx, &updated).await?;
    }
    Ok(id)
}

fn profile(actor: &RemoteActor, now: DateTime<Utc>) -> Result<RemoteProfile> {
    Ok(RemoteProfile {
        username: actor.username.clone(),
        domain: Some(actor.domain.clone()),
        skeleton: skeleton(&actor.username),
        kind: actor.kind,
        display_name: actor.display_name.clone(),
        bio: actor.bio.clone(),
        bio_html: actor.bio_html.clone(),
        fields: serde_json::to_value(&actor.fields).map_err(Error::internal)?,
        avatar: actor.avatar.clone(),
        header: actor.header.clone(),
        locked: actor.locked,
        discoverable: actor.discoverable,
        indexable: actor.indexable,
        also_known_as: actor.also_known_as.clone(),
        attribution_domains: actor.attribution_domains.clone(),
        uri: actor.uri.clone(),
        url: actor.url.clone(),
        updated_at: now,
    })
}

fn key_row(key: &RemoteKey, account_id: AccountId, created_at: DateTime<Utc>) -> ActorKey {
    ActorKey {
        key_uri: key.uri.clone(),
        account_id,
        kind: key.kind,
        public_der: key.public_der.clone(),
        private_der: None,
        created_at,
    }
}

fn looks_different(before: &Account, now: &RemoteProfile) -> bool {
    before.display_name != now.display_name
        || before.bio_html != now.bio_html
        || before.fields != now.fields
        || before.avatar != now.avatar
        || before.header != now.header
        || before.username != now.username
        || before.deleted_at.is_some()
}

/// Marks a remote account as deleted by its server: it follows nobody and
/// nobody follows it any more, and its posts are not shown. Doing it again, or
/// to a local account, changes nothing.
pub async fn mark_gone(conn: &mut Conn, cx: &DomainContext, id: AccountId) -> Result<()> {
    conn.transaction(async |conn| {
        let Some(account) = account::find_for_update(conn, id).await? else {
            return Ok(());
        };
        if account.is_local() || account.deleted_at.is_some() {
            return Ok(());
        }
        remote_actor::mark_gone(conn, id, cx.clock.now()).await?;
        let disabled = Event::AccountDisabled { account_id: id };
        event::record(conn, cx, &disabled).await?;
        Ok(())
    })
    .await
}
