//! Announcements by the API.

use chrono::Duration;
use ossm::domain::announcements::{self, NewAnnouncement};
use ossm::domain::moderation::Authority;
use serde_json::json;

use crate::harness::TestServer;

async fn publish(server: &TestServer, text: &str, hours: Option<i64>) -> String {
    let conn = &mut *server.app.db.conn().await.unwrap();
    let cx = &server.app.cx;
    let new = NewAnnouncement {
        text: text.to_owned(),
        ends_at: hours.map(|hours| cx.clock.now() + Duration::hours(hours)),
        ..NewAnnouncement::default()
    };
    let row = announcements::publish(conn, cx, Authority::Operator, &new)
        .await
        .unwrap();
    row.id.to_string()
}

#[tokio::test(flavor = "multi_thread")]
async fn announcements_are_read_and_reacted_to() {
    let server = TestServer::start().await;
    let (alice, bob) = (server.app_of("alice").await, server.app_of("bob").await);
    let id = publish(&server, "Hello @alice, #news <b>", None).await;
    let short = publish(&server, "Soon over", Some(1)).await;
    let told = alice
        .get("/api/v1/announcements")
        .await
        .ok()
        .are("Announcement");
    assert_eq!(told.ids(), [id.clone(), short]);
    assert_eq!(told.json[0]["read"], false);
    assert_eq!(told.json[0]["mentions"][0]["username"], "alice");
    assert_eq!(told.json[0]["tags"][0]["name"], "news");
    assert!(told.json[0]["content"].as_str().unwrap().contains("&lt;b"));
    server.clock.advance(Duration::hours(2));

    let one = format!("/api/v1/announcements/{id}");
    alice.post(&format!("{one}/dismiss"), json!({})).await.ok();
    let thumb = format!("{one}/reactions/👍");
    for _ in 0..2 {
        alice.put(&thumb, json!({})).await.ok();
    }
    bob.put(&thumb, json!({})).await.ok();
    for wrong in ["a", "👍👍", "unknown_custom"] {
        alice
            .put(&format!("{one}/reactions/{wrong}"), json!({}))
            .await
            .refused(422);
    }
    let told = alice
        .get("/api/v1/announcements")
        .await
        .ok()
        .are("Announcement");
    assert_eq!(told.ids().len(), 1);
    assert_eq!(told.json[0]["read"], true);
    let expected = json!([{ "name": "👍", "count": 2, "me": true }]);
    assert_eq!(told.json[0]["reactions"], expected);
    alice.delete(&thumb).await.ok();
    alice.delete(&thumb).await.refused(404);
    let told = bob.get("/api/v1/announcements").await.ok();
    assert_eq!(told.json[0]["reactions"][0]["count"], 1);
    assert_eq!(told.json[0]["read"], false);
    for emoji in ["🎉", "❤️", "😀", "🐦", "🌊", "🏳️‍🌈", "1️⃣"] {
        alice
            .put(&format!("{one}/reactions/{emoji}"), json!({}))
            .await
            .ok();
    }
    alice
        .put(&format!("{one}/reactions/🚲"), json!({}))
        .await
        .refused(422);

    alice
        .put("/api/v1/announcements/99/reactions/👍", json!({}))
        .await
        .refused(404);
    alice
        .post("/api/v1/announcements/abc/dismiss", json!({}))
        .await
        .refused(404);
    server
        .anonymous()
        .get("/api/v1/announcements")
        .await
        .refused(401);
    let narrow = server.app_with("alice", "read").await;
    narrow.put(&thumb, json!({})).await.refused(403);
}
