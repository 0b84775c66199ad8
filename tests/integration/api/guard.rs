//! The door of the API.

use serde_json::json;

use crate::harness::TestServer;

#[tokio::test(flavor = "multi_thread")]
async fn tokens_open_what_their_scopes_cover() {
    let server = TestServer::start().await;
    let app = server.app_of("alice").await;
    let me = app.get("/api/v1/accounts/verify_credentials").await.ok();
    assert_eq!(me.text_of("username"), "alice");
    let reader = server.app_with("alice", "read:statuses").await;
    reader
        .get("/api/v1/accounts/verify_credentials")
        .await
        .refused(403);
    reader.get("/api/v1/timelines/home").await.ok();
    reader
        .post("/api/v1/statuses", json!({ "status": "no" }))
        .await
        .refused(403);
    let visitor = server.anonymous();
    visitor.get("/api/v1/timelines/home").await.refused(401);
    visitor.get("/api/v1/timelines/public").await.ok();
    let mut stranger = server.anonymous();
    stranger.token = Some("not-a-token".to_owned());
    stranger.get("/api/v1/timelines/public").await.refused(401);
    visitor.get("/api/v1/nowhere").await.refused(404);
    // What no route has to think about is refused as all else is.
    visitor.get("/api/v1/accounts/%15").await.refused(400);
}

#[tokio::test(flavor = "multi_thread")]
async fn apps_in_browsers_may_ask_from_anywhere() {
    let server = TestServer::start().await;
    let visitor = server.anonymous();
    let preflight = visitor
        .request(reqwest::Method::OPTIONS, "/api/v1/statuses")
        .header("origin", "https://app.example")
        .header("access-control-request-method", "POST")
        .header("access-control-request-headers", "authorization");
    let answer = visitor.send(preflight).await.ok();
    assert_eq!(answer.headers["access-control-allow-origin"], "*");
    let asked = visitor
        .request(reqwest::Method::GET, "/api/v1/timelines/public")
        .header("origin", "https://app.example");
    let answer = visitor.send(asked).await.ok();
    assert_eq!(answer.headers["access-control-allow-origin"], "*");
    let exposed = answer.headers["access-control-expose-headers"].to_str();
    assert!(exposed.unwrap().to_lowercase().contains("link"));
}
