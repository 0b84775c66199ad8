//! Activities that somebody else passed on: nothing in them is believed.

use serde_json::json;

use super::Scene;
use crate::harness::Reply;

#[tokio::test(flavor = "multi_thread")]
async fn a_forwarded_edit_is_read_at_its_origin() {
    let scene = Scene::new().await;
    let note = scene.note("1", &json!({}));
    scene.shows(&note).await;
    let eve = scene.peer.actor("eve");
    scene.server.clock.advance(chrono::Duration::minutes(5));
    let mut edited = note.clone();
    edited["updated"] = json!(scene.date());
    edited["content"] = json!("<p>True words</p>");
    scene.peer.publish(&edited);
    edited["content"] = json!("<p>Forged words</p>");
    scene.send_as(&eve, &scene.ana.update(edited)).await;
    let page = scene.page(note["id"].as_str().unwrap()).await.body;
    assert!(
        page.contains("True words") && !page.contains("Forged"),
        "{page}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_forwarded_deletion_is_checked_at_its_origin() {
    let scene = Scene::new().await;
    let note = scene.note("1", &json!({}));
    scene.shows(&note).await;
    let id = note["id"].as_str().unwrap();
    let path = id.strip_prefix(&scene.peer.base).unwrap();
    let eve = scene.peer.actor("eve");
    scene.peer.publish(&note);
    scene.send_as(&eve, &scene.ana.delete(id)).await;
    assert_eq!(scene.page(id).await.status, 200, "it is still there");
    scene.peer.answer(path, Reply::new(410));
    let mut again = scene.ana.delete(id);
    again["id"] = json!(format!("{id}#delete-again"));
    scene.send_as(&eve, &again).await;
    assert_eq!(scene.page(id).await.status, 410);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_checked_is_not_taken_from_others() {
    let scene = Scene::new().await;
    let (id, uri) = scene
        .member_post(&ossm::domain::posts::NewPost::plain(
            "Hello",
            ossm::db::models::post::Visibility::Public,
        ))
        .await;
    let eve = scene.peer.actor("eve");
    let inbox = format!("{}/inbox", scene.alice());
    for activity in [
        scene.ana.like(&uri),
        scene.ana.follow(&scene.alice()),
        scene.ana.undo(&scene.ana.follow(&scene.alice())),
        scene.ana.accept(&scene.ana.follow(&scene.alice())),
        scene.ana.activity("Block", "block", scene.alice()),
        scene.ana.activity("Flag", "flag", scene.alice()),
        scene.ana.activity("Move", "move", scene.ana.id.as_str()),
        scene.ana.activity("Add", "add", uri.as_str()),
    ] {
        let sent = scene.peer.send(&eve, &inbox, &activity).await;
        assert_eq!(sent.status, 403, "{activity}");
    }
    scene.settled().await;
    assert_eq!(
        scene
            .count(&format!("favourites WHERE post_id = {id}"))
            .await,
        0
    );
    for table in ["follows", "blocks", "reports"] {
        assert_eq!(scene.count(table).await, 0, "{table}");
    }
}
