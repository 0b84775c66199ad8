//! Filters by the API, and what they find in posts.

use serde_json::json;

use crate::harness::TestServer;

#[tokio::test(flavor = "multi_thread")]
#[expect(clippy::too_many_lines, reason = "one story from begin to end")]
async fn filters_are_made_changed_and_applied_to_posts() {
    let server = TestServer::start().await;
    let (alice, bob) = (server.app_of("alice").await, server.app_of("bob").await);
    let made = alice
        .post(
            "/api/v2/filters",
            json!({
                "title": "Animals", "context": ["home", "public"], "filter_action": "blur",
                "expires_in": 3600,
                "keywords_attributes": [{ "keyword": "cat", "whole_word": true }],
            }),
        )
        .await
        .ok()
        .is("Filter");
    assert_eq!(made.json["filter_action"], "blur");
    assert!(made.json["expires_at"].is_string());
    let filter = format!("/api/v2/filters/{}", made.text_of("id"));
    let post = bob.write("A cat").await;
    bob.write("A category").await;
    let shown = alice.get("/api/v1/timelines/public?local=true").await.ok();
    let shown = shown.are("Status");
    let found: Vec<usize> = shown
        .json
        .as_array()
        .unwrap()
        .iter()
        .map(|status| status["filtered"].as_array().unwrap().len())
        .collect();
    assert_eq!(found, [0, 1]);
    let result = &shown.json[1]["filtered"][0];
    assert_eq!(result["keyword_matches"], json!(["cat"]));
    assert_eq!(result["filter"]["title"], "Animals");
    assert_eq!(result["status_matches"], json!(null));

    let words = format!("{filter}/keywords");
    let added = json!({ "keyword": "dog", "whole_word": false });
    let word = alice.post(&words, added).await.ok().is("FilterKeyword");
    let word = format!("/api/v2/filters/keywords/{}", word.text_of("id"));
    assert_eq!(
        alice
            .get(&words)
            .await
            .ok()
            .are("FilterKeyword")
            .ids()
            .len(),
        2
    );
    let changed = alice.put(&word, json!({ "keyword": "wolf" })).await.ok();
    assert_eq!(changed.text_of("keyword"), "wolf");
    alice.get(&word).await.ok().is("FilterKeyword");
    alice.delete(&word).await.ok();
    alice.get(&word).await.refused(404);

    let posts = format!("{filter}/statuses");
    let added = alice.post(&posts, json!({ "status_id": post })).await.ok();
    let added = added.is("FilterStatus");
    alice
        .post(&posts, json!({ "status_id": post }))
        .await
        .refused(422);
    alice.post(&posts, json!({})).await.refused(422);
    let one = format!("/api/v2/filters/statuses/{}", added.text_of("id"));
    alice.get(&one).await.ok().is("FilterStatus");
    let status = alice.get(&format!("/api/v1/statuses/{post}")).await.ok();
    assert_eq!(status.json["filtered"][0]["status_matches"], json!([post]));
    alice.delete(&one).await.ok().is("FilterStatus");

    let forever = json!({ "title": "Cats", "expires_in": "" });
    let changed = alice.put(&filter, forever).await.ok().is("Filter");
    assert_eq!(changed.json["expires_at"], json!(null));
    assert_eq!(changed.json["keywords"].as_array().unwrap().len(), 1);
    assert_eq!(
        alice
            .get("/api/v2/filters")
            .await
            .ok()
            .are("Filter")
            .ids()
            .len(),
        1
    );
    alice.delete(&filter).await.ok();
    alice.get(&filter).await.refused(404);
}

#[tokio::test(flavor = "multi_thread")]
async fn filters_come_as_forms_and_belong_to_one_member() {
    let server = TestServer::start().await;
    let (alice, bob) = (server.app_of("alice").await, server.app_of("bob").await);
    let form = "title=Rain&context[]=home&context[]=thread\
                &keywords_attributes[0][keyword]=rain&keywords_attributes[1][keyword]=snow";
    let request = alice.request(reqwest::Method::POST, "/api/v2/filters");
    let request = request.header("content-type", "application/x-www-form-urlencoded");
    let made = alice.send(request.body(form)).await.ok().is("Filter");
    assert_eq!(made.json["context"], json!(["home", "thread"]));
    let word = made.json["keywords"][0]["id"].as_str().unwrap().to_owned();
    let id = made.text_of("id");
    let narrow = server.app_with("alice", "read:statuses").await;
    for path in [
        format!("/api/v2/filters/{id}"),
        format!("/api/v2/filters/{id}/keywords"),
        format!("/api/v2/filters/{id}/statuses"),
        format!("/api/v2/filters/keywords/{word}"),
        format!("/api/v1/filters/{word}"),
    ] {
        server.anonymous().get(&path).await.refused(401);
        narrow.get(&path).await.refused(403);
        bob.get(&path).await.refused(404);
        alice.get(&path).await.ok();
    }
    alice.get("/api/v2/filters/abc").await.refused(404);
    bob.delete(&format!("/api/v2/filters/{id}"))
        .await
        .refused(404);
    let refused = alice.post("/api/v2/filters", json!({})).await.refused(422);
    assert!(refused.text_of("error").contains("Title can't be blank"));
}

#[tokio::test(flavor = "multi_thread")]
async fn older_apps_have_filters_of_one_word() {
    let server = TestServer::start().await;
    let alice = server.app_of("alice").await;
    let sent = json!({ "phrase": "rain", "context": ["home"], "irreversible": true });
    let made = alice
        .post("/api/v1/filters", sent)
        .await
        .ok()
        .is("V1_Filter");
    assert_eq!(made.json["irreversible"], true);
    let path = format!("/api/v1/filters/{}", made.text_of("id"));
    let sent = json!({ "phrase": "snow", "context": ["public"], "whole_word": true });
    let changed = alice.put(&path, sent).await.ok().is("V1_Filter");
    assert_eq!(changed.text_of("phrase"), "snow");
    assert_eq!(
        alice
            .get("/api/v1/filters")
            .await
            .ok()
            .are("V1_Filter")
            .ids()
            .len(),
        1
    );
    alice.delete(&path).await.ok();
    assert_eq!(alice.get("/api/v2/filters").await.ok().json, json!([]));
    alice
        .post("/api/v1/filters", json!({ "context": ["home"] }))
        .await
        .refused(422);
}
