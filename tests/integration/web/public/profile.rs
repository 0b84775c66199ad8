//! Profiles: pages that link back, and what of them is shown.

use diesel_async::RunQueryDsl as _;
use serde_json::json;

use crate::federation::pairs::side::eventually;
use crate::harness::{FakePeer, Reply, TestServer};

fn html(body: String) -> Reply {
    Reply::new(200)
        .header("content-type", "text/html; charset=utf-8")
        .body(body)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_links_back_is_marked_as_checked() {
    let server = TestServer::builder().federated("alpha.localhost");
    let (server, peer) = (
        server.start().await,
        FakePeer::start("beta.localhost").await,
    );
    let alice = server.app_of("alice").await;
    let profile = format!("{}/@alice", server.public_base());
    let link = |rel: &str, to: &str| html(format!("<p><a rel=\"{rel}\" href=\"{to}\">x</a></p>"));
    peer.answer("/mine", link("me noopener", &profile));
    peer.answer("/other", link("me", "https://birch.example/@alice"));
    peer.answer("/plain", link("nofollow", &profile));
    peer.answer("/gone", Reply::new(404));
    let line = |name: &str, path: &str| json!({ "name": name, "value": peer.url(path) });
    let fields = json!({ "fields_attributes": [
        line("Mine", "/mine"), line("Other", "/other"), line("Plain", "/plain"),
        line("Gone", "/gone"),
    ] });
    let path = "/api/v1/accounts/update_credentials";
    alice.patch(path, fields).await.ok();
    let visitor = server.visitor();
    let page = eventually("a mark", async || {
        let page = visitor.get("/@alice").await;
        page.body.contains("class=\"ok\"").then_some(page)
    })
    .await;
    assert_eq!(
        page.body.matches("class=\"ok\"").count(),
        1,
        "{}",
        page.body
    );
    let account = format!("/api/v1/accounts/{}", alice.id());
    let account = server.anonymous().get(&account).await.ok();
    let marks: Vec<bool> = (0..4)
        .map(|n| account.json["fields"][n]["verified_at"].is_string())
        .collect();
    assert_eq!(marks, [true, false, false, false], "{}", account.text);

    // Another address loses it; the same line keeps it while it is looked at again.
    let fields = json!({ "fields_attributes": [line("Home", "/mine"), line("New", "/plain")] });
    alice.patch(path, fields).await.ok();
    let page = visitor.get("/@alice").await;
    assert_eq!(
        page.body.matches("class=\"ok\"").count(),
        1,
        "{}",
        page.body
    );
    peer.answer("/mine", link("nofollow", &profile));
    let fields = json!({ "fields_attributes": [line("Again", "/mine")] });
    alice.patch(path, fields).await.ok();
    eventually("no mark", async || {
        let page = visitor.get("/@alice").await;
        (!page.body.contains("class=\"ok\"")).then_some(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_wants_no_part_with_pictures_has_none() {
    let server = TestServer::start().await;
    let alice = server.app_of("alice").await;
    let visitor = server.visitor();
    let link = "href=\"/@alice/media\"";
    assert!(visitor.get("/@alice").await.body.contains(link));
    let mut conn = server.database.conn().await;
    diesel::sql_query("UPDATE accounts SET show_media = false")
        .execute(&mut conn)
        .await
        .unwrap();
    alice.write("Something new").await;
    let page = visitor.get("/@alice").await;
    assert!(page.body.contains("Something new"));
    assert!(!page.body.contains(link), "{}", page.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn polls_pins_tags_and_quotes_are_read_without_an_account() {
    let server = TestServer::start().await;
    let (alice, bob) = (server.app_of("alice").await, server.app_of("bob").await);
    let visitor = server.visitor();
    let body = json!({ "status": "Tea or coffee? #tea", "poll": {
        "options": ["Tea", "Coffee <3"], "expires_in": 3600 } });
    let poll = alice.post("/api/v1/statuses", body).await.ok();
    let (post, id) = (
        poll.text_of("id"),
        poll.json["poll"]["id"].as_str().unwrap(),
    );
    let vote = json!({ "choices": [1] });
    bob.post(&format!("/api/v1/polls/{id}/votes"), vote)
        .await
        .ok();
    let pinned = alice.write("Stays on top").await;
    alice
        .post(&format!("/api/v1/statuses/{pinned}/pin"), json!({}))
        .await
        .ok();
    alice
        .post("/api/v1/featured_tags", json!({ "name": "tea" }))
        .await
        .ok();
    let body = json!({ "status": "Coffee of course", "quoted_status_id": post });
    let quote = bob.post("/api/v1/statuses", body).await.ok().text_of("id");

    let page = visitor.get(&format!("/@alice/{post}")).await;
    assert_eq!(
        page.body.matches("<li class=\"leads\"").count(),
        1,
        "{}",
        page.body
    );
    assert!(page.body.contains("Coffee &lt;3") && page.body.contains("100"));
    assert!(
        !page.body.contains("/vote\""),
        "nobody votes without an account"
    );
    let page = visitor.get(&format!("/@bob/{quote}")).await;
    assert!(page.text(".quoted").unwrap().contains("Tea or coffee"));
    let profile = visitor.get("/@alice").await;
    assert!(profile.text(".pinned").unwrap().contains("Stays on top"));
    assert!(
        profile.body.contains("href=\"/tags/tea\" title"),
        "{}",
        profile.body
    );
    assert!(profile.body.contains("href=\"/@alice.rss\""));
}
