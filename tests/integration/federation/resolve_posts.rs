//! Finding posts of other servers, and filling profiles and threads in the
//! background, as far as that goes.

use std::time::Duration;

use chrono::TimeDelta;
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::harness::{Browser, FakePeer, Page, PeerActor, Reply, TestServer};

async fn pair() -> (TestServer, FakePeer) {
    let server = TestServer::builder()
        .federated("alpha.localhost")
        .start()
        .await;
    (server, FakePeer::start("beta.localhost").await)
}

async fn search(browser: &Browser, query: &str) -> Page {
    let query: String = url::form_urlencoded::byte_serialize(query.as_bytes()).collect();
    browser.get(&format!("/search?q={query}")).await
}

/// The path of what a search found.
async fn find(browser: &Browser, query: &str) -> String {
    let page = search(browser, query).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.body);
    page.headers["location"].to_str().unwrap().to_owned()
}

/// Looks at a page until it says `text`.
async fn until(browser: &Browser, path: &str, text: &str) -> Page {
    for _ in 0..400 {
        let page = browser.get(path).await;
        if page.body.contains(text) {
            return page;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    panic!("{path} does not say {text}");
}

fn reply(bob: &PeerActor, number: &str, content: &str, to: &str) -> Value {
    let mut note = bob.note(number, content);
    note["inReplyTo"] = json!(to);
    note
}

fn id(document: &Value) -> &str {
    document["id"].as_str().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_post_comes_with_what_it_replies_to() {
    let (server, peer) = pair().await;
    let bob = peer.actor_quick("bob");
    let first = bob.note("1", "The first of three");
    let second = reply(&bob, "2", "The second of three", id(&first));
    let third = reply(&bob, "3", "The third of three", id(&second));
    for note in [&first, &second, &third] {
        peer.publish(note);
    }
    let alice = server.member("alice").await;
    let path = find(&alice, id(&third)).await;
    assert!(path.starts_with(&format!("/@{}/", bob.handle)), "{path}");
    // Three posts, their author, and the author's handle.
    assert_eq!(peer.requests().len(), 5);
    assert_eq!(find(&alice, id(&third)).await, path);
    assert_eq!(peer.requests().len(), 5);

    let page = server.visitor().get(&path).await;
    assert_eq!(page.status, StatusCode::OK);
    for text in [
        "The first of three",
        "The second of three",
        "The third of three",
    ] {
        assert!(page.body.contains(text), "{text}");
    }
    let original = peer.url("/@bob/3");
    assert_eq!(
        page.attribute("link[rel=canonical]", "href").unwrap(),
        original
    );
    assert_eq!(
        page.attribute("meta[name=robots]", "content").unwrap(),
        "noindex"
    );
    assert!(
        page.attribute(&format!(".facts-line a[href='{original}']"), "rel")
            .is_some()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unseen_profile_is_filled_once_with_two_requests() {
    let (server, peer) = pair().await;
    let bob = peer.actor_quick("bob");
    let notes = [
        bob.note("1", "An earlier post"),
        bob.note("2", "A pinned post"),
    ];
    let other = peer.actor_quick("carol").note("9", "Somebody else's post");
    let creates: Vec<Value> = notes
        .iter()
        .chain([&other])
        .map(|n| bob.create(n.clone()))
        .collect();
    peer.collection(&bob.sub("outbox"), &creates);
    peer.collection(&bob.sub("collections/featured"), &[json!(id(&notes[1]))]);
    let alice = server.member("alice").await;
    let path = format!("/@{}", bob.handle);
    alice.get(&path).await;
    let page = until(&alice, &path, "An earlier post").await;
    assert!(!page.body.contains("Somebody else"));
    peer.wait_for(|got| got.path() == "/users/bob/collections/featured")
        .await;
    until(&alice, &path, "A pinned post").await;
    for _ in 0..3 {
        alice.get(&path).await;
    }
    let mut asked: Vec<String> = peer
        .requests()
        .iter()
        .map(|got| got.path().to_owned())
        .collect();
    asked.sort_unstable();
    assert_eq!(
        asked,
        [
            "/.well-known/webfinger",
            "/users/bob",
            "/users/bob/collections/featured",
            "/users/bob/outbox"
        ]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn missing_replies_are_fetched_in_the_background() {
    let (server, peer) = pair().await;
    let far = FakePeer::start("gamma.localhost").await;
    let (bob, carol) = (peer.actor_quick("bob"), far.actor_quick("carol"));
    let mut root = bob.note("1", "The question");
    let replies = bob.sub("statuses/1/replies");
    root["replies"] = json!(replies);
    let mut near = reply(&bob, "2", "An answer from home", id(&root));
    let deeper = bob.sub("statuses/2/replies");
    near["replies"] = json!(deeper);
    let away = reply(&carol, "3", "An answer from afar", id(&root));
    let below = reply(&bob, "4", "An answer to an answer", id(&near));
    // What another server's post says is not believed when it is sent along.
    let mut forged = away.clone();
    forged["content"] = json!("Forged words");
    let unrelated = bob.note("5", "Not of this thread");
    peer.paged(
        &replies,
        &[vec![near.clone(), unrelated.clone()], vec![forged]],
    );
    peer.collection(&deeper, &[json!(id(&below))]);
    for note in [&root, &near, &below] {
        peer.publish(note);
    }
    far.publish(&away);
    let alice = server.member("alice").await;
    let path = find(&alice, id(&root)).await;
    for text in [
        "An answer from home",
        "An answer from afar",
        "An answer to an answer",
    ] {
        let page = until(&alice, &path, text).await;
        assert!(!page.body.contains("Forged words"));
        assert!(!page.body.contains("Not of this thread"));
    }
    // A second look within a quarter of an hour asks nobody.
    let asked = peer.count("/users/bob/statuses/1/replies");
    alice.get(&path).await;
    let last = reply(&bob, "6", "A late answer", id(&root));
    peer.collection(&replies, &[last]);
    server.clock.advance(TimeDelta::minutes(20));
    until(&alice, &path, "A late answer").await;
    assert!(peer.count("/users/bob/statuses/1/replies") > asked);
}

#[tokio::test(flavor = "multi_thread")]
async fn endless_collections_and_chains_come_to_an_end() {
    let (server, peer) = pair().await;
    let bob = peer.actor_quick("bob");
    let number = |target: &str| -> u64 { target.rsplit('=').next().unwrap().parse().unwrap_or(0) };
    // Every page has a next one, and every post another one above it.
    let (base, author) = (peer.base.clone(), bob.clone());
    peer.answer_with("/replies", move |got| {
        let page = number(&got.target);
        let items: Vec<String> = (0..50)
            .map(|n| format!("{base}/chain?n={page}{n}"))
            .collect();
        Reply::json(
            &json!({"id": format!("{base}{}", got.target), "type": "CollectionPage",
            "items": items, "next": format!("{base}/replies?page={}", page + 1)}),
        )
    });
    let base = peer.base.clone();
    peer.answer_with("/chain", move |got| {
        let n = number(&got.target);
        let mut note = author.note("x", "A link of a chain");
        note["id"] = json!(format!("{base}/chain?n={n}"));
        note["inReplyTo"] = json!(format!("{base}/chain?n={}", n + 1));
        note["replies"] = json!(format!("{base}/replies?page={n}000"));
        Reply::json(&note)
    });
    let alice = server.member("alice").await;
    let path = find(&alice, &peer.url("/chain?n=1")).await;
    assert!(peer.count("/chain") <= 30, "{}", peer.count("/chain"));
    alice.get(&path).await;
    peer.wait_for(|got| got.path() == "/replies").await;
    // Until nothing more is asked for.
    let (mut before, mut still) = (0, 0);
    while still < 40 {
        let now = peer.requests().len();
        still = if now == before { still + 1 } else { 0 };
        before = now;
        assert!(now < 200, "{now} requests");
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    assert_eq!(server.get("/").await.status(), StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn circles_and_foreign_authors_are_left_out() {
    let (server, peer) = pair().await;
    let evil = FakePeer::start("evil.localhost").await;
    let bob = peer.actor_quick("bob");
    let (one, two) = (bob.sub("statuses/1"), bob.sub("statuses/2"));
    peer.publish(&reply(&bob, "1", "One of a circle", &two));
    peer.publish(&reply(&bob, "2", "Two of a circle", &one));
    let alice = server.member("alice").await;
    find(&alice, &one).await;
    assert!(peer.requests().len() <= 4);
    // A post at one server that says it was written at another.
    let mut forged = bob.note("3", "Never written");
    forged["id"] = json!(evil.url("/3"));
    evil.put("/3", &forged);
    let page = search(&alice, &evil.url("/3")).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.text("[role=status]").is_some());
    // And one of a member of this server.
    let mut forged = bob.note("4", "Never written");
    forged["attributedTo"] = json!(format!("{}/users/alice", server.public_base()));
    peer.publish(&forged);
    assert_eq!(search(&alice, id(&forged)).await.status, StatusCode::OK);
    let visitor = server.visitor();
    for path in ["/@alice".to_owned(), format!("/@{}", bob.handle)] {
        assert!(!visitor.get(&path).await.body.contains("Never written"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn pictures_of_remote_posts_come_through_this_server() {
    let (server, peer) = pair().await;
    let bob = peer.actor_quick("bob");
    let mut note = bob.note("1", "With a picture");
    note["attachment"] = json!([
        {"type": "Document", "mediaType": "image/png", "url": peer.url("/p.png"), "name": "A pear"},
        {"type": "Video", "mediaType": "video/mp4", "url": peer.url("/v.mp4")},
    ]);
    peer.publish(&note);
    let png = Reply::new(200).body(b"\x89PNG\r\n\x1a\n and so on, long enough to tell".to_vec());
    peer.answer("/p.png", png);
    let alice = server.member("alice").await;
    let path = find(&alice, id(&note)).await;
    let visitor = server.visitor();
    let page = visitor.get(&path).await;
    let src = page.attribute(".media img", "src").unwrap();
    assert!(src.starts_with("/media/remote/"), "{src}");
    assert_eq!(page.attribute(".media img", "alt").unwrap(), "A pear");
    let film = page.attribute(".media figure:nth-child(2) a", "href");
    assert!(film.unwrap().starts_with("/media/remote/"));
    assert!(!page.body.contains("/p.png") && !page.body.contains("/v.mp4"));
    let got = visitor.get(&src).await;
    assert_eq!(
        (got.status, got.headers["content-type"].to_str().unwrap()),
        (StatusCode::OK, "image/png")
    );
    assert_eq!(
        visitor.get("/media/remote/1").await.status,
        StatusCode::NOT_FOUND
    );
}
