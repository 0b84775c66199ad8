//! `WordPress`, Friendica and `BookWyrm`: long posts.

use serde_json::json;

use super::Scene;

#[tokio::test(flavor = "multi_thread")]
async fn wordpress_articles_have_titles_and_inline_pictures() {
    let scene = Scene::new().await;
    let article = scene.note("1", &json!({
        "type": "Article", "name": "On demo boats", "nameMap": {"en": "On demo boats"},
        "summary": "<p>An excerpt</p>", "summaryMap": {"en": "<p>An excerpt</p>"},
        "content": format!("<h2>Hulls</h2><p>Words.</p><figure><img src=\"{}\" alt=\"A demo hull\"></figure>",
            scene.peer.url("/hull.png")),
        "preview": {"type": "Note", "content": "<p>On demo boats</p>"},
        "attachment": [], "replies": {"type": "Collection", "id": scene.ana.sub("replies")},
    }));
    let page = scene.shows(&article).await;
    assert!(
        page.contains("On demo boats") && page.contains("<strong>Hulls</strong>"),
        "{page}"
    );
    assert!(page.contains("A demo hull"), "{page}");
    assert_eq!(scene.count("posts WHERE content_warning <> ''").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn friendica_has_another_text_in_the_map_and_dislikes() {
    let scene = Scene::new().await;
    let note = scene.note(
        "1",
        &json!({
            "content": "<p>Shown</p>", "contentMap": {"de": "<p>Something else</p>"},
            "source": {"content": "[b]Shown[/b]", "mediaType": "text/bbcode"},
            "diaspora:guid": "1", "instrument": {"type": "Application", "name": "Friendica"},
            "generator": {"type": "Application"}, "context": scene.peer.url("/contexts/9"),
        }),
    );
    let page = scene.shows(&note).await;
    assert!(
        page.contains("Shown") && !page.contains("Something else"),
        "{page}"
    );
    assert_eq!(scene.count("posts WHERE language = 'de'").await, 1);
    let id = note["id"].as_str().unwrap();
    scene
        .send(&scene.ana.activity("Dislike", "dislike", id))
        .await;
    assert_eq!(scene.count("favourites").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn bookwyrm_reviews_are_articles() {
    let scene = Scene::new().await;
    let review = scene.note("1", &json!({
        "type": "Article", "name": "Review of \"A demo book\" (4 stars): Fine", "inReplyTo": "",
        "content": "<p>Worth an evening.</p>", "summary": "", "sensitive": false,
        "attachment": [{"type": "Document", "url": scene.peer.url("/cover.jpg"),
            "name": "A demo cover", "@context": "https://www.w3.org/ns/activitystreams"}],
        "replies": {"id": scene.ana.sub("review/1/replies"), "type": "OrderedCollection",
            "totalItems": 0, "first": scene.ana.sub("review/1/replies?page=1"), "owner": scene.ana.id},
    }));
    let page = scene.shows(&review).await;
    assert!(
        page.contains("Review of") && page.contains("Worth an evening."),
        "{page}"
    );
    assert!(page.contains("A demo cover"), "{page}");
}
