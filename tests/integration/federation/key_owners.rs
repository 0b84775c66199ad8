//! Stores actors without asking WebFinger: what the key cache needs of others.

use async_trait::async_trait;
use ossm::app::App;
use ossm::db::ids::AccountId;
use ossm::db::models::actor_key::KeyKind;
use ossm::domain::accounts::remote::{self, RemoteActor, RemoteKey};
use ossm::federation::fetch::{FetchError, Fetched};
use ossm::federation::protocol::actor::{Actor, KeyText};
use ossm::federation::signature::KeyOwners;
use ossm::foundation::crypto::PublicKey;
use ossm::foundation::net::host_key;

pub struct Owners(pub App);

#[async_trait]
impl KeyOwners for Owners {
    async fn learn(&self, document: Fetched) -> Result<AccountId, FetchError> {
        let actor = Actor::read(&document.json)
            .ok()
            .ok_or(FetchError::NotActivityPub)?;
        let host = host_key(&document.url).unwrap();
        let keys = actor.keys.iter().filter_map(|key| {
            let public = match &key.text {
                KeyText::Pem(text) => PublicKey::from_pem(text),
                KeyText::Multibase(text) => PublicKey::from_multibase(text),
            };
            let public = public.ok()?;
            Some(RemoteKey {
                uri: key.id.clone(),
                kind: if public.is_ed25519() {
                    KeyKind::Ed25519
                } else {
                    KeyKind::Rsa
                },
                public_der: public.der().to_vec(),
            })
        });
        let remote = RemoteActor {
            emojis: Vec::new(),
            username: actor.username.clone(),
            domain: host.clone(),
            host,
            kind: actor.kind,
            display_name: actor.name.clone(),
            bio: String::new(),
            bio_html: String::new(),
            fields: Vec::new(),
            avatar: None,
            header: None,
            locked: false,
            discoverable: true,
            indexable: true,
            suspended: false,
            url: actor.id.clone(),
            attribution_domains: Vec::new(),
            also_known_as: Vec::new(),
            inbox_url: actor.inbox.clone(),
            shared_inbox_url: None,
            outbox_url: None,
            followers_url: None,
            following_url: None,
            featured_url: None,
            published: None,
            keys: keys.collect(),
            uri: actor.id,
        };
        let conn = &mut *self.0.db.conn().await?;
        Ok(remote::upsert(conn, &self.0.cx, &remote).await?)
    }
}
