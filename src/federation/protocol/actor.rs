//! Actors: who writes, follows and is followed (ActivityPub, section 4).

use chrono::{DateTime, Utc};
use serde_json::Value;

use crate::db::models::account::AccountKind;
use crate::federation::protocol::post::tags::{self, Emoji};
use crate::federation::protocol::read::{self, Unreadable};
use crate::foundation::net::normal_host;
use crate::foundation::text::{remote_html, remote_line, remote_name};

/// Most rows of a profile's table.
const FIELDS_MAX: usize = 50;
/// Most other names of an account.
const ALIASES_MAX: usize = 50;
/// Most websites that are read of an actor.
const WEBSITES_MAX: usize = 100;
/// Most keys.
const KEYS_MAX: usize = 10;
/// Longest username, in characters.
const USERNAME_MAX: usize = 255;
/// Longest biography, in bytes of HTML.
const BIO_MAX: usize = 40_000;
/// Longest key in text form, in bytes.
const KEY_BYTES_MAX: usize = 16_384;

/// What a public key is written as.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeyText {
    /// PEM (`publicKeyPem` of the security vocabulary).
    Pem(String),
    /// Multibase of a Multikey (FEP-521a).
    Multibase(String),
}

/// A public key that an actor lists, or that stands in a document of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActorKey {
    /// Its ID.
    pub id: String,
    /// Whose it says it is.
    pub owner: Option<String>,
    /// The key.
    pub text: KeyText,
}

/// A picture of a profile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// A web address.
    pub url: String,
    /// What it says it is, such as `image/png`.
    pub media_type: Option<String>,
    /// What it shows; may be empty.
    pub description: String,
}

/// One row of a profile's table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// The label, plain text.
    pub name: String,
    /// Safe HTML.
    pub value_html: String,
}

/// An actor. All addresses but pictures, `url`, `moved_to` and `also_known_as` are
/// of the same origin as `id`.
#[derive(Debug, Clone, PartialEq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent facts of a document"
)]
pub struct Actor {
    /// Its ID.
    pub id: String,
    /// What it is.
    pub kind: AccountKind,
    /// `preferredUsername`, without anything that could pass for a host.
    pub username: String,
    /// The display name, plain text; empty for none.
    pub name: String,
    /// The biography, safe HTML.
    pub bio_html: String,
    /// The page for people: on the host of `id` or one above or below it.
    pub url: Option<String>,
    /// Where to send what is for it.
    pub inbox: String,
    /// Where to send what is for several of its server.
    pub shared_inbox: Option<String>,
    /// What it published.
    pub outbox: Option<String>,
    /// Who follows it; names its followers as an audience.
    pub followers: Option<String>,
    /// Whom it follows.
    pub following: Option<String>,
    /// Its pinned posts.
    pub featured: Option<String>,
    /// Its keys, each of its origin.
    pub keys: Vec<ActorKey>,
    /// The small picture.
    pub avatar: Option<Picture>,
    /// The wide picture.
    pub header: Option<Picture>,
    /// The profile's table.
    pub fields: Vec<Field>,
    /// Custom emoji in names and texts.
    pub emojis: Vec<Emoji>,
    /// It answers requests to follow by hand.
    pub locked: bool,
    /// It may be recommended.
    pub discoverable: bool,
    /// Its posts may be searched.
    pub indexable: bool,
    /// Its server suspended it.
    pub suspended: bool,
    /// Other names of the same person.
    pub also_known_as: Vec<String>,
    /// Websites that may name it as the author of their pages: hosts.
    pub attribution_domains: Vec<String>,
    /// Where the person went.
    pub moved_to: Option<String>,
    /// `user@host`, where the document says so (FEP-2c59).
    pub webfinger: Option<String>,
    /// When the account was made.
    pub published: Option<DateTime<Utc>>,
    /// Whether the collections `featured`, `outbox` … were embedded is of no
    /// interest; the document as it came is kept for what reads more of it.
    pub raw: Value,
}

/// What an object's type makes it; None when it is no actor.
#[must_use]
pub fn kind_of(value: &Value) -> Option<AccountKind> {
    read::types(value).find_map(|name| match name {
        "Person" => Some(AccountKind::Person),
        "Service" => Some(AccountKind::Service),
        "Application" => Some(AccountKind::Application),
        "Group" => Some(AccountKind::Group),
        "Organization" => Some(AccountKind::Organization),
        _ => None,
    })
}

impl Actor {
    /// Reads an actor.
    ///
    /// # Errors
    /// When it is no actor, or lacks an ID, a name or an inbox of its own origin
    /// (a key's stub looks so).
    pub fn read(value: &Value) -> Result<Self, Unreadable> {
        let kind = kind_of(value).ok_or(Unreadable("not an actor"))?;
        let id = value
            .get("id")
            .and_then(read::id)
            .ok_or(Unreadable("no id"))?;
        let own = |key: &str| {
            read::first_id(value.get(key)).filter(|found| read::same_origin(found, &id))
        };
        let endpoints = value.get("endpoints").and_then(read::object);
        let shared = endpoints
            .and_then(|endpoints| read::first_id(endpoints.get("sharedInbox")))
            .or_else(|| read::first_id(value.get("sharedInbox")))
            .filter(|shared| read::same_origin(shared, &id));
        let flag = |key: &str| read::flag(value.get(key));
        Ok(Self {
            kind,
            username: username(value).ok_or(Unreadable("no username"))?,
            name: remote_name(&read::text(value.get("name"), 10_000).unwrap_or_default()),
            bio_html: html(value.get("summary")),
            url: page(value.get("url"), &id),
            inbox: own("inbox").ok_or(Unreadable("no inbox of its own"))?,
            shared_inbox: shared,
            outbox: own("outbox"),
            followers: own("followers"),
            following: own("following"),
            featured: own("featured"),
            keys: keys(value, &id),
            avatar: picture(value.get("icon")),
            header: picture(value.get("image")),
            fields: fields(value),
            emojis: tags::emojis(value),
            locked: flag("manuallyApprovesFollowers").unwrap_or_default(),
            discoverable: flag("discoverable").unwrap_or_default(),
            indexable: flag("indexable").unwrap_or_default(),
            suspended: flag("suspended").unwrap_or_default(),
            also_known_as: read::ids(value.get("alsoKnownAs"), ALIASES_MAX),
            attribution_domains: websites(value),
            moved_to: read::first_id(value.get("movedTo")).filter(|new| *new != id),
            webfinger: read::text(value.get("webfinger"), 500),
            published: read::date(value.get("published")),
            raw: value.clone(),
            id,
        })
    }

    /// The key with this ID, if the actor lists it.
    #[must_use]
    pub fn key(&self, id: &str) -> Option<&ActorKey> {
        self.keys.iter().find(|key| key.id == id)
    }
}

fn websites(value: &Value) -> Vec<String> {
    let named = read::many(value.get("attributionDomains"), WEBSITES_MAX);
    let hosts = named.filter_map(|name| normal_host(name.as_str()?));
    hosts.collect()
}

fn username(value: &Value) -> Option<String> {
    let name = read::text(value.get("preferredUsername"), 2048)?;
    let sound = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.' | '-' | ':' | '~');
    let length = name.chars().count();
    (name.chars().all(sound) && (1..=USERNAME_MAX).contains(&length)).then_some(name)
}

fn html(value: Option<&Value>) -> String {
    remote_html(&read::text(value, BIO_MAX).unwrap_or_default()).html
}

/// The page for people in a string, `Link` or list of them: the first that says it
/// is HTML, else the first at all; on the host of `id` or one related to it.
#[must_use]
pub fn page(value: Option<&Value>, id: &str) -> Option<String> {
    let found = || {
        read::many(value, 16).filter_map(|entry| {
            let html = ["mediaType", "mimeType"]
                .iter()
                .any(|key| entry.get(key).and_then(Value::as_str) == Some("text/html"));
            let plain = entry.is_string()
                || (entry.get("mediaType").is_none() && entry.get("mimeType").is_none());
            Some((html, plain, read::address(entry)?))
        })
    };
    found()
        .find(|(html, _, _)| *html)
        .or_else(|| found().find(|(_, plain, _)| *plain))
        .map(|(_, _, address)| address)
        .filter(|address| read::related_hosts(address, id))
}

/// A picture as a string, an object with `url`, or the largest of a list.
fn picture(value: Option<&Value>) -> Option<Picture> {
    let width = |entry: &Value| read::count(entry.get("width")).unwrap_or_default();
    let mut best: Option<(u32, Picture)> = None;
    for entry in read::many(value, 16) {
        let url = match entry.get("url") {
            Some(inner) => read::many(Some(inner), 4).find_map(read::address),
            None => read::address(entry),
        };
        let Some(url) = url else { continue };
        let description = read::text(entry.get("name"), 10_000)
            .or_else(|| read::text(entry.get("summary"), 10_000));
        let picture = Picture {
            url,
            media_type: read::text(entry.get("mediaType"), 100),
            description: remote_line(&description.unwrap_or_default(), 1500),
        };
        if best.as_ref().is_none_or(|(wide, _)| width(entry) > *wide) {
            best = Some((width(entry), picture));
        }
    }
    best.map(|(_, picture)| picture)
}

fn fields(value: &Value) -> Vec<Field> {
    read::many(value.get("attachment"), FIELDS_MAX)
        .filter(|entry| read::is_a(entry, "PropertyValue"))
        .filter_map(|entry| {
            Some(Field {
                name: remote_line(&read::text(entry.get("name"), 10_000)?, 255),
                value_html: html(entry.get("value")),
            })
        })
        .collect()
}

/// The keys of an actor's or key's document, each of the origin of `base`.
fn keys(value: &Value, base: &str) -> Vec<ActorKey> {
    let old = read::many(value.get("publicKey"), KEYS_MAX);
    let new = read::many(value.get("assertionMethod"), KEYS_MAX);
    let mut found: Vec<ActorKey> = Vec::new();
    for key in old.chain(new).filter_map(key) {
        let known = found.iter().any(|other| other.id == key.id);
        if !known && found.len() < KEYS_MAX && read::same_origin(&key.id, base) {
            found.push(key);
        }
    }
    found
}

/// One key object: `publicKeyPem` or a Multikey. Also reads a key that stands in a
/// document of its own.
#[must_use]
pub fn key(value: &Value) -> Option<ActorKey> {
    let text = match read::text(value.get("publicKeyPem"), KEY_BYTES_MAX) {
        Some(pem) => KeyText::Pem(pem),
        None => KeyText::Multibase(read::text(value.get("publicKeyMultibase"), 2048)?),
    };
    Some(ActorKey {
        id: value.get("id").and_then(read::id)?,
        owner: read::first_id(value.get("owner"))
            .or_else(|| read::first_id(value.get("controller"))),
        text,
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn minimal() -> Value {
        json!({"id": "https://a.example/u/1", "type": "Person", "preferredUsername": "ana",
            "inbox": "https://a.example/u/1/in"})
    }

    fn with(changes: &Value) -> Actor {
        let mut actor = minimal();
        for (key, value) in changes.as_object().unwrap() {
            actor[key.as_str()] = value.clone();
        }
        Actor::read(&actor).unwrap()
    }

    #[test]
    fn little_is_needed() {
        let actor = Actor::read(&minimal()).unwrap();
        assert_eq!(actor.username, "ana");
        assert!(actor.keys.is_empty() && actor.url.is_none() && !actor.locked);
        for missing in ["id", "type", "preferredUsername", "inbox"] {
            let mut actor = minimal();
            actor.as_object_mut().unwrap().remove(missing);
            assert!(Actor::read(&actor).is_err(), "{missing}");
        }
    }

    #[test]
    fn addresses_are_its_own() {
        let actor = with(&json!({
            "followers": "https://b.example/f", "outbox": "https://a.example/o",
            "endpoints": {"sharedInbox": "https://b.example/in"},
            "url": "https://evil.example/@ana",
            "publicKey": [{"id": "https://b.example/k", "owner": "https://a.example/u/1",
                "publicKeyPem": "x"}],
        }));
        assert!(actor.followers.is_none() && actor.shared_inbox.is_none());
        assert!(actor.keys.is_empty() && actor.url.is_none() && actor.outbox.is_some());
        let mut foreign = minimal();
        foreign["inbox"] = json!("https://b.example/in");
        assert!(Actor::read(&foreign).is_err());
    }

    #[test]
    fn the_shapes_of_peertube() {
        let channel = with(&json!({
            "type": "Group",
            "url": [{"type": "Link", "mediaType": "application/x-mpegURL", "href": "https://a.example/v"},
                {"type": "Link", "mediaType": "text/html", "href": "https://a.example/c/ana"}],
            "icon": [{"type": "Image", "url": "https://a.example/48.png", "width": 48},
                {"type": "Image", "url": "https://a.example/120.png", "width": 120}],
        }));
        assert_eq!(channel.kind, AccountKind::Group);
        assert_eq!(channel.url.as_deref(), Some("https://a.example/c/ana"));
        assert_eq!(channel.avatar.unwrap().url, "https://a.example/120.png");
    }

    #[test]
    fn pictures_come_in_many_ways() {
        for icon in [
            json!("https://a.example/i.png"),
            json!({"type": "Image", "url": "https://a.example/i.png", "mediaType": "image/png"}),
            json!({"type": "Image", "url": {"type": "Link", "href": "https://a.example/i.png"}}),
            json!([{"url": ["https://a.example/i.png"]}]),
            json!({"url": [{"href": "https://a.example/i.png"}]}),
        ] {
            let actor = with(&json!({ "icon": icon }));
            assert_eq!(
                actor.avatar.map(|a| a.url).as_deref(),
                Some("https://a.example/i.png")
            );
        }
        for icon in [
            json!(null),
            json!(7),
            json!({"url": "data:image/png,x"}),
            json!([[]]),
        ] {
            assert_eq!(with(&json!({ "icon": icon })).avatar, None);
        }
    }

    #[test]
    fn fields_keys_and_names() {
        let actor = with(&json!({
            "name": "Demo\u{202E} Ana", "summary": "<p>Hi<script>x</script></p>",
            "attachment": [{"type": "PropertyValue", "name": "Site",
                "value": "<a href=\"https://a.example\" rel=\"me\">a</a>"},
                {"type": "Link", "href": "x"}, 7],
            "publicKey": {"id": "https://a.example/u/1#main-key",
                "owner": "https://a.example/u/1", "publicKeyPem": "PEM"},
            "assertionMethod": [{"id": "https://a.example/u/1#ed", "type": "Multikey",
                "controller": "https://a.example/u/1", "publicKeyMultibase": "z6Mk"}],
            "manuallyApprovesFollowers": "true", "discoverable": 1,
            "movedTo": "https://a.example/u/1", "alsoKnownAs": "https://b.example/u/2",
        }));
        assert_eq!(
            (actor.name.as_str(), actor.bio_html.as_str()),
            ("Demo Ana", "<p>Hi</p>")
        );
        assert_eq!(actor.fields.len(), 1);
        assert!(actor.fields[0].value_html.contains("noopener"));
        assert_eq!(actor.keys.len(), 2);
        assert!(actor.key("https://a.example/u/1#ed").is_some());
        assert!(actor.locked && !actor.discoverable && actor.moved_to.is_none());
        assert_eq!(actor.also_known_as, ["https://b.example/u/2"]);
    }

    #[test]
    fn usernames_hold_no_host() {
        for name in ["", "a b", "a@b", "a/b", "<b>", "a\u{202E}b"] {
            let mut actor = minimal();
            actor["preferredUsername"] = json!(name);
            assert!(Actor::read(&actor).is_err(), "{name:?}");
        }
        assert_eq!(
            with(&json!({"preferredUsername": "instance.actor"})).username,
            "instance.actor"
        );
    }
}
