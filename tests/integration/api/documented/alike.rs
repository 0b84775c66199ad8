//! A form, JSON and multipart say the same; a key makes one thing of many tries.

use std::collections::BTreeSet;

use reqwest::Method;
use serde_json::{Value, json};

use crate::harness::{Answer, Api, TestServer};

const BODIES: [&str; 3] = ["json", "form", "multipart"];

/// Sends the same in one of three ways; `pairs` are as a form has them.
async fn send(
    api: &Api,
    (method, path, how): (Method, &str, &str),
    (json, pairs): (&Value, &[(&str, &str)]),
    key: Option<&str>,
) -> Answer {
    let mut request = api.request(method, path);
    request = match how {
        "json" => request.json(json),
        "form" => request.form(pairs),
        _ => {
            let form = reqwest::multipart::Form::new();
            let form = pairs.iter().fold(form, |form, (name, value)| {
                form.text((*name).to_owned(), (*value).to_owned())
            });
            request.multipart(form)
        }
    };
    if let Some(key) = key {
        request = request.header("idempotency-key", key);
    }
    api.send(request).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_makes_one_post_however_it_is_sent() {
    let server = TestServer::start().await;
    let alice = server.app_of("alice").await;
    let poll = json!({ "status": "Which?", "visibility": "unlisted", "sensitive": true,
        "poll": { "options": ["One", "Two"], "expires_in": 600, "multiple": true } });
    let pairs = [
        ("status", "Which?"),
        ("visibility", "unlisted"),
        ("sensitive", "1"),
        ("poll[options][]", "One"),
        ("poll[options][]", "Two"),
        ("poll[expires_in]", "600"),
        ("poll[multiple]", "true"),
        ("unknown[deep][]", "ignored"),
    ];
    let mut made = BTreeSet::new();
    for how in BODIES {
        let route = (Method::POST, "/api/v1/statuses", how);
        let first = send(&alice, route.clone(), (&poll, &pairs), Some(how)).await;
        let first = first.ok().is("Status");
        assert_eq!(first.json["visibility"], "unlisted", "{how}");
        assert_eq!(first.json["sensitive"], true, "{how}");
        assert_eq!(first.json["poll"]["multiple"], true, "{how}");
        let options = &first.json["poll"]["options"];
        assert_eq!(options[1]["title"], "Two", "{how}: {options}");
        // The key alone says that it is the same try, however it comes.
        for again in BODIES {
            let route = (Method::POST, "/api/v1/statuses", again);
            let second = send(&alice, route, (&poll, &pairs), Some(how)).await.ok();
            assert_eq!(second.text_of("id"), first.text_of("id"), "{how}, {again}");
        }
        made.insert(first.text_of("id"));
    }
    assert_eq!(made.len(), 3);
    let bob = server.app_of("bob").await;
    let route = (Method::POST, "/api/v1/statuses", "json");
    let other = send(&bob, route, (&poll, &pairs), Some("json")).await.ok();
    assert!(!made.contains(&other.text_of("id")), "keys are one's own");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_kind_of_body_changes_what_it_names() {
    let server = TestServer::start().await;
    let (alice, bob) = (server.app_of("alice").await, server.app_of("bob").await);
    let follow = format!("/api/v1/accounts/{}/follow", bob.id());
    let id = bob.id().to_string();
    for (round, how) in BODIES.into_iter().enumerate() {
        let name = format!("Alice {round}");
        let body = json!({ "display_name": name, "locked": true,
            "fields_attributes": [{ "name": "a", "value": "b" }] });
        let pairs = [
            ("display_name", name.as_str()),
            ("locked", "true"),
            ("fields_attributes[0][name]", "a"),
            ("fields_attributes[0][value]", "b"),
        ];
        let path = "/api/v1/accounts/update_credentials";
        let answer = send(&alice, (Method::PATCH, path, how), (&body, &pairs), None).await;
        let answer = answer.ok().is("CredentialAccount");
        assert_eq!(answer.json["display_name"], name, "{how}");
        assert_eq!(answer.json["source"]["fields"][0]["value"], "b", "{how}");

        let body = json!({ "notify": true, "languages": ["de", "en"] });
        let pairs = [
            ("notify", "true"),
            ("languages[]", "de"),
            ("languages[]", "en"),
        ];
        let answer = send(&alice, (Method::POST, &follow, how), (&body, &pairs), None).await;
        let answer = answer.ok().is("Relationship");
        assert_eq!(answer.json["languages"], json!(["de", "en"]), "{how}");

        let made = alice.post("/api/v1/lists", json!({ "title": "L" })).await;
        let list = format!("/api/v1/lists/{}", made.ok().text_of("id"));
        let (body, pairs) = (
            json!({ "title": "M", "exclusive": true }),
            [("title", "M"), ("exclusive", "1")],
        );
        let answer = send(&alice, (Method::PUT, &list, how), (&body, &pairs), None).await;
        let answer = answer.ok().is("List");
        assert_eq!(
            (&answer.json["title"], &answer.json["exclusive"]),
            (&json!("M"), &json!(true))
        );
        let people = format!("{list}/accounts");
        let (body, pairs) = (
            json!({ "account_ids": [id] }),
            [("account_ids[]", id.as_str())],
        );
        send(&alice, (Method::POST, &people, how), (&body, &pairs), None)
            .await
            .ok();
        assert_eq!(
            alice.get(&people).await.ok().ids(),
            std::slice::from_ref(&id),
            "{how}"
        );
        send(
            &alice,
            (Method::DELETE, &people, how),
            (&body, &pairs),
            None,
        )
        .await
        .ok();
        assert_eq!(alice.get(&people).await.ok().json, json!([]), "{how}");
    }
}
