//! Pixelfed, `PeerTube` and Lemmy: pictures, films, links.

use serde_json::json;

use super::Scene;

#[tokio::test(flavor = "multi_thread")]
async fn pixelfed_numbers_its_tags() {
    let scene = Scene::new().await;
    let note = scene.note(
        "1",
        &json!({
            "summary": null, "sensitive": false, "commentsEnabled": true, "location": null,
            "capabilities": {"announce": "https://www.w3.org/ns/activitystreams#Public"},
            "tag": {"type": "Mention", "href": scene.alice(), "name": "@alice",
                "0": {"type": "Hashtag", "name": "#x"}, "1": {"type": "Hashtag"}},
            "attachment": [{"type": "Image", "mediaType": "image/jpeg", "name": "A demo lake",
                "url": scene.peer.url("/lake.jpg"), "blurhash": null}],
        }),
    );
    let page = scene.shows(&note).await;
    assert!(page.contains("A demo lake"), "{page}");
    assert_eq!(scene.count("notifications WHERE kind = 'mention'").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn peertube_shows_a_title_words_and_a_link() {
    let scene = Scene::new().await;
    let page_url = scene.peer.url("/w/abc");
    let video = scene.note("abc", &json!({
        "type": "Video", "name": "A talk about <boats>", "mediaType": "text/markdown",
        "content": "**Boats**, all day.", "duration": "PT1145S",
        "attributedTo": [{"type": "Person", "id": scene.ana.id},
            {"type": "Group", "id": scene.peer.url("/video-channels/boats")}],
        "url": [{"type": "Link", "mediaType": "application/x-mpegURL", "href": scene.peer.url("/1.m3u8")},
            {"type": "Link", "mediaType": "text/html", "href": page_url}],
        "icon": [{"type": "Image", "url": scene.peer.url("/s.jpg"), "width": 280, "height": 157},
            {"type": "Image", "url": scene.peer.url("/l.jpg"), "width": 850, "height": 480}],
        "language": {"identifier": "en", "name": "English"}, "tag": [{"type": "Hashtag", "name": "boats"}],
    }));
    let page = scene.shows(&video).await;
    assert!(page.contains("A talk about &lt;boats&gt;"), "{page}");
    assert!(
        page.contains("<b>Boats</b>") && page.contains(&page_url),
        "{page}"
    );
    assert_eq!(
        scene
            .count("posts WHERE object_kind = 'video' AND language = 'en'")
            .await,
        1
    );
    assert_eq!(
        scene
            .count("media_attachments WHERE remote_url LIKE '%/l.jpg'")
            .await,
        1
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn lemmy_pages_have_a_title_and_a_link() {
    let scene = Scene::new().await;
    let group = scene.peer.url("/c/boats");
    let post = scene.note(
        "7",
        &json!({
            "type": "Page", "name": "A boat in the news", "audience": group,
            "to": [group, "https://www.w3.org/ns/activitystreams#Public"], "cc": [],
            "content": "<p>Read this.</p>\n", "mediaType": "text/html",
            "source": {"content": "Read this.", "mediaType": "text/markdown"},
            "attachment": [{"type": "Link", "href": "https://news.example/boat"}],
            "sensitive": false, "language": {"identifier": "en", "name": "English"}, "tag": [],
        }),
    );
    let page = scene.shows(&post).await;
    assert!(page.contains("A boat in the news"), "{page}");
    assert!(
        page.contains("href=\"https://news.example/boat\""),
        "{page}"
    );
}
