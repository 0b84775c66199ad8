//! Posts by the API.

use serde_json::{Value, json};

use crate::harness::TestServer;

#[tokio::test(flavor = "multi_thread")]
async fn a_post_is_written_read_edited_and_deleted() {
    let server = TestServer::start().await;
    let app = server.app_of("alice").await;
    let body = json!({
        "status": "Look, a #heron",
        "spoiler_text": "a bird",
        "visibility": "unlisted",
        "language": "en",
        "sensitive": true,
    });
    let made = app.post("/api/v1/statuses", body).await.ok().is("Status");
    let id = made.text_of("id");
    assert_eq!(made.json["spoiler_text"], "a bird");
    assert_eq!(made.json["visibility"], "unlisted");
    assert_eq!(made.json["sensitive"], true);
    assert_eq!(made.json["language"], "en");
    assert_eq!(made.json["tags"][0]["name"], "heron");
    let path = format!("/api/v1/statuses/{id}");
    let visitor = server.anonymous();
    let read = visitor.get(&path).await.ok().is("Status");
    assert!(
        read.json.get("favourited").is_none(),
        "visitors did nothing"
    );
    let edit = json!({ "status": "Look, a stork", "spoiler_text": "" });
    let edited = app.put(&path, edit).await.ok().is("Status");
    assert!(edited.text_of("content").contains("stork"));
    assert!(edited.json["edited_at"].is_string());
    let versions = visitor
        .get(&format!("{path}/history"))
        .await
        .ok()
        .are("StatusEdit");
    assert_eq!(versions.json.as_array().unwrap().len(), 2);
    assert!(
        versions.json[0]["content"]
            .as_str()
            .unwrap()
            .contains("heron")
    );
    let source = app
        .get(&format!("{path}/source"))
        .await
        .ok()
        .is("StatusSource");
    assert_eq!(source.text_of("text"), "Look, a stork");
    let gone = app.delete(&path).await.ok();
    assert_eq!(gone.text_of("text"), "Look, a stork");
    app.get(&path).await.refused(404);
    app.delete(&path).await.refused(404);
}

#[tokio::test(flavor = "multi_thread")]
async fn members_act_on_posts_and_take_it_back() {
    let server = TestServer::start().await;
    let author = server.app_of("alice").await;
    let app = server.app_of("ben").await;
    let id = author.write("Something good").await;
    for (act, undo, flag) in [
        ("favourite", "unfavourite", "favourited"),
        ("bookmark", "unbookmark", "bookmarked"),
    ] {
        let path = format!("/api/v1/statuses/{id}");
        let done = app
            .post(&format!("{path}/{act}"), json!({}))
            .await
            .ok()
            .is("Status");
        assert_eq!(done.json[flag], true, "{act}");
        let undone = app.post(&format!("{path}/{undo}"), json!({})).await.ok();
        assert_eq!(undone.json[flag], false, "{undo}");
    }
    let path = format!("/api/v1/statuses/{id}/reblog");
    let boost = app.post(&path, json!({})).await.ok().is("Status");
    assert_eq!(boost.json["reblog"]["id"], Value::from(id.clone()));
    assert_eq!(boost.json["account"]["username"], "ben");
    let who = author
        .get(&format!("/api/v1/statuses/{id}/reblogged_by"))
        .await
        .ok();
    assert_eq!(who.are("Account").json[0]["username"], "ben");
    let boost_id = boost.text_of("id");
    author
        .get(&format!("/api/v1/statuses/{boost_id}"))
        .await
        .ok()
        .is("Status");
    let pin = author
        .post(&format!("/api/v1/statuses/{id}/pin"), json!({}))
        .await
        .ok();
    assert_eq!(pin.json["pinned"], true);
    app.post(&format!("/api/v1/statuses/{id}/pin"), json!({}))
        .await
        .refused(403);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_makes_one_post_of_many_tries() {
    let server = TestServer::start().await;
    let app = server.app_of("alice").await;
    let send = async || {
        let request = app
            .request(reqwest::Method::POST, "/api/v1/statuses")
            .header("idempotency-key", "the same")
            .form(&[("status", "once")]);
        app.send(request).await.ok().text_of("id")
    };
    assert_eq!(send().await, send().await);
    assert_ne!(send().await, app.write("once").await);
}

#[tokio::test(flavor = "multi_thread")]
async fn conversations_come_in_their_order() {
    let server = TestServer::start().await;
    let app = server.app_of("alice").await;
    let first = app.write("first").await;
    let answer = async |to: &str, text: &str| {
        let body = json!({ "status": text, "in_reply_to_id": to });
        app.post("/api/v1/statuses", body).await.ok().text_of("id")
    };
    let second = answer(&first, "second").await;
    let third = answer(&second, "third").await;
    let aside = answer(&second, "aside").await;
    let path = format!("/api/v1/statuses/{second}/context");
    let context = server.anonymous().get(&path).await.ok().is("Context");
    let ids = |name: &str| -> Vec<String> {
        let list = context.json[name].as_array().unwrap();
        list.iter()
            .map(|one| one["id"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(ids("ancestors"), [first]);
    assert_eq!(ids("descendants"), [third, aside]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_makes_no_sense_is_refused_in_words() {
    let server = TestServer::start().await;
    let app = server.app_of("alice").await;
    let refused = async |body: Value, status: u16| {
        app.post("/api/v1/statuses", body).await.refused(status);
    };
    refused(json!({}), 422).await;
    refused(json!({ "status": "" }), 422).await;
    refused(json!({ "status": "a", "visibility": "loud" }), 422).await;
    refused(json!({ "status": "a", "in_reply_to_id": "12" }), 404).await;
    refused(json!({ "status": "a", "media_ids": ["12"] }), 422).await;
    refused(json!({ "status": "a", "poll": { "options": ["x"] } }), 422).await;
    refused(json!({ "status": "x".repeat(100_000) }), 422).await;
    refused(json!({ "status": "a", "quoted_status_id": "x" }), 404).await;
    let broken = app
        .request(reqwest::Method::POST, "/api/v1/statuses")
        .header("content-type", "application/json")
        .body("{");
    app.send(broken).await.refused(400);
    app.get("/api/v1/statuses/nonsense").await.refused(404);
    assert_eq!(app.get("/api/v1/timelines/home").await.ok().ids(), [""; 0]);
}
