//! From a page of one server on to one's own, and arriving there.

use ossm::db::models::post::Visibility;
use ossm::domain::posts::NewPost;
use reqwest::{StatusCode, Url};
use serde_json::json;

use crate::federation::pairs::side::pair;
use crate::harness::{Browser, FakePeer, Page, Reply, TestServer};

/// Fills in the form that a visitor finds on `path`.
async fn go(visitor: &Browser, path: &str, handle: &str) -> Page {
    let page = visitor.get(path).await;
    assert!(
        page.headers.contains_key("etag"),
        "{path} is not for everybody"
    );
    let form = "form[action='/interact']";
    let key = page
        .attribute(&format!("{form} input[type=hidden]"), "name")
        .unwrap();
    let id = page
        .attribute(&format!("{form} input[type=hidden]"), "value")
        .unwrap();
    assert_eq!(page.attribute(form, "method").unwrap(), "get");
    let handle: String = url::form_urlencoded::byte_serialize(handle.as_bytes()).collect();
    visitor
        .get(&format!("/interact?{key}={id}&handle={handle}"))
        .await
}

fn onward(page: &Page) -> Url {
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    let refresh = page.headers["refresh"].to_str().unwrap();
    let address = refresh.strip_prefix("0; url=").unwrap();
    assert_eq!(page.attribute("main a.btn.main", "href").unwrap(), address);
    address.parse().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_member_of_another_server_follows_from_there() {
    let (alpha, beta) = pair().await;
    let visitor = alpha.server.visitor();
    let answer = go(&visitor, "/@alice", &format!("@{}", beta.handle())).await;
    let there = onward(&answer);
    assert_eq!(there.path(), "/authorize_interaction");
    assert!(
        there.as_str().starts_with(&beta.server.public_base()),
        "{there}"
    );
    let path = format!("{}?{}", there.path(), there.query().unwrap());
    // Who is not signed in there does so first, and comes back.
    let stranger = beta.server.visitor().get(&path).await;
    assert_eq!(stranger.status, StatusCode::SEE_OTHER);
    let sign_in = stranger.location().to_owned();
    assert!(
        sign_in.starts_with("/auth/sign_in?return_to=%2Fauthorize_interaction%3F"),
        "{sign_in}"
    );
    let arrived = beta.browser.get(&path).await;
    let profile = format!("/@{}", alpha.handle());
    assert_eq!(arrived.location(), profile, "{}", arrived.body);
    let page = beta.browser.get(&profile).await;
    assert!(
        page.attribute("form[action$='/follow'] button", "class")
            .is_some()
    );

    // The same with a post, as a boost of it would need it.
    let (post, uri) = alpha.say("Something to boost").await;
    let answer = go(&visitor, &format!("/@alice/{post}"), &beta.handle()).await;
    let there = onward(&answer);
    let asked = there.query_pairs().next().unwrap();
    assert_eq!(asked.1, uri);
    let path = format!("{}?{}", there.path(), there.query().unwrap());
    let arrived = beta.browser.get(&path).await;
    let page = beta.browser.get(arrived.location()).await;
    assert!(page.body.contains("Something to boost"), "{}", page.body);
    assert!(page.body.contains("/boost\""), "{}", page.body);
}

async fn alone() -> (TestServer, FakePeer) {
    let server = TestServer::builder().federated("alpha.localhost");
    (
        server.start().await,
        FakePeer::start("beta.localhost").await,
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn templates_of_others_are_used_as_far_as_they_are_usable() {
    let (server, peer) = alone().await;
    server.member("alice").await;
    let visitor = server.visitor();
    let mut usual = peer.url("/authorize_interaction?uri=");
    let uri: String = url::form_urlencoded::byte_serialize(
        format!("{}/users/alice", server.public_base()).as_bytes(),
    )
    .collect();
    usual.push_str(&uri);
    let subscribe = "http://ostatus.org/schema/1.0/subscribe";
    for (name, template, expected) in [
        (
            "own",
            Some("https://far.example/act?what={uri}&x=1"),
            Some(format!("https://far.example/act?what={uri}&x=1")),
        ),
        ("none", None, Some(usual.clone())),
        ("placeless", Some("https://far.example/act"), Some(usual)),
        ("script", Some("javascript:alert('{uri}')"), None),
        ("words", Some("{uri}"), None),
    ] {
        let mut finger = peer.actor_quick(name).finger();
        if let Some(template) = template {
            let links = finger["links"].as_array_mut().unwrap();
            links.push(json!({ "rel": subscribe, "template": template }));
        }
        let handle = finger["subject"].as_str().unwrap().to_owned();
        peer.finger(&handle, &finger);
        let page = go(&visitor, "/@alice", &handle).await;
        if let Some(address) = expected {
            let found = onward(&page);
            let query =
                |url: &Url| -> Vec<(String, String)> { url.query_pairs().into_owned().collect() };
            let wanted: Url = address.parse().unwrap();
            assert_eq!(found.origin(), wanted.origin(), "{name}");
            assert_eq!(
                (found.path(), query(&found)),
                (wanted.path(), query(&wanted)),
                "{name}"
            );
        } else {
            assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}");
            assert!(page.error("handle").is_some(), "{name}: {}", page.body);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_handle_comes_back_with_words() {
    let (server, peer) = alone().await;
    server.member("alice").await;
    let visitor = server.visitor();
    peer.answer("/.well-known/host-meta", Reply::new(404));
    let own = format!("alice@{}", server.domain());
    let nobody = format!("nobody@{}", peer.url("").rsplit('/').next().unwrap());
    let long = format!("{}@x.example", "x".repeat(600));
    for (typed, words) in [
        ("", "Write your name"),
        ("bob", "Write your name"),
        ("@bob@", "Write your name"),
        ("<script>@x y", "Write your name"),
        (long.as_str(), "Write your name"),
        (own.as_str(), "sign in"),
        (nobody.as_str(), "knows nobody"),
    ] {
        let page = go(&visitor, "/@alice", typed).await;
        assert_eq!(
            page.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "{typed}: {}",
            page.body
        );
        let said = page.error("handle").unwrap();
        assert!(said.contains(words), "{typed}: {said}");
        assert_eq!(page.attribute("#f-handle", "value").unwrap(), typed);
        assert!(page.headers.get("refresh").is_none());
    }
    // Nobody is led on about what they cannot see.
    for odd in [
        "",
        "?account=1",
        "?post=1",
        "?account=x",
        "?account=1&post=1",
    ] {
        let status = visitor.get(&format!("/interact{odd}")).await.status;
        assert!(status == 404 || status == 400, "{odd}: {status}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn closed_posts_lead_nowhere_and_too_many_questions_are_refused() {
    let (alpha, beta) = pair().await;
    let secret = NewPost::plain("Quiet", Visibility::Followers);
    let (post, _) = alpha.write(secret).await;
    let visitor = alpha.server.visitor();
    let path = format!("/interact?post={post}&handle=bob@x.example");
    assert_eq!(visitor.get(&path).await.status, 404);
    let account = alpha.account.id;
    let mut last = StatusCode::OK;
    for n in 0..25 {
        let handle = format!("nobody{n}@{}", beta.server.domain());
        let page = visitor
            .get(&format!("/interact?account={account}&handle={handle}"))
            .await;
        last = page.status;
        if last == StatusCode::TOO_MANY_REQUESTS {
            assert!(page.headers.contains_key("retry-after"));
            assert_eq!(page.attribute("#f-handle", "value").unwrap(), handle);
            break;
        }
    }
    assert_eq!(last, StatusCode::TOO_MANY_REQUESTS);
}

#[tokio::test(flavor = "multi_thread")]
async fn members_arrive_only_where_something_is() {
    let (server, peer) = alone().await;
    let alice = server.member("alice").await;
    let bob = peer.actor_quick("bob");
    for uri in [bob.id.clone(), format!("acct:{}", bob.handle)] {
        let uri: String = url::form_urlencoded::byte_serialize(uri.as_bytes()).collect();
        let page = alice
            .get(&format!("/authorize_interaction?uri={uri}"))
            .await;
        assert_eq!(
            page.location(),
            format!("/@{}", bob.handle),
            "{}",
            page.body
        );
    }
    for odd in [
        "",
        "nonsense",
        "https://nobody.localhost:1/x",
        "javascript:alert(1)",
    ] {
        let uri: String = url::form_urlencoded::byte_serialize(odd.as_bytes()).collect();
        let page = alice
            .get(&format!("/authorize_interaction?uri={uri}"))
            .await;
        assert_eq!(page.status, StatusCode::OK, "{odd}");
        assert!(
            page.text("p[role=status]").is_some(),
            "{odd}: {}",
            page.body
        );
    }
    let finger = server.visitor();
    let path = format!(
        "/.well-known/webfinger?resource=acct:alice@{}",
        server.domain()
    );
    let finger = finger.get(&path).await;
    let template = format!("{}/authorize_interaction?uri={{uri}}", server.public_base());
    assert!(finger.body.contains(&template), "{}", finger.body);
}
