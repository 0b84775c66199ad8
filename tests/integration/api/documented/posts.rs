//! Posts, polls, files, timelines, and posts to come.

use reqwest::Method;
use serde_json::json;

use super::calls::{Calls, id_in, ids_in};
use super::world::{World, png};

pub async fn call(c: &mut Calls, w: &World) {
    write(c, w).await;
    read(c, w).await;
    act(c, w).await;
    quotes(c, w).await;
    files(c, w).await;
    later(c, w).await;
    timelines(c, w).await;
}

async fn write(c: &mut Calls, w: &World) {
    let picture = w.picture(&w.alice).await;
    let body = json!({
        "status": "With a picture #birds @bob :heron:", "media_ids": [picture],
        "in_reply_to_id": w.post, "language": "en", "sensitive": true, "spoiler_text": "Birds :heron:",
    });
    let made = c.ok(&w.alice, "POST /api/v1/statuses", &[], body).await;
    let id = id_in(&made);
    let change = json!({ "status": "Changed :heron:", "media_ids": [picture] });
    c.ok(&w.alice, "PUT /api/v1/statuses/:id", &[&id], change)
        .await;
    c.get(&w.visitor, "GET /api/v1/statuses/:id/history", &[&id])
        .await;
    c.get(&w.alice, "GET /api/v1/statuses/:id/source", &[&id])
        .await;
    let policy = json!({ "quote_approval_policy": "nobody" });
    let route = "PUT /api/v1/statuses/:id/interaction_policy";
    c.ok(&w.alice, route, &[&id], policy).await;
    c.get(&w.visitor, "GET /api/v1/statuses/:id/context", &[&w.post])
        .await;
    c.get(&w.alice, "GET /api/v1/statuses/:id/context", &[&id])
        .await;
    let poll = json!({ "status": "?", "poll": { "options": ["a", "b"], "expires_in": 600, "multiple": true } });
    let made = c.ok(&w.alice, "POST /api/v1/statuses", &[], poll).await;
    c.get(&w.alice, "DELETE /api/v1/statuses/:id", &[&id_in(&made)])
        .await;
}

async fn read(c: &mut Calls, w: &World) {
    for who in [&w.visitor, &w.alice, &w.dave] {
        for id in [&w.post, &w.poll] {
            c.get(who, "GET /api/v1/statuses/:id", &[id]).await;
        }
        let both = format!("GET /api/v1/statuses?id[]={}&id[]={}", w.post, w.poll);
        c.get(who, &both, &[]).await;
        c.get(who, "GET /api/v1/statuses/:id/reblogged_by", &[&w.post])
            .await;
        c.get(who, "GET /api/v1/statuses/:id/favourited_by", &[&w.post])
            .await;
        c.get(who, "GET /api/v1/polls/:id", &[&w.poll]).await;
    }
    c.ok(
        &w.alice,
        "POST /api/v1/polls/:id/votes",
        &[&w.poll],
        json!({ "choices": [0] }),
    )
    .await;
    c.get(&w.alice, "GET /api/v1/statuses/:id", &[&w.poll])
        .await;
    c.ok(
        &w.alice,
        "POST /api/v1/statuses/:id/translate",
        &[&w.post],
        json!({ "lang": "de" }),
    )
    .await;
}

async fn act(c: &mut Calls, w: &World) {
    for act in ["favourite", "reblog", "bookmark", "mute"] {
        let route = format!("POST /api/v1/statuses/:id/{act}");
        c.ok(&w.alice, &route, &[&w.poll], json!({})).await;
    }
    c.get(&w.alice, "GET /api/v1/favourites", &[]).await;
    c.get(&w.alice, "GET /api/v1/bookmarks", &[]).await;
    for act in ["unfavourite", "unreblog", "unbookmark", "unmute"] {
        let route = format!("POST /api/v1/statuses/:id/{act}");
        c.ok(&w.alice, &route, &[&w.poll], json!({})).await;
    }
    for act in ["pin", "unpin"] {
        let route = format!("POST /api/v1/statuses/:id/{act}");
        c.ok(&w.alice, &route, &[&w.post], json!({})).await;
    }
}

async fn quotes(c: &mut Calls, w: &World) {
    let quoted = w.bob.write("Quote me").await;
    let body = json!({ "status": "Quoting", "quoted_status_id": quoted });
    let quote = c.ok(&w.carol, "POST /api/v1/statuses", &[], body).await;
    let list = c
        .get(&w.bob, "GET /api/v1/statuses/:id/quotes", &[&quoted])
        .await;
    assert_ne!(ids_in(&list)[0], "0", "{}", list.text);
    let revoke = "POST /api/v1/statuses/:id/quotes/:quoting_status_id/revoke";
    c.ok(&w.bob, revoke, &[&quoted, &id_in(&quote)], json!({}))
        .await;
    c.get(&w.dave, "GET /api/v1/statuses/:id", &[&id_in(&quote)])
        .await;
}

async fn files(c: &mut Calls, w: &World) {
    for version in ["v1", "v2"] {
        let path = format!("/api/{version}/media");
        let part = reqwest::multipart::Part::bytes(png()).file_name("a.png");
        let form = reqwest::multipart::Form::new()
            .part("file", part)
            .text("focus", "0.5,-0.25");
        let request = w.alice.request(Method::POST, &path).multipart(form);
        let answer = w.alice.send(request).await;
        let made = c.note(&format!("POST {path}"), answer);
        let id = id_in(&made);
        c.get(&w.alice, "GET /api/v1/media/:id", &[&id]).await;
        let words = json!({ "description": "A square" });
        c.ok(&w.alice, "PUT /api/v1/media/:id", &[&id], words).await;
        c.get(&w.alice, "DELETE /api/v1/media/:id", &[&id]).await;
    }
}

async fn later(c: &mut Calls, w: &World) {
    let at =
        |hours: i64| (w.server.app.cx.clock.now() + chrono::Duration::hours(hours)).to_rfc3339();
    let picture = w.picture(&w.alice).await;
    let body = json!({ "status": "Later", "scheduled_at": at(2), "media_ids": [picture] });
    let made = w
        .alice
        .post("/api/v1/statuses", body)
        .await
        .ok()
        .is("ScheduledStatus");
    let id = id_in(&made);
    let one = "/api/v1/scheduled_statuses/:id";
    c.get(&w.alice, "GET /api/v1/scheduled_statuses", &[]).await;
    c.get(&w.alice, &format!("GET {one}"), &[&id]).await;
    let moved = json!({ "scheduled_at": at(3) });
    c.ok(&w.alice, &format!("PUT {one}"), &[&id], moved).await;
    c.get(&w.alice, &format!("DELETE {one}"), &[&id]).await;
}

async fn timelines(c: &mut Calls, w: &World) {
    let direct = json!({ "status": "@alice between us", "visibility": "direct" });
    w.bob.post("/api/v1/statuses", direct).await.ok();
    for who in [&w.visitor, &w.alice] {
        c.get(who, "GET /api/v1/timelines/public", &[]).await;
        c.get(who, "GET /api/v1/timelines/tag/:hashtag", &["birds"])
            .await;
        let about = "GET /api/v1/timelines/link?url=https://news.example/birds";
        c.get(who, about, &[]).await;
        for kind in ["tags", "statuses", "links"] {
            c.get(who, &format!("GET /api/v1/trends/{kind}"), &[]).await;
        }
        c.get(who, "GET /api/v2/search?q=birds", &[]).await;
        c.get(who, "GET /api/v2/search?q=alice", &[]).await;
    }
    c.get(&w.alice, "GET /api/v1/timelines/home", &[]).await;
    c.get(&w.alice, "GET /api/v1/timelines/direct", &[]).await;
    let list = w
        .alice
        .post("/api/v1/lists", json!({ "title": "Birds" }))
        .await;
    let list = list.ok().text_of("id");
    let bob = json!({ "account_ids": [w.bob.id().to_string()] });
    let path = format!("/api/v1/lists/{list}/accounts");
    w.alice.post(&path, bob).await.ok();
    c.get(&w.alice, "GET /api/v1/timelines/list/:list_id", &[&list])
        .await;
}
