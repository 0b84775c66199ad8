//! What the server says of itself.

use ossm::domain::moderation::domains::{self, NewRule};
use ossm::domain::peers::Severity;
use serde_json::{Value, json};

use crate::harness::TestServer;

#[tokio::test(flavor = "multi_thread")]
async fn both_versions_tell_the_limits_that_hold() {
    let server = TestServer::builder()
        .config(|config| {
            config.instance.rules = vec!["Be kind.".to_owned()];
            config.instance.max_post_characters = 777;
            config.instance.description = "For people who like birds.".to_owned();
            config.instance.contact_account = Some("alice".to_owned());
        })
        .start()
        .await;
    let alice = server.app_of("alice").await;
    for api in [&server.anonymous(), &alice] {
        let two = api.get("/api/v2/instance").await.ok().is("Instance").json;
        assert_eq!(two["configuration"]["statuses"]["max_characters"], 777);
        assert_eq!(two["contact"]["account"]["username"], "alice");
        assert_eq!(two["rules"][0]["text"], "Be kind.");
        assert_eq!(two["configuration"]["translation"]["enabled"], false);
        assert!(two["version"].as_str().unwrap().starts_with("4.6"));
        assert_eq!(two["registrations"]["enabled"], true);
        let one = api
            .get("/api/v1/instance")
            .await
            .ok()
            .is("V1_Instance")
            .json;
        assert_eq!(one["configuration"]["statuses"]["max_characters"], 777);
        assert_eq!(one["stats"]["user_count"], 1);
        assert_eq!(one["contact_account"]["username"], "alice");
    }
    // The limit is enforced where it says so.
    let long = json!({ "status": "x".repeat(778) });
    alice.post("/api/v1/statuses", long).await.refused(422);
    let fits = json!({ "status": "x".repeat(777) });
    alice.post("/api/v1/statuses", fits).await.ok();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_stands_beside_the_instance() {
    let server = TestServer::builder()
        .config(|config| {
            config.instance.rules = vec!["Be kind.".to_owned(), "Describe pictures.".to_owned()];
            config.instance.description = "Birds & boats".to_owned();
        })
        .start()
        .await;
    let (alice, visitor) = (server.app_of("alice").await, server.anonymous());
    alice.write("hello").await;
    let rules = visitor.get("/api/v1/instance/rules").await.ok().are("Rule");
    assert_eq!(rules.ids(), ["1", "2"]);
    let weeks = visitor.get("/api/v1/instance/activity").await.ok().json;
    assert_eq!(weeks.as_array().unwrap().len(), 12);
    assert_eq!(weeks[0]["statuses"], "1");
    assert_eq!(weeks[0]["registrations"], "1");
    assert_eq!(
        visitor.get("/api/v1/instance/peers").await.ok().json,
        json!([])
    );
    let about = visitor
        .get("/api/v1/instance/extended_description")
        .await
        .ok();
    let about = about.is("ExtendedDescription");
    assert_eq!(about.json["content"], "<p>Birds &amp; boats</p>");
    let privacy = visitor.get("/api/v1/instance/privacy_policy").await.ok();
    assert!(!privacy.is("PrivacyPolicy").text_of("content").is_empty());
    visitor
        .get("/api/v1/instance/terms_of_service")
        .await
        .refused(404);
    visitor
        .get("/api/v1/instance/terms_of_service/2026-01-01")
        .await
        .refused(404);
    let none = visitor
        .get("/api/v1/instance/translation_languages")
        .await
        .ok();
    assert_eq!(none.json, json!({}));
    let list = visitor.get("/api/v1/instance/languages").await.ok().json;
    let german = json!({"code": "de", "name": "Deutsch"});
    assert!(list.as_array().unwrap().contains(&german));
    assert_eq!(
        visitor.get("/api/v1/custom_emojis").await.ok().json,
        json!([])
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn terms_and_rules_for_other_servers_are_told() {
    let server = TestServer::builder()
        .config(|config| {
            config.instance.terms_of_service = "Terms".to_owned();
            config.instance.terms_effective_date = "2026-01-31".to_owned();
        })
        .start()
        .await;
    let visitor = server.anonymous();
    for path in ["", "/2026-01-31"] {
        let terms = visitor
            .get(&format!("/api/v1/instance/terms_of_service{path}"))
            .await;
        let terms = terms.ok().is("TermsOfService").json;
        assert_eq!(terms["effective_date"], "2026-01-31");
        assert_eq!(terms["effective"], true);
    }
    visitor
        .get("/api/v1/instance/terms_of_service/2026-02-01")
        .await
        .refused(404);
    let conn = &mut *server.app.db.conn().await.unwrap();
    let cx = &server.app.cx;
    domains::decide(
        conn,
        cx,
        ossm::domain::moderation::Authority::Operator,
        &NewRule::plain("bad.example", Severity::Suspend),
    )
    .await
    .unwrap();
    domains::decide(
        conn,
        cx,
        ossm::domain::moderation::Authority::Operator,
        &NewRule::plain("loud.example", Severity::Limit),
    )
    .await
    .unwrap();
    domains::decide(
        conn,
        cx,
        ossm::domain::moderation::Authority::Operator,
        &NewRule::plain("fine.example", Severity::Allow),
    )
    .await
    .unwrap();
    let blocks = visitor.get("/api/v1/instance/domain_blocks").await.ok();
    let blocks = blocks.are("DomainBlock").json;
    let told = |n: usize| (blocks[n]["domain"].clone(), blocks[n]["severity"].clone());
    assert_eq!(told(0), (json!("bad.example"), json!("suspend")));
    assert_eq!(told(1), (json!("loud.example"), json!("silence")));
    assert_eq!(blocks[2], Value::Null);
    assert_eq!(blocks[0]["digest"].as_str().unwrap().len(), 64);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_limits_that_are_told_are_those_that_hold() {
    let server = TestServer::builder()
        .config(|config| config.storage.max_video_bytes = 12_345_678)
        .start()
        .await;
    let app = server.app_of("alice").await;
    let limits = app.get("/api/v2/instance").await.ok().json["configuration"].clone();
    let media = &limits["media_attachments"];
    assert_eq!(media["video_size_limit"], 12_345_678);
    let types = media["supported_mime_types"].as_array().unwrap();
    for taken in [
        "image/png",
        "video/mp4",
        "video/webm",
        "audio/mpeg",
        "audio/ogg",
    ] {
        assert!(types.contains(&taken.into()), "{taken}");
    }
    let reads_avif = server.app.pictures.converter().is_there().await;
    assert_eq!(types.contains(&"image/avif".into()), reads_avif);
    assert!(!types.contains(&"image/svg+xml".into()));

    let most = &limits["accounts"]["max_avatar_description_length"];
    let most = usize::try_from(most.as_u64().unwrap()).unwrap();
    for (length, answer) in [(most, 200), (most + 1, 422)] {
        let body = serde_json::json!({ "avatar_description": "x".repeat(length) });
        let path = "/api/v1/accounts/update_credentials";
        let changed = app.patch(path, body).await;
        assert_eq!(changed.status.as_u16(), answer, "{}", changed.text);
    }
}
