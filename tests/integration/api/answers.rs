//! Timelines are kept for a few seconds, and nobody notices.

use std::time::{Duration, Instant};

use ossm::db::models::oauth::token;
use ossm::domain::oauth::tokens;
use reqwest::header::{AUTHORIZATION, CACHE_CONTROL, ETAG, IF_NONE_MATCH, VARY};
use serde_json::{Value, json};

use crate::harness::{Api, TestDatabase, TestServer};

const HOME: &str = "/api/v1/timelines/home";
const PUBLIC: &str = "/api/v1/timelines/public";

async fn follow(app: &Api, who: &Api) {
    let path = format!("/api/v1/accounts/{}/follow", who.id());
    app.post(&path, json!({})).await.ok();
}

/// Statements that asking takes; nothing else goes on.
async fn statements(server: &TestServer, app: &Api, path: &str) -> u64 {
    let before = server.app.db.statements();
    app.get(path).await.ok();
    server.app.db.statements() - before
}

async fn quiet() -> TestServer {
    let server = TestServer::builder()
        .config(|config| {
            config.jobs.workers = 0;
            config.limits.enabled = false;
        })
        .start()
        .await;
    // Nothing is kept before somebody listens for changes.
    let end = Instant::now() + Duration::from_secs(20);
    while !server.app.answers.is_live() {
        assert!(Instant::now() < end, "nobody listens");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    server
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_asked_for_just_now_takes_no_statement() {
    let server = quiet().await;
    let alice = server.app_of("alice").await;
    alice.write("words").await;
    let statuses = format!("/api/v1/accounts/{}/statuses", alice.id());
    for path in [HOME, PUBLIC, &statuses, "/api/v1/timelines/tag/none"] {
        alice.get(path).await.ok();
        let mut least = u64::MAX;
        for _ in 0..3 {
            least = least.min(statements(&server, &alice, path).await);
        }
        assert_eq!(least, 0, "{path}");
    }
    let visitor = server.anonymous();
    for path in [PUBLIC, &statuses] {
        visitor.get(path).await.ok();
        assert_eq!(statements(&server, &visitor, path).await, 0, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn everybody_sees_at_once_what_changes() {
    let server = quiet().await;
    let (alice, bob) = (server.app_of("alice").await, server.app_of("bob").await);
    let first = bob.write("first").await;
    let see = async |app: &Api, path: &str| app.get(path).await.ok().ids();
    assert!(see(&alice, HOME).await.is_empty());
    follow(&alice, &bob).await;
    assert_eq!(see(&alice, HOME).await, [&*first]);
    let statuses = format!("/api/v1/accounts/{}/statuses", bob.id());
    for path in [PUBLIC, &statuses] {
        assert_eq!(see(&alice, path).await, [&*first]);
        assert_eq!(see(&server.anonymous(), path).await, [&*first]);
    }
    let second = bob.write("second").await;
    for path in [HOME, PUBLIC, &statuses] {
        assert_eq!(see(&alice, path).await, [&*second, &*first], "{path}");
    }
    assert_eq!(see(&server.anonymous(), PUBLIC).await.len(), 2);

    // What the reader does.
    let favourite = format!("/api/v1/statuses/{second}/favourite");
    alice.post(&favourite, json!({})).await.ok();
    let home = alice.get(HOME).await.ok().json;
    assert_eq!(home[0]["favourited"], true);
    assert_eq!(bob.get(HOME).await.ok().json[0]["favourited"], false);
    let filter = json!({ "title": "f", "context": ["home"], "filter_action": "warn",
        "keywords_attributes": [{ "keyword": "first", "whole_word": true }] });
    alice.post("/api/v2/filters", filter).await.ok();
    let home = alice.get(HOME).await.ok().json;
    assert_eq!(home[1]["filtered"][0]["filter"]["title"], "f");

    // What others do.
    bob.delete(&format!("/api/v1/statuses/{first}")).await.ok();
    assert_eq!(see(&alice, HOME).await, [&*second]);
    let block = format!("/api/v1/accounts/{}/block", alice.id());
    bob.post(&block, json!({})).await.ok();
    assert!(see(&alice, HOME).await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_home_hears_of_posts_from_another_process() {
    let here = quiet().await;
    let there = TestServer::builder()
        .database(TestDatabase::at(here.app.db.url().to_owned()))
        .start();
    let there = Box::pin(there).await;
    let (alice, bob) = (here.app_of("alice").await, here.app_of("bob").await);
    let carol = there.app_of("carol").await;
    follow(&alice, &carol).await;
    assert!(alice.get(HOME).await.ok().ids().is_empty());
    let own = bob.get(HOME).await.ok();
    let written = carol.write("from the other process").await;
    let end = Instant::now() + Duration::from_secs(3);
    while alice.get(HOME).await.ok().ids() != [&*written] {
        assert!(Instant::now() < end, "the home stays old");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    assert_eq!(bob.get(HOME).await.ok().text, own.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_asks_is_known_as_they_are_now() {
    let server = quiet().await;
    let alice = server.app_of("alice").await;
    let preferences = "/api/v1/preferences";
    let visibility = async || {
        let found = alice.get(preferences).await.ok();
        found.text_of("posting:default:visibility")
    };
    assert_eq!(visibility().await, "public");
    let change = json!({ "source": { "privacy": "unlisted" } });
    let path = "/api/v1/accounts/update_credentials";
    alice.patch(path, change).await.ok();
    assert_eq!(visibility().await, "unlisted");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_revoked_token_is_refused_at_once() {
    let server = quiet().await;
    let alice = server.app_of("alice").await;
    alice.get(HOME).await.ok();
    let conn = &mut *server.app.db.conn().await.unwrap();
    let found = tokens::load(conn, &server.app.cx, alice.token.as_ref().unwrap()).await;
    let id = found.unwrap().unwrap().token_id;
    assert!(token::delete(conn, id).await.unwrap());
    let end = Instant::now() + Duration::from_secs(3);
    while alice.get(HOME).await.status != 401 {
        assert!(Instant::now() < end, "the token is still good");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    // Changes are never made with a token from memory.
    alice
        .post("/api/v1/statuses", json!({ "status": "x" }))
        .await
        .refused(401);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_has_the_answer_is_told_so_and_nobody_else_may_keep_it() {
    let server = quiet().await;
    let alice = server.app_of("alice").await;
    alice.write("words").await;
    let first = alice.get(HOME).await.ok();
    let header = |name: &str| first.headers[name].to_str().unwrap().to_owned();
    assert!(header(CACHE_CONTROL.as_str()).starts_with("private"));
    assert!(
        header(VARY.as_str())
            .to_lowercase()
            .contains(AUTHORIZATION.as_str())
    );
    let again = alice
        .request(reqwest::Method::GET, HOME)
        .header(IF_NONE_MATCH, header(ETAG.as_str()));
    let again = alice.send(again).await;
    assert_eq!((again.status.as_u16(), again.json), (304, Value::Null));
    let open = server.anonymous().get(PUBLIC).await.ok();
    let control = open.headers[CACHE_CONTROL].to_str().unwrap();
    assert!(control.starts_with("public"), "{control}");
}
