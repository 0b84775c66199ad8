//! Misskey and its kin.

use ossm::db::models::post::Visibility;
use ossm::domain::posts::NewPost;
use serde_json::json;

use super::Scene;

#[tokio::test(flavor = "multi_thread")]
async fn misskey_quotes_reacts_and_has_no_url() {
    let scene = Scene::new().await;
    let (id, uri) = scene
        .member_post(&NewPost::plain("Hello", Visibility::Public))
        .await;
    let mut react = scene.ana.like(&uri);
    react["content"] = json!(":blob@.:");
    react["_misskey_reaction"] = json!(":blob@.:");
    scene.send(&react).await;
    assert_eq!(
        scene
            .count(&format!("favourites WHERE post_id = {id}"))
            .await,
        1
    );
    let mut note = scene.note("9a", &json!({
        "summary": "\u{200B}", "_misskey_content": "Look", "_misskey_summary": null,
        "content": "<p><span>Look<br><br>RE: </span></p>", "_misskey_quote": uri, "quoteUrl": uri,
        "tag": [{"id": scene.peer.url("/emojis/blob"), "type": "Emoji", "name": ":blob:",
            "updated": "2026-01-01T00:00:00Z",
            "icon": {"type": "Image", "mediaType": "image/png", "url": scene.peer.url("/blob.png")}}],
    }));
    note.as_object_mut().unwrap().remove("url");
    let page = scene.shows(&note).await;
    assert!(page.contains("Look"), "{page}");
    assert_eq!(scene.count("posts WHERE content_warning <> ''").await, 0);
    assert_eq!(
        scene
            .count(&format!("quotes WHERE quoted_post_id = {id}"))
            .await,
        1
    );
    assert_eq!(
        scene.count("custom_emojis WHERE shortcode = 'blob'").await,
        1
    );
}
