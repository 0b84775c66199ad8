//! Collections, page by page.

use ossm::db::ids::AccountId;
use ossm::db::models::post::Visibility;
use ossm::domain::posts::{boost, favourite};
use ossm::domain::relationships::follow::{Boosts, follow};
use serde_json::{Value, json};

use super::ask::{ACTIVITY, BASE, ask, document, member, post, reply, status};
use crate::harness::TestServer;

/// Every item of a collection, read as others read it.
async fn read(server: &TestServer, path: &str) -> (Vec<Value>, usize) {
    let collection = document(server, path).await;
    assert_eq!(collection["id"], format!("{BASE}{path}"));
    assert_eq!(collection["type"], "OrderedCollection");
    let mut next = collection["first"].as_str().map(str::to_owned);
    let (mut items, mut pages) = (Vec::new(), 0);
    while let Some(address) = next {
        let page = document(server, address.strip_prefix(BASE).unwrap()).await;
        assert_eq!(page["id"], address);
        assert_eq!(page["type"], "OrderedCollectionPage");
        assert_eq!(page["partOf"], collection["id"]);
        items.extend(page["orderedItems"].as_array().unwrap().iter().cloned());
        next = page["next"].as_str().map(str::to_owned);
        pages += 1;
        assert!(pages < 20, "the collection does not end");
    }
    (items, pages)
}

#[tokio::test(flavor = "multi_thread")]
async fn an_outbox_holds_what_everybody_may_see() {
    let server = TestServer::start().await;
    let (alice, bob) = (member(&server, "alice").await, member(&server, "bob").await);
    let bobs = post(&server, bob, "bob's", Visibility::Public).await;
    let mut ids = Vec::new();
    for number in 0..23 {
        let id = post(
            &server,
            alice,
            &format!("number {number}"),
            Visibility::Public,
        )
        .await;
        ids.insert(0, format!("{BASE}/users/alice/statuses/{id}/activity"));
    }
    post(&server, alice, "few", Visibility::Followers).await;
    post(&server, alice, "@bob psst", Visibility::Direct).await;
    let conn = &mut server.app.db.conn().await.unwrap();
    let boost = boost::boost(conn, &server.app.cx, alice, bobs)
        .await
        .unwrap();
    ids.insert(0, format!("{BASE}/users/alice/statuses/{boost}/activity"));
    server.app.pages.expire_all();
    let (items, pages) = read(&server, "/users/alice/outbox").await;
    assert_eq!(pages, 2);
    let found: Vec<&str> = items
        .iter()
        .map(|item| item["id"].as_str().unwrap())
        .collect();
    assert_eq!(found, ids);
    assert_eq!(items[0]["type"], "Announce");
    assert_eq!(items[1]["type"], "Create");
    assert_eq!(items[1]["object"]["type"], "Note");
    assert!(items[1].get("@context").is_none());
}

async fn followed_by(server: &TestServer, target: AccountId, people: usize) -> Vec<String> {
    let mut names = Vec::new();
    for number in 0..people {
        let name = format!("fan{number}");
        let fan = member(server, &name).await;
        let conn = &mut server.app.db.conn().await.unwrap();
        let state = follow(conn, &server.app.cx, fan, target, Boosts::AsBefore).await;
        state.unwrap();
        names.insert(0, format!("{BASE}/users/{name}"));
    }
    server.app.pages.expire_all();
    names
}

#[tokio::test(flavor = "multi_thread")]
async fn followers_and_following_are_paged() {
    let server = TestServer::start().await;
    let alice = member(&server, "alice").await;
    let names = followed_by(&server, alice, 42).await;
    let collection = document(&server, "/users/alice/followers").await;
    assert_eq!(collection["totalItems"], 42);
    let (items, pages) = read(&server, "/users/alice/followers").await;
    assert_eq!(
        (items, pages),
        (names.iter().map(|name| json!(name)).collect(), 2)
    );
    let (items, pages) = read(&server, "/users/fan0/following").await;
    assert_eq!(
        (items, pages),
        (vec![json!(format!("{BASE}/users/alice"))], 1)
    );
    let (items, _) = read(&server, "/users/alice/following").await;
    assert!(items.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn replies_likes_shares_and_threads_of_a_post() {
    let server = TestServer::start().await;
    let (alice, bob) = (member(&server, "alice").await, member(&server, "bob").await);
    let first = post(&server, alice, "first", Visibility::Public).await;
    let answer = reply(&server, bob, "second", first).await;
    let deeper = reply(&server, alice, "third", answer).await;
    let conn = &mut server.app.db.conn().await.unwrap();
    let cx = &server.app.cx;
    favourite::favourite(conn, cx, bob, first).await.unwrap();
    let boost = boost::boost(conn, cx, bob, first).await.unwrap();
    server.app.pages.expire_all();
    let path = format!("/users/alice/statuses/{first}");
    let uri = |name: &str, id| json!(format!("{BASE}/users/{name}/statuses/{id}"));

    let (items, _) = read(&server, &format!("{path}/replies")).await;
    assert_eq!(items, [uri("bob", answer)]);
    let (items, _) = read(&server, &format!("{path}/context")).await;
    assert_eq!(
        items,
        [
            uri("alice", first),
            uri("bob", answer),
            uri("alice", deeper)
        ]
    );
    let (items, _) = read(&server, &format!("{path}/shares")).await;
    assert_eq!(
        items,
        [json!(format!("{BASE}/users/bob/statuses/{boost}/activity"))]
    );
    let (items, _) = read(&server, &format!("{path}/likes")).await;
    assert_eq!((items.len(), &items[0]["type"]), (1, &json!("Like")));
    assert_eq!(items[0]["actor"], format!("{BASE}/users/bob"));
    assert_eq!(items[0]["object"], uri("alice", first));
    for (part, total) in [("replies", 1), ("likes", 1), ("shares", 1)] {
        let collection = document(&server, &format!("{path}/{part}")).await;
        assert_eq!(collection["totalItems"], total, "{part}");
    }
    assert_eq!(status(&server, &format!("{path}/nothing")).await, 404);
    let not_the_first = format!("/users/bob/statuses/{answer}/context");
    assert_eq!(status(&server, &not_the_first).await, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_thread_is_read_in_pages_from_its_beginning() {
    let server = TestServer::start().await;
    let alice = member(&server, "alice").await;
    let first = post(&server, alice, "first", Visibility::Public).await;
    let mut ids = vec![first];
    for number in 0..62 {
        ids.push(reply(&server, alice, &format!("reply {number}"), first).await);
    }
    let (items, pages) = read(&server, &format!("/users/alice/statuses/{first}/context")).await;
    let uris: Vec<Value> = ids
        .iter()
        .map(|id| json!(format!("{BASE}/users/alice/statuses/{id}")))
        .collect();
    assert_eq!((items, pages), (uris, 2));
}

#[tokio::test(flavor = "multi_thread")]
async fn pinned_posts_are_told_whole_and_in_order() {
    use diesel_async::SimpleAsyncConnection as _;
    let server = TestServer::start().await;
    let alice = member(&server, "alice").await;
    let first = post(&server, alice, "first", Visibility::Public).await;
    let second = post(&server, alice, "second", Visibility::Unlisted).await;
    let few = post(&server, alice, "few", Visibility::Followers).await;
    let sql = format!(
        "INSERT INTO pins VALUES ({alice}, {first}, now() - interval '2 hours'), \
         ({alice}, {second}, now() - interval '1 hour'), ({alice}, {few}, now())"
    );
    server
        .database
        .conn()
        .await
        .batch_execute(&sql)
        .await
        .unwrap();
    let featured = document(&server, "/users/alice/collections/featured").await;
    assert_eq!(featured["totalItems"], 2);
    let items = featured["orderedItems"].as_array().unwrap();
    let ids: Vec<&str> = items
        .iter()
        .map(|item| item["id"].as_str().unwrap())
        .collect();
    assert_eq!(
        ids,
        [second, first].map(|id| format!("{BASE}/users/alice/statuses/{id}"))
    );
    let tags = document(&server, "/users/alice/collections/tags").await;
    assert_eq!(tags["orderedItems"], json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_that_make_no_sense_are_refused() {
    let server = TestServer::start().await;
    member(&server, "alice").await;
    for query in ["page=true&max_id=x", "page=true&min_id=1.5", "page=7"] {
        let path = format!("/users/alice/outbox?{query}");
        assert_eq!(ask(&server, &path, ACTIVITY).await.status, 400, "{path}");
    }
    for query in [
        "page=true&max_id=-1",
        "page=true&max_id=0",
        "page=true&max_id=1",
    ] {
        let path = format!("/users/alice/outbox?{query}");
        let page = document(&server, &path).await;
        assert_eq!(page["orderedItems"], json!([]), "{path}");
    }
}
