//! Scheduled posts by the API: kept, moved, taken back, and sent once.

use chrono::{Duration, SecondsFormat};
use ossm::domain::scheduled;
use serde_json::json;

use crate::harness::{Api, TestServer};

fn at(server: &TestServer, minutes: i64) -> String {
    let time = server.app.cx.clock.now() + Duration::minutes(minutes);
    time.to_rfc3339_opts(SecondsFormat::Millis, true)
}

async fn schedule(app: &Api, text: &str, time: &str) -> String {
    let body = json!({ "status": text, "scheduled_at": time });
    let kept = app.post("/api/v1/statuses", body).await.ok();
    kept.is("ScheduledStatus").text_of("id")
}

async fn posted(app: &Api) -> Vec<String> {
    let path = format!("/api/v1/accounts/{}/statuses", app.id());
    let shown = app.get(&path).await.ok();
    let posts = shown.json.as_array().unwrap().iter();
    posts
        .map(|post| post["content"].as_str().unwrap().to_owned())
        .collect()
}

async fn still() -> TestServer {
    let server = TestServer::builder().config(|config| config.jobs.workers = 0);
    server.start().await
}

#[tokio::test(flavor = "multi_thread")]
async fn scheduled_posts_are_listed_moved_and_taken_back() {
    let server = still().await;
    let (alice, bob) = (server.app_of("alice").await, server.app_of("bob").await);
    let first = schedule(&alice, "One", &at(&server, 10)).await;
    let second = schedule(&alice, "Two", &at(&server, 20)).await;
    let all = alice
        .get("/api/v1/scheduled_statuses")
        .await
        .ok()
        .are("ScheduledStatus");
    assert_eq!(all.ids(), [second.clone(), first.clone()]);
    assert_eq!(all.json[1]["params"]["text"], "One");
    let page = alice.get("/api/v1/scheduled_statuses?limit=1").await.ok();
    let next = alice.get(&page.link("next").unwrap()).await.ok();
    assert_eq!(next.ids(), std::slice::from_ref(&first));

    let one = format!("/api/v1/scheduled_statuses/{first}");
    let later = at(&server, 60);
    let moved = alice.put(&one, json!({ "scheduled_at": later })).await.ok();
    assert_eq!(moved.is("ScheduledStatus").text_of("scheduled_at"), later);
    for wrong in [at(&server, 4), "tomorrow".to_owned()] {
        alice
            .put(&one, json!({ "scheduled_at": wrong }))
            .await
            .refused(422);
        let body = json!({ "status": "x", "scheduled_at": wrong });
        alice.post("/api/v1/statuses", body).await.refused(422);
    }
    bob.get(&one).await.refused(404);
    bob.put(&one, json!({ "scheduled_at": later }))
        .await
        .refused(404);
    bob.delete(&one).await.refused(404);
    alice.delete(&one).await.ok();
    alice.get(&one).await.refused(404);
    alice
        .get("/api/v1/scheduled_statuses/abc")
        .await
        .refused(404);
    server
        .anonymous()
        .get("/api/v1/scheduled_statuses")
        .await
        .refused(401);
    let narrow = server.app_with("alice", "read:lists").await;
    narrow.get("/api/v1/scheduled_statuses").await.refused(403);
    assert!(posted(&alice).await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_post_goes_out_at_its_time_and_once() {
    let server = still().await;
    let alice = server.app_of("alice").await;
    let id = schedule(&alice, "Good morning", &at(&server, 10))
        .await
        .parse()
        .unwrap();
    let conn = &mut *server.app.db.conn().await.unwrap();
    let cx = &server.app.cx;
    assert_eq!(scheduled::send(conn, cx, id).await.unwrap(), None);
    server.clock.advance(Duration::minutes(11));
    let sends = (0..4).map(|_| async {
        let conn = &mut *server.app.db.conn().await.unwrap();
        scheduled::send(conn, cx, id).await.unwrap()
    });
    let sent = futures_util::future::join_all(sends).await;
    assert_eq!(sent.into_iter().flatten().count(), 1);
    assert_eq!(posted(&alice).await, ["<p>Good morning</p>"]);
    assert_eq!(
        alice.get("/api/v1/scheduled_statuses").await.ok().json,
        json!([])
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_sends_what_is_due() {
    let server = TestServer::start().await;
    let alice = server.app_of("alice").await;
    schedule(&alice, "By itself", &at(&server, 6)).await;
    server.clock.advance(Duration::minutes(7));
    let deadline = tokio::time::Instant::now() + std::time::Duration::from_secs(30);
    while posted(&alice).await.is_empty() {
        assert!(tokio::time::Instant::now() < deadline, "nothing was posted");
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    assert_eq!(posted(&alice).await, ["<p>By itself</p>"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_posted_any_more_is_given_up() {
    let server = still().await;
    let (alice, bob) = (server.app_of("alice").await, server.app_of("bob").await);
    let parent = bob.write("Going").await;
    let body = json!({
        "status": "Reply", "in_reply_to_id": parent, "scheduled_at": at(&server, 10),
        "poll": { "options": ["a", "b"], "expires_in": 600 },
    });
    let kept = alice
        .post("/api/v1/statuses", body)
        .await
        .ok()
        .is("ScheduledStatus");
    assert_eq!(kept.json["params"]["poll"]["options"], json!(["a", "b"]));
    bob.delete(&format!("/api/v1/statuses/{parent}")).await.ok();
    server.clock.advance(Duration::minutes(11));
    let conn = &mut *server.app.db.conn().await.unwrap();
    let id = kept.text_of("id").parse().unwrap();
    assert_eq!(
        scheduled::send(conn, &server.app.cx, id).await.unwrap(),
        None
    );
    assert_eq!(
        alice.get("/api/v1/scheduled_statuses").await.ok().json,
        json!([])
    );
    assert!(posted(&alice).await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_day_takes_only_so_many_scheduled_posts() {
    let server = still().await;
    let alice = server.app_of("alice").await;
    let day = server.app.cx.clock.now() + Duration::days(3);
    let day = day.format("%Y-%m-%dT12:00:00Z").to_string();
    for number in 0..scheduled::DAILY_MAX {
        schedule(&alice, &format!("Number {number}"), &day).await;
    }
    let body = json!({ "status": "Too many", "scheduled_at": day });
    let refused = alice.post("/api/v1/statuses", body).await.refused(422);
    assert!(refused.text_of("error").contains("limit of 25"));
    schedule(&alice, "Another day", &at(&server, 10)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_schedules_one_post_of_many_tries() {
    let server = still().await;
    let (alice, bob) = (server.app_of("alice").await, server.app_of("bob").await);
    let time = at(&server, 90);
    let send = async |app: &Api, key: &str| {
        let request = app
            .request(reqwest::Method::POST, "/api/v1/statuses")
            .header("idempotency-key", key)
            .form(&[("status", "Once"), ("scheduled_at", time.as_str())]);
        let kept = app.send(request).await.ok();
        kept.is("ScheduledStatus").text_of("id")
    };
    let (left, right) = tokio::join!(send(&alice, "same"), send(&alice, "same"));
    assert_eq!(left, right);
    assert_eq!(send(&alice, "same").await, left);
    assert_ne!(send(&alice, "other").await, left);
    assert_ne!(send(&bob, "same").await, left);
    let all = alice.get("/api/v1/scheduled_statuses").await.ok().ids();
    assert_eq!(all.len(), 2);
    // An hour later the key is another one's.
    server.clock.advance(Duration::minutes(61));
    assert_ne!(send(&alice, "same").await, left);
    server.clock.advance(Duration::minutes(60));
    let conn = &mut *server.app.db.conn().await.unwrap();
    let sent = scheduled::send(conn, &server.app.cx, left.parse().unwrap()).await;
    let sent = sent.unwrap().unwrap();
    let path = format!("/api/v1/statuses/{sent}");
    let shown = server.anonymous().get(&path).await.ok();
    assert_eq!(shown.json["application"]["name"], "test");
}
