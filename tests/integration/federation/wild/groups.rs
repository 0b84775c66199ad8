//! Communities (FEP-1b12): a group passes on what its members did.

use ossm::db::models::account;
use ossm::domain::relationships::follow::{Boosts, follow};
use serde_json::{Value, json};

use super::Scene;
use crate::harness::{PUBLIC, PeerActor, Reply};

/// A Lemmy community that Alice follows.
async fn community(scene: &Scene) -> PeerActor {
    let group = scene.peer.actor("gardens");
    let mut document = group.document();
    document["type"] = json!("Group");
    document["name"] = json!("Demo gardens");
    document["attributedTo"] = json!(group.sub("moderators"));
    document["postingRestrictedToMods"] = json!(false);
    scene.peer.publish(&document);
    let resolver = ossm::federation::Federation::new(&scene.server.app).resolver;
    let target = resolver.actor(&group.id).await.unwrap();
    let conn = &mut *scene.server.app.db.conn().await.unwrap();
    let alice = account::by_handle(conn, "alice", None).await.unwrap();
    let alice = alice.unwrap().id;
    follow(conn, &scene.server.app.cx, alice, target, Boosts::AsBefore)
        .await
        .unwrap();
    let asked = scene.peer.wait_for(|got| got.kind() == "Follow").await;
    scene.send_as(&group, &group.accept(&asked.json())).await;
    group
}

/// An activity of Ana's, announced by the community.
fn announce(group: &PeerActor, number: u32, object: &Value) -> Value {
    let mut announce = group.activity("Announce", &format!("announce{number}"), object.clone());
    announce["to"] = json!([PUBLIC]);
    announce["cc"] = json!([group.sub("followers")]);
    announce
}

fn page(scene: &Scene, group: &PeerActor, changes: &Value) -> Value {
    let mut page = scene.note(
        "1",
        &json!({"type": "Page", "name": "Plums", "audience": group.id, "content": "<p>Ripe ones</p>",
            "to": [group.id, PUBLIC], "cc": [], "commentsEnabled": true, "stickied": false,
            "attachment": [{"type": "Link", "href": "https://example.org/plums"}]}),
    );
    for (key, value) in changes.as_object().unwrap() {
        page[key.as_str()] = value.clone();
    }
    page
}

#[tokio::test(flavor = "multi_thread")]
async fn a_community_passes_on_posts_edits_and_deletions() {
    let scene = Scene::new().await;
    let group = community(&scene).await;
    let true_page = page(&scene, &group, &json!({}));
    scene.peer.publish(&true_page);
    let forged = page(&scene, &group, &json!({"content": "<p>Forged</p>"}));
    scene
        .send_as(&group, &announce(&group, 1, &scene.ana.create(forged)))
        .await;
    let id = true_page["id"].as_str().unwrap();
    let body = scene.page(id).await.body;
    assert!(
        body.contains("Plums") && body.contains("Ripe ones") && !body.contains("Forged"),
        "{body}"
    );

    // Lemmy announces the bare post as well, for those who know boosts.
    scene
        .send_as(&group, &announce(&group, 2, &true_page))
        .await;
    assert_eq!(scene.count("posts WHERE boost_of_id IS NOT NULL").await, 1);
    let home = scene.alice.get("/home").await.body;
    assert!(home.contains("Ripe ones"), "{home}");

    scene.server.clock.advance(chrono::Duration::minutes(5));
    let edited = page(
        &scene,
        &group,
        &json!({"content": "<p>Overripe ones</p>", "updated": scene.date(), "published": scene.date()}),
    );
    scene.peer.publish(&edited);
    scene
        .send_as(&group, &announce(&group, 3, &scene.ana.update(edited)))
        .await;
    let body = scene.page(id).await.body;
    assert!(body.contains("Overripe ones"), "{body}");

    let path = id.strip_prefix(&scene.peer.base).unwrap();
    scene.peer.answer(path, Reply::new(410));
    let delete = scene.ana.activity("Delete", "delete", id);
    scene.send_as(&group, &announce(&group, 4, &delete)).await;
    assert_eq!(scene.page(id).await.status, 410);
}

#[tokio::test(flavor = "multi_thread")]
async fn likes_and_other_acts_that_a_community_passes_on_change_nothing() {
    let scene = Scene::new().await;
    let group = community(&scene).await;
    let (id, uri) = scene
        .member_post(&ossm::domain::posts::NewPost::plain(
            "Hello",
            ossm::db::models::post::Visibility::Public,
        ))
        .await;
    let others = [
        scene.ana.like(&uri),
        scene.ana.activity("Dislike", "dislike", uri.as_str()),
        scene.ana.undo(&scene.ana.like(&uri)),
        scene.ana.follow(&scene.alice()),
        scene.ana.activity("Lock", "lock", uri.as_str()),
        scene.ana.delete(&uri),
        scene.ana.activity("Block", "block", scene.alice()),
        scene.ana.activity("Add", "add", scene.ana.id.as_str()),
    ];
    let before = scene.count("follows").await;
    for (number, other) in (10..).zip(&others) {
        scene
            .send_as(&group, &announce(&group, number, other))
            .await;
    }
    assert_eq!(
        scene
            .count(&format!("favourites WHERE post_id = {id}"))
            .await,
        0
    );
    assert_eq!(scene.count("follows").await, before);
    assert_eq!(scene.count("blocks").await, 0);
    assert_eq!(scene.count("posts WHERE deleted_at IS NOT NULL").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn strangers_and_people_pass_nothing_on() {
    let scene = Scene::new().await;
    let eve = scene.peer.actor("eve");
    let note = scene.note("1", &json!({}));
    scene.peer.publish(&note);
    scene
        .send_as(&eve, &announce(&eve, 1, &scene.ana.create(note)))
        .await;
    assert_eq!(scene.count("posts").await, 0);
}
