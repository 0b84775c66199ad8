//! Notifications, conversations, announcements, markers, push.

use ossm::domain::announcements::{self, NewAnnouncement};
use ossm::domain::moderation::Authority;
use serde_json::{Value, json};

use super::calls::{Calls, ids_in};
use super::world::World;

pub async fn call(c: &mut Calls, w: &World) {
    notifications(c, w).await;
    groups(c, w).await;
    kept_aside(c, w).await;
    news(c, w).await;
    rest(c, w).await;
}

async fn notifications(c: &mut Calls, w: &World) {
    // Complaints, warnings and ended follows are told, too.
    let warning = json!({ "type": "none", "text": "Please mind the rules." });
    let bob = w.bob.id();
    let action = format!("/api/v1/admin/accounts/{bob}/action");
    w.alice.post(&action, warning).await.ok();
    let report = json!({ "account_id": bob.to_string(), "status_ids": [w.poll],
        "comment": "Look", "category": "violation", "rule_ids": ["1"] });
    c.ok(&w.carol, "POST /api/v1/reports", &[], report).await;
    for who in [&w.alice, &w.bob, &w.dave] {
        let all = c.get(who, "GET /api/v1/notifications?limit=80", &[]).await;
        for kind in all.json.as_array().unwrap() {
            let id = kind["id"].as_str().unwrap();
            c.get(who, "GET /api/v1/notifications/:id", &[id]).await;
        }
    }
    let all = w
        .bob
        .get("/api/v1/notifications?types[]=moderation_warning")
        .await;
    let all = all.ok().are("Notification");
    assert_eq!(
        all.json[0]["moderation_warning"]["text"],
        "Please mind the rules."
    );
    c.get(&w.alice, "GET /api/v1/notifications/unread_count", &[])
        .await;
}

async fn groups(c: &mut Calls, w: &World) {
    for version in ["v2", "v2_alpha"] {
        let route = |rest: &str| format!("GET /api/{version}/notifications{rest}");
        c.get(&w.bob, &route("?limit=80"), &[]).await;
        c.get(&w.alice, &route("?expand_accounts=partial_avatars"), &[])
            .await;
        let all = c.get(&w.alice, &route(""), &[]).await;
        c.get(&w.alice, &route("/unread_count"), &[]).await;
        let groups = all.json["notification_groups"].as_array().unwrap();
        let last = groups.last().and_then(|group| group["group_key"].as_str());
        let key = last.unwrap_or("none");
        c.get(&w.alice, &route("/:group_key"), &[key]).await;
        if version == "v2" {
            c.get(&w.alice, &route("/:group_key/accounts"), &[key])
                .await;
        }
        let dismiss = format!("POST /api/{version}/notifications/:group_key/dismiss");
        c.ok(&w.alice, &dismiss, &[key], json!({})).await;
    }
    let all = w.alice.get("/api/v1/notifications").await.ok();
    c.ok(
        &w.alice,
        "POST /api/v1/notifications/:id/dismiss",
        &[&ids_in(&all)[0]],
        json!({}),
    )
    .await;
    c.ok(&w.carol, "POST /api/v1/notifications/clear", &[], json!({}))
        .await;
}

async fn kept_aside(c: &mut Calls, w: &World) {
    let policy = "/api/v2/notifications/policy";
    let wish = json!({ "for_not_following": "filter" });
    c.ok(&w.dave, &format!("PATCH {policy}"), &[], wish).await;
    for name in ["hanna", "ivo", "jana", "kim"] {
        let app = w.server.app_of(name).await;
        app.write("@dave Hello").await;
    }
    c.get(&w.dave, &format!("GET {policy}"), &[]).await;
    let list = "GET /api/v1/notifications/requests";
    let ids = ids_in(&c.get(&w.dave, list, &[]).await);
    c.get(&w.dave, &format!("{list}/:id"), &[&ids[0]]).await;
    c.get(&w.dave, &format!("{list}/merged"), &[]).await;
    let post = "POST /api/v1/notifications/requests";
    c.ok(
        &w.dave,
        &format!("{post}/:id/accept"),
        &[&ids[0]],
        json!({}),
    )
    .await;
    c.ok(
        &w.dave,
        &format!("{post}/:id/dismiss"),
        &[&ids[1]],
        json!({}),
    )
    .await;
    for (verb, id) in [("accept", &ids[2]), ("dismiss", &ids[3])] {
        let many = json!({ "id": [id] });
        c.ok(&w.dave, &format!("{post}/{verb}"), &[], many).await;
    }
}

async fn news(c: &mut Calls, w: &World) {
    let conn = &mut *w.server.app.db.conn().await.unwrap();
    let cx = &w.server.app.cx;
    let new = NewAnnouncement {
        text: format!(
            "Hello @bob #birds :heron: {}/@alice/{}",
            w.server.public_base(),
            w.post
        ),
        starts_at: Some(cx.clock.now() - chrono::Duration::hours(1)),
        ends_at: Some(cx.clock.now() + chrono::Duration::hours(9)),
        ..NewAnnouncement::default()
    };
    let row = announcements::publish(conn, cx, Authority::Operator, &new)
        .await
        .unwrap();
    let id = row.id.to_string();
    let react = "/api/v1/announcements/:id/reactions/:name";
    for name in ["👍", "heron"] {
        c.get(&w.bob, &format!("PUT {react}"), &[&id, name]).await;
        c.get(&w.bob, "GET /api/v1/announcements", &[]).await;
        c.get(&w.bob, &format!("DELETE {react}"), &[&id, name])
            .await;
    }
    c.ok(
        &w.bob,
        "POST /api/v1/announcements/:id/dismiss",
        &[&id],
        json!({}),
    )
    .await;
}

async fn rest(c: &mut Calls, w: &World) {
    let all = c.get(&w.alice, "GET /api/v1/conversations", &[]).await;
    let id = ids_in(&all)[0].clone();
    c.ok(
        &w.alice,
        "POST /api/v1/conversations/:id/read",
        &[&id],
        json!({}),
    )
    .await;
    c.get(&w.alice, "DELETE /api/v1/conversations/:id", &[&id])
        .await;
    let marks =
        json!({ "home": { "last_read_id": w.post }, "notifications": { "last_read_id": "1" } });
    c.ok(&w.alice, "POST /api/v1/markers", &[], marks).await;
    let both = "GET /api/v1/markers?timeline[]=home&timeline[]=notifications";
    c.get(&w.alice, both, &[]).await;
    let path = "/api/v1/push/subscription";
    let device = json!({
        "subscription": {
            "endpoint": "http://127.0.0.1:9/to/alice",
            // The example keys of RFC 8291, section 5.
            "keys": {
                "p256dh": "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
                "auth": "BTBZMqHH6r4Tts7J_aSIgg",
            },
        },
        "data": { "alerts": { "mention": true }, "policy": "all" },
    });
    c.ok(&w.alice, &format!("POST {path}"), &[], device).await;
    c.get(&w.alice, &format!("GET {path}"), &[]).await;
    let data = json!({ "data": { "alerts": { "follow": true } } });
    c.ok(&w.alice, &format!("PUT {path}"), &[], data).await;
    c.ok(&w.alice, &format!("DELETE {path}"), &[], Value::Null)
        .await;
}
