//! Accounts of this server as actors (ActivityPub, section 4).

use activitypub_federation::kinds::object::ImageType;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Serialize;
use serde_json::Value;

use crate::db::models::account::{Account, AccountKind};
use crate::db::models::actor_key::{ActorKey, KeyKind};
use crate::db::models::custom_emoji::CustomEmoji;
use crate::federation::addresses::Addresses;
use crate::federation::objects::activity::time;
use crate::federation::objects::context::Context;
use crate::federation::objects::emoji::Emoji;
use crate::foundation::error::Result;
use crate::foundation::storage::Key;

/// An actor as others read it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
#[serde(rename_all = "camelCase")]
pub struct Actor {
    id: String,
    #[serde(rename = "type")]
    kind: &'static str,
    preferred_username: String,
    webfinger: String,
    name: String,
    summary: String,
    url: String,
    published: String,
    inbox: String,
    outbox: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    followers: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    following: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    featured: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    featured_tags: Option<String>,
    endpoints: Endpoints,
    public_key: Option<PublicKey>,
    manually_approves_followers: bool,
    discoverable: bool,
    indexable: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    icon: Option<Image>,
    #[serde(skip_serializing_if = "Option::is_none")]
    image: Option<Image>,
    attachment: Vec<PropertyValue>,
    tag: Vec<Emoji>,
    also_known_as: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    attribution_domains: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    moved_to: Option<String>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    suspended: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
struct Endpoints {
    shared_inbox: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[expect(clippy::struct_field_names, reason = "the names of the vocabulary")]
struct PublicKey {
    id: String,
    owner: String,
    public_key_pem: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
struct Image {
    #[serde(rename = "type")]
    kind: ImageType,
    media_type: &'static str,
    url: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct PropertyValue {
    #[serde(rename = "type")]
    kind: &'static str,
    name: String,
    value: String,
}

/// What the actor's document says beyond the account's own row.
#[derive(Clone, Copy, Default)]
pub struct Beyond<'a> {
    /// The key pair that the actor signs with.
    pub keys: &'a [ActorKey],
    /// The ID of the actor they moved to.
    pub moved_to: Option<&'a str>,
    /// The custom emoji of this server in the name and the profile.
    pub emojis: &'a [CustomEmoji],
}

impl Actor {
    /// The actor of a local account.
    #[must_use]
    pub fn new(addresses: &Addresses, account: &Account, beyond: Beyond<'_>) -> Self {
        let id = &account.uri;
        let below = |path: &str| format!("{id}/{path}");
        // Nobody follows the server itself.
        let of_people = |path: &str| (!account.is_instance_actor()).then(|| below(path));
        let picture = |key: &Option<String>| image(addresses, key.as_deref()?);
        Self {
            kind: kind(account.kind),
            preferred_username: account.username.clone(),
            webfinger: addresses.handle(&account.username),
            name: account.name().to_owned(),
            summary: account.bio_html.clone(),
            url: account.url.clone(),
            published: time(account.created_at),
            inbox: below("inbox"),
            outbox: below("outbox"),
            followers: of_people("followers"),
            following: of_people("following"),
            featured: of_people("collections/featured"),
            featured_tags: of_people("collections/tags"),
            endpoints: Endpoints {
                shared_inbox: addresses.shared_inbox(),
            },
            public_key: beyond.keys.iter().find_map(|key| public_key(id, key)),
            manually_approves_followers: account.locked,
            discoverable: account.discoverable,
            indexable: account.indexable,
            icon: picture(&account.avatar),
            image: picture(&account.header),
            attachment: fields(account),
            tag: beyond
                .emojis
                .iter()
                .filter_map(|emoji| Emoji::new(addresses, emoji))
                .collect(),
            also_known_as: account.also_known_as.clone(),
            attribution_domains: account.attribution_domains.clone(),
            moved_to: beyond.moved_to.map(str::to_owned),
            suspended: false,
            id: id.clone(),
        }
    }

    /// The same actor with another display name.
    #[must_use]
    pub fn named(mut self, name: &str) -> Self {
        name.clone_into(&mut self.name);
        self
    }

    /// The same actor while nobody may see it: what others need to check its
    /// signatures, and that it is suspended.
    #[must_use]
    pub fn set_aside(mut self) -> Self {
        self.name.clone_from(&self.preferred_username);
        self.summary.clear();
        self.icon = None;
        self.image = None;
        self.attachment.clear();
        self.attribution_domains.clear();
        self.tag.clear();
        self.discoverable = false;
        self.indexable = false;
        self.suspended = true;
        self
    }

    /// The actor as a document of its own.
    pub fn document(&self) -> Result<Value> {
        Context::Actor.document(self)
    }
}

fn kind(kind: AccountKind) -> &'static str {
    match kind {
        AccountKind::Person => "Person",
        AccountKind::Service => "Service",
        AccountKind::Application => "Application",
        AccountKind::Group => "Group",
        AccountKind::Organization => "Organization",
    }
}

fn fields(account: &Account) -> Vec<PropertyValue> {
    let fields = account.profile_fields().into_iter();
    fields
        .map(|field| PropertyValue {
            kind: "PropertyValue",
            name: field.name,
            value: field.value_html,
        })
        .collect()
}

fn image(addresses: &Addresses, key: &str) -> Option<Image> {
    let file = key.parse::<Key>().ok()?;
    Some(Image {
        kind: ImageType::Image,
        media_type: file.file_type()?.content_type(),
        url: addresses.media(key),
    })
}

fn public_key(owner: &str, key: &ActorKey) -> Option<PublicKey> {
    (key.kind == KeyKind::Rsa).then(|| PublicKey {
        id: key.key_uri.clone(),
        owner: owner.to_owned(),
        public_key_pem: pem(&key.public_der),
    })
}

/// SubjectPublicKeyInfo as PEM (RFC 7468).
fn pem(der: &[u8]) -> String {
    let mut text = String::from("-----BEGIN PUBLIC KEY-----\n");
    for (at, sign) in STANDARD.encode(der).char_indices() {
        if at > 0 && at % 64 == 0 {
            text.push('\n');
        }
        text.push(sign);
    }
    text.push_str("\n-----END PUBLIC KEY-----\n");
    text
}

#[cfg(test)]
#[path = "actor_tests.rs"]
pub(super) mod tests;
