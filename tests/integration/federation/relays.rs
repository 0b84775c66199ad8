//! Relays: asked, answered, left, and what goes through them both ways.

use ossm::db::models::post::Visibility;
use ossm::db::models::relay::RelayState;
use ossm::db::models::user::Role;
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

/// A relay as those of the Pleroma family: its address is that of its actor, and it
/// is followed like anybody.
fn lite(relay: &FakePeer) -> PeerActor {
    let made = relay.actor("relay");
    let id = relay.url("/actor");
    let actor = PeerActor {
        key_id: format!("{id}#main-key"),
        id,
        ..made
    };
    let mut document = actor.document();
    document["type"] = json!("Application");
    document["inbox"] = json!(relay.url("/inbox"));
    document["endpoints"] = json!({ "sharedInbox": relay.url("/inbox") });
    relay.publish(&document);
    relay.finger(&format!("acct:{}", actor.handle), &actor.finger());
    actor
}

#[tokio::test(flavor = "multi_thread")]
async fn a_relay_that_is_an_actor_is_followed_and_unfollowed() {
    let scene = Scene::new().await;
    let admin = scene.server.member_as("ada", Role::Admin).await;
    let relay = FakePeer::start("lite.localhost").await;
    relay.use_clock(scene.server.clock.clone());
    let actor = lite(&relay);
    let path = "/admin/federation/relays";
    let form = admin.form(path, path).await;
    let nothing = form.clone().set("address", &relay.url("/nobody"));
    let refused = admin.submit(&nothing).await;
    assert!(refused.error("address").is_some(), "{}", refused.body);
    let sent = admin.submit(&form.set("address", &actor.id)).await;
    assert_eq!(sent.location(), path, "{}", sent.body);

    // It is the actor that is followed, not everybody.
    let follow = relay.wait_for(|got| got.kind() == "Follow").await;
    assert_eq!(follow.target, "/inbox");
    relay.verify(&follow).await.unwrap();
    let follow = follow.json();
    let server = format!("{}/actor", scene.server.public_base());
    assert_eq!(
        (&follow["actor"], &follow["object"]),
        (&json!(server), &json!(actor.id))
    );
    let inbox = format!("{}/inbox", scene.server.public_base());
    // Announced before it accepted, nothing is fetched.
    let early = scene.note("6", &json!({}));
    scene.peer.publish(&early);
    let announce = actor.announce(early["id"].as_str().unwrap());
    relay.send(&actor, &inbox, &announce).await;
    scene.settled().await;
    assert_eq!(scene.id(early["id"].as_str().unwrap()).await, 0);
    // Some name only the follow's actor and object in their answer.
    let named = json!({ "type": "Follow", "actor": server, "object": actor.id });
    let accept = actor.activity("Accept", "/answers/1", named);
    assert_eq!(relay.send(&actor, &inbox, &accept).await.status, 202);
    // And follow back, which is nothing to this server.
    let back = actor.follow(&server);
    relay.send(&actor, &inbox, &back).await;
    scene.settled().await;
    assert_eq!(state(&scene).await, RelayState::Accepted);

    let note = scene.note("7", &json!({}));
    scene.peer.publish(&note);
    let mut announce = actor.announce(note["id"].as_str().unwrap());
    announce["id"] = json!(relay.url("/announces/7"));
    assert_eq!(relay.send(&actor, &inbox, &announce).await.status, 202);
    scene.settled().await;
    assert!(scene.id(note["id"].as_str().unwrap()).await > 0);
    assert_eq!(scene.count("posts WHERE boost_of_id IS NOT NULL").await, 0);
    scene
        .member_post(&NewPost::plain("For everybody", Visibility::Public))
        .await;
    let got = relay.wait_for(|got| got.kind() == "Create").await;
    assert_eq!(got.target, "/inbox");

    let list = admin.get(path).await;
    let leave = list.attribute("form[action$='/leave']", "action").unwrap();
    admin.submit(&list.form(&leave)).await;
    let undo = relay.wait_for(|got| got.kind() == "Undo").await.json();
    assert_eq!(undo["object"]["id"], follow["id"]);
    assert_eq!(undo["object"]["object"], json!(actor.id));
    let other = scene.note("8", &json!({}));
    scene.peer.publish(&other);
    let mut announce = actor.announce(other["id"].as_str().unwrap());
    announce["id"] = json!(relay.url("/announces/8"));
    relay.send(&actor, &inbox, &announce).await;
    scene.settled().await;
    assert_eq!(scene.id(other["id"].as_str().unwrap()).await, 0);
}
