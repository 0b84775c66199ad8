//! What the server fetches from others, and what it believes.

use std::time::Duration;

use ossm::domain::moderation::domains::{self, NewRule};
use ossm::domain::peers::Severity;
use ossm::federation::fetch::{FetchError, Fetcher};
use serde_json::json;

use crate::harness::{FakePeer, Reply, TestServer};

async fn pair() -> (TestServer, Fetcher, FakePeer) {
    let server = TestServer::builder()
        .federated("alpha.localhost")
        .start()
        .await;
    let fetcher = Fetcher::new(&server.app);
    (server, fetcher, FakePeer::start("beta.localhost").await)
}

#[tokio::test(flavor = "multi_thread")]
async fn fetches_are_signed_by_the_server_itself() {
    let (server, fetcher, peer) = pair().await;
    let bob = peer.actor_quick("bob");
    let fetched = fetcher.fetch_json(&bob.id).await.unwrap();
    assert_eq!(fetched.json, bob.document());
    let got = peer.take().remove(0);
    let key_id = format!("{}/actor#main-key", server.public_base());
    assert_eq!(peer.verify(&got).await, Ok(key_id));
    let agent = got.header("user-agent").unwrap();
    assert!(agent.starts_with("OSSM/") && agent.contains(&server.public_base()));
    assert!(got.header("accept").unwrap().contains("activity+json"));
    // Fragments are not sent.
    fetcher.fetch_json(&bob.key_id).await.unwrap();
    assert_eq!(peer.take().remove(0).target, "/users/bob");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_knock_is_remembered_for_the_host() {
    let (server, fetcher, peer) = pair().await;
    for name in ["one", "two"] {
        let document = json!({ "id": peer.url(&format!("/{name}")), "type": "Note" });
        peer.answer_with(&format!("/{name}"), move |got| {
            match got.header("signature-input") {
                Some(_) => Reply::json(&document),
                None => Reply::new(401),
            }
        });
    }
    fetcher.fetch_json(&peer.url("/one")).await.unwrap();
    let got = peer.take();
    assert_eq!(got.len(), 2);
    for request in &got {
        peer.verify(request).await.unwrap();
    }
    fetcher.fetch_json(&peer.url("/two")).await.unwrap();
    assert_eq!(peer.take().len(), 1);
    // Another process knows as well.
    let other = Fetcher::new(&server.app);
    other.fetch_json(&peer.url("/one")).await.unwrap();
    assert_eq!(peer.take().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn queries_may_be_left_out_of_signatures() {
    let (_server, fetcher, peer) = pair().await;
    let document = json!({ "id": peer.url("/a?b=c"), "type": "Note" });
    let (host, count) = (peer.host.clone(), std::sync::atomic::AtomicU32::new(0));
    peer.answer_with("/a?b=c", move |_| {
        match count.fetch_add(1, std::sync::atomic::Ordering::SeqCst) {
            0 => Reply::new(403),
            _ => Reply::json(&document),
        }
    });
    fetcher.fetch_json(&peer.url("/a?b=c")).await.unwrap();
    let mut got = peer.take();
    assert_eq!(got.len(), 2);
    let mut second = got.remove(1);
    assert_eq!(second.header("host"), Some(host.as_str()));
    second.target = "/a".to_owned();
    peer.verify(&second).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_document_belongs_to_its_address() {
    let (_server, fetcher, peer) = pair().await;
    let other = FakePeer::start("gamma.localhost").await;
    let note = json!({ "id": peer.url("/notes/1"), "type": "Note" });
    peer.publish(&note);
    // An alias leads to the real one.
    peer.put("/alias", &note);
    let fetched = fetcher.fetch_json(&peer.url("/alias")).await.unwrap();
    assert_eq!(fetched.url.as_str(), peer.url("/notes/1"));
    // Somebody else's document under a name of theirs is asked for at its home.
    other.put(
        "/copy",
        &json!({ "id": peer.url("/notes/1"), "type": "Note", "content": "forged" }),
    );
    let fetched = fetcher.fetch_json(&other.url("/copy")).await.unwrap();
    assert_eq!(fetched.json, note);
    // One that belongs nowhere.
    peer.put(
        "/lost",
        &json!({ "id": peer.url("/notes/2"), "type": "Note" }),
    );
    let lost = fetcher.fetch_json(&peer.url("/lost")).await;
    assert!(matches!(lost, Err(FetchError::NotFound)));
    other.put("/a", &json!({ "id": other.url("/b"), "type": "Note" }));
    other.put("/b", &json!({ "id": other.url("/a"), "type": "Note" }));
    let circle = fetcher.fetch_json(&other.url("/a")).await;
    assert!(matches!(circle, Err(FetchError::WrongId)));
    for document in [
        json!({ "type": "Note" }),
        json!({ "id": 7 }),
        json!([]),
        json!(1),
    ] {
        peer.put("/odd", &document);
        let odd = fetcher.fetch_json(&peer.url("/odd")).await;
        assert!(matches!(odd, Err(FetchError::WrongId)), "{document}");
    }
    // After a redirect the last address counts.
    other.answer("/moved", Reply::redirect(&peer.url("/notes/1")));
    let fetched = fetcher.fetch_json(&other.url("/moved")).await.unwrap();
    assert_eq!(fetched.url.as_str(), peer.url("/notes/1"));
    // Pages of collections often have other addresses, or none.
    peer.put(
        "/page",
        &json!({ "id": peer.url("/page?x"), "type": "CollectionPage" }),
    );
    peer.put("/bare", &json!({ "type": "OrderedCollection" }));
    fetcher.fetch_json(&peer.url("/page")).await.unwrap();
    fetcher.fetch_json(&peer.url("/bare")).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn files_are_no_documents() {
    let (_server, fetcher, peer) = pair().await;
    let note = json!({ "id": peer.url("/upload"), "type": "Note" }).to_string();
    for content_type in [
        "application/json",
        "image/png",
        "text/html",
        "application/ld+json",
    ] {
        let reply = Reply::new(200).header("content-type", content_type);
        peer.answer("/upload", reply.body(note.clone()));
        let fetched = fetcher.fetch_json(&peer.url("/upload")).await;
        assert!(
            matches!(fetched, Err(FetchError::NotActivityPub)),
            "{content_type}"
        );
    }
    let deep = format!("{}1{}", "[".repeat(10_000), "]".repeat(10_000));
    for body in [
        deep.into_bytes(),
        vec![0xff, 0xfe],
        b"{".to_vec(),
        Vec::new(),
    ] {
        let reply = Reply::new(200).header("content-type", "application/activity+json");
        peer.answer("/upload", reply.body(body));
        let fetched = fetcher.fetch_json(&peer.url("/upload")).await;
        assert!(matches!(fetched, Err(FetchError::NotActivityPub)));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_there_is_told_apart() {
    let (server, fetcher, peer) = pair().await;
    let get = async |path: &str| fetcher.fetch_json(&peer.url(path)).await.unwrap_err();
    for (status, name) in [
        (404, "/a"),
        (410, "/b"),
        (403, "/c"),
        (500, "/d"),
        (429, "/e"),
    ] {
        peer.answer(name, Reply::new(status));
    }
    assert!(matches!(get("/a").await, FetchError::NotFound));
    assert!(matches!(get("/b").await, FetchError::Gone));
    assert!(matches!(get("/c").await, FetchError::Refused));
    assert!(get("/d").await.is_temporary() && get("/e").await.is_temporary());
    peer.answer("/loop", Reply::redirect(&peer.url("/loop")));
    peer.take();
    assert!(matches!(get("/loop").await, FetchError::Net(_)));
    assert_eq!(peer.count("/loop"), 4);
    peer.answer("/big", Reply::new(200).body(vec![b' '; 2 << 20]));
    assert!(matches!(get("/big").await, FetchError::Net(_)));
    // This server itself, and no address.
    let own = server.public_base();
    for url in [own.as_str(), "nothing", "ftp://beta.localhost/", "data:,{}"] {
        assert!(fetcher.fetch_json(url).await.is_err(), "{url}");
    }
    peer.answer("/home", Reply::redirect(&format!("{own}/actor")));
    assert!(matches!(get("/home").await, FetchError::NotAllowed));
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_fetched_from_suspended_servers() {
    let (server, fetcher, peer) = pair().await;
    let other = FakePeer::start("gamma.localhost").await;
    let bob = peer.actor_quick("bob");
    other.answer("/to", Reply::redirect(&bob.id));
    let conn = &mut *server.app.db.conn().await.unwrap();
    domains::decide(
        conn,
        &server.app.cx,
        ossm::domain::moderation::Authority::Operator,
        &NewRule::plain(peer.host.as_str(), Severity::Suspend),
    )
    .await
    .unwrap();
    // The rules in memory are a second old at most.
    tokio::time::sleep(Duration::from_millis(1100)).await;
    for url in [bob.id.clone(), other.url("/to")] {
        let fetched = fetcher.fetch_json(&url).await;
        assert!(matches!(fetched, Err(FetchError::NotAllowed)), "{url}");
    }
    let finger = peer.url("/.well-known/webfinger?resource=acct:bob");
    assert!(fetcher.fetch_jrd(&finger).await.is_err());
    assert_eq!(peer.requests().len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn web_finger_is_asked_without_a_signature() {
    let (_server, fetcher, peer) = pair().await;
    let bob = peer.actor_quick("bob");
    let url = peer.url(&format!(
        "/.well-known/webfinger?resource=acct:{}",
        bob.handle
    ));
    let fetched = fetcher.fetch_jrd(&url).await.unwrap();
    assert_eq!(fetched.json, bob.finger());
    assert!(peer.take().remove(0).header("signature").is_none());
    peer.answer("/page", Reply::new(200).header("content-type", "text/html"));
    let page = fetcher.fetch_jrd(&peer.url("/page")).await;
    assert!(matches!(page, Err(FetchError::NotActivityPub)));
}
