//! Actors in their exact form.

use chrono::{DateTime, TimeZone as _, Utc};
use serde_json::json;

use super::*;
use crate::db::ids::AccountId;
use crate::federation::addresses::tests::addresses;
use crate::federation::objects::emoji::tests::blob;

const ANA: &str = "https://a.example/users/ana";

fn at() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 1, 2, 3, 4, 5).unwrap()
}

pub(in crate::federation) fn account() -> Account {
    Account {
        id: AccountId(1),
        username: "ana".into(),
        domain: None,
        kind: AccountKind::Person,
        display_name: "Demo Ana".into(),
        bio: "Hi".into(),
        bio_html: "<p>Hi</p>".into(),
        fields: json!([{ "name": "Site", "value": "b.example", "value_html": "<a rel=\"me\">b</a>" }]),
        avatar: Some("avatars/3f/a0/3fa00000000000000000000000000000.webp".into()),
        header: Some("of another server".into()),
        locked: true,
        discoverable: true,
        uri: ANA.into(),
        url: "https://a.example/@ana".into(),
        suspended_at: None,
        deleted_at: None,
        created_at: at(),
        updated_at: at(),
        indexable: false,
        also_known_as: vec!["https://b.example/ana".into()],
        moved_to_id: None,
        moved_at: None,
        avatar_description: String::new(),
        header_description: String::new(),
        hide_collections: false,
        attribution_domains: Vec::new(),
        show_media: true,
        show_media_replies: true,
        show_featured: true,
    }
}

fn key() -> ActorKey {
    ActorKey {
        key_uri: format!("{ANA}#main-key"),
        account_id: AccountId(1),
        kind: KeyKind::Rsa,
        public_der: vec![0; 60],
        private_der: Some(b"secret".to_vec()),
        created_at: at(),
    }
}

#[test]
fn a_person_with_everything() {
    let keys = [key()];
    let beyond = Beyond {
        keys: &keys,
        moved_to: Some("https://b.example/ana"),
        emojis: &[blob()],
    };
    let actor = Actor::new(&addresses(), &account(), beyond);
    let zeros = format!("{}\n{}", "A".repeat(64), "A".repeat(16));
    assert_eq!(
        serde_json::to_value(&actor).unwrap(),
        json!({
            "id": ANA, "type": "Person", "preferredUsername": "ana",
            "webfinger": "ana@example.org", "name": "Demo Ana", "summary": "<p>Hi</p>",
            "url": "https://a.example/@ana", "published": "2026-01-02T03:04:05Z",
            "inbox": format!("{ANA}/inbox"), "outbox": format!("{ANA}/outbox"),
            "followers": format!("{ANA}/followers"), "following": format!("{ANA}/following"),
            "featured": format!("{ANA}/collections/featured"),
            "featuredTags": format!("{ANA}/collections/tags"),
            "endpoints": { "sharedInbox": "https://a.example/inbox" },
            "publicKey": {
                "id": format!("{ANA}#main-key"), "owner": ANA,
                "publicKeyPem":
                    format!("-----BEGIN PUBLIC KEY-----\n{zeros}\n-----END PUBLIC KEY-----\n")
            },
            "manuallyApprovesFollowers": true, "discoverable": true, "indexable": false,
            "icon": {
                "type": "Image", "mediaType": "image/webp",
                "url": "https://a.example/media/avatars/3f/a0/3fa00000000000000000000000000000.webp"
            },
            "attachment": [{ "type": "PropertyValue", "name": "Site", "value": "<a rel=\"me\">b</a>" }],
            "tag": [Emoji::new(&addresses(), &blob())],
            "alsoKnownAs": ["https://b.example/ana"],
            "movedTo": "https://b.example/ana"
        })
    );
}

#[test]
fn bots_are_services_and_nothing_secret_leaves() {
    let bot = Account {
        kind: AccountKind::Service,
        display_name: String::new(),
        avatar: None,
        ..account()
    };
    let keys = [key()];
    let beyond = Beyond {
        keys: &keys,
        moved_to: None,
        emojis: &[],
    };
    let document = Actor::new(&addresses(), &bot, beyond).document().unwrap();
    assert_eq!(document["type"], "Service");
    assert_eq!(document["name"], "ana");
    assert!(document.get("icon").is_none() && document.get("movedTo").is_none());
    let contexts = document["@context"].as_array().unwrap();
    assert!(contexts.contains(&json!("https://w3id.org/security/v1")));
    let secret = STANDARD.encode(b"secret");
    assert!(!document.to_string().contains(&secret));
}
