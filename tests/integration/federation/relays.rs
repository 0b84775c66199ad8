//! Relays: asked, answered, left, and what goes through them both ways.

use ossm::db::models::post::Visibility;
use ossm::db::models::relay::RelayState;
use ossm::domain::moderation::{Authority, relays};
use ossm::domain::posts::NewPost;
use serde_json::json;

use super::pairs::side::eventually;
use super::wild::Scene;
use crate::harness::{FakePeer, PUBLIC, PeerActor};

const BY: Authority<'static> = Authority::Operator;

/// A relay that was asked, and its actor.
async fn asked(scene: &Scene) -> (FakePeer, PeerActor, i64) {
    let relay = FakePeer::start("relay.localhost").await;
    relay.use_clock(scene.server.clock.clone());
    let actor = relay.actor("relay");
    let mut document = actor.document();
    document["type"] = json!("Application");
    relay.publish(&document);
    let app = &scene.server.app;
    let url = relays::address_of(&app.cx, &relay.url("/inbox")).unwrap();
    assert!(relays::is_inbox(&url));
    let conn = &mut *app.db.conn().await.unwrap();
    let row = relays::subscribe(conn, &app.cx, BY, &url, None)
        .await
        .unwrap();
    assert!(
        relays::subscribe(conn, &app.cx, BY, &url, None)
            .await
            .is_err()
    );
    (relay, actor, row.id)
}

async fn answer(scene: &Scene, relay: &FakePeer, actor: &PeerActor, kind: &str) {
    let follow = relay.wait_for(|got| got.kind() == "Follow").await;
    assert!(
        relay
            .verify(&follow)
            .await
            .unwrap()
            .ends_with("/actor#main-key")
    );
    let follow = follow.json();
    assert_eq!(follow["object"], PUBLIC);
    let answer = actor.activity(kind, "/answers/1", follow);
    let inbox = format!("{}/inbox", scene.server.public_base());
    assert_eq!(relay.send(actor, &inbox, &answer).await.status, 202);
    scene.settled().await;
}

async fn state(scene: &Scene) -> RelayState {
    let conn = &mut *scene.server.app.db.conn().await.unwrap();
    relays::list(conn, BY).await.unwrap()[0].state
}

#[tokio::test(flavor = "multi_thread")]
async fn posts_come_and_go_through_a_relay_that_accepted() {
    let scene = Scene::new().await;
    let (relay, actor, id) = asked(&scene).await;
    assert_eq!(state(&scene).await, RelayState::Pending);
    answer(&scene, &relay, &actor, "Accept").await;
    assert_eq!(state(&scene).await, RelayState::Accepted);

    // Out: public posts only.
    let words = NewPost::plain("For everybody", Visibility::Public);
    scene.member_post(&words).await;
    let got = relay.wait_for(|got| got.kind() == "Create").await;
    assert_eq!(got.target, "/inbox");
    assert!(
        got.json()["object"]["content"]
            .as_str()
            .unwrap()
            .contains("For everybody")
    );

    // In: what it announces is fetched and is a plain post.
    let note = scene.note("7", &json!({}));
    scene.peer.publish(&note);
    let announce = actor.announce(note["id"].as_str().unwrap());
    let inbox = format!("{}/inbox", scene.server.public_base());
    assert_eq!(relay.send(&actor, &inbox, &announce).await.status, 202);
    scene.settled().await;
    assert!(scene.id(note["id"].as_str().unwrap()).await > 0);
    assert_eq!(scene.count("posts WHERE boost_of_id IS NOT NULL").await, 0);

    // Left, it gets and gives nothing more.
    let app = &scene.server.app;
    let conn = &mut *app.db.conn().await.unwrap();
    relays::leave(conn, &app.cx, BY, id).await.unwrap();
    let undo = relay.wait_for(|got| got.kind() == "Undo").await.json();
    assert_eq!(undo["object"]["type"], "Follow");
    let other = scene.note("8", &json!({}));
    scene.peer.publish(&other);
    let mut announce = actor.announce(other["id"].as_str().unwrap());
    announce["id"] = json!(format!("{}/announces/8", relay.base));
    relay.send(&actor, &inbox, &announce).await;
    scene.settled().await;
    assert_eq!(scene.id(other["id"].as_str().unwrap()).await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_relay_that_refuses_or_was_never_asked_gives_nothing() {
    let scene = Scene::new().await;
    let (relay, actor, _) = asked(&scene).await;
    // Nobody else answers in its place.
    let follow = relay.wait_for(|got| got.kind() == "Follow").await.json();
    scene
        .send(&scene.ana.activity("Accept", "/answers/1", follow))
        .await;
    assert_eq!(state(&scene).await, RelayState::Pending);
    answer(&scene, &relay, &actor, "Reject").await;
    assert_eq!(state(&scene).await, RelayState::Rejected);
    let note = scene.note("7", &json!({}));
    scene.peer.publish(&note);
    let announce = actor.announce(note["id"].as_str().unwrap());
    let inbox = format!("{}/inbox", scene.server.public_base());
    relay.send(&actor, &inbox, &announce).await;
    scene.settled().await;
    assert_eq!(scene.id(note["id"].as_str().unwrap()).await, 0);
    let words = NewPost::plain("Nobody listens", Visibility::Public);
    scene.member_post(&words).await;
    eventually("the post", async || {
        let done = scene.count("jobs WHERE kind = 'event'").await == 0;
        done.then_some(())
    })
    .await;
    assert!(relay.posts().iter().all(|got| got.kind() != "Create"));
}
