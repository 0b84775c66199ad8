//! Conversations and markers by the API.

use serde_json::json;

use crate::harness::{Api, TestServer};

async fn say(app: &Api, text: &str) -> String {
    let body = json!({ "status": text, "visibility": "direct" });
    app.post("/api/v1/statuses", body).await.ok().text_of("id")
}

#[tokio::test(flavor = "multi_thread")]
async fn conversations_are_listed_read_and_removed() {
    let server = TestServer::start().await;
    let (alice, bob) = (server.app_of("alice").await, server.app_of("bob").await);
    let first = say(&bob, "@alice One").await;
    let second = say(&bob, "@alice Two").await;
    let all = alice
        .get("/api/v1/conversations")
        .await
        .ok()
        .are("Conversation");
    assert_eq!(all.json[0]["last_status"]["id"], json!(second));
    assert_eq!(all.json[0]["unread"], true);
    assert_eq!(
        all.json[0]["accounts"][0]["id"],
        json!(bob.id().to_string())
    );
    let page = alice.get("/api/v1/conversations?limit=1").await.ok();
    let next = alice.get(&page.link("next").unwrap()).await.ok();
    assert_eq!(next.json[0]["last_status"]["id"], json!(first));

    let one = format!("/api/v1/conversations/{}", all.ids()[0]);
    let read = alice.post(&format!("{one}/read"), json!({})).await.ok();
    assert_eq!(read.is("Conversation").json["unread"], false);
    bob.post(&format!("{one}/read"), json!({}))
        .await
        .refused(404);
    bob.delete(&one).await.refused(404);
    alice.delete("/api/v1/conversations/abc").await.refused(404);
    alice.delete(&one).await.ok();
    alice.delete(&one).await.refused(404);
    assert_eq!(alice.get("/api/v1/conversations").await.ok().ids().len(), 1);
    server
        .anonymous()
        .get("/api/v1/conversations")
        .await
        .refused(401);
    let narrow = server.app_with("alice", "read:lists").await;
    narrow.get("/api/v1/conversations").await.refused(403);
}

#[tokio::test(flavor = "multi_thread")]
async fn markers_keep_the_place_and_count_their_versions() {
    let server = TestServer::start().await;
    let alice = server.app_of("alice").await;
    assert_eq!(
        alice.get("/api/v1/markers?timeline[]=home").await.ok().json,
        json!({})
    );
    for (id, version) in [("5", 1), ("9", 2)] {
        let sent = json!({ "home": { "last_read_id": id } });
        let set = alice.post("/api/v1/markers", sent).await.ok();
        crate::harness::check_entity("Marker", &set.json["home"]);
        assert_eq!(set.json["home"]["last_read_id"], id);
        assert_eq!(set.json["home"]["version"], version);
    }
    let request = alice.request(reqwest::Method::POST, "/api/v1/markers");
    let request = request.header("content-type", "application/x-www-form-urlencoded");
    alice
        .send(request.body("notifications[last_read_id]=7"))
        .await
        .ok();
    let both = "/api/v1/markers?timeline[]=home&timeline[]=notifications&timeline[]=other";
    let both = alice.get(both).await.ok();
    assert_eq!(both.json["home"]["last_read_id"], "9");
    assert_eq!(both.json["notifications"]["last_read_id"], "7");
    let wrong = json!({ "home": { "last_read_id": "x" } });
    alice.post("/api/v1/markers", wrong).await.refused(422);
    server.anonymous().get("/api/v1/markers").await.refused(401);
    let narrow = server.app_with("alice", "read:statuses").await;
    narrow.post("/api/v1/markers", json!({})).await.refused(403);
}
