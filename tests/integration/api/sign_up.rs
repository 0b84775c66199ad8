//! Joining with an app.

use ossm::domain::auth::operator;
use ossm::foundation::config::{Config, ConnectionUrl, Registrations};
use serde_json::{Value, json};

use crate::harness::{Api, MailSink, PASSWORD, TestServer};

const PATH: &str = "/api/v1/accounts";
const ME: &str = "/api/v1/accounts/verify_credentials";

async fn server(change: impl FnOnce(&mut Config) + Send + 'static) -> TestServer {
    TestServer::builder().config(change).start().await
}

/// An app with a token of its own.
async fn app(server: &TestServer, scopes: &str) -> Api {
    let mut api = server.anonymous();
    let body = json!({
        "client_name": "Demo App",
        "redirect_uris": "urn:ietf:wg:oauth:2.0:oob",
        "scopes": "read write",
    });
    let made = api.post("/api/v1/apps", body).await.ok().json;
    let body = json!({
        "grant_type": "client_credentials",
        "client_id": made["client_id"],
        "client_secret": made["client_secret"],
        "scope": scopes,
    });
    let token = api.post("/oauth/token", body).await.ok();
    api.token = Some(token.text_of("access_token"));
    api
}

fn form(name: &str) -> Value {
    json!({
        "username": name,
        "email": format!("{name}@mail.example"),
        "password": PASSWORD,
        "agreement": true,
        "locale": "en",
    })
}

/// The token of somebody who joined.
async fn join(api: &Api, body: Value) -> Api {
    let made = api.post(PATH, body).await.ok().is("Token");
    let mut api = api.clone();
    api.token = Some(made.text_of("access_token"));
    api
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_joins_an_open_server_and_writes() {
    let server = TestServer::start().await;
    let api = app(&server, "read write").await;
    let alice = join(&api, form("alice")).await;
    assert_eq!(alice.get(ME).await.ok().text_of("username"), "alice");
    alice.write("Hello.").await;
    let browser = server.visitor();
    assert_eq!(browser.sign_in("alice", PASSWORD).await.location(), "/home");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_is_said_by_parameter() {
    let server = TestServer::start().await;
    let api = app(&server, "read write").await;
    join(&api, form("alice")).await;
    for (name, value, word) in [
        ("username", json!("alice"), "ERR_TAKEN"),
        ("username", json!(""), "ERR_BLANK"),
        ("username", json!("no spaces"), "ERR_INVALID"),
        ("email", json!("alice@mail.example"), "ERR_TAKEN"),
        ("email", json!("nowhere"), "ERR_INVALID"),
        ("password", Value::Null, "ERR_BLANK"),
        ("agreement", json!(false), "ERR_ACCEPTED"),
        ("agreement", Value::Null, "ERR_ACCEPTED"),
    ] {
        let mut body = form("bob");
        body[name] = value.clone();
        let answer = api.post(PATH, body).await.refused(422);
        let found = &answer.json["details"][name][0]["error"];
        assert_eq!(found, word, "{name}={value}: {}", answer.text);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn only_apps_with_the_scope_let_people_join() {
    let server = TestServer::start().await;
    server
        .anonymous()
        .post(PATH, form("bob"))
        .await
        .refused(401);
    let reader = app(&server, "read").await;
    reader.post(PATH, form("bob")).await.refused(403);
    let alice = server.app_of("alice").await;
    alice.post(PATH, form("bob")).await.refused(403);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_closed_server_takes_nobody_and_programs_can_be_shut_out() {
    let closed = server(|config| config.instance.registrations = Registrations::Closed).await;
    let api = app(&closed, "read write").await;
    api.post(PATH, form("alice")).await.refused(403);
    let browsers = server(|config| config.oauth.sign_up_by_programs = false).await;
    let api = app(&browsers, "read write").await;
    api.post(PATH, form("alice")).await.refused(403);
    let invited = server(|config| config.instance.registrations = Registrations::Invite).await;
    let api = app(&invited, "read write").await;
    let answer = api.post(PATH, form("alice")).await.refused(422);
    assert!(
        answer.json["details"]["invite_code"].is_array(),
        "{}",
        answer.text
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_token_waits_for_the_moderators_yes() {
    let server = server(|config| config.instance.registrations = Registrations::Approval).await;
    let api = app(&server, "read write").await;
    let answer = api.post(PATH, form("alice")).await.refused(422);
    assert!(
        answer.json["details"]["reason"].is_array(),
        "{}",
        answer.text
    );
    let mut body = form("alice");
    body["reason"] = json!("A friend is here.");
    let alice = join(&api, body).await;
    let waiting = alice.get(ME).await.refused(403);
    assert_eq!(
        waiting.text_of("error"),
        "Your login is currently pending approval"
    );
    alice.get("/api/v1/timelines/home").await.refused(403);
    let conn = &mut *server.app.db.conn().await.unwrap();
    operator::approve(conn, &server.app.cx, "alice")
        .await
        .unwrap();
    alice.get(ME).await.ok();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_token_waits_for_the_confirmation_and_asks_for_the_mail_again() {
    let mut sink = MailSink::start().await;
    let url = sink.url.clone();
    let server = server(move |config| config.mail.smtp_url = Some(ConnectionUrl::new(url))).await;
    let api = app(&server, "read write").await;
    let alice = join(&api, form("alice")).await;
    let first = sink.next_link().await;
    let again = "/api/v1/emails/confirmations";
    alice.get(ME).await.refused(403);
    let sent = alice
        .post(again, json!({ "email": "a@other.example" }))
        .await;
    assert_eq!(sent.ok().json, json!({}));
    let mail = sink.next().await;
    assert!(mail.contains("a@other.example"), "{mail}");
    let link = mail.lines().find(|line| line.starts_with("http")).unwrap();
    let link = format!("/{}", link.trim().splitn(4, '/').nth(3).unwrap());
    let other = server.app_with("alice", "read write").await;
    other.post(again, json!({})).await.refused(403);
    api.post(again, json!({})).await.refused(422);
    let browser = server.visitor();
    assert_eq!(
        browser.get(&first).await.status.as_u16(),
        410,
        "the old address"
    );
    browser.get(&link).await;
    alice.get(ME).await.ok();
    alice.post(again, json!({})).await.refused(403);
}
