//! Collections by the API, and features that this server does without.

use serde_json::json;

use crate::harness::TestServer;

#[tokio::test(flavor = "multi_thread")]
#[expect(clippy::too_many_lines, reason = "one story from begin to end")]
async fn a_collection_is_made_seen_changed_left_and_removed() {
    let server = TestServer::start().await;
    let (alice, bob) = (server.app_of("alice").await, server.app_of("bob").await);
    let carol = server.app_of("carol").await;
    let made = alice
        .post(
            "/api/v1/collections",
            json!({
                "name": "Good reads", "description": "<They> write", "language": "en",
                "tag_name": "#Books", "account_ids": [bob.id().to_string()],
            }),
        )
        .await
        .ok();
    let collection = &made.json["collection"];
    crate::harness::check_entity("Collection", collection);
    assert_eq!(collection["tag"]["name"], "Books");
    assert_eq!(collection["item_count"], 1);
    let id = collection["id"].as_str().unwrap();
    let path = format!("/api/v1/collections/{id}");
    let told = bob
        .get("/api/v1/notifications")
        .await
        .ok()
        .are("Notification");
    assert_eq!(told.json[0]["type"], "added_to_collection");

    let items = format!("{path}/items");
    let hers = json!({ "account_id": carol.id().to_string() });
    let item = alice.post(&items, hers.clone()).await.ok();
    crate::harness::check_entity("CollectionItem", &item.json["collection_item"]);
    alice.post(&items, hers.clone()).await.refused(422);
    alice.post(&items, json!({})).await.refused(422);
    bob.post(&items, hers).await.refused(403);
    let seen = server
        .anonymous()
        .get(&path)
        .await
        .ok()
        .is("CollectionWithAccounts");
    assert_eq!(seen.json["accounts"].as_array().unwrap().len(), 3);

    let changed = alice
        .patch(&path, json!({ "name": "Others", "tag_name": "" }))
        .await
        .ok();
    assert_eq!(changed.json["collection"]["name"], "Others");
    assert_eq!(changed.json["collection"]["tag"], json!(null));
    bob.patch(&path, json!({ "name": "Mine" }))
        .await
        .refused(403);
    let long = json!({ "name": "x".repeat(41) });
    let refused = alice.patch(&path, long).await.refused(422);
    assert!(refused.text_of("error").contains("Name is too long"));

    let mine = format!("/api/v1/{}/in_collections", bob.id());
    let with = bob.get(&mine).await.ok();
    assert_eq!(with.json["collections"][0]["id"], id);
    let his = collection["items"][0]["id"].as_str().unwrap();
    let revoke = format!("{items}/{his}/revoke");
    carol.post(&revoke, json!({})).await.refused(403);
    bob.post(&revoke, json!({})).await.ok();
    assert_eq!(bob.get(&mine).await.ok().json["collections"], json!([]));
    let again = json!({ "account_id": bob.id().to_string() });
    alice.post(&items, again).await.refused(422);
    let hers = item.json["collection_item"]["id"].as_str().unwrap();
    alice.delete(&format!("{items}/{hers}")).await.ok();
    assert_eq!(
        alice.get(&path).await.ok().json["collection"]["item_count"],
        0
    );

    let all = format!("/api/v1/{}/collections", alice.id());
    let by = server.anonymous().get(&all).await.ok();
    assert_eq!(by.json["collections"].as_array().unwrap().len(), 1);
    bob.delete(&path).await.refused(403);
    alice.delete(&path).await.ok();
    alice.get(&path).await.refused(404);
    alice.get("/api/v1/collections/abc").await.refused(404);
    server
        .anonymous()
        .post("/api/v1/collections", json!({}))
        .await
        .refused(401);
    let narrow = server.app_with("alice", "read").await;
    narrow
        .post("/api/v1/collections", json!({ "name": "x" }))
        .await
        .refused(403);
}

#[tokio::test(flavor = "multi_thread")]
async fn collections_come_by_limit_and_offset_and_are_few() {
    let server = TestServer::start().await;
    let alice = server.app_of("alice").await;
    for number in 0..10 {
        let body = json!({ "name": format!("Number {number}") });
        alice.post("/api/v1/collections", body).await.ok();
    }
    alice
        .post("/api/v1/collections", json!({ "name": "x" }))
        .await
        .refused(422);
    let mut next = Some(format!("/api/v1/{}/collections?limit=4", alice.id()));
    let mut seen = 0;
    while let Some(path) = next {
        let page = server.anonymous().get(&path).await.ok();
        seen += page.json["collections"].as_array().unwrap().len();
        next = page.link("next");
    }
    assert_eq!(seen, 10);
}

#[tokio::test(flavor = "multi_thread")]
async fn there_are_no_annual_reports_and_nothing_is_refreshed_later() {
    let server = TestServer::start().await;
    let alice = server.app_of("alice").await;
    let none = alice.get("/api/v1/annual_reports").await.ok();
    let empty = json!({ "annual_reports": [], "accounts": [], "statuses": [] });
    assert_eq!(none.json, empty);
    let state = alice.get("/api/v1/annual_reports/2025/state").await.ok();
    assert_eq!(state.json, json!({ "state": "ineligible" }));
    alice.get("/api/v1/annual_reports/2025").await.refused(404);
    alice
        .post("/api/v1/annual_reports/2025/read", json!({}))
        .await
        .refused(404);
    alice
        .get("/api/v1_alpha/async_refreshes/x")
        .await
        .refused(404);
    server
        .anonymous()
        .get("/api/v1/annual_reports")
        .await
        .refused(401);
}
