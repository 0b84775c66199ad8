//! Translating posts by a server of the operator's choice; a fake one here.

use ossm::foundation::config::ConnectionUrl;
use serde_json::{Value, json};

use crate::harness::{FakePeer, Reply, TestServer};

/// Speaks `LibreTranslate`'s API; every text comes back in capitals.
async fn fake() -> FakePeer {
    let peer = FakePeer::start("translate.localhost").await;
    let languages = json!([
        {"code": "en", "name": "English", "targets": ["de", "en"]},
        {"code": "de", "name": "German", "targets": ["en"]},
    ]);
    peer.put("/languages", &languages);
    peer.answer_with("/translate", |request| {
        let asked = request.json();
        let texts = asked["q"].as_array().unwrap().iter();
        let texts: Vec<String> = texts
            .map(|text| {
                format!(
                    "{}<script>x()</script>",
                    text.as_str().unwrap().replace("Hello", "Hallo")
                )
            })
            .collect();
        assert_eq!(
            (&asked["format"], &asked["api_key"]),
            (&json!("html"), &json!("abc"))
        );
        Reply::json(&json!({ "translatedText": texts }))
    });
    peer
}

fn with(peer: &FakePeer) -> crate::harness::TestServerBuilder {
    let url = peer.base.replace("http://", "http://:abc@");
    TestServer::builder().config(move |config| {
        config.translation.url = Some(ConnectionUrl::new(url));
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn posts_for_everybody_are_translated() {
    let peer = fake().await;
    let server = with(&peer).start().await;
    let alice = server.app_of("alice").await;
    let body = json!({ "status": "Hello heron", "spoiler_text": "Hello & more", "language": "en" });
    let id = alice
        .post("/api/v1/statuses", body)
        .await
        .ok()
        .text_of("id");
    let path = format!("/api/v1/statuses/{id}/translate");
    let found = alice
        .post(&path, json!({ "lang": "de" }))
        .await
        .ok()
        .is("Translation");
    assert_eq!(found.json["content"], "<p>Hallo heron</p>");
    assert!(found.text_of("spoiler_text").starts_with("Hallo & more"));
    assert_eq!(found.json["detected_source_language"], "en");
    let languages = server
        .anonymous()
        .get("/api/v1/instance/translation_languages")
        .await;
    assert_eq!(languages.ok().json, json!({ "en": ["de"], "de": ["en"] }));
    let instance = alice.get("/api/v2/instance").await.ok().json;
    assert_eq!(instance["configuration"]["translation"]["enabled"], true);
    alice
        .post(&path, json!({ "lang": "fr" }))
        .await
        .refused(403);
    alice
        .post(&path, json!({ "lang": "nonsense" }))
        .await
        .refused(403);
    server.anonymous().post(&path, json!({})).await.refused(401);
    let body = json!({ "status": "Hello friends", "visibility": "private", "language": "en" });
    let closed = alice
        .post("/api/v1/statuses", body)
        .await
        .ok()
        .text_of("id");
    let sent = peer.count("/translate");
    let path = format!("/api/v1/statuses/{closed}/translate");
    alice
        .post(&path, json!({ "lang": "de" }))
        .await
        .refused(403);
    assert_eq!(peer.count("/translate"), sent, "nothing private leaves");
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_translator_or_with_a_broken_one_it_is_said() {
    let server = TestServer::start().await;
    let alice = server.app_of("alice").await;
    let id = alice.write("Hello").await;
    let path = format!("/api/v1/statuses/{id}/translate");
    alice
        .post(&path, json!({ "lang": "de" }))
        .await
        .refused(404);
    let peer = fake().await;
    peer.answer("/translate", Reply::new(500));
    let server = with(&peer).start().await;
    let bob = server.app_of("bob").await;
    let body = json!({ "status": "Hello", "language": "en" });
    let id = bob.post("/api/v1/statuses", body).await.ok().text_of("id");
    let path = format!("/api/v1/statuses/{id}/translate");
    bob.post(&path, json!({ "lang": "de" })).await.refused(503);
    bob.post("/api/v1/statuses/1/translate", json!({}))
        .await
        .refused(404);
    bob.post("/api/v1/statuses/x/translate", json!({}))
        .await
        .refused(404);
    let odd = json!({ "translatedText": "one text only" });
    peer.put("/translate", &odd);
    bob.post(&path, json!({ "lang": "de" })).await.refused(503);
    assert_ne!(odd, Value::Null);
}
