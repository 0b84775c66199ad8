//! How much apps may ask, and that they are told.

use chrono::{DateTime, Duration};
use ossm::foundation::config::Limits;
use serde_json::json;

use crate::harness::{Answer, TestServer};

async fn server(change: impl FnOnce(&mut Limits) + Send + 'static) -> TestServer {
    let builder = TestServer::builder().config(|config| change(&mut config.limits));
    builder.start().await
}

fn number(answer: &Answer, name: &str) -> i64 {
    let value = answer.headers[name].to_str().unwrap();
    value.parse().unwrap()
}

/// The limit and what is left of it.
fn left(answer: &Answer) -> (i64, i64) {
    let reset = answer.headers["x-ratelimit-reset"].to_str().unwrap();
    assert!(reset.ends_with(".000000Z"), "{reset}");
    DateTime::parse_from_rfc3339(reset).unwrap();
    (
        number(answer, "x-ratelimit-limit"),
        number(answer, "x-ratelimit-remaining"),
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn every_answer_says_what_is_left() {
    let server = server(|_| {}).await;
    let alice = server.app_of("alice").await;
    assert_eq!(
        left(&alice.get("/api/v1/timelines/home").await.ok()),
        (1500, 1499)
    );
    assert_eq!(
        left(&alice.get("/api/v1/statuses/1").await.refused(404)),
        (1500, 1498)
    );
    assert_eq!(
        left(&alice.get("/api/v1/nowhere").await.refused(404)),
        (1500, 1497)
    );
    let narrow = server.app_with("alice", "read:lists").await;
    let refused = narrow.get("/api/v1/timelines/home").await.refused(403);
    assert_eq!(left(&refused), (1500, 1499), "each token has its own");
    let visitor = server.anonymous();
    assert_eq!(
        left(&visitor.get("/api/v2/instance").await.ok()),
        (7500, 7499)
    );
    assert_eq!(
        left(&visitor.get("/api/v1/timelines/home").await.refused(401)),
        (7500, 7498)
    );
    // Browsers may read them, also of a refusal.
    let asked = visitor
        .request(reqwest::Method::GET, "/api/v1/timelines/home")
        .header("origin", "https://app.example");
    let refused = visitor.send(asked).await.refused(401);
    assert_eq!(refused.headers["access-control-allow-origin"], "*");
    let exposed = refused.headers["access-control-expose-headers"].to_str();
    let exposed = exposed.unwrap().to_lowercase();
    for name in [
        "link",
        "x-ratelimit-limit",
        "x-ratelimit-remaining",
        "x-ratelimit-reset",
        "x-request-id",
        "retry-after",
        "mastodon-async-refresh",
    ] {
        assert!(exposed.contains(name), "{exposed}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn too_much_is_refused_until_the_window_is_over() {
    let server = server(|limits| {
        limits.api_requests_per_token_per_5_minutes = 3;
        limits.api_requests_per_address_per_5_minutes = 2;
    })
    .await;
    let (alice, bob) = (server.app_of("alice").await, server.app_of("bob").await);
    let path = "/api/v1/timelines/public";
    for remaining in [2, 1, 0] {
        assert_eq!(left(&alice.get(path).await.ok()), (3, remaining));
    }
    let before = server.app.db.statements();
    let refused = alice.get(path).await.refused(429);
    assert_eq!(
        server.app.db.statements(),
        before,
        "the database is not asked"
    );
    assert_eq!(refused.json, json!({ "error": "Too many requests" }));
    assert_eq!(left(&refused), (3, 0));
    let wait = number(&refused, "retry-after");
    assert!((1..=300).contains(&wait), "{wait}");
    bob.get(path).await.ok();
    let visitor = server.anonymous();
    visitor.get(path).await.ok();
    visitor.get(path).await.ok();
    visitor.get(path).await.refused(429);
    server.clock.advance(Duration::seconds(wait));
    alice.get(path).await.ok();
    visitor.get(path).await.ok();
}

#[tokio::test(flavor = "multi_thread")]
async fn made_up_tokens_count_as_their_sender() {
    let server = server(|limits| limits.api_requests_per_address_per_5_minutes = 3).await;
    let (alice, bob) = (server.app_of("alice").await, server.app_of("bob").await);
    let path = "/api/v1/timelines/public";
    alice.get(path).await.ok();
    let mut nobody = server.anonymous();
    for number in 0..3 {
        nobody.token = Some(format!("made-up-{number}"));
        nobody.get(path).await.refused(401);
    }
    for _ in 0..2 {
        nobody.token = Some("made-up-again".to_owned());
        nobody.get(path).await.refused(429);
    }
    // A token that was good before is let in all the same.
    alice.get(path).await.ok();
    bob.get(path).await.refused(429);
    server.clock.advance(Duration::minutes(5));
    bob.get(path).await.ok();
}

#[tokio::test(flavor = "multi_thread")]
async fn uploads_deletions_and_sign_ups_have_limits_of_their_own() {
    let server = server(|limits| {
        limits.api_uploads_per_token_per_30_minutes = 1;
        limits.api_deletions_per_token_per_30_minutes = 2;
        limits.api_sign_ups_per_address_per_30_minutes = 1;
    })
    .await;
    let alice = server.app_of("alice").await;
    for path in ["/api/v1/media", "/api/v2/media"] {
        let answer = alice.post(path, json!({})).await;
        if path.contains("v1") {
            assert_eq!(
                left(&answer.refused(422)),
                (1, 0),
                "the nearest limit is told"
            );
        } else {
            answer.refused(429);
        }
    }
    let (one, two) = (alice.write("One").await, alice.write("Two").await);
    let path = |id: &str, rest: &str| format!("/api/v1/statuses/{id}{rest}");
    alice.delete(&path(&one, "")).await.ok();
    alice.post(&path(&two, "/unreblog"), json!({})).await.ok();
    alice.delete(&path(&two, "")).await.refused(429);
    alice.get(&path(&two, "")).await.ok();
    let visitor = server.anonymous();
    visitor
        .post("/api/v1/accounts", json!({}))
        .await
        .refused(401);
    visitor
        .post("/api/v1/accounts", json!({}))
        .await
        .refused(429);
    server.clock.advance(Duration::minutes(30));
    alice.delete(&path(&two, "")).await.ok();
}

#[tokio::test(flavor = "multi_thread")]
async fn zero_is_no_limit() {
    let server = server(|limits| {
        limits.api_requests_per_token_per_5_minutes = 0;
        limits.api_requests_per_address_per_5_minutes = 0;
    })
    .await;
    let alice = server.app_of("alice").await;
    for app in [&alice, &server.anonymous()] {
        let answer = app.get("/api/v1/timelines/public").await.ok();
        assert!(!answer.headers.contains_key("x-ratelimit-limit"));
    }
}
