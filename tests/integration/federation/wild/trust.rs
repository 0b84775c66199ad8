//! Who may say what: other hosts, other people, and this server's own objects.

use ossm::db::models::account;
use ossm::db::models::post::Visibility;
use ossm::domain::posts::NewPost;
use ossm::domain::relationships::follow::{Boosts, follow};
use serde_json::{Value, json};

use super::Scene;
use crate::harness::{FakePeer, PeerActor};

/// Somebody on a third server.
async fn mallory(scene: &Scene) -> (FakePeer, PeerActor) {
    let peer = FakePeer::start("gamma.localhost").await;
    peer.use_clock(scene.server.clock.clone());
    let mallory = peer.actor("mallory");
    (peer, mallory)
}

/// The status that Mallory's activity gets, once it is done with.
async fn says(scene: &Scene, peer: &FakePeer, mallory: &PeerActor, activity: &Value) -> u16 {
    let inbox = format!("{}/inbox", scene.alice());
    let sent = peer.send(mallory, &inbox, activity).await;
    scene.settled().await;
    sent.status
}

#[tokio::test(flavor = "multi_thread")]
async fn another_host_neither_edits_nor_deletes_nor_undoes() {
    let scene = Scene::new().await;
    let (peer, mallory) = mallory(&scene).await;
    let note = scene.note("1", &json!({}));
    scene.shows(&note).await;
    let id = note["id"].as_str().unwrap();
    let (own, own_uri) = scene
        .member_post(&NewPost::plain("A member's", Visibility::Public))
        .await;
    let like = scene.ana.like(&own_uri);
    scene.send(&like).await;
    scene.send(&scene.ana.follow(&scene.alice())).await;
    scene.server.clock.advance(chrono::Duration::minutes(5));
    for (number, victim) in [id, own_uri.as_str()].into_iter().enumerate() {
        let mut forged = mallory.note("1", "Forged");
        forged["id"] = json!(victim);
        forged["updated"] = json!(scene.date());
        let kinds = [
            mallory.activity("Update", &format!("u{number}"), forged.clone()),
            mallory.activity("Create", &format!("c{number}"), forged),
            mallory.activity("Delete", &format!("d{number}"), victim),
            mallory.activity(
                "Delete",
                &format!("t{number}"),
                json!({"id": victim, "type": "Tombstone"}),
            ),
        ];
        for activity in kinds {
            assert_eq!(says(&scene, &peer, &mallory, &activity).await, 202);
        }
    }
    for what in [
        mallory.activity("Undo", "u8", like.clone()),
        mallory.activity("Undo", "u9", like["id"].clone()),
        mallory.activity("Undo", "u10", scene.ana.follow(&scene.alice())),
        mallory.activity("Update", "u11", scene.ana.document()),
        mallory.activity("Delete", "d9", scene.ana.id.as_str()),
        mallory.activity("Delete", "d10", scene.alice()),
        mallory.activity(
            "Update",
            "u12",
            json!({"id": scene.alice(), "type": "Person",
            "preferredUsername": "alice", "name": "Forged", "inbox": scene.ana.sub("inbox")}),
        ),
    ] {
        says(&scene, &peer, &mallory, &what).await;
    }
    let page = scene.page(id).await.body;
    assert!(
        page.contains("Plain words") && !page.contains("Forged"),
        "{page}"
    );
    let page = scene.alice.get(&format!("/@bob/{own}")).await;
    assert!(
        page.status == 200 && page.body.contains("A member"),
        "{}",
        page.body
    );
    assert_eq!(scene.count("favourites").await, 1);
    assert_eq!(scene.count("follows").await, 1);
    assert_eq!(
        scene.count("accounts WHERE deleted_at IS NOT NULL").await,
        0
    );
    assert_eq!(
        scene.count("accounts WHERE display_name = 'Forged'").await,
        0
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn ids_of_another_host_are_refused_at_the_door() {
    let scene = Scene::new().await;
    let (peer, mallory) = mallory(&scene).await;
    for id in [
        scene.ana.sub("activities/1"),
        format!("{}/users/bob#likes/1", scene.server.public_base()),
    ] {
        let mut follow = mallory.follow(&scene.alice());
        follow["id"] = json!(id);
        assert_eq!(says(&scene, &peer, &mallory, &follow).await, 403);
    }
    // Nobody speaks for another, whatever the ID.
    let mut follow = mallory.follow(&scene.alice());
    follow["actor"] = json!(scene.ana.id);
    assert_eq!(says(&scene, &peer, &mallory, &follow).await, 403);
    assert_eq!(scene.count("follows").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_accept_counts_only_from_who_was_asked() {
    let scene = Scene::new().await;
    let (peer, mallory) = mallory(&scene).await;
    // Nobody asked for this.
    let unasked = scene
        .ana
        .accept(&json!({"id": format!("{}#follows/1", scene.alice()),
        "type": "Follow", "actor": scene.alice(), "object": scene.ana.id}));
    scene.send(&unasked).await;
    assert_eq!(scene.count("follows").await, 0);

    let resolver = ossm::federation::Federation::new(&scene.server.app).resolver;
    let ana = resolver.actor(&scene.ana.id).await.unwrap();
    {
        let conn = &mut *scene.server.app.db.conn().await.unwrap();
        let alice = account::by_handle(conn, "alice", None).await.unwrap();
        let cx = &scene.server.app.cx;
        follow(conn, cx, alice.unwrap().id, ana, Boosts::AsBefore)
            .await
            .unwrap();
    }
    let asked = scene.peer.wait_for(|got| got.kind() == "Follow").await;
    let asked = asked.json();
    for (number, object) in [(1, asked.clone()), (2, asked["id"].clone())] {
        let forged = mallory.activity("Accept", &format!("a{number}"), object);
        says(&scene, &peer, &mallory, &forged).await;
        let pending = scene.count("follows WHERE state = 'pending'").await;
        assert_eq!(pending, 1, "{forged}");
    }
    let mut rejects = mallory.reject(&asked);
    rejects["id"] = json!(mallory.sub("activities/r"));
    says(&scene, &peer, &mallory, &rejects).await;
    assert_eq!(scene.count("follows WHERE state = 'pending'").await, 1);
    let mut accept = scene.ana.accept(&asked);
    accept["id"] = json!(scene.ana.sub("activities/accept2"));
    scene.send(&accept).await;
    assert_eq!(scene.count("follows WHERE state = 'accepted'").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_post_for_followers_that_is_known_stays_hidden_until_the_follow_is_accepted() {
    let scene = Scene::new().await;
    let secret = scene.note(
        "1",
        &json!({"to": [scene.ana.sub("followers")], "cc": [format!("{}/users/bob", scene.server.public_base())],
            "tag": [{"type": "Mention", "href": format!("{}/users/bob", scene.server.public_base())}]}),
    );
    scene.send(&scene.ana.create(secret.clone())).await;
    let uri = secret["id"].as_str().unwrap();
    assert_eq!(scene.page(uri).await.status, 404, "alice does not follow");
    let resolver = ossm::federation::Federation::new(&scene.server.app).resolver;
    let ana = resolver.actor(&scene.ana.id).await.unwrap();
    let conn = &mut *scene.server.app.db.conn().await.unwrap();
    let alice = account::by_handle(conn, "alice", None).await.unwrap();
    let cx = &scene.server.app.cx;
    follow(conn, cx, alice.unwrap().id, ana, Boosts::AsBefore)
        .await
        .unwrap();
    assert_eq!(scene.page(uri).await.status, 404, "asked is not accepted");
    let asked = scene.peer.wait_for(|got| got.kind() == "Follow").await;
    scene.send(&scene.ana.accept(&asked.json())).await;
    assert_eq!(scene.page(uri).await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_own_posts_are_pinned_in_the_own_collection() {
    let scene = Scene::new().await;
    let note = scene.note("1", &json!({}));
    scene.shows(&note).await;
    let (_, member) = scene
        .member_post(&NewPost::plain("A member's", Visibility::Public))
        .await;
    let eve = scene.peer.actor("eve");
    let add = |actor: &PeerActor, number: u32, object: &str, target: &str| {
        let mut add = actor.activity("Add", &format!("add{number}"), object);
        add["target"] = json!(target);
        add
    };
    let (id, own) = (
        note["id"].as_str().unwrap(),
        scene.ana.sub("collections/featured"),
    );
    scene.send_as(&eve, &add(&eve, 1, id, &own)).await;
    scene
        .send_as(&eve, &add(&eve, 2, id, &eve.sub("collections/featured")))
        .await;
    scene.send(&add(&scene.ana, 3, &member, &own)).await;
    scene
        .send(&add(
            &scene.ana,
            4,
            id,
            &scene.ana.sub("collections/moderators"),
        ))
        .await;
    assert_eq!(scene.count("pins").await, 0);
    // Mastodon sends these without an ID.
    let mut pin = add(&scene.ana, 5, id, &own);
    pin.as_object_mut().unwrap().remove("id");
    scene.send(&pin).await;
    assert_eq!(scene.count("pins").await, 1);
    pin["type"] = json!("Remove");
    let mut others = pin.clone();
    others["actor"] = json!(eve.id);
    scene.send_as(&eve, &others).await;
    assert_eq!(scene.count("pins").await, 1);
    scene.send(&pin).await;
    assert_eq!(scene.count("pins").await, 0);
}
