//! What members do with others by the API: follow, block, mute, note, endorse.

use serde_json::{Value, json};

use super::accounts::{does, unlimited};
use crate::harness::Api;

async fn relation(app: &Api, other: &Api) -> Value {
    let path = format!("/api/v1/accounts/relationships?id[]={}", other.id());
    let answer = app.get(&path).await.ok().are("Relationship");
    answer.json[0].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_follow_keeps_its_terms_and_ends() {
    let server = unlimited().await;
    let (alice, bob) = (server.app_of("alice").await, server.app_of("bob").await);
    let path = format!("/api/v1/accounts/{}/follow", bob.id());
    let terms = json!({ "reblogs": false, "notify": true, "languages": ["de", "en"] });
    let followed = alice.post(&path, terms).await.ok().is("Relationship");
    assert_eq!(followed.json["following"], true);
    assert_eq!(followed.json["showing_reblogs"], false);
    assert_eq!(followed.json["notifying"], true);
    assert_eq!(followed.json["languages"], json!(["de", "en"]));
    let form = alice
        .request(reqwest::Method::POST, &path)
        .form(&[("reblogs", "true"), ("notify", "0")]);
    let again = alice.send(form).await.ok();
    assert_eq!(again.json["showing_reblogs"], true);
    assert_eq!(again.json["notifying"], false);
    assert_eq!(again.json["languages"], json!(["de", "en"]));
    assert_eq!(relation(&bob, &alice).await["followed_by"], true);
    let wrong = alice
        .post(&path, json!({ "languages": ["nonsense"] }))
        .await;
    let wrong = wrong.refused(422);
    assert_eq!(
        wrong.text_of("error"),
        "Validation failed: Languages is invalid"
    );
    let ended = does(&alice, "unfollow", &bob).await.ok();
    assert_eq!(ended.json["following"], false);
    assert_eq!(ended.json["notifying"], false);
    does(&alice, "unfollow", &bob).await.ok();
    does(&alice, "follow", &alice).await.refused(422);
}

#[tokio::test(flavor = "multi_thread")]
async fn acts_need_a_token_its_scope_and_somebody() {
    let server = unlimited().await;
    let (alice, bob) = (server.app_of("alice").await, server.app_of("bob").await);
    let visitor = server.anonymous();
    let reader = server.app_with("alice", "read").await;
    for act in [
        "follow",
        "unfollow",
        "remove_from_followers",
        "block",
        "unblock",
        "mute",
        "unmute",
        "endorse",
        "unendorse",
        "pin",
        "unpin",
        "note",
    ] {
        let path = format!("/api/v1/accounts/{}/{act}", bob.id());
        visitor.post(&path, json!({})).await.refused(401);
        reader.post(&path, json!({})).await.refused(403);
        for nobody in ["7", "x", "-4"] {
            let path = format!("/api/v1/accounts/{nobody}/{act}");
            alice.post(&path, json!({})).await.refused(404);
        }
    }
    for list in [
        "/api/v1/accounts/relationships",
        "/api/v1/accounts/familiar_followers",
        "/api/v1/blocks",
        "/api/v1/mutes",
        "/api/v1/domain_blocks",
        "/api/v1/follow_requests",
        "/api/v1/endorsements",
        "/api/v1/preferences",
        "/api/v1/profile",
        "/api/v1/followed_tags",
        "/api/v1/featured_tags",
        "/api/v1/featured_tags/suggestions",
    ] {
        visitor.get(list).await.refused(401);
        let poster = server.app_with("alice", "read:statuses").await;
        poster.get(list).await.refused(403);
        alice.get(list).await.ok();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_block_ends_everything_and_stops_follows() {
    let server = unlimited().await;
    let (alice, bob) = (server.app_of("alice").await, server.app_of("bob").await);
    does(&bob, "follow", &alice).await.ok();
    let blocked = does(&alice, "block", &bob).await.ok().is("Relationship");
    assert_eq!(blocked.json["blocking"], true);
    assert_eq!(blocked.json["followed_by"], false);
    assert_eq!(relation(&bob, &alice).await["blocked_by"], true);
    for (who, whom) in [(&alice, &bob), (&bob, &alice)] {
        let refused = does(who, "follow", whom).await.refused(403);
        assert_eq!(refused.text_of("error"), "This action is not allowed");
    }
    // The blocked see that there is somebody, and nothing of them.
    let path = format!("/api/v1/accounts/{}", alice.id());
    bob.get(&path).await.ok();
    assert_eq!(
        bob.get(&format!("{path}/followers")).await.ok().json,
        json!([])
    );
    let list = alice.get("/api/v1/blocks").await.ok().are("Account");
    assert_eq!(list.ids(), [bob.id().to_string()]);
    does(&alice, "unblock", &bob).await.ok();
    assert_eq!(alice.get("/api/v1/blocks").await.ok().json, json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mute_tells_when_it_ends() {
    let server = unlimited().await;
    let (alice, bob) = (server.app_of("alice").await, server.app_of("bob").await);
    let carol = server.app_of("carol").await;
    let path = format!("/api/v1/accounts/{}/mute", bob.id());
    let muted = alice
        .post(&path, json!({ "notifications": false, "duration": 3600 }))
        .await
        .ok()
        .is("Relationship");
    assert_eq!(muted.json["muting"], true);
    assert_eq!(muted.json["muting_notifications"], false);
    assert!(muted.json["muting_expires_at"].is_string());
    let forever = does(&alice, "mute", &carol).await.ok();
    assert_eq!(forever.json["muting_notifications"], true);
    assert_eq!(forever.json["muting_expires_at"], Value::Null);
    let list = alice.get("/api/v1/mutes").await.ok().are("MutedAccount");
    assert_eq!(list.json[0]["mute_expires_at"], Value::Null);
    assert!(list.json[1]["mute_expires_at"].is_string());
    let one = alice.get("/api/v1/mutes?limit=1").await.ok();
    let next = alice.get(&one.link("next").unwrap()).await.ok();
    assert_eq!(next.ids(), [bob.id().to_string()]);

    server.clock.advance(chrono::TimeDelta::seconds(3601));
    assert_eq!(relation(&alice, &bob).await["muting"], false);
    assert_eq!(alice.get("/api/v1/mutes").await.ok().ids().len(), 1);
    does(&alice, "unmute", &carol).await.ok();
    assert_eq!(relation(&alice, &carol).await["muting"], false);
    let absurd = json!({ "duration": 99_999_999_999_i64 });
    alice.post(&path, absurd).await.ok();
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_are_listed_and_answered() {
    let server = unlimited().await;
    let alice = server.app_of("alice").await;
    let mut asking = Vec::new();
    for name in ["bob", "carol", "dave"] {
        asking.push(server.app_of(name).await);
    }
    alice
        .patch("/api/v1/profile", json!({ "locked": true }))
        .await
        .ok();
    for app in &asking {
        let asked = does(app, "follow", &alice).await.ok();
        assert_eq!(asked.json["requested"], true);
    }
    let own = alice.get("/api/v1/accounts/verify_credentials").await.ok();
    assert_eq!(own.json["source"]["follow_requests_count"], 3);
    let first = alice.get("/api/v1/follow_requests?limit=2").await.ok();
    let first = first.are("Account");
    assert_eq!(first.ids().len(), 2);
    let next = alice.get(&first.link("next").unwrap()).await.ok();
    assert_eq!(next.ids(), [asking[0].id().to_string()]);

    let answer = |app: &Api, word: &str| format!("/api/v1/follow_requests/{}/{word}", app.id());
    let yes = answer(&asking[0], "authorize");
    let accepted = alice.post(&yes, json!({})).await.ok().is("Relationship");
    assert_eq!(accepted.json["followed_by"], true);
    alice.post(&yes, json!({})).await.refused(404);
    let no = answer(&asking[1], "reject");
    let rejected = alice.post(&no, json!({})).await.ok();
    assert_eq!(rejected.json["requested_by"], false);
    // Nobody answers for others.
    let others = answer(&asking[2], "authorize");
    asking[0].post(&others, json!({})).await.refused(404);
    for nobody in ["x", "7"] {
        let path = format!("/api/v1/follow_requests/{nobody}/authorize");
        alice.post(&path, json!({})).await.refused(404);
    }
    let removed = does(&alice, "remove_from_followers", &asking[0]).await.ok();
    assert_eq!(removed.json["followed_by"], false);
}

#[tokio::test(flavor = "multi_thread")]
async fn notes_and_endorsements_are_told() {
    let server = unlimited().await;
    let (alice, bob) = (server.app_of("alice").await, server.app_of("bob").await);
    let path = format!("/api/v1/accounts/{}/note", bob.id());
    let noted = alice.post(&path, json!({ "comment": "a demo" })).await.ok();
    assert_eq!(noted.text_of("note"), "a demo");
    alice
        .post(&path, json!({ "comment": "x".repeat(2001) }))
        .await
        .refused(422);
    assert_eq!(alice.post(&path, json!({})).await.ok().text_of("note"), "");

    let refused = does(&alice, "endorse", &bob).await.refused(422);
    assert_eq!(
        refused.text_of("error"),
        "Validation failed: You must be already following the person you want to endorse"
    );
    does(&alice, "follow", &bob).await.ok();
    let endorsed = does(&alice, "pin", &bob).await.ok().is("Relationship");
    assert_eq!(endorsed.json["endorsed"], true);
    let own = alice.get("/api/v1/endorsements").await.ok().are("Account");
    assert_eq!(own.ids(), [bob.id().to_string()]);
    let public = format!("/api/v1/accounts/{}/endorsements", alice.id());
    let shown = server.anonymous().get(&public).await.ok().are("Account");
    assert_eq!(shown.ids(), own.ids());
    does(&alice, "unendorse", &bob).await.ok();
    assert_eq!(alice.get("/api/v1/endorsements").await.ok().json, json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn familiar_followers_are_told_for_each_account() {
    let server = unlimited().await;
    let (alice, bob) = (server.app_of("alice").await, server.app_of("bob").await);
    let carol = server.app_of("carol").await;
    does(&alice, "follow", &bob).await.ok();
    does(&bob, "follow", &carol).await.ok();
    let path = format!(
        "/api/v1/accounts/familiar_followers?id[]={}&id[]={}",
        carol.id(),
        bob.id()
    );
    let found = alice.get(&path).await.ok().are("FamiliarFollowers");
    assert_eq!(found.ids(), [carol.id().to_string(), bob.id().to_string()]);
    assert_eq!(found.json[0]["accounts"][0]["username"], "bob");
    assert_eq!(found.json[1]["accounts"], json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn servers_are_blocked_by_name() {
    let server = unlimited().await;
    let alice = server.app_of("alice").await;
    let path = "/api/v1/domain_blocks";
    for domain in ["far.example", "Near.Example", "far.example"] {
        let body = json!({ "domain": domain });
        assert_eq!(alice.post(path, body).await.ok().json, json!({}));
    }
    let list = alice.get(path).await.ok();
    assert_eq!(list.json, json!(["near.example", "far.example"]));
    let one = alice.get(&format!("{path}?limit=1")).await.ok();
    let next = alice.get(&one.link("next").unwrap()).await.ok();
    assert_eq!(next.json, json!(["far.example"]));
    for (body, said) in [
        (json!({}), "Validation failed: Domain can't be blank"),
        (
            json!({ "domain": "two words" }),
            "Validation failed: Domain is not a valid domain name",
        ),
    ] {
        let refused = alice.post(path, body.clone()).await.refused(422);
        assert_eq!(refused.text_of("error"), said);
        let form = alice.request(reqwest::Method::DELETE, path).json(&body);
        alice.send(form).await.refused(422);
    }
    let form = alice
        .request(reqwest::Method::DELETE, path)
        .form(&[("domain", "far.example")]);
    alice.send(form).await.ok();
    alice
        .delete(&format!("{path}?domain=unknown.example"))
        .await
        .ok();
    assert_eq!(alice.get(path).await.ok().json, json!(["near.example"]));
}
