//! Posts in their exact form.

use chrono::{DateTime, TimeZone as _, Utc};
use serde_json::json;

use super::*;
use crate::db::ids::{AccountId, MediaId, PostId};
use crate::db::models::post::{Post, Visibility};
use crate::db::models::post_stats::PostStats;
use crate::db::views::wire::Around;
use crate::federation::addresses::tests::addresses;
use crate::federation::objects::actor::tests::account;

const POST: &str = "https://a.example/users/ana/statuses/9";
const BEN: &str = "https://b.example/u/ben";
const PUBLIC: &str = "https://www.w3.org/ns/activitystreams#Public";

fn at() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 1, 2, 3, 4, 5).unwrap()
}

fn post() -> Post {
    Post {
        id: PostId(9),
        account_id: AccountId(1),
        uri: POST.into(),
        url: Some("https://a.example/@ana/9".into()),
        local: true,
        boost_of_id: None,
        in_reply_to_id: None,
        in_reply_to_account_id: None,
        conversation_id: PostId(9),
        visibility: Visibility::Public,
        text: "Hi".into(),
        content: "<p>Hi</p>".into(),
        content_warning: String::new(),
        sensitive: false,
        language: Some("en".into()),
        edited_at: None,
        deleted_at: None,
        created_at: at(),
        title: String::new(),
        object_kind: "note".into(),
        in_reply_to_uri: None,
        quote_policy: QuotePolicy::Everyone,
    }
}

fn wire(post: Post) -> WirePost {
    WirePost {
        post,
        author: account(),
        stats: PostStats {
            replies_count: 1,
            boosts_count: 2,
            favourites_count: 3,
        },
        media: Vec::new(),
        named: Vec::new(),
        tags: Vec::new(),
        poll: None,
        emojis: Vec::new(),
        around: Around {
            local_root: Some(POST.into()),
            ..Around::default()
        },
    }
}

fn picture() -> Media {
    Media {
        post_id: Some(PostId(9)),
        storage_key: Some("posts/1.webp".into()),
        content_type: "image/webp".into(),
        width: 640,
        height: 480,
        colour: "#ffffff".into(),
        description: "A hill".into(),
        blurhash: Some("LEHV6".into()),
        focus_x: 0.5,
        focus_y: -0.5,
        ..Media::new(MediaId(1), AccountId(1), at())
    }
}

fn json(wire: &WirePost) -> Value {
    serde_json::to_value(Note::new(&addresses(), wire)).unwrap()
}

#[test]
fn a_plain_note() {
    let counted = |path, total: u64| {
        json!({
            "id": format!("{POST}/{path}"), "type": "OrderedCollection", "totalItems": total
        })
    };
    assert_eq!(
        json(&wire(post())),
        json!({
            "id": POST, "type": "Note", "attributedTo": "https://a.example/users/ana",
            "published": "2026-01-02T03:04:05Z", "to": [PUBLIC],
            "cc": ["https://a.example/users/ana/followers"], "url": "https://a.example/@ana/9",
            "context": format!("{POST}/context"), "conversation": format!("{POST}/context"),
            "sensitive": false, "content": "<p>Hi</p>", "contentMap": { "en": "<p>Hi</p>" },
            "attachment": [], "tag": [], "replies": format!("{POST}/replies"),
            "likes": counted("likes", 3), "shares": counted("shares", 2),
            "interactionPolicy": { "canQuote": { "automaticApproval": [PUBLIC] } }
        })
    );
}

#[test]
fn names_tags_pictures_and_warnings() {
    let mut wire = wire(Post {
        visibility: Visibility::Direct,
        content_warning: "Hills".into(),
        sensitive: true,
        edited_at: Some(at()),
        quote_policy: QuotePolicy::Nobody,
        ..post()
    });
    let named = |uri: &str, username: &str, domain: Option<&str>| Named {
        post_id: PostId(9),
        uri: uri.into(),
        username: username.into(),
        domain: domain.map(str::to_owned),
    };
    let eva = "https://a.example/users/eva";
    wire.named = vec![
        named(BEN, "ben", Some("b.example")),
        named(eva, "eva", None),
    ];
    wire.tags = vec![Tagged {
        post_id: PostId(9),
        name: "größe".into(),
        display_name: "Größe".into(),
    }];
    wire.media = vec![picture()];
    wire.around.in_reply_to = Some("https://b.example/p/1".into());
    let note = json(&wire);
    assert_eq!((&note["to"], &note["cc"]), (&json!([BEN, eva]), &json!([])));
    assert_eq!(note["inReplyTo"], "https://b.example/p/1");
    assert_eq!(note["updated"], "2026-01-02T03:04:05Z");
    assert_eq!(
        (&note["summary"], &note["sensitive"]),
        (&json!("Hills"), &json!(true))
    );
    assert_eq!(
        note["tag"],
        json!([
            { "type": "Mention", "href": BEN, "name": "@ben@b.example" },
            { "type": "Mention", "href": eva, "name": "@eva@example.org" },
            { "type": "Hashtag", "href": "https://a.example/tags/gr%C3%B6%C3%9Fe", "name": "#größe" }
        ])
    );
    assert_eq!(
        note["attachment"],
        json!([{
            "type": "Document", "mediaType": "image/webp",
            "url": "https://a.example/media/posts/1.webp", "name": "A hill", "blurhash": "LEHV6",
            "focalPoint": [0.5, -0.5], "width": 640, "height": 480
        }])
    );
    let author = "https://a.example/users/ana";
    assert_eq!(
        note["interactionPolicy"],
        json!({ "canQuote": { "automaticApproval": [author] } })
    );
}

#[test]
fn quotes_have_every_spelling_and_a_link_in_the_text() {
    let mut wire = wire(post());
    wire.around.quote = Some("https://b.example/p/1".into());
    wire.around.quote_url = Some("https://b.example/@ben/1?a&b".into());
    wire.around.quote_stamp = Some("https://b.example/stamps/1".into());
    let note = json(&wire);
    for property in ["quote", "quoteUri", "quoteUrl", "_misskey_quote"] {
        assert_eq!(note[property], "https://b.example/p/1", "{property}");
    }
    assert_eq!(note["quoteAuthorization"], "https://b.example/stamps/1");
    assert_eq!(
        note["content"],
        "<p class=\"quote-inline\">RE: <a href=\"https://b.example/@ben/1?a&amp;b\">\
         https://b.example/@ben/1?a&amp;b</a></p><p>Hi</p>"
    );
}

#[test]
fn a_poll_is_a_question() {
    let mut wire = wire(post());
    let poll = PollRow {
        post_id: PostId(9),
        multiple: false,
        ends_at: Some(at()),
        closed_at: None,
        voters_count: 3,
    };
    let option = |title: &str, votes_count| PollOption {
        post_id: PostId(9),
        title: title.into(),
        votes_count,
    };
    let options = vec![option("Tea", 1), option("Coffee", 2)];
    wire.poll = Some((poll.clone(), options.clone()));
    let question = json(&wire);
    assert_eq!(question["type"], "Question");
    let choice = |name: &str, votes: u64| {
        json!({
            "type": "Note", "name": name, "replies": { "type": "Collection", "totalItems": votes }
        })
    };
    assert_eq!(
        question["oneOf"],
        json!([choice("Tea", 1), choice("Coffee", 2)])
    );
    assert_eq!(question["endTime"], "2026-01-02T03:04:05Z");
    assert_eq!(question["votersCount"], 3);
    assert!(question.get("anyOf").is_none() && question.get("closed").is_none());
    let poll = PollRow {
        multiple: true,
        closed_at: Some(at()),
        ..poll
    };
    wire.poll = Some((poll, options));
    let question = json(&wire);
    assert_eq!(question["anyOf"].as_array().unwrap().len(), 2);
    assert_eq!(question["closed"], "2026-01-02T03:04:05Z");
}
