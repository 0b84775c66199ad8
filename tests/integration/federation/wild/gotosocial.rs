//! GoToSocial, Akkoma, Mitra and snac2: lone values where others have lists.

use ossm::db::models::post::Visibility;
use ossm::domain::posts::NewPost;
use serde_json::json;

use super::Scene;

#[tokio::test(flavor = "multi_thread")]
async fn gotosocial_has_a_lone_tag_and_alt_in_summary() {
    let scene = Scene::new().await;
    let note = scene.note(
        "1",
        &json!({
            "content": "<p>A boat</p>", "to": "https://www.w3.org/ns/activitystreams#Public",
            "cc": scene.alice(),
            "tag": {"type": "Mention", "href": scene.alice(), "name": "@alice"},
            "attachment": {"type": "Image", "mediaType": "image/jpeg", "summary": "A demo boat",
                "url": scene.peer.url("/boat.jpg")},
            "interactionPolicy": {"canQuote": {"automaticApproval": ["Public"]},
                "canLike": {"always": ["Public"]}},
        }),
    );
    let page = scene.shows(&note).await;
    assert!(
        page.contains("A boat") && page.contains("A demo boat"),
        "{page}"
    );
    assert_eq!(scene.count("notifications WHERE kind = 'mention'").await, 1);
    assert_eq!(
        scene.count("posts WHERE quote_policy = 'everyone'").await,
        1
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn akkoma_reacts_and_has_links_for_addresses() {
    let scene = Scene::new().await;
    let (id, uri) = scene
        .member_post(&NewPost::plain("Hello", Visibility::Public))
        .await;
    let mut react = scene.ana.activity("EmojiReact", "react", uri.as_str());
    react["content"] = json!("🦊");
    react["to"] = json!([scene.alice()]);
    react["cc"] = json!([]);
    scene.send(&react).await;
    let liked = format!("favourites WHERE post_id = {id}");
    assert_eq!(scene.count(&liked).await, 1);
    let note = scene.note("1", &json!({
        "actor": scene.ana.id, "summary": "", "context": scene.peer.url("/contexts/1"),
        "conversation": scene.peer.url("/contexts/1"), "url": null,
        "source": {"content": "Fox", "mediaType": "text/plain"}, "content": "Fox",
        "attachment": [{"type": "Document", "mediaType": "image/png", "name": "A demo fox",
            "url": [{"type": "Link", "mediaType": "image/png", "href": scene.peer.url("/fox.png")}]}],
    }));
    let page = scene.shows(&note).await;
    assert!(page.contains("A demo fox"), "{page}");
    assert_eq!(
        scene
            .count("media_attachments WHERE remote_url LIKE '%/fox.png'")
            .await,
        1
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn mitra_likes_with_an_emoji() {
    let scene = Scene::new().await;
    let (id, uri) = scene
        .member_post(&NewPost::plain("Hello", Visibility::Public))
        .await;
    let mut like = scene.ana.like(&uri);
    like["content"] = json!(":fox:");
    like["tag"] = json!([{"type": "Emoji", "name": ":fox:",
        "icon": {"type": "Image", "url": scene.peer.url("/fox.png")}}]);
    scene.send(&like).await;
    assert_eq!(
        scene
            .count(&format!("favourites WHERE post_id = {id}"))
            .await,
        1
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn snac2_writes_plainly() {
    let scene = Scene::new().await;
    let note = scene.note(
        "1738912345.123456",
        &json!({
            "context": scene.ana.sub("p/1738912345.123456#ctxt"), "summary": null, "updated": null,
            "cc": [], "content": "Just <b>this</b>.<br>And that.",
            "source": {"content": "Just **this**.", "mediaType": "text/markdown"},
            "replies": scene.ana.sub("p/1/r"), "inReplyTo": null, "attachment": [], "tag": [],
        }),
    );
    let page = scene.shows(&note).await;
    assert!(page.contains("Just <b>this</b>.<br>And that."), "{page}");
}
