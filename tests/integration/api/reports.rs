//! Complaints by the API.

use serde_json::json;

use crate::harness::TestServer;

#[tokio::test(flavor = "multi_thread")]
async fn a_complaint_reaches_the_moderators_with_its_posts() {
    let server = TestServer::start().await;
    let (alice, ben) = (server.app_of("alice").await, server.app_of("ben").await);
    let post = ben.write("rude").await;
    let body = json!({
        "account_id": ben.id().to_string(),
        "status_ids": [post],
        "comment": "Rude words",
        "category": "spam",
    });
    let filed = alice.post("/api/v1/reports", body).await.ok().is("Report");
    assert_eq!(filed.json["status_ids"], json!([post]));
    assert_eq!(filed.json["category"], "spam");
    assert_eq!(filed.json["target_account"]["username"], "ben");
    let refused = async |body, status| {
        alice.post("/api/v1/reports", body).await.refused(status);
    };
    refused(json!({}), 422).await;
    refused(json!({ "account_id": "12" }), 404).await;
    refused(json!({ "account_id": alice.id().to_string() }), 422).await;
    let odd = json!({ "account_id": ben.id().to_string(), "category": "odd" });
    refused(odd, 422).await;
    let visitor = server.anonymous();
    visitor
        .post("/api/v1/reports", json!({ "account_id": "1" }))
        .await
        .refused(401);
}

#[tokio::test(flavor = "multi_thread")]
async fn direct_posts_are_listed_for_the_two() {
    let server = TestServer::start().await;
    let (alice, ben) = (server.app_of("alice").await, server.app_of("ben").await);
    let carol = server.app_of("carol").await;
    let body = json!({ "status": "@ben hello", "visibility": "direct" });
    let post = alice
        .post("/api/v1/statuses", body)
        .await
        .ok()
        .text_of("id");
    for app in [&alice, &ben] {
        let list = app.get("/api/v1/timelines/direct").await.ok();
        assert_eq!(list.ids(), [&*post]);
    }
    let none = carol.get("/api/v1/timelines/direct").await.ok();
    assert_eq!(none.ids(), [""; 0]);
}
