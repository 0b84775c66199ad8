//! Apps get in: registration, tokens and their end, over HTTP.

use reqwest::header::{AUTHORIZATION, WWW_AUTHENTICATE};
use reqwest::{Method, StatusCode, Url};
use serde_json::{Value, json};

use crate::harness::{Answer, Api, Browser, TestServer};

const CALLBACK: &str = "https://app.example/cb";

/// RFC 7636, appendix B.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

async fn register(api: &Api) -> Value {
    let body = json!({
        "client_name": "Demo App",
        "redirect_uris": [CALLBACK, "urn:ietf:wg:oauth:2.0:oob"],
        "scopes": "read write push profile",
        "website": "https://app.example/",
    });
    let made = api.post("/api/v1/apps", body).await.ok();
    made.is("CredentialApplication").json
}

/// A member's yes; the code.
async fn code(browser: &Browser, app: &Value) -> String {
    let query = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("response_type", "code")
        .append_pair("client_id", app["client_id"].as_str().unwrap())
        .append_pair("redirect_uri", CALLBACK)
        .append_pair("scope", "read write profile")
        .append_pair("code_challenge", CHALLENGE)
        .append_pair("code_challenge_method", "S256")
        .finish();
    let path = format!("/oauth/authorize?{query}");
    let form = browser.form(&path, "/oauth/authorize").await;
    let page = browser.submit(&form.set("answer", "yes")).await;
    let url: Url = page.location().parse().unwrap();
    let mut pairs = url.query_pairs();
    pairs
        .find(|(name, _)| name == "code")
        .unwrap()
        .1
        .into_owned()
}

fn exchange(app: &Value, code: &str) -> Value {
    json!({
        "grant_type": "authorization_code",
        "client_id": app["client_id"],
        "client_secret": app["client_secret"],
        "redirect_uri": CALLBACK,
        "code": code,
        "code_verifier": VERIFIER,
    })
}

#[track_caller]
fn refused(answer: &Answer, status: StatusCode, error: &str) {
    assert_eq!(answer.status, status, "{}", answer.text);
    assert_eq!(answer.json["error"], error, "{}", answer.text);
    assert!(answer.json["error_description"].is_string());
}

fn with(api: &Api, token: &str) -> Api {
    let mut api = api.clone();
    api.token = Some(token.to_owned());
    api
}

#[tokio::test(flavor = "multi_thread")]
async fn an_app_comes_in_acts_and_is_put_out() {
    let server = TestServer::start().await;
    let (alice, api) = (server.member("alice").await, server.anonymous());
    let app = register(&api).await;
    assert_eq!(
        app["redirect_uri"],
        format!("{CALLBACK}\nurn:ietf:wg:oauth:2.0:oob")
    );
    let body = exchange(&app, &code(&alice, &app).await);
    let made = api.post("/oauth/token", body.clone()).await.ok();
    assert_eq!(made.headers["cache-control"], "no-store");
    let made = made.is("Token");
    assert_eq!(made.json["scope"], "profile read write");
    assert_eq!(made.json["token_type"], "Bearer");
    let token = made.text_of("access_token");
    let acting = with(&api, &token);
    let me = acting.get("/api/v1/accounts/verify_credentials").await.ok();
    assert_eq!(me.text_of("username"), "alice");
    let known = acting.get("/api/v1/apps/verify_credentials").await.ok();
    assert_eq!(known.is("Application").text_of("name"), "Demo App");
    let again = api.post("/oauth/token", body).await;
    refused(&again, StatusCode::BAD_REQUEST, "invalid_grant");
    acting
        .get("/api/v1/accounts/verify_credentials")
        .await
        .refused(401);
    let token = exchange(&app, &code(&alice, &app).await);
    let token = api
        .post("/oauth/token", token)
        .await
        .ok()
        .text_of("access_token");
    let end = json!({
        "client_id": app["client_id"],
        "client_secret": app["client_secret"],
        "token": token,
    });
    assert_eq!(api.post("/oauth/revoke", end).await.ok().json, json!({}));
    let over = with(&api, &token);
    over.get("/api/v1/accounts/verify_credentials")
        .await
        .refused(401);
    over.get("/api/v1/timelines/public").await.refused(401);
}

#[tokio::test(flavor = "multi_thread")]
async fn forms_multipart_and_basic_are_read_alike() {
    let server = TestServer::start().await;
    let api = server.anonymous();
    let form = [
        ("client_name", "Demo"),
        ("redirect_uris", "https://a.example/\nhttps://b.example/"),
    ];
    let request = api.request(Method::POST, "/api/v1/apps").form(&form);
    let made = api
        .send(request)
        .await
        .ok()
        .is("CredentialApplication")
        .json;
    assert_eq!(
        made["redirect_uris"],
        json!(["https://a.example/", "https://b.example/"])
    );
    assert_eq!(made["scopes"], json!(["read"]));
    let text = |name: &str| made[name].as_str().unwrap().to_owned();
    let multipart = reqwest::multipart::Form::new()
        .text("grant_type", "client_credentials")
        .text("client_id", text("client_id"))
        .text("client_secret", text("client_secret"));
    let request = api
        .request(Method::POST, "/oauth/token")
        .multipart(multipart);
    api.send(request).await.ok().is("Token");
    let request = api
        .request(Method::POST, "/oauth/token")
        .basic_auth(text("client_id"), Some(text("client_secret")))
        .form(&[("grant_type", "client_credentials")]);
    let token = api
        .send(request)
        .await
        .ok()
        .is("Token")
        .text_of("access_token");
    let app = with(&api, &token);
    app.get("/api/v1/apps/verify_credentials")
        .await
        .ok()
        .is("Application");
    app.get("/api/v1/accounts/verify_credentials")
        .await
        .refused(422);
    app.get("/api/v1/timelines/home").await.refused(422);
}

#[tokio::test(flavor = "multi_thread")]
async fn refusals_have_the_documented_bodies() {
    let server = TestServer::start().await;
    let (alice, api) = (server.member("alice").await, server.anonymous());
    let (app, other) = (register(&api).await, register(&api).await);
    let good = exchange(&app, &code(&alice, &app).await);
    let change = |name: &str, value: &Value| {
        let mut body = good.clone();
        body[name] = value.clone();
        body
    };
    for (body, status, error) in [
        (
            change("client_secret", &json!("guess")),
            401,
            "invalid_client",
        ),
        (change("client_id", &json!("nobody")), 401, "invalid_client"),
        (change("client_id", &Value::Null), 401, "invalid_client"),
        (
            change("grant_type", &json!("password")),
            400,
            "unsupported_grant_type",
        ),
        (change("grant_type", &Value::Null), 400, "invalid_request"),
        (change("code", &json!("wrong")), 400, "invalid_grant"),
        (
            change("code_verifier", &json!(CHALLENGE)),
            400,
            "invalid_grant",
        ),
        (change("code_verifier", &Value::Null), 400, "invalid_grant"),
        (
            change("redirect_uri", &json!("https://app.example/")),
            400,
            "invalid_grant",
        ),
        (
            exchange(&other, good["code"].as_str().unwrap()),
            400,
            "invalid_grant",
        ),
    ] {
        let answer = api.post("/oauth/token", body).await;
        refused(&answer, StatusCode::from_u16(status).unwrap(), error);
        assert_eq!(answer.headers.contains_key(WWW_AUTHENTICATE), status == 401);
    }
    let token = api
        .post("/oauth/token", good)
        .await
        .ok()
        .text_of("access_token");
    for (app, secret) in [(&other, &other["client_secret"]), (&app, &json!("guess"))] {
        let body = json!({
            "client_id": app["client_id"], "client_secret": secret, "token": token,
        });
        let answer = api.post("/oauth/revoke", body).await;
        refused(&answer, StatusCode::FORBIDDEN, "unauthorized_client");
    }
    with(&api, &token)
        .get("/api/v1/accounts/verify_credentials")
        .await
        .ok();
    for body in [
        json!({}),
        json!({ "client_name": "x" }),
        json!({ "client_name": "x", "redirect_uris": "javascript:alert(1)" }),
        json!({ "client_name": "x", "redirect_uris": CALLBACK, "scopes": "everything" }),
    ] {
        let answer = api.post("/api/v1/apps", body).await.refused(422);
        assert!(answer.text_of("error").starts_with("Validation failed: "));
    }
    api.get("/api/v1/apps/verify_credentials")
        .await
        .refused(401);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_says_where_everything_is() {
    let server = TestServer::start().await;
    let found = server
        .anonymous()
        .get("/.well-known/oauth-authorization-server")
        .await
        .ok();
    let base = server.public_base();
    assert_eq!(found.json["issuer"], format!("{base}/"));
    assert_eq!(
        found.json["code_challenge_methods_supported"],
        json!(["S256"])
    );
    for (name, path) in [
        ("authorization_endpoint", "/oauth/authorize"),
        ("token_endpoint", "/oauth/token"),
        ("revocation_endpoint", "/oauth/revoke"),
        ("userinfo_endpoint", "/oauth/userinfo"),
        ("app_registration_endpoint", "/api/v1/apps"),
    ] {
        assert_eq!(found.json[name], format!("{base}{path}"), "{name}");
    }
    let scopes = found.json["scopes_supported"].as_array().unwrap();
    assert!(scopes.contains(&json!("profile")) && scopes.contains(&json!("read:statuses")));
}

#[tokio::test(flavor = "multi_thread")]
async fn userinfo_needs_the_scope_profile_and_a_person() {
    let server = TestServer::start().await;
    let alice = server.app_of("alice").await;
    let found = alice.get("/oauth/userinfo").await.ok();
    let base = server.public_base();
    assert_eq!(found.json["sub"], format!("{base}/users/alice"));
    assert_eq!(found.json["preferred_username"], "alice");
    let reader = server.app_with("alice", "read").await;
    reader.get("/oauth/userinfo").await.refused(403);
    server.anonymous().get("/oauth/userinfo").await.refused(401);
    let request = server.anonymous().request(Method::GET, "/oauth/userinfo");
    let wrong = request.header(AUTHORIZATION, "Bearer wrong");
    assert_eq!(
        server.anonymous().send(wrong).await.status,
        StatusCode::UNAUTHORIZED
    );
}
