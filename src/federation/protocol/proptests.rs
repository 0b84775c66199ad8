//! Whatever comes, reading ends, does not panic, and keeps its bounds.

use proptest::prelude::*;
use serde_json::{Map, Value, json};

use super::post::{attachment, tags};
use super::read::URL_MAX;
use super::*;

const KEYS: [&str; 44] = [
    "id",
    "type",
    "actor",
    "object",
    "target",
    "to",
    "cc",
    "attributedTo",
    "content",
    "contentMap",
    "summary",
    "sensitive",
    "name",
    "url",
    "href",
    "tag",
    "attachment",
    "icon",
    "image",
    "inReplyTo",
    "published",
    "updated",
    "oneOf",
    "anyOf",
    "endTime",
    "closed",
    "votersCount",
    "replies",
    "totalItems",
    "mediaType",
    "quote",
    "interactionPolicy",
    "canQuote",
    "publicKey",
    "endpoints",
    "inbox",
    "preferredUsername",
    "followers",
    "focalPoint",
    "blurhash",
    "items",
    "first",
    "next",
    "language",
];

/// JSON of any shape whose keys and words mean something to us.
pub fn wild() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "\\PC{0,12}".prop_map(Value::from),
        prop_oneof![
            Just("https://a.example/1"),
            Just("https://b.example/2"),
            Just("as:Public"),
            Just("Note"),
            Just("Create"),
            Just("Person"),
            Just("Mention"),
            Just("Emoji"),
            Just("Question"),
            Just("Video"),
            Just("Link"),
            Just("Image"),
            Just("#tag"),
            Just(":a:"),
            Just("text/html"),
            Just("2026-01-01T00:00:00Z"),
            Just("<p>x<b></p>"),
            Just("\0"),
            Just("javascript:x"),
        ]
        .prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 60, 8, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            proptest::collection::vec((proptest::sample::select(&KEYS[..]), inner), 0..8).prop_map(
                |pairs| {
                    let map: Map<String, Value> = pairs
                        .into_iter()
                        .map(|(key, value)| (key.to_owned(), value))
                        .collect();
                    Value::from(map)
                }
            ),
        ]
    })
}

fn check(post: &Post) {
    assert!(post.mentions.len() <= tags::MENTIONS_MAX);
    assert!(post.attachments.len() <= attachment::ATTACHMENTS_MAX);
    let addresses = post
        .authors
        .iter()
        .chain([&post.id])
        .chain(&post.url)
        .chain(&post.quote);
    let media = post.attachments.iter().map(|media| &media.url);
    for address in addresses.chain(media).chain(&post.in_reply_to) {
        assert!(
            address.starts_with("http") && address.len() <= URL_MAX,
            "{address}"
        );
    }
    let texts = [&post.content, &post.content_warning]
        .into_iter()
        .chain(&post.title);
    for text in texts.chain(&post.context) {
        assert!(!text.contains('\0'), "{text:?}");
    }
}

proptest! {
    #[test]
    fn anything_is_survived(value in wild()) {
        let _ = Activity::read(value.clone());
        let _ = Actor::read(&value);
        let _ = Collection::read(&value);
        let _ = Poll::read(&value);
        if let Ok(post) = Post::read(&value) {
            check(&post);
        }
    }

    /// Every field of a sound post may be anything; what is needed is there, so
    /// it is read all the same.
    #[test]
    fn one_wrong_field_does_not_lose_the_post(
        key in proptest::sample::select(&KEYS[..]),
        wrong in wild(),
    ) {
        let mut post = json!({
            "id": "https://a.example/1", "type": "Note", "attributedTo": "https://a.example/u",
            "content": "<p>x</p>", "to": ["as:Public"], "tag": [], "attachment": [],
        });
        post[key] = wrong;
        let read = Post::read(&post);
        if !["id", "type", "attributedTo", "tag"].contains(&key) {
            prop_assert!(read.is_ok(), "{key}");
        }
        if let Ok(post) = read {
            check(&post);
        }
    }

    #[test]
    fn any_bytes_are_survived(body in proptest::collection::vec(any::<u8>(), 0..200)) {
        let _ = Activity::parse(&body);
    }
}
