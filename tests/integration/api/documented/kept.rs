//! What members keep: lists, filters, collections.

use serde_json::json;

use super::calls::{Calls, id_in};
use super::world::World;

pub async fn call(c: &mut Calls, w: &World) {
    lists(c, w).await;
    filters(c, w).await;
    filter_parts(c, w).await;
    old_filters(c, w).await;
    collections(c, w).await;
}

async fn lists(c: &mut Calls, w: &World) {
    let title = json!({ "title": "Friends", "replies_policy": "list", "exclusive": true });
    let made = c
        .ok(&w.alice, "POST /api/v1/lists", &[], title.clone())
        .await;
    let id = id_in(&made);
    let bob = w.bob.id().to_string();
    let people = json!({ "account_ids": [bob] });
    let accounts = "/api/v1/lists/:id/accounts";
    c.ok(
        &w.alice,
        &format!("POST {accounts}"),
        &[&id],
        people.clone(),
    )
    .await;
    c.get(&w.alice, &format!("GET {accounts}"), &[&id]).await;
    c.get(&w.alice, "GET /api/v1/lists", &[]).await;
    c.get(&w.alice, "GET /api/v1/lists/:id", &[&id]).await;
    c.get(&w.alice, "GET /api/v1/accounts/:id/lists", &[&bob])
        .await;
    c.ok(&w.alice, "PUT /api/v1/lists/:id", &[&id], title).await;
    c.ok(&w.alice, &format!("DELETE {accounts}"), &[&id], people)
        .await;
    c.get(&w.alice, "DELETE /api/v1/lists/:id", &[&id]).await;
}

async fn filters(c: &mut Calls, w: &World) {
    let filter = json!({
        "title": "Words", "context": ["home", "public"], "filter_action": "warn",
        "expires_in": 3600, "keywords_attributes": [{ "keyword": "birds", "whole_word": true }],
    });
    let made = c.ok(&w.dave, "POST /api/v2/filters", &[], filter).await;
    let id = id_in(&made);
    c.get(&w.dave, "GET /api/v2/filters", &[]).await;
    c.get(&w.dave, "GET /api/v2/filters/:id", &[&id]).await;
    // Seen at a post that it finds.
    let public = c.get(&w.dave, "GET /api/v1/timelines/public", &[]).await;
    assert!(public.text.contains("keyword_matches"), "{}", public.text);
    let title = json!({ "title": "Other words" });
    c.ok(&w.dave, "PUT /api/v2/filters/:id", &[&id], title)
        .await;
    c.get(&w.dave, "DELETE /api/v2/filters/:id", &[&id]).await;
}

async fn filter_parts(c: &mut Calls, w: &World) {
    let filter = json!({ "title": "Parts", "context": ["home"], "filter_action": "hide" });
    let made = w.dave.post("/api/v2/filters", filter).await.ok();
    let id = id_in(&made);
    let word = json!({ "keyword": "reed", "whole_word": false });
    let words = "/api/v2/filters/:filter_id/keywords";
    let one = "/api/v2/filters/keywords/:id";
    let made = c
        .ok(&w.dave, &format!("POST {words}"), &[&id], word.clone())
        .await;
    let keyword = id_in(&made);
    c.get(&w.dave, &format!("GET {words}"), &[&id]).await;
    c.get(&w.dave, &format!("GET {one}"), &[&keyword]).await;
    c.ok(&w.dave, &format!("PUT {one}"), &[&keyword], word)
        .await;
    c.get(&w.dave, &format!("DELETE {one}"), &[&keyword]).await;
    let posts = "/api/v2/filters/:filter_id/statuses";
    let one = "/api/v2/filters/statuses/:id";
    let post = json!({ "status_id": w.poll });
    let made = c.ok(&w.dave, &format!("POST {posts}"), &[&id], post).await;
    let post = id_in(&made);
    c.get(&w.dave, &format!("GET {posts}"), &[&id]).await;
    c.get(&w.dave, &format!("GET {one}"), &[&post]).await;
    c.get(&w.dave, "GET /api/v2/filters/:id", &[&id]).await;
    c.get(&w.dave, &format!("DELETE {one}"), &[&post]).await;
}

async fn old_filters(c: &mut Calls, w: &World) {
    let filter =
        json!({ "phrase": "lake", "context": ["home"], "whole_word": true, "expires_in": 60 });
    let made = c
        .ok(&w.dave, "POST /api/v1/filters", &[], filter.clone())
        .await;
    let id = id_in(&made);
    c.get(&w.dave, "GET /api/v1/filters", &[]).await;
    c.get(&w.dave, "GET /api/v1/filters/:id", &[&id]).await;
    c.ok(&w.dave, "PUT /api/v1/filters/:id", &[&id], filter)
        .await;
    c.get(&w.dave, "DELETE /api/v1/filters/:id", &[&id]).await;
}

async fn collections(c: &mut Calls, w: &World) {
    let (bob, carol) = (w.bob.id().to_string(), w.carol.id().to_string());
    let new = json!({ "name": "Reads", "description": "They write", "language": "en",
        "tag_name": "birds", "account_ids": [bob] });
    let made = c.ok(&w.alice, "POST /api/v1/collections", &[], new).await;
    let id = made.json["collection"]["id"].as_str();
    let id = id.unwrap_or("0").to_owned();
    let his = made.json["collection"]["items"][0]["id"].as_str();
    let his = his.unwrap_or("0");
    let items = "/api/v1/collections/:collection_id/items";
    let hers = json!({ "account_id": carol });
    let made_item = c.ok(&w.alice, &format!("POST {items}"), &[&id], hers).await;
    let item = made_item.json["collection_item"]["id"].as_str();
    let item = item.unwrap_or("0");
    let alice = w.alice.id().to_string();
    for who in [&w.visitor, &w.bob] {
        c.get(who, "GET /api/v1/collections/:id", &[&id]).await;
        c.get(who, "GET /api/v1/:account_id/collections", &[&alice])
            .await;
    }
    c.get(&w.bob, "GET /api/v1/:account_id/in_collections", &[&bob])
        .await;
    let name = json!({ "name": "Others" });
    c.ok(&w.alice, "PATCH /api/v1/collections/:id", &[&id], name)
        .await;
    c.get(&w.bob, "GET /api/v1/notifications", &[]).await;
    c.get(&w.alice, &format!("DELETE {items}/:id"), &[&id, item])
        .await;
    c.ok(
        &w.bob,
        &format!("POST {items}/:id/revoke"),
        &[&id, his],
        json!({}),
    )
    .await;
    c.get(&w.alice, "DELETE /api/v1/collections/:id", &[&id])
        .await;
}
