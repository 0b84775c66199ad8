//! Posts as each software writes them. Words and data are our own.

use serde_json::json;

use super::*;
use crate::db::models::media::MediaKind;

fn read(value: &Value) -> Post {
    Post::read(value).unwrap()
}

fn note(changes: &Value) -> Post {
    let mut note = json!({"id": "https://a.example/p/9", "type": "Note",
        "attributedTo": "https://a.example/u/1", "content": "<p>Hi</p>"});
    for (key, value) in changes.as_object().unwrap() {
        note[key.as_str()] = value.clone();
    }
    read(&note)
}

#[test]
fn mastodon() {
    let post = note(&json!({
        "summary": "Food", "sensitive": true, "published": "2026-03-01T10:00:00Z",
        "url": "https://a.example/@ana/9", "inReplyTo": null,
        "to": ["https://www.w3.org/ns/activitystreams#Public"],
        "cc": ["https://a.example/u/1/followers", "https://b.example/u/2"],
        "contentMap": {"de": "<p>Hi</p>"}, "conversation": "tag:a.example,2026:objectId=1",
        "attachment": [{"type": "Document", "mediaType": "image/png", "name": "A plum",
            "url": "https://files.a.example/1.png", "blurhash": "UBL_:rOpGG-oBUNG,qRj2so|=eE1w^n4S5NH",
            "focalPoint": [0.2, -0.4], "width": 800, "height": 600}],
        "tag": [{"type": "Mention", "href": "https://b.example/u/2", "name": "@ben@b.example"},
            {"type": "Hashtag", "href": "https://a.example/tags/plums", "name": "#Plums"},
            {"type": "Emoji", "id": "https://a.example/e/1", "name": ":plum:",
             "icon": {"type": "Image", "mediaType": "image/png", "url": "https://a.example/plum.png"}}],
        "replies": {"id": "https://a.example/p/9/replies", "type": "Collection"},
    }));
    assert_eq!(post.content_warning, "Food");
    assert_eq!(post.language.as_deref(), Some("de"));
    assert_eq!(post.visibility(None), Visibility::Public);
    assert_eq!(post.mentions[0].href, "https://b.example/u/2");
    assert_eq!(post.hashtags[0].name, "plums");
    assert_eq!(post.emojis[0].shortcode, "plum");
    assert_eq!(
        post.replies.as_deref(),
        Some("https://a.example/p/9/replies")
    );
    let picture = &post.attachments[0];
    assert_eq!(
        (picture.kind, picture.width, picture.focus),
        (MediaKind::Image, Some(800), Some((0.2, -0.4)))
    );
    assert_eq!(picture.description, "A plum");
    assert!(picture.blurhash.is_some() && post.vote.is_none());
}

#[test]
fn gotosocial_has_a_lone_tag_and_alt_in_summary() {
    let post = note(&json!({
        "tag": {"type": "Mention", "href": "https://b.example/users/ben", "name": "@ben@b.example"},
        "attachment": {"type": "Image", "mediaType": "image/jpeg", "summary": "A boat",
            "url": "https://a.example/1.jpg"},
        "interactionPolicy": {"canQuote": {"automaticApproval": ["Public"]}},
    }));
    assert_eq!(post.mentions.len(), 1);
    assert_eq!(post.attachments[0].description, "A boat");
    assert_eq!(post.quote_policy.unwrap().automatic, [read::PUBLIC]);
}

#[test]
fn akkoma_and_misskey() {
    let post = note(&json!({
        "summary": "", "actor": "https://a.example/u/1", "context": "https://a.example/contexts/1",
        "attachment": [{"type": "Document", "mediaType": "image/png", "name": "",
            "url": [{"type": "Link", "mediaType": "image/png", "href": "https://a.example/m/1.png"}]}],
        "source": {"content": "Hi", "mediaType": "text/bbcode"},
    }));
    assert_eq!(post.attachments[0].url, "https://a.example/m/1.png");
    assert_eq!((post.content_warning.as_str(), post.sensitive), ("", false));
    assert_eq!(
        post.context.as_deref(),
        Some("https://a.example/contexts/1")
    );
    let post = note(
        &json!({"summary": "\u{200B}", "_misskey_quote": "https://b.example/n/1",
        "quoteUrl": "https://b.example/n/1", "_misskey_content": "Hi"}),
    );
    assert_eq!(post.content_warning, "");
    assert_eq!(post.quote.as_deref(), Some("https://b.example/n/1"));
}

#[test]
fn pixelfed_numbers_its_tags() {
    let post = note(
        &json!({"tag": {"type": "Mention", "href": "https://b.example/users/ben",
        "name": "@ben", "0": {"type": "Hashtag", "name": "#x"}, "1": 7}}),
    );
    assert_eq!(post.mentions[0].href, "https://b.example/users/ben");
}

#[test]
fn peertube() {
    let video = read(&json!({
        "id": "https://v.example/videos/watch/1", "type": "Video", "name": "A talk about boats",
        "mediaType": "text/markdown", "content": "**Boats**, and [more](https://b.example/).",
        "url": [{"type": "Link", "mediaType": "application/x-mpegURL", "href": "https://v.example/1.m3u8"},
            {"type": "Link", "mediaType": "text/html", "href": "https://v.example/w/1"}],
        "attributedTo": [{"type": "Group", "id": "https://v.example/video-channels/boats"},
            {"type": "Person", "id": "https://v.example/accounts/ana"}],
        "icon": [{"type": "Image", "url": "https://v.example/s.jpg", "width": 280},
            {"type": "Image", "url": "https://v.example/l.jpg", "width": 850}],
        "language": {"identifier": "fr", "name": "French"}, "duration": "PT1145S",
        "to": ["https://www.w3.org/ns/activitystreams#Public"],
    }));
    assert_eq!(video.kind, ObjectKind::Video);
    assert_eq!(video.title.as_deref(), Some("A talk about boats"));
    assert_eq!(video.url.as_deref(), Some("https://v.example/w/1"));
    assert_eq!(video.authors[0], "https://v.example/accounts/ana");
    assert!(
        video.content.starts_with("<p><b>Boats</b>"),
        "{}",
        video.content
    );
    assert_eq!(video.attachments[0].url, "https://v.example/l.jpg");
    assert_eq!(video.language.as_deref(), Some("fr"));
}

#[test]
fn lemmy_and_lotide_link_elsewhere() {
    let page = read(&json!({
        "id": "https://l.example/post/1", "type": "Page", "attributedTo": "https://l.example/u/ana",
        "name": "Look at this", "content": "<p>Words</p>", "audience": "https://l.example/c/boats",
        "to": ["https://l.example/c/boats", "https://www.w3.org/ns/activitystreams#Public"],
        "attachment": [{"type": "Link", "href": "https://news.example/boat"}],
        "image": {"type": "Image", "url": "https://l.example/pictrs/1.webp"}, "sensitive": true,
        "source": {"content": "Words", "mediaType": "text/markdown"},
        "language": {"identifier": "en", "name": "English"},
    }));
    assert_eq!(page.title.as_deref(), Some("Look at this"));
    assert_eq!(page.group.as_deref(), Some("https://l.example/c/boats"));
    assert!(
        page.content.contains("href=\"https://news.example/boat\""),
        "{}",
        page.content
    );
    assert_eq!(page.attachments.len(), 1);
    assert!(page.sensitive);
    let page = read(
        &json!({"id": "https://l.example/post/2", "type": "Page", "name": "Odd",
        "attributedTo": "https://l.example/u/ana", "url": "https://news.example/x"}),
    );
    assert!(page.content.contains("https://news.example/x") && page.url.is_none());
}

#[test]
fn articles_have_excerpts_and_inline_images() {
    let post = read(&json!({
        "id": "https://w.example/?p=3", "type": "Article", "attributedTo": "https://w.example/?author=1",
        "name": "On <em>boats</em> &amp; more", "summary": "<p>An excerpt</p>",
        "content": "<h2>One</h2><p>Text <img src=\"https://w.example/i.png\" alt=\"A boat\"></p>",
        "url": "https://w.example/on-boats", "preview": {"type": "Note", "content": "x"},
    }));
    assert_eq!(post.title.as_deref(), Some("On boats & more"));
    assert_eq!(post.content_warning, "");
    assert!(
        post.content.contains("<strong>One</strong>"),
        "{}",
        post.content
    );
    assert_eq!(post.attachments[0].description, "A boat");
    assert_eq!(post.url.as_deref(), Some("https://w.example/on-boats"));
}

#[test]
fn events_say_when_and_where() {
    let event = read(&json!({
        "id": "https://m.example/events/1", "type": "Event", "name": "Regatta",
        "attributedTo": "https://m.example/@club", "actor": "https://m.example/@ana",
        "content": "<p>Come</p>", "startTime": "2026-06-01T10:00:00Z",
        "location": {"type": "Place", "name": "The <harbour>"},
    }));
    assert!(
        event
            .content
            .contains("2026-06-01 10:00 UTC<br>The &lt;harbour&gt;"),
        "{}",
        event.content
    );
    assert!(event.is_by("https://m.example/@ana"));
}

#[test]
fn content_in_a_map_alone_is_read() {
    let post = read(&json!({"id": "https://a.example/1", "type": "Note",
        "attributedTo": {"id": "https://a.example/u/1", "type": "Person"},
        "contentMap": {"pt-BR": "<p>Oi</p>"}}));
    assert_eq!(
        (post.content.as_str(), post.language.as_deref()),
        ("<p>Oi</p>", Some("pt"))
    );
    assert_eq!(post.visibility(None), Visibility::Direct);
}

#[test]
fn a_vote_has_a_name_and_no_content() {
    let vote = read(
        &json!({"id": "https://a.example/v/1", "type": "Note", "name": "Tea",
        "attributedTo": "https://a.example/u/1", "inReplyTo": "https://b.example/p/1",
        "to": "https://b.example/u/2"}),
    );
    assert_eq!(vote.vote.as_deref(), Some("Tea"));
    assert_eq!(vote.title, None);
    assert_eq!(note(&json!({"name": "A title"})).vote, None);
}

#[test]
fn visibility_goes_by_the_stored_followers_address() {
    let followers = Some("https://a.example/u/1/followers");
    let cases = [
        (json!({"to": "as:Public"}), Visibility::Public),
        (
            json!({"to": ["https://a.example/u/1/followers"], "cc": ["Public"]}),
            Visibility::Unlisted,
        ),
        (
            json!({"to": "https://a.example/u/1/followers"}),
            Visibility::Followers,
        ),
        (
            json!({"to": ["https://b.example/u/2/followers"]}),
            Visibility::Direct,
        ),
        (
            json!({"to": ["https://a.example/#Public"]}),
            Visibility::Direct,
        ),
        (json!({"to": 7, "cc": {"x": 1}}), Visibility::Direct),
    ];
    for (to, expected) in cases {
        assert_eq!(note(&to).visibility(followers), expected, "{to}");
    }
}

#[test]
fn a_post_that_names_thousands_is_refused() {
    let people: Vec<_> = (0..10_000)
        .map(|n| json!({"type": "Mention", "href": format!("https://b.example/{n}")}))
        .collect();
    let post = json!({"id": "https://a.example/1", "type": "Note", "tag": people,
        "attributedTo": "https://a.example/u/1"});
    assert_eq!(Post::read(&post), Err(Unreadable("too many mentions")));
}

#[test]
fn lists_are_cut() {
    let post = note(&json!({
        "tag": (0..5000).map(|n| json!({"type": "Hashtag", "name": format!("#t{n}")})).collect::<Vec<_>>(),
        "attachment": (0..5000).map(|n| json!({"type": "Image", "url": format!("https://a.example/{n}")}))
            .collect::<Vec<_>>(),
    }));
    assert_eq!(post.hashtags.len(), tags::HASHTAGS_MAX);
    assert_eq!(post.attachments.len(), attachment::ATTACHMENTS_MAX);
}

#[test]
fn what_is_no_post() {
    for wrong in [
        json!({"id": "https://a.example/1", "type": "Person", "attributedTo": "https://a.example/u"}),
        json!({"type": "Note", "attributedTo": "https://a.example/u"}),
        json!({"id": "https://a.example/1", "type": "Note"}),
        json!({"id": "https://a.example/1", "type": "Note", "attributedTo": "javascript:x"}),
        json!("https://a.example/1"),
    ] {
        assert!(Post::read(&wrong).is_err(), "{wrong}");
    }
}
