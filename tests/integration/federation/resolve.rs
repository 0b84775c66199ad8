//! Finding accounts of other servers: the search box, profiles on demand, and
//! what is believed of what other servers say.

use chrono::TimeDelta;
use ossm::domain::moderation::domains::{self, NewRule};
use ossm::domain::peers::{Severity, Verdict};
use ossm::domain::resolver::{Asker, RemoteResolver as _};
use ossm::federation::fetch::Fetcher;
use ossm::federation::resolve::Resolver;
use ossm::foundation::error::{ErrorKind, Result};
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::harness::{Browser, FakePeer, Page, Received, Reply, TestServer};

async fn pair() -> (TestServer, FakePeer) {
    let server = TestServer::builder()
        .federated("alpha.localhost")
        .start()
        .await;
    (server, FakePeer::start("beta.localhost").await)
}

fn resolver(server: &TestServer) -> Resolver {
    Resolver::new(&server.app, Fetcher::new(&server.app))
}

async fn search(browser: &Browser, query: &str) -> Page {
    let query: String = url::form_urlencoded::byte_serialize(query.as_bytes()).collect();
    browser.get(&format!("/search?q={query}")).await
}

fn location(page: &Page) -> &str {
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.body);
    page.headers["location"].to_str().unwrap()
}

fn kind<T>(result: Result<T>) -> ErrorKind {
    result.err().unwrap().kind()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_handle_in_the_search_box_leads_to_the_profile() {
    let (server, peer) = pair().await;
    let bob = peer.actor_quick("bob");
    let alice = server.member("alice").await;
    let path = format!("/@{}", bob.handle);
    for typed in [
        format!("@{}", bob.handle),
        format!("acct:{}", bob.handle),
        bob.id.clone(),
    ] {
        assert_eq!(location(&search(&alice, &typed).await), path, "{typed}");
    }
    // WebFinger and the actor, once.
    let got = peer.take();
    let targets: Vec<&str> = got.iter().map(Received::path).collect();
    assert_eq!(targets, ["/.well-known/webfinger", "/users/bob"]);

    let page = server.visitor().get(&path).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.text("h1").unwrap().contains("bob of elsewhere"));
    let original = peer.url("/@bob");
    assert_eq!(
        page.attribute("link[rel=canonical]", "href").unwrap(),
        original
    );
    assert_eq!(
        page.attribute("meta[name=robots]", "content").unwrap(),
        "noindex"
    );
    assert!(
        page.attribute(&format!("a[href='{original}']"), "rel")
            .is_some()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_profile_that_was_never_seen_is_fetched_when_it_is_visited() {
    let (server, peer) = pair().await;
    let bob = peer.actor_quick("bob");
    let visitor = server.visitor();
    let page = visitor.get(&format!("/@{}", bob.handle)).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    let nobody = format!("/@nobody@{}", peer.host);
    assert_eq!(visitor.get(&nobody).await.status, StatusCode::NOT_FOUND);
    let asked = peer.count("/.well-known/webfinger");
    // What was not found is not asked for again at once.
    assert_eq!(visitor.get(&nobody).await.status, StatusCode::NOT_FOUND);
    assert_eq!(peer.count("/.well-known/webfinger"), asked);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_follower_costs_an_actor_and_a_webfinger_request() {
    let (server, peer) = pair().await;
    let bob = peer.actor_quick("bob");
    let resolver = resolver(&server);
    // Many who ask at once share one answer.
    let asks = (0..8).map(|_| resolver.actor(&bob.id));
    for found in futures_util::future::join_all(asks).await {
        found.unwrap();
    }
    resolver.actor(&bob.id).await.unwrap();
    let got = peer.take();
    let targets: Vec<&str> = got.iter().map(Received::path).collect();
    assert_eq!(targets, ["/users/bob", "/.well-known/webfinger"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_subject_decides_the_host_of_a_handle() {
    let (server, peer) = pair().await;
    let site = FakePeer::start("site.localhost").await;
    let bob = peer.actor_quick("bob");
    let handle = format!("bob@{}", site.host);
    let mut finger = bob.finger();
    finger["subject"] = json!(format!("acct:{handle}"));
    peer.finger(&format!("acct:{}", bob.handle), &finger);
    peer.finger(&format!("acct:{handle}"), &finger);
    let to = peer.url(&format!("/.well-known/webfinger?resource=acct:{handle}"));
    site.answer("/.well-known/webfinger", Reply::redirect(&to));

    let alice = server.member("alice").await;
    let path = format!("/@{handle}");
    for typed in [&handle, &bob.handle, &bob.id] {
        assert_eq!(location(&search(&alice, typed).await), path, "{typed}");
    }
    // By ID alone the same handle is found.
    let other = TestServer::builder()
        .federated("gamma.localhost")
        .start()
        .await;
    let alice = other.member("alice").await;
    assert_eq!(location(&search(&alice, &bob.id).await), path);
}

#[tokio::test(flavor = "multi_thread")]
async fn host_meta_tells_where_handles_are_looked_up() {
    let (server, peer) = pair().await;
    let bob = peer.actor_quick("bob");
    peer.remove(&format!(
        "/.well-known/webfinger?resource=acct:{}",
        bob.handle
    ));
    let template = peer.url("/finger?who={uri}");
    let xrd = format!("<?xml version='1.0'?><XRD><Link rel='lrdd' template='{template}'/></XRD>");
    let xrd = Reply::new(200)
        .header("content-type", "application/xrd+xml")
        .body(xrd);
    peer.answer("/.well-known/host-meta", xrd);
    let jrd = Reply::new(200)
        .header("content-type", "application/jrd+json")
        .body(bob.finger().to_string());
    peer.answer("/finger", jrd);
    let alice = server.member("alice").await;
    let found = search(&alice, &bob.handle).await;
    assert_eq!(location(&found), format!("/@{}", bob.handle));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_of_an_account_leads_to_its_document() {
    let (server, peer) = pair().await;
    let bob = peer.actor_quick("bob");
    let html = format!(
        "<!doctype html><link rel=\"alternate\" type=\"application/activity+json\" href=\"{}\">",
        bob.id
    );
    let html = Reply::new(200)
        .header("content-type", "text/html")
        .body(html);
    peer.answer("/@bob", html);
    let alice = server.member("alice").await;
    let found = search(&alice, &peer.url("/@bob")).await;
    assert_eq!(location(&found), format!("/@{}", bob.handle));
}

#[tokio::test(flavor = "multi_thread")]
async fn handles_that_lead_to_somebody_else_are_refused() {
    let (server, peer) = pair().await;
    let evil = FakePeer::start("evil.localhost").await;
    let (bob, resolver) = (peer.actor_quick("bob"), resolver(&server));
    let mallory = evil.actor_quick("mallory");

    // A document that claims a handle of another server.
    let mut document = mallory.document();
    document["webfinger"] = json!(bob.handle);
    evil.publish(&document);
    assert_eq!(kind(resolver.actor(&mallory.id).await), ErrorKind::Invalid);
    // An answer that claims to speak for another server.
    let mut finger = mallory.finger();
    finger["subject"] = json!(format!("acct:{}", bob.handle));
    evil.finger(&format!("acct:{}", mallory.handle), &finger);
    evil.publish(&mallory.document());
    assert!(resolver.actor(&mallory.id).await.is_err());
    let found = resolver
        .account(Asker::Visitor, "mallory", &evil.host)
        .await;
    assert!(found.is_err());
    // A handle that leads to an account of another name.
    let mut finger = bob.finger();
    finger["subject"] = json!(format!("acct:king@{}", peer.host));
    peer.finger(&format!("acct:king@{}", peer.host), &finger);
    let found = resolver.account(Asker::Visitor, "king", &peer.host).await;
    assert_eq!(kind(found), ErrorKind::Invalid);
    // A handle that leads nowhere.
    peer.remove(&format!(
        "/.well-known/webfinger?resource=acct:{}",
        bob.handle
    ));
    assert_eq!(kind(resolver.actor(&bob.id).await), ErrorKind::Invalid);

    let visitor = server.visitor();
    for handle in [&bob.handle, &mallory.handle] {
        let page = visitor.get(&format!("/@{handle}")).await;
        assert_ne!(page.status, StatusCode::OK, "{handle}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn spoofed_ids_are_not_believed() {
    let (server, peer) = pair().await;
    let evil = FakePeer::start("evil.localhost").await;
    let (bob, resolver) = (peer.actor_quick("bob"), resolver(&server));
    // The document says it is bob's; bob's own server decides.
    let mut forged = bob.document();
    forged["name"] = json!("Forged");
    forged["inbox"] = json!(evil.url("/inbox"));
    evil.put("/bob", &forged);
    resolver.refresh(&evil.url("/bob")).await.unwrap();
    let page = server.visitor().get(&format!("/@{}", bob.handle)).await;
    assert!(page.body.contains("bob of elsewhere") && !page.body.contains("Forged"));
    // Of this server nobody else says anything.
    let own = format!("{}/users/alice", server.public_base());
    let mut forged = forged;
    forged["id"] = json!(own);
    evil.put("/alice", &forged);
    assert!(resolver.refresh(&evil.url("/alice")).await.is_err());
    assert!(resolver.refresh(&own).await.is_err());
    let mut finger = bob.finger();
    finger["links"][0]["href"] = json!(own);
    peer.finger(&format!("acct:bob2@{}", peer.host), &finger);
    assert!(
        resolver
            .account(Asker::Visitor, "bob2", &peer.host)
            .await
            .is_err()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_account_is_not_stored() {
    let (server, peer) = pair().await;
    let (bob, resolver) = (peer.actor_quick("bob"), resolver(&server));
    let body = bob.document().to_string();
    let bomb = {
        use std::io::Write as _;
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        (0..16).for_each(|_| gzip.write_all(&vec![b' '; 1 << 20]).unwrap());
        gzip.finish().unwrap()
    };
    for (what, reply) in [
        (
            "json",
            Reply::new(200)
                .header("content-type", "application/json")
                .body(body.clone()),
        ),
        (
            "upload",
            Reply::new(200)
                .header("content-type", "image/png")
                .body(body.clone()),
        ),
        ("loop", Reply::redirect(&bob.id)),
        ("file", Reply::redirect("file:///etc/passwd")),
        (
            "user",
            Reply::redirect("http://beta.localhost@evil.localhost/"),
        ),
        (
            "stub",
            Reply::json(&json!({"id": bob.id, "type": "Person", "preferredUsername": "bob"})),
        ),
        ("note", Reply::json(&bob.note("1", "x"))),
        (
            "deep",
            Reply::new(200)
                .header("content-type", "application/activity+json")
                .body("[".repeat(10_000)),
        ),
        (
            "bomb",
            Reply::new(200)
                .header("content-type", "application/activity+json")
                .header("content-encoding", "gzip")
                .body(bomb),
        ),
        ("gone", Reply::new(410)),
        ("error", Reply::new(500)),
    ] {
        peer.answer("/users/bob", reply);
        assert!(resolver.refresh(&bob.id).await.is_err(), "{what}");
    }
    let path = format!("/@{}", bob.handle);
    peer.answer(
        "/.well-known/webfinger",
        Reply::redirect(&peer.url("/.well-known/webfinger")),
    );
    peer.remove(&format!(
        "/.well-known/webfinger?resource=acct:{}",
        bob.handle
    ));
    assert_ne!(server.visitor().get(&path).await.status, StatusCode::OK);
    // The server is quick for others meanwhile.
    assert_eq!(server.get("/").await.status(), StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn suspended_servers_are_not_asked() {
    let (server, peer) = pair().await;
    let bob = peer.actor_quick("bob");
    let conn = &mut *server.app.db.conn().await.unwrap();
    domains::decide(
        conn,
        &server.app.cx,
        ossm::domain::moderation::Authority::Operator,
        &NewRule::plain("beta.localhost", Severity::Suspend),
    )
    .await
    .unwrap();
    // Rules are read again after a second at most.
    let known = &server.app.peers;
    let deadline = std::time::Instant::now() + std::time::Duration::from_secs(20);
    while known.verdict(&server.app.db, &peer.host).await.unwrap() != Verdict::Suspend {
        assert!(std::time::Instant::now() < deadline, "still open");
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    let alice = server.member("alice").await;
    for typed in [&bob.handle, &bob.id] {
        let page = search(&alice, typed).await;
        assert_eq!(page.status, StatusCode::OK, "{typed}");
        assert!(page.text("[role=status]").is_some(), "{typed}");
    }
    let page = server.visitor().get(&format!("/@{}", bob.handle)).await;
    assert_ne!(page.status, StatusCode::OK);
    assert!(peer.requests().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn visitors_cannot_make_the_server_ask_without_end() {
    let (server, peer) = pair().await;
    let visitor = server.visitor();
    let mut last = StatusCode::OK;
    for number in 0..25 {
        let page = visitor
            .get(&format!("/@nobody{number}@{}", peer.host))
            .await;
        last = page.status;
    }
    assert_eq!(last, StatusCode::TOO_MANY_REQUESTS);
    assert!(
        peer.requests().len() <= 50,
        "WebFinger and host-meta of each"
    );
    // Members have a limit of their own.
    let bob = peer.actor_quick("bob");
    let alice = server.member("alice").await;
    location(&search(&alice, &bob.handle).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn visited_accounts_are_fetched_anew_once_a_day() {
    let (server, peer) = pair().await;
    let bob = peer.actor_quick("bob");
    let path = format!("/@{}", bob.handle);
    let alice = server.member("alice").await;
    alice.get(&path).await;
    alice.get(&path).await;
    assert_eq!(peer.count("/users/bob"), 1);
    let mut changed = bob.document();
    changed["name"] = json!("Bob, renamed");
    peer.publish(&changed);
    peer.take();
    server.clock.advance(TimeDelta::hours(25));
    alice.get(&path).await;
    peer.wait_for(|got| got.path() == "/users/bob").await;
    // WebFinger is asked again, too, before the change counts.
    for _ in 0..200 {
        if alice.get(&path).await.body.contains("Bob, renamed") {
            return;
        }
        tokio::task::yield_now().await;
    }
    panic!("the new name does not show");
}

/// Changes a document's field.
fn with(mut document: Value, key: &str, value: Value) -> Value {
    document[key] = value;
    document
}

#[tokio::test(flavor = "multi_thread")]
async fn pictures_of_other_servers_come_through_this_one() {
    let (server, peer) = pair().await;
    let bob = peer.actor_quick("bob");
    let icon = json!({"type": "Image", "url": peer.url("/avatar.png")});
    peer.publish(&with(bob.document(), "icon", icon));
    let png = b"\x89PNG\r\n\x1a\n and what follows, which nobody looks at here".to_vec();
    let served = |kind: &str, body: &[u8]| Reply::new(200).header("content-type", kind).body(body);
    let visitor = server.visitor();
    let page = visitor.get(&format!("/@{}", bob.handle)).await;
    let avatar = page.attribute("img.portrait", "src").unwrap();
    assert!(avatar.starts_with("/media/remote/accounts/"), "{avatar}");
    assert!(
        !page.body.contains("/avatar.png"),
        "no request to others from a page"
    );

    // Whatever it says it is, only a picture is passed on.
    for (kind, body) in [
        (
            "image/svg+xml",
            &b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>"[..],
        ),
        ("image/png", b"<!doctype html><script>alert(1)</script>"),
        ("image/png", b"{\"type\":\"Person\"}"),
        ("image/png", b""),
    ] {
        peer.answer("/avatar.png", served(kind, body));
        assert_eq!(visitor.get(&avatar).await.status, StatusCode::NOT_FOUND);
    }
    peer.answer("/avatar.png", served("image/png", &png));
    let got = visitor.get(&avatar).await;
    assert_eq!(got.status, StatusCode::OK);
    assert_eq!(got.headers["content-type"], "image/png");
    assert_eq!(got.headers["x-content-type-options"], "nosniff");
    let policy = got.headers["content-security-policy"].to_str().unwrap();
    assert!(policy.contains("sandbox"));
    assert!(
        got.headers["cache-control"]
            .to_str()
            .unwrap()
            .contains("max-age")
    );
    let conn = &mut *server.app.db.conn().await.unwrap();
    let rule = Severity::RejectMedia;
    domains::decide(
        conn,
        &server.app.cx,
        ossm::domain::moderation::Authority::Operator,
        &NewRule::plain("beta.localhost", rule),
    )
    .await
    .unwrap();
    let asked = peer.count("/avatar.png");
    // Rules are read again after a second at most.
    for _ in 0..300 {
        if visitor.get(&avatar).await.status == StatusCode::NOT_FOUND {
            assert!(peer.count("/avatar.png") >= asked);
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    panic!("the rule has no effect");
}
