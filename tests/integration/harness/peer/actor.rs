//! People on the peer: keys, documents, and the plain JSON they send.

use std::sync::OnceLock;

use ossm::foundation::crypto::{SigningKey, generate_ed25519_key_pair, generate_rsa_key_pair};
use serde_json::{Value, json};

use super::{AP_TYPE, FakePeer, PUBLIC};

/// Somebody on the peer.
#[derive(Clone)]
pub struct PeerActor {
    pub name: String,
    /// `http://NAME.localhost:PORT/users/NAME`.
    pub id: String,
    /// `NAME@NAME.localhost:PORT`.
    pub handle: String,
    pub key_id: String,
    pub key: SigningKey,
    /// The ID of an Ed25519 key, and the key.
    pub ed25519: Option<(String, SigningKey)>,
}

impl FakePeer {
    /// A new person: RSA key, document, WebFinger and empty collections are served.
    pub fn actor(&self, name: &str) -> PeerActor {
        let pair = generate_rsa_key_pair().unwrap();
        let key = SigningKey::from_der(&pair.private_der).unwrap();
        self.actor_with_key(name, key)
    }

    /// A new person with a key that the whole test run shares: for tests that need
    /// very many people.
    pub fn actor_quick(&self, name: &str) -> PeerActor {
        static KEY: OnceLock<SigningKey> = OnceLock::new();
        let make = || {
            let pair = generate_rsa_key_pair().unwrap();
            SigningKey::from_der(&pair.private_der).unwrap()
        };
        self.actor_with_key(name, KEY.get_or_init(make).clone())
    }

    /// A new person who also has an Ed25519 key, in `assertionMethod`.
    pub fn actor_with_ed25519(&self, name: &str) -> PeerActor {
        let mut actor = self.actor(name);
        let pair = generate_ed25519_key_pair().unwrap();
        let key = SigningKey::from_der(&pair.private_der).unwrap();
        actor.ed25519 = Some((format!("{}#ed25519-key", actor.id), key));
        self.publish(&actor.document());
        actor
    }

    /// A new person with this key.
    pub fn actor_with_key(&self, name: &str, key: SigningKey) -> PeerActor {
        let id = self.url(&format!("/users/{name}"));
        let actor = PeerActor {
            name: name.to_owned(),
            handle: format!("{name}@{}", self.host),
            key_id: format!("{id}#main-key"),
            id,
            key,
            ed25519: None,
        };
        self.publish(&actor.document());
        let finger = actor.finger();
        self.finger(&format!("acct:{}", actor.handle), &finger);
        self.finger(&actor.id, &finger);
        for collection in ["outbox", "followers", "following", "collections/featured"] {
            self.collection(&actor.sub(collection), &[]);
        }
        actor
    }
}

impl PeerActor {
    /// An address below the actor's.
    pub fn sub(&self, path: &str) -> String {
        format!("{}/{path}", self.id)
    }

    fn base(&self) -> &str {
        self.id.split("/users/").next().unwrap()
    }

    /// The actor's document; change it and `publish` it to try other shapes.
    pub fn document(&self) -> Value {
        let pem = self.key.public_key().unwrap().to_pem();
        let mut document = json!({
            "@context": ["https://www.w3.org/ns/activitystreams", "https://w3id.org/security/v1"],
            "id": self.id,
            "type": "Person",
            "preferredUsername": self.name,
            "name": format!("{} of elsewhere", self.name),
            "summary": "<p>Plainly a demo.</p>",
            "url": format!("{}/@{}", self.base(), self.name),
            "published": "2024-01-02T03:04:05Z",
            "manuallyApprovesFollowers": false,
            "discoverable": true,
            "inbox": self.sub("inbox"),
            "outbox": self.sub("outbox"),
            "followers": self.sub("followers"),
            "following": self.sub("following"),
            "featured": self.sub("collections/featured"),
            "endpoints": { "sharedInbox": format!("{}/inbox", self.base()) },
            "publicKey": { "id": self.key_id, "owner": self.id, "publicKeyPem": pem },
        });
        if let Some((key_id, key)) = &self.ed25519 {
            let text = key.public_key().unwrap().to_multibase();
            let key = json!({
                "id": key_id, "type": "Multikey", "controller": self.id, "publicKeyMultibase": text,
            });
            document["assertionMethod"] = json!([key]);
        }
        document
    }

    /// What WebFinger says of the actor.
    pub fn finger(&self) -> Value {
        json!({
            "subject": format!("acct:{}", self.handle),
            "aliases": [self.id],
            "links": [{ "rel": "self", "type": AP_TYPE, "href": self.id }],
        })
    }

    /// A public post.
    pub fn note(&self, number: &str, content: &str) -> Value {
        self.note_to(number, content, &[PUBLIC], &[&self.sub("followers")])
    }

    /// A post to some.
    pub fn note_to(&self, number: &str, content: &str, to: &[&str], cc: &[&str]) -> Value {
        json!({
            "id": self.sub(&format!("statuses/{number}")),
            "type": "Note",
            "attributedTo": self.id,
            "content": format!("<p>{content}</p>"),
            "published": "2026-01-02T03:04:05Z",
            "url": format!("{}/@{}/{number}", self.base(), self.name),
            "to": to,
            "cc": cc,
            "sensitive": false,
            "tag": [],
            "attachment": [],
        })
    }

    /// Any activity, with an ID of its own.
    pub fn activity(&self, kind: &str, id: &str, object: impl Into<Value>) -> Value {
        json!({
            "@context": "https://www.w3.org/ns/activitystreams",
            "id": self.sub(&format!("activities/{id}")),
            "type": kind,
            "actor": self.id,
            "object": object.into(),
        })
    }

    /// A Create of a post, addressed as the post is.
    pub fn create(&self, object: Value) -> Value {
        self.about("Create", "activity", object)
    }

    /// An Update of a post or of the actor itself.
    pub fn update(&self, object: Value) -> Value {
        self.about("Update", "update", object)
    }

    /// A Delete of a post, with a Tombstone.
    pub fn delete(&self, id: &str) -> Value {
        let mut activity = self.activity("Delete", "", json!({ "id": id, "type": "Tombstone" }));
        activity["id"] = json!(format!("{id}#delete"));
        activity["to"] = json!([PUBLIC]);
        activity
    }

    fn about(&self, kind: &str, suffix: &str, object: Value) -> Value {
        let id = format!("{}/{suffix}", object["id"].as_str().unwrap());
        let (to, cc) = (object["to"].clone(), object["cc"].clone());
        let mut activity = self.activity(kind, "", object);
        activity["id"] = json!(id);
        activity["to"] = to;
        activity["cc"] = cc;
        activity
    }

    /// A request to follow `target`.
    pub fn follow(&self, target: &str) -> Value {
        self.activity("Follow", "follow", target)
    }

    /// An Undo of an activity of the actor's.
    pub fn undo(&self, activity: &Value) -> Value {
        let mut undo = self.activity("Undo", "", activity.clone());
        undo["id"] = json!(format!("{}/undo", activity["id"].as_str().unwrap()));
        undo
    }

    /// A Like of a post.
    pub fn like(&self, post: &str) -> Value {
        self.activity("Like", "like", post)
    }

    /// A public boost of a post.
    pub fn announce(&self, post: &str) -> Value {
        let mut activity = self.activity("Announce", "announce", post);
        activity["to"] = json!([PUBLIC]);
        activity["cc"] = json!([self.sub("followers")]);
        activity["published"] = json!("2026-01-02T03:04:05Z");
        activity
    }

    /// An Accept of a Follow that the actor got.
    pub fn accept(&self, follow: &Value) -> Value {
        self.activity("Accept", "accept", follow.clone())
    }

    /// A Reject of a Follow that the actor got.
    pub fn reject(&self, follow: &Value) -> Value {
        self.activity("Reject", "reject", follow.clone())
    }
}
