//! What members change of themselves by the API.

use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};

use super::accounts::unlimited;
use crate::harness::Api;

const VERIFY: &str = "/api/v1/accounts/verify_credentials";
const UPDATE: &str = "/api/v1/accounts/update_credentials";

/// A small picture.
fn png() -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    image::RgbImage::new(64, 64)
        .write_to(&mut bytes, image::ImageFormat::Png)
        .unwrap();
    bytes.into_inner()
}

async fn upload(app: &Api, path: &str, form: Form) -> crate::harness::Answer {
    let request = app.request(reqwest::Method::PATCH, path).multipart(form);
    app.send(request).await
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_documented_is_changed_and_told() {
    let server = unlimited().await;
    let alice = server.app_of("alice").await;
    let body = json!({
        "display_name": "Demo Alice",
        "note": "I write about #maps",
        "locked": true,
        "bot": true,
        "discoverable": false,
        "hide_collections": true,
        "indexable": true,
        "attribution_domains": ["Blog.Example", "blog.example"],
        "fields_attributes": { "0": { "name": "Site", "value": "https://demo.example" } },
        "source": {
            "privacy": "unlisted",
            "sensitive": true,
            "language": "de",
            "quote_policy": "followers",
        },
        "unknown": [1, { "deep": true }],
    });
    let own = alice.patch(UPDATE, body).await.ok().is("CredentialAccount");
    assert_eq!(own.text_of("display_name"), "Demo Alice");
    assert!(own.text_of("note").contains("<p>"));
    assert_eq!(own.json["locked"], true);
    assert_eq!(own.json["bot"], true);
    assert_eq!(own.json["discoverable"], false);
    assert_eq!(own.json["hide_collections"], true);
    assert_eq!(own.json["indexable"], true);
    assert!(
        own.json["fields"][0]["value"]
            .as_str()
            .unwrap()
            .contains("href")
    );
    let source = &own.json["source"];
    assert_eq!(source["note"], "I write about #maps");
    assert_eq!(source["fields"][0]["value"], "https://demo.example");
    assert_eq!(source["privacy"], "unlisted");
    assert_eq!(source["sensitive"], true);
    assert_eq!(source["language"], "de");
    assert_eq!(source["quote_policy"], "followers");
    assert_eq!(source["attribution_domains"], json!(["blog.example"]));

    // What is left out stays; a form does what JSON does.
    let request = alice.request(reqwest::Method::PATCH, UPDATE);
    let request = request.form(&[("locked", "false"), ("source[language]", "")]);
    let own = alice.send(request).await.ok();
    assert_eq!(own.json["locked"], false);
    assert_eq!(own.json["source"]["language"], Value::Null);
    assert_eq!(own.text_of("display_name"), "Demo Alice");
    assert_eq!(own.json["source"]["privacy"], "unlisted");

    let preferences = alice.get("/api/v1/preferences").await.ok();
    let preferences = preferences.is("Preferences");
    assert_eq!(preferences.json["posting:default:visibility"], "unlisted");
    assert_eq!(preferences.json["posting:default:sensitive"], true);
    let post = json!({ "status": "as always" });
    let post = alice.post("/api/v1/statuses", post).await.ok();
    assert_eq!(post.json["visibility"], "unlisted");
    assert_eq!(post.json["sensitive"], true);
    let verified = alice.get(VERIFY).await.ok().is("CredentialAccount");
    assert_eq!(verified.json["source"], own.json["source"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_values_are_refused_and_nothing_changes() {
    let server = unlimited().await;
    let alice = server.app_of("alice").await;
    let before = alice.get(VERIFY).await.ok().json;
    for body in [
        json!({ "note": "x".repeat(501) }),
        json!({ "display_name": "x".repeat(300) }),
        json!({ "source": { "privacy": "everybody" } }),
        json!({ "source": { "language": "nonsense" } }),
        json!({ "source": { "quote_policy": "some" } }),
        json!({ "attribution_domains": ["not a host"] }),
        json!({ "fields_attributes": [{ "name": "n".repeat(256), "value": "v" }] }),
        json!({ "avatar_description": "x".repeat(421) }),
    ] {
        let refused = alice.patch(UPDATE, body.clone()).await.refused(422);
        assert!(
            refused.text_of("error").starts_with("Validation failed: "),
            "{body}"
        );
    }
    for form in [
        Form::new().part(
            "avatar",
            Part::bytes(b"no picture".to_vec()).file_name("a.png"),
        ),
        Form::new().part("header", Part::bytes(vec![0xFF; 200]).file_name("h.jpg")),
    ] {
        upload(&alice, UPDATE, form).await.refused(422);
    }
    assert_eq!(alice.get(VERIFY).await.ok().json, before);
    server.anonymous().get(VERIFY).await.refused(401);
    server
        .anonymous()
        .patch(UPDATE, json!({}))
        .await
        .refused(401);
    let reader = server.app_with("alice", "read").await;
    reader.patch(UPDATE, json!({})).await.refused(403);
    reader
        .patch("/api/v1/profile", json!({}))
        .await
        .refused(403);
    reader.delete("/api/v1/profile/avatar").await.refused(403);
    let profile = server.app_with("alice", "profile").await;
    profile.get(VERIFY).await.ok();
    profile.get("/api/v1/profile").await.ok();
}

#[tokio::test(flavor = "multi_thread")]
async fn pictures_come_with_descriptions_and_go() {
    let server = unlimited().await;
    let alice = server.app_of("alice").await;
    let empty = alice.get("/api/v1/profile").await.ok().is("Profile");
    assert_eq!(empty.json["avatar"], Value::Null);
    let form = Form::new()
        .text("avatar_description", "A black square")
        .text("note", "With a face")
        .part("avatar", Part::bytes(png()).file_name("a.png"))
        .part("header", Part::bytes(png()).file_name("h.png"));
    let profile = upload(&alice, "/api/v1/profile", form).await.ok();
    let profile = profile.is("Profile");
    assert!(profile.text_of("avatar").contains("/media/"));
    assert_eq!(profile.text_of("avatar_description"), "A black square");
    assert_eq!(profile.text_of("note"), "With a face");
    let own = alice.delete("/api/v1/profile/avatar").await.ok();
    let own = own.is("CredentialAccount");
    assert_eq!(own.text_of("avatar_description"), "");
    assert!(own.text_of("header").contains("/media/"));
    alice.delete("/api/v1/profile/avatar").await.ok();
    alice.delete("/api/v1/profile/header").await.ok();
    let profile = alice.get("/api/v1/profile").await.ok().is("Profile");
    assert_eq!(profile.json["header"], Value::Null);
    let shown = json!({ "show_media": false, "show_featured": false, "show_media_replies": false });
    let profile = alice.patch("/api/v1/profile", shown).await.ok();
    let profile = profile.is("Profile");
    assert_eq!(profile.json["show_media"], false);
    assert_eq!(profile.json["show_featured"], false);
}
