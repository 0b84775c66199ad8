//! From an actor's document to an account: read, checked by WebFinger, stored.

use url::Url;

use crate::db::ids::AccountId;
use crate::db::models::account::ProfileField;
use crate::db::models::actor_key::KeyKind;
use crate::domain::accounts::remote::{self, RemoteActor, RemoteKey};
use crate::domain::emojis::RemoteEmoji;
use crate::federation::fetch::Fetched;
use crate::federation::protocol::Actor;
use crate::federation::protocol::actor::{ActorKey, KeyText};
use crate::federation::protocol::post::Emoji;
use crate::federation::resolve::Resolver;
use crate::federation::resolve::webfinger::{Finger, Handle};
use crate::foundation::crypto::PublicKey;
use crate::foundation::error::{Error, Result};
use crate::foundation::message::Message;
use crate::foundation::net::host_key;
use crate::foundation::text::remote_text;

impl Resolver {
    /// Stores the account of an actor's document that came from where its ID
    /// says. `found` is what WebFinger said on the way to it; without it the
    /// actor's handle is looked up and has to lead back.
    ///
    /// # Errors
    /// `Invalid` when it is no actor, or its handle is not its own.
    pub(super) async fn learn_actor(
        &self,
        document: &Fetched,
        found: Option<&Finger>,
    ) -> Result<AccountId> {
        let actor = Actor::read(&document.json).map_err(|error| {
            Error::invalid(Message::of("refused-far-no-account")).because(error)
        })?;
        let handle = match found {
            Some(found) => proven(&actor, found)?,
            None => self.handle_of(&actor).await?,
        };
        let app = self.app();
        let mut row = row(&actor, handle)?;
        if app
            .peers
            .verdict(&app.db, &row.host)
            .await?
            .may_send_media()
        {
            row.emojis = actor.emojis.iter().map(emoji).collect();
        }
        let conn = &mut *app.db.conn().await?;
        remote::upsert(conn, &app.cx, &row).await
    }
}

/// The handle that led to an actor, if the actor takes it for its own.
fn proven(actor: &Actor, found: &Finger) -> Result<Handle> {
    let own_name = actor.username.to_lowercase() == found.subject.name.to_lowercase();
    let says_so = actor
        .webfinger
        .as_deref()
        .and_then(Handle::parse)
        .is_some_and(|handle| handle.is(&found.subject));
    if actor.id == found.actor && (own_name || says_so) {
        Ok(found.subject.clone())
    } else {
        Err(Error::invalid(Message::of("refused-far-handle-other")))
    }
}

fn row(actor: &Actor, handle: Handle) -> Result<RemoteActor> {
    let id = Url::parse(&actor.id).map_err(Error::internal)?;
    let fields = actor.fields.iter().map(|field| ProfileField {
        verified_at: None,
        name: field.name.clone(),
        value: remote_text(&field.value_html),
        value_html: field.value_html.clone(),
    });
    let picture = |picture: &crate::federation::protocol::actor::Picture| picture.url.clone();
    Ok(RemoteActor {
        uri: actor.id.clone(),
        username: handle.name,
        domain: handle.host,
        host: host_key(&id).unwrap_or_default(),
        kind: actor.kind,
        display_name: actor.name.clone(),
        bio: remote_text(&actor.bio_html),
        bio_html: actor.bio_html.clone(),
        fields: fields.collect(),
        avatar: actor.avatar.as_ref().map(picture),
        header: actor.header.as_ref().map(picture),
        locked: actor.locked,
        discoverable: actor.discoverable,
        indexable: actor.indexable,
        suspended: actor.suspended,
        url: actor.url.clone().unwrap_or_else(|| actor.id.clone()),
        also_known_as: actor.also_known_as.clone(),
        attribution_domains: actor.attribution_domains.clone(),
        inbox_url: actor.inbox.clone(),
        shared_inbox_url: actor.shared_inbox.clone(),
        outbox_url: actor.outbox.clone(),
        followers_url: actor.followers.clone(),
        following_url: actor.following.clone(),
        featured_url: actor.featured.clone(),
        published: actor.published,
        keys: actor
            .keys
            .iter()
            .filter_map(|each| key(actor, each))
            .collect(),
        emojis: Vec::new(),
    })
}

fn emoji(emoji: &Emoji) -> RemoteEmoji {
    RemoteEmoji {
        shortcode: emoji.shortcode.clone(),
        uri: emoji.id.clone(),
        image_url: emoji.url.clone(),
    }
}

/// A key that can be read and that belongs to this very actor.
fn key(actor: &Actor, key: &ActorKey) -> Option<RemoteKey> {
    if key.owner.as_ref().is_some_and(|owner| *owner != actor.id) {
        return None;
    }
    let read = match &key.text {
        KeyText::Pem(pem) => PublicKey::from_pem(pem),
        KeyText::Multibase(text) => PublicKey::from_multibase(text),
    };
    let read = read.ok()?;
    Some(RemoteKey {
        uri: key.id.clone(),
        kind: if read.is_ed25519() {
            KeyKind::Ed25519
        } else {
            KeyKind::Rsa
        },
        public_der: read.der().to_vec(),
    })
}
