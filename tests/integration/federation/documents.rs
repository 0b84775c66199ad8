//! Actors and posts as documents, and what is not served.

use ossm::db::models::post::Visibility;
use ossm::domain::posts::{self, boost};
use serde_json::{Value, json};

use super::ask::{ACTIVITY, BASE, PUBLIC, ask, document, header, member, post, reply, status};
use crate::harness::TestServer;

#[tokio::test(flavor = "multi_thread")]
async fn a_member_is_an_actor_with_a_key() {
    let server = TestServer::start().await;
    server.member("Alice").await;
    let actor = document(&server, "/users/alice").await;
    let id = format!("{BASE}/users/Alice");
    for (property, value) in [
        ("id", json!(id)),
        ("type", json!("Person")),
        ("preferredUsername", json!("Alice")),
        ("webfinger", json!("Alice@localhost:3000")),
        ("name", json!("Alice")),
        ("url", json!(format!("{BASE}/@Alice"))),
        ("inbox", json!(format!("{id}/inbox"))),
        ("outbox", json!(format!("{id}/outbox"))),
        ("followers", json!(format!("{id}/followers"))),
        ("following", json!(format!("{id}/following"))),
        ("featured", json!(format!("{id}/collections/featured"))),
        ("featuredTags", json!(format!("{id}/collections/tags"))),
        (
            "endpoints",
            json!({ "sharedInbox": format!("{BASE}/inbox") }),
        ),
        ("manuallyApprovesFollowers", json!(false)),
        ("discoverable", json!(true)),
        ("alsoKnownAs", json!([])),
    ] {
        assert_eq!(actor[property], value, "{property}");
    }
    let key = &actor["publicKey"];
    assert_eq!(key["id"], format!("{id}#main-key"));
    assert_eq!(key["owner"], id);
    let pem = key["publicKeyPem"].as_str().unwrap();
    assert!(pem.starts_with("-----BEGIN PUBLIC KEY-----\nMII"), "{pem}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_servers_own_actor_is_nobody_on_the_pages() {
    let server = TestServer::start().await;
    let actor = document(&server, "/actor").await;
    assert_eq!(actor["id"], format!("{BASE}/actor"));
    assert_eq!(actor["type"], "Application");
    assert_eq!(actor["preferredUsername"], "instance.actor");
    assert_eq!(actor["publicKey"]["id"], format!("{BASE}/actor#main-key"));
    assert_eq!(actor["inbox"], format!("{BASE}/actor/inbox"));
    assert!(actor.get("followers").is_none());
    let outbox = document(&server, "/actor/outbox").await;
    assert_eq!(outbox["totalItems"], 0);
    assert_eq!(status(&server, "/users/instance.actor").await, 404);
    assert_eq!(server.get("/@instance.actor").await.status(), 404);
    let info = ask(&server, "/nodeinfo/2.1", "*/*").await;
    assert!(info.body.contains("\"total\":0"), "{}", info.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_servers_own_actor_is_made_once_and_follows_the_servers_name() {
    let mut server = TestServer::start().await;
    let key = document(&server, "/actor").await["publicKey"]["publicKeyPem"].clone();
    server.stop().await;
    let renamed = TestServer::builder()
        .database(server.database.clone())
        .config(|config| config.server.domain = "social.example".parse().unwrap())
        .start()
        .await;
    let actor = document(&renamed, "/actor").await;
    assert_eq!(actor["id"], "https://social.example/actor");
    assert_eq!(
        actor["publicKey"]["id"],
        "https://social.example/actor#main-key"
    );
    assert_eq!(actor["publicKey"]["publicKeyPem"], key);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_post_is_a_note_and_its_activity() {
    let server = TestServer::start().await;
    let (alice, bob) = (member(&server, "alice").await, member(&server, "bob").await);
    let first = post(&server, alice, "Hello @bob, see #Hills", Visibility::Public).await;
    let answer = reply(&server, bob, "Hello", first).await;
    let path = format!("/users/alice/statuses/{first}");
    let note = document(&server, &path).await;
    let id = format!("{BASE}{path}");
    assert_eq!((&note["id"], &note["type"]), (&json!(id), &json!("Note")));
    assert_eq!(note["attributedTo"], format!("{BASE}/users/alice"));
    assert_eq!(note["to"], json!([PUBLIC]));
    assert_eq!(
        note["cc"],
        json!([
            format!("{BASE}/users/alice/followers"),
            format!("{BASE}/users/bob")
        ])
    );
    assert_eq!(note["url"], format!("{BASE}/@alice/{first}"));
    assert_eq!(note["context"], format!("{id}/context"));
    assert_eq!(
        note["tag"],
        json!([
            { "type": "Mention", "href": format!("{BASE}/users/bob"), "name": "@bob@localhost:3000" },
            { "type": "Hashtag", "href": format!("{BASE}/tags/hills"), "name": "#hills" }
        ])
    );
    assert!(
        note["content"]
            .as_str()
            .unwrap()
            .contains("class=\"u-url mention\"")
    );

    let create = document(&server, &format!("{path}/activity")).await;
    assert_eq!(
        (&create["type"], &create["to"]),
        (&json!("Create"), &note["to"])
    );
    assert_eq!(create["object"]["id"], note["id"]);

    // Who is answered is told, whatever the text says.
    let answer = document(&server, &format!("/users/bob/statuses/{answer}")).await;
    assert_eq!(answer["inReplyTo"], id);
    assert_eq!(answer["tag"][0]["href"], format!("{BASE}/users/alice"));
    assert_eq!(answer["cc"][1], format!("{BASE}/users/alice"));
    assert_eq!(answer["context"], note["context"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_for_everybody_is_not_there_just_like_what_is_not() {
    let server = TestServer::start().await;
    let (alice, bob) = (member(&server, "alice").await, member(&server, "bob").await);
    let unlisted = post(&server, alice, "quiet", Visibility::Unlisted).await;
    let followers = post(&server, alice, "few", Visibility::Followers).await;
    let direct = post(&server, alice, "@bob psst", Visibility::Direct).await;
    let bobs = post(&server, bob, "mine", Visibility::Public).await;
    assert_eq!(
        status(&server, &format!("/users/alice/statuses/{unlisted}")).await,
        200
    );
    let missing = ask(&server, "/users/alice/statuses/1", ACTIVITY).await;
    let words = |page: &crate::harness::Page| {
        let body: Value = serde_json::from_str(&page.body).unwrap();
        body["error"].clone()
    };
    for id in [followers.0, direct.0, bobs.0, i64::MAX] {
        for below in ["", "/activity", "/replies", "/likes", "/shares", "/context"] {
            let path = format!("/users/alice/statuses/{id}{below}");
            let page = ask(&server, &path, ACTIVITY).await;
            assert_eq!(page.status, 404, "{path}");
            assert_eq!(words(&page), words(&missing), "{path}");
        }
    }
    for path in [
        "/users/nobody",
        "/users/alice/statuses/x",
        "/users/bob@elsewhere.example",
    ] {
        assert_eq!(status(&server, path).await, 404, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_deleted_is_gone_and_leaves_a_tombstone() {
    let server = TestServer::start().await;
    let alice = member(&server, "alice").await;
    let public = post(&server, alice, "here", Visibility::Public).await;
    let hidden = post(&server, alice, "few", Visibility::Followers).await;
    let conn = &mut server.app.db.conn().await.unwrap();
    for id in [public, hidden] {
        posts::delete(conn, &server.app.cx, alice, id)
            .await
            .unwrap();
    }
    server.app.pages.expire_all();
    let path = format!("/users/alice/statuses/{public}");
    let page = ask(&server, &path, ACTIVITY).await;
    assert_eq!(
        (page.status.as_u16(), header(&page, "content-type")),
        (410, ACTIVITY)
    );
    let left: Value = serde_json::from_str(&page.body).unwrap();
    assert_eq!(
        left,
        json!({
            "@context": "https://www.w3.org/ns/activitystreams",
            "id": format!("{BASE}{path}"), "type": "Tombstone"
        })
    );
    let path = format!("/users/alice/statuses/{hidden}");
    assert_eq!(status(&server, &path).await, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deleted_actor_is_gone() {
    use diesel_async::SimpleAsyncConnection as _;
    let server = TestServer::start().await;
    let alice = member(&server, "alice").await;
    let sql = format!("UPDATE accounts SET deleted_at = now() WHERE id = {alice}");
    server
        .database
        .conn()
        .await
        .batch_execute(&sql)
        .await
        .unwrap();
    for path in [
        "/users/alice",
        "/users/alice/outbox",
        "/users/alice/followers",
    ] {
        let page = ask(&server, path, ACTIVITY).await;
        assert_eq!(page.status, 410, "{path}");
        assert!(page.body.contains("Tombstone"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_boost_has_the_address_of_its_activity_only() {
    let server = TestServer::start().await;
    let (alice, bob) = (member(&server, "alice").await, member(&server, "bob").await);
    let original = post(&server, alice, "here", Visibility::Public).await;
    let conn = &mut server.app.db.conn().await.unwrap();
    let boost = boost::boost(conn, &server.app.cx, bob, original)
        .await
        .unwrap();
    let path = format!("/users/bob/statuses/{boost}");
    let announce = document(&server, &format!("{path}/activity")).await;
    assert_eq!(announce["id"], format!("{BASE}{path}/activity"));
    assert_eq!(announce["type"], "Announce");
    assert_eq!(
        announce["object"],
        format!("{BASE}/users/alice/statuses/{original}")
    );
    assert_eq!(announce["to"], json!([PUBLIC]));
    assert_eq!(
        announce["cc"],
        json!([
            format!("{BASE}/users/bob/followers"),
            format!("{BASE}/users/alice")
        ])
    );
    assert_eq!(status(&server, &path).await, 404);
    assert_eq!(
        status(&server, &format!("/users/alice/statuses/{boost}/activity")).await,
        404
    );
}
