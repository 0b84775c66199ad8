//! Mastodon.

use ossm::db::models::post::Visibility;
use ossm::domain::posts::NewPost;
use serde_json::json;

use super::Scene;

#[tokio::test(flavor = "multi_thread")]
async fn mastodon_posts_edits_and_deletes() {
    let scene = Scene::new().await;
    let note = scene.note("1", &json!({
        "content": "<p><span class=\"h-card\"><a href=\"http://alpha.localhost/@alice\" \
            class=\"u-url mention\">@<span>alice</span></a></span> Plums<script>alert(1)</script></p>",
        "summary": "Fruit", "sensitive": true, "inReplyTo": null, "conversation": "tag:beta,2026:1",
        "contentMap": {"en": "x"},
        "tag": [{"type": "Mention", "href": scene.alice(), "name": "@alice@alpha.localhost"},
            {"type": "Hashtag", "href": "http://beta.localhost/tags/plums", "name": "#plums"}],
        "attachment": [{"type": "Document", "mediaType": "image/png", "name": "A demo plum",
            "url": scene.peer.url("/1.png"), "blurhash": "UBL_:rOpGG-oBUNG,qRj2so|=eE1w^n4S5NH",
            "focalPoint": [0.1, 0.2], "width": 400, "height": 300}],
        "replies": {"id": scene.ana.sub("statuses/1/replies"), "type": "Collection",
            "first": {"type": "CollectionPage", "items": []}},
    }));
    let page = scene.shows(&note).await;
    assert!(
        page.contains("Fruit") && page.contains("A demo plum"),
        "{page}"
    );
    assert!(!page.contains("alert(1)"));
    assert!(page.contains("nofollow noopener noreferrer"));
    assert_eq!(scene.count("notifications WHERE kind = 'mention'").await, 1);
    assert_eq!(scene.count("post_tags").await, 1);

    // Sent again, it changes nothing.
    scene.send(&scene.ana.create(note.clone())).await;
    assert_eq!(scene.count("posts").await, 1);

    let mut edited = note.clone();
    edited["content"] = json!("<p>Prunes</p>");
    scene.server.clock.advance(chrono::Duration::minutes(5));
    edited["updated"] = json!(scene.date());
    scene.send(&scene.ana.update(edited)).await;
    let page = scene.page(note["id"].as_str().unwrap()).await;
    assert!(page.body.contains("Prunes"), "{}", page.body);
    assert_eq!(scene.count("post_edits").await, 1);

    let uri = note["id"].as_str().unwrap();
    scene.send(&scene.ana.delete(uri)).await;
    assert_eq!(scene.page(uri).await.status, 410);
}

#[tokio::test(flavor = "multi_thread")]
async fn mastodon_boosts_and_likes() {
    let scene = Scene::new().await;
    let (id, uri) = scene
        .member_post(&NewPost::plain("Hello there", Visibility::Public))
        .await;
    scene.send(&scene.ana.announce(&uri)).await;
    scene.send(&scene.ana.like(&uri)).await;
    let counted =
        format!("post_stats WHERE post_id = {id} AND boosts_count = 1 AND favourites_count = 1");
    assert_eq!(scene.count(&counted).await, 1);
    scene.send(&scene.ana.undo(&scene.ana.like(&uri))).await;
    scene.send(&scene.ana.undo(&scene.ana.announce(&uri))).await;
    let counted =
        format!("post_stats WHERE post_id = {id} AND boosts_count = 0 AND favourites_count = 0");
    assert_eq!(scene.count(&counted).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deletion_that_overtakes_its_post_wins() {
    let scene = Scene::new().await;
    let note = scene.note("1", &json!({}));
    scene
        .send(&scene.ana.delete(note["id"].as_str().unwrap()))
        .await;
    scene.send(&scene.ana.create(note)).await;
    assert_eq!(scene.count("posts").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_announce_of_a_private_post_is_refused() {
    let scene = Scene::new().await;
    for visibility in [Visibility::Followers, Visibility::Direct] {
        let (_, uri) = scene.member_post(&NewPost::plain("Hush", visibility)).await;
        let mut boost = scene.ana.announce(&uri);
        boost["id"] = json!(scene.ana.sub(&format!("activities/{visibility}")));
        scene.send(&boost).await;
    }
    assert_eq!(scene.count("posts WHERE boost_of_id IS NOT NULL").await, 0);
}
