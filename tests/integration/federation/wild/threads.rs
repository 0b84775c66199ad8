//! Replies that come before what they reply to.

use ossm::db::models::post::Visibility;
use ossm::domain::posts::NewPost;
use serde_json::json;

use super::Scene;

#[tokio::test(flavor = "multi_thread")]
async fn replies_wait_for_their_parents() {
    let scene = Scene::new().await;
    let (root, root_uri) = scene
        .member_post(&NewPost::plain("The root", Visibility::Public))
        .await;
    let first = scene.note(
        "1",
        &json!({"content": "<p>First</p>", "inReplyTo": root_uri}),
    );
    let second = scene.note(
        "2",
        &json!({"content": "<p>Second</p>", "inReplyTo": first["id"]}),
    );
    let third = scene.note(
        "3",
        &json!({"content": "<p>Third</p>", "inReplyTo": second["id"]}),
    );
    for note in [&third, &second, &first] {
        scene.send(&scene.ana.create(note.clone())).await;
    }
    let joined = format!("posts WHERE conversation_id = {root} AND in_reply_to_uri IS NULL");
    assert_eq!(scene.count(&joined).await, 4);
    assert_eq!(scene.count("post_stats WHERE replies_count = 1").await, 3);
    let page = scene.alice.get(&format!("/@bob/{root}")).await.body;
    for words in ["First", "Second", "Third"] {
        assert!(page.contains(words), "{words} in {page}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn posts_of_strangers_about_nothing_here_are_not_kept() {
    let scene = Scene::new().await;
    let inbox = format!("{}/inbox", scene.server.public_base());
    let note = scene.note("1", &json!({}));
    let sent = scene
        .peer
        .send(&scene.ana, &inbox, &scene.ana.create(note))
        .await;
    assert_eq!(sent.status, 202);
    scene.settled().await;
    assert_eq!(scene.count("posts").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_passed_on_is_fetched_from_its_origin() {
    let scene = Scene::new().await;
    let (_, root_uri) = scene
        .member_post(&NewPost::plain("The root", Visibility::Public))
        .await;
    let eve = scene.peer.actor("eve");
    let mut note = scene.note(
        "1",
        &json!({"content": "<p>True</p>", "inReplyTo": root_uri}),
    );
    scene.peer.publish(&note);
    note["content"] = json!("<p>Forged</p>");
    scene.send_as(&eve, &scene.ana.create(note.clone())).await;
    let page = scene.page(note["id"].as_str().unwrap()).await.body;
    assert!(page.contains("True") && !page.contains("Forged"), "{page}");
    // About nothing here: not even looked at.
    let other = scene.note("2", &json!({}));
    scene.peer.publish(&other);
    scene.peer.take();
    scene.send_as(&eve, &scene.ana.create(other)).await;
    assert_eq!(scene.peer.gets().len(), 0);
    assert_eq!(scene.count("posts WHERE NOT local").await, 1);
}
