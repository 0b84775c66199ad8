//! Accounts and what members do with them.

use reqwest::Method;
use serde_json::json;

use super::calls::{Calls, id_in};
use super::world::{World, png};

pub async fn call(c: &mut Calls, w: &World) {
    read(c, w).await;
    relate(c, w).await;
    refuse(c, w).await;
    own(c, w).await;
    tags(c, w).await;
}

async fn read(c: &mut Calls, w: &World) {
    let (alice, bob) = (w.alice.id().to_string(), w.bob.id().to_string());
    let carol = w.carol.id().to_string();
    c.get(&w.alice, "GET /api/v1/accounts/verify_credentials", &[])
        .await;
    for who in [&w.visitor, &w.alice] {
        c.get(who, "GET /api/v1/accounts/:id", &[&bob]).await;
        let many = format!("GET /api/v1/accounts?id[]={alice}&id[]={bob}");
        c.get(who, &many, &[]).await;
        c.get(who, "GET /api/v1/accounts/:id/statuses", &[&alice])
            .await;
        c.get(who, "GET /api/v1/accounts/:id/statuses", &[&bob])
            .await;
        c.get(who, "GET /api/v1/accounts/:id/followers", &[&alice])
            .await;
        c.get(who, "GET /api/v1/accounts/:id/following", &[&alice])
            .await;
        c.get(who, "GET /api/v1/accounts/lookup?acct=bob", &[])
            .await;
        c.get(who, "GET /api/v1/directory", &[]).await;
    }
    c.get(&w.alice, "GET /api/v1/accounts/search?q=bob", &[])
        .await;
    let both = format!("GET /api/v1/accounts/relationships?id[]={bob}&id[]={carol}");
    c.get(&w.alice, &both, &[]).await;
    let familiar = format!("GET /api/v1/accounts/familiar_followers?id[]={carol}");
    let answer = c.get(&w.alice, &familiar, &[]).await;
    assert_eq!(answer.json[0]["accounts"][0]["id"], bob, "{}", answer.text);
    c.get(&w.dave, "GET /api/v2/suggestions", &[]).await;
    c.get(&w.dave, "GET /api/v1/suggestions", &[]).await;
    c.get(&w.dave, "DELETE /api/v1/suggestions/:account_id", &[&alice])
        .await;
    // Nobody has proofs any more; the list is always empty.
    c.get(
        &w.alice,
        "GET /api/v1/accounts/:id/identity_proofs",
        &[&bob],
    )
    .await;
}

async fn relate(c: &mut Calls, w: &World) {
    let (alice, bob) = (w.alice.id().to_string(), w.bob.id().to_string());
    let (carol, dave) = (w.carol.id().to_string(), w.dave.id().to_string());
    c.ok(
        &w.alice,
        "POST /api/v1/accounts/:id/follow",
        &[&dave],
        json!({ "languages": ["en"] }),
    )
    .await;
    for act in ["endorse", "unendorse", "pin", "unpin", "endorse"] {
        let route = format!("POST /api/v1/accounts/:id/{act}");
        c.ok(&w.alice, &route, &[&bob], json!({})).await;
    }
    c.get(
        &w.visitor,
        "GET /api/v1/accounts/:id/endorsements",
        &[&alice],
    )
    .await;
    c.get(&w.alice, "GET /api/v1/endorsements", &[]).await;
    c.ok(
        &w.alice,
        "POST /api/v1/accounts/:id/note",
        &[&bob],
        json!({ "comment": "A friend" }),
    )
    .await;
    c.ok(
        &w.alice,
        "POST /api/v1/accounts/:id/unfollow",
        &[&dave],
        json!({}),
    )
    .await;
    let remove = "POST /api/v1/accounts/:id/remove_from_followers";
    w.does(&w.dave, &format!("/api/v1/accounts/{carol}/follow"))
        .await;
    c.ok(&w.carol, remove, &[&dave], json!({})).await;
    // Dave mutes carol for an hour, and blocks bob.
    c.ok(
        &w.dave,
        "POST /api/v1/accounts/:id/mute",
        &[&carol],
        json!({ "duration": 3600 }),
    )
    .await;
    c.get(&w.dave, "GET /api/v1/mutes", &[]).await;
    c.ok(
        &w.dave,
        "POST /api/v1/accounts/:id/unmute",
        &[&carol],
        json!({}),
    )
    .await;
    c.ok(
        &w.dave,
        "POST /api/v1/accounts/:id/block",
        &[&bob],
        json!({}),
    )
    .await;
    c.get(&w.dave, "GET /api/v1/blocks", &[]).await;
    c.ok(
        &w.dave,
        "POST /api/v1/accounts/:id/unblock",
        &[&bob],
        json!({}),
    )
    .await;
}

async fn refuse(c: &mut Calls, w: &World) {
    let dave = w.dave.id().to_string();
    let domain = json!({ "domain": "loud.example" });
    c.ok(&w.dave, "POST /api/v1/domain_blocks", &[], domain.clone())
        .await;
    c.get(&w.dave, "GET /api/v1/domain_blocks", &[]).await;
    c.ok(&w.dave, "DELETE /api/v1/domain_blocks", &[], domain)
        .await;

    let locked = json!({ "locked": true });
    w.dave
        .patch("/api/v1/accounts/update_credentials", locked)
        .await
        .ok();
    for (who, answer) in [(&w.alice, "authorize"), (&w.bob, "reject")] {
        w.does(who, &format!("/api/v1/accounts/{dave}/follow"))
            .await;
        c.get(&w.dave, "GET /api/v1/follow_requests", &[]).await;
        let route = format!("POST /api/v1/follow_requests/:account_id/{answer}");
        let id = who.id().to_string();
        c.ok(&w.dave, &route, &[&id], json!({})).await;
    }
}

async fn own(c: &mut Calls, w: &World) {
    let whole = json!({
        "display_name": "Dave", "note": "Hello :heron:", "bot": true,
        "fields_attributes": [{ "name": "Site", "value": "https://demo.example" }],
    });
    let update = "PATCH /api/v1/accounts/update_credentials";
    c.ok(&w.dave, update, &[], whole.clone()).await;
    c.ok(&w.dave, "PATCH /api/v1/profile", &[], whole).await;
    for name in ["avatar", "header"] {
        let part = reqwest::multipart::Part::bytes(png()).file_name("a.png");
        let form = reqwest::multipart::Form::new().part(name, part);
        let request = w.dave.request(Method::PATCH, "/api/v1/profile");
        let answer = w.dave.send(request.multipart(form)).await;
        c.note("PATCH /api/v1/profile", answer);
        c.get(&w.dave, "GET /api/v1/profile", &[]).await;
        c.get(&w.dave, &format!("DELETE /api/v1/profile/{name}"), &[])
            .await;
    }
    c.get(&w.dave, "GET /api/v1/profile", &[]).await;
    c.get(&w.dave, "GET /api/v1/preferences", &[]).await;
}

async fn tags(c: &mut Calls, w: &World) {
    let alice = w.alice.id().to_string();
    for who in [&w.visitor, &w.alice] {
        c.get(who, "GET /api/v1/tags/:name", &["birds"]).await;
    }
    c.ok(
        &w.alice,
        "POST /api/v1/tags/:name/follow",
        &["birds"],
        json!({}),
    )
    .await;
    c.get(&w.alice, "GET /api/v1/followed_tags", &[]).await;
    c.ok(
        &w.alice,
        "POST /api/v1/tags/:name/unfollow",
        &["birds"],
        json!({}),
    )
    .await;
    c.get(&w.alice, "GET /api/v1/featured_tags/suggestions", &[])
        .await;
    for act in ["feature", "unfeature"] {
        let route = format!("POST /api/v1/tags/:id/{act}");
        c.ok(&w.alice, &route, &["birds"], json!({})).await;
    }
    let made = c
        .ok(
            &w.alice,
            "POST /api/v1/featured_tags",
            &[],
            json!({ "name": "birds" }),
        )
        .await;
    c.get(&w.alice, "GET /api/v1/featured_tags", &[]).await;
    c.get(
        &w.visitor,
        "GET /api/v1/accounts/:id/featured_tags",
        &[&alice],
    )
    .await;
    c.get(
        &w.alice,
        "DELETE /api/v1/featured_tags/:id",
        &[&id_in(&made)],
    )
    .await;
}
