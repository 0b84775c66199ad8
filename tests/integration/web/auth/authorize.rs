//! Letting programs in: the page, the code, the token.

use chrono::Duration;
use ossm::app::App;
use ossm::db::models::oauth::application::Application;
use ossm::domain::auth::Origin;
use ossm::domain::oauth::applications::{self, NewApplication};
use ossm::domain::oauth::exchange::{self, TokenRequest};
use ossm::domain::oauth::refusal::{Code, Refused};
use ossm::domain::oauth::tokens::{self, Caller};
use reqwest::{StatusCode, Url};

use super::server;
use crate::harness::{Browser, PASSWORD, Page, TestServer};

/// RFC 7636, appendix B.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
const OUT_OF_BAND: &str = "urn:ietf:wg:oauth:2.0:oob";
const CALLBACK: &str = "https://app.example/cb?x=1";

/// A program as it registered.
struct Program {
    row: Application,
    secret: String,
}

async fn program(server: &TestServer, uris: &[&str]) -> Program {
    let new = NewApplication {
        name: "Demo App".into(),
        website: "https://app.example/".into(),
        redirect_uris: uris.iter().map(|uri| (*uri).to_owned()).collect(),
        scopes: "read write push".into(),
    };
    let app = &server.app;
    let conn = &mut *app.db.conn().await.unwrap();
    let made = applications::register(conn, &app.cx, &new, &Origin::default())
        .await
        .unwrap();
    Program {
        row: made.application,
        secret: made.secret,
    }
}

impl Program {
    /// The page, with these parameters besides or in place of the usual ones.
    fn page(&self, others: &[(&str, &str)]) -> String {
        let mut pairs = vec![
            ("response_type", "code"),
            ("client_id", self.row.client_id.as_str()),
            ("redirect_uri", self.row.redirect_uris[0].as_str()),
            ("scope", "read write:statuses"),
        ];
        for (name, value) in others {
            pairs.retain(|(known, _)| known != name);
            pairs.push((name, value));
        }
        let query = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(pairs)
            .finish();
        format!("/oauth/authorize?{query}")
    }

    fn request(&self, code: &str) -> TokenRequest {
        TokenRequest {
            grant_type: "authorization_code".into(),
            client_id: self.row.client_id.clone(),
            client_secret: self.secret.clone(),
            code: code.into(),
            redirect_uri: self.row.redirect_uris[0].clone(),
            ..TokenRequest::default()
        }
    }
}

async fn exchange(app: &App, request: &TokenRequest) -> Result<String, Code> {
    let conn = &mut *app.db.conn().await.unwrap();
    match exchange::token(conn, &app.cx, request).await {
        Ok(issued) => Ok(issued.token),
        Err(Refused::Because(code)) => Err(code),
        Err(Refused::Failed(error)) => panic!("{error:?}"),
    }
}

async fn caller(app: &App, token: &str) -> Option<Caller> {
    let conn = &mut *app.db.conn().await.unwrap();
    tokens::load(conn, &app.cx, token).await.unwrap()
}

/// Opens the page and answers.
async fn answer(browser: &Browser, path: &str, answer: &str) -> Page {
    let form = browser.form(path, "/oauth/authorize").await;
    browser.submit(&form.set("answer", answer)).await
}

/// A parameter of the address that the browser is sent to.
fn parameter(page: &Page, name: &str) -> Option<String> {
    let url: Url = page.location().parse().unwrap();
    let mut pairs = url.query_pairs();
    pairs
        .find(|(key, _)| key == name)
        .map(|(_, value)| value.into_owned())
}

async fn code(browser: &Browser, path: &str) -> String {
    let page = answer(browser, path, "yes").await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.body);
    parameter(&page, "code").unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_member_reads_what_a_program_wants_and_lets_it_in() {
    let server = TestServer::start().await;
    let (alice, demo) = (
        server.member("alice").await,
        program(&server, &[CALLBACK]).await,
    );
    let path = demo.page(&[
        ("state", "a b&c"),
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
    ]);
    let page = alice.get(&path).await;
    assert_eq!(page.status, StatusCode::OK);
    for words in [
        "Let Demo App in?",
        "It may see:",
        "everything that you can",
        "posts",
    ] {
        assert!(page.body.contains(words), "{words}");
    }
    let policy = page.headers["content-security-policy"].to_str().unwrap();
    assert!(
        policy.contains("form-action 'self' https://app.example;"),
        "{policy}"
    );
    assert!(policy.contains("script-src 'self';"), "{policy}");
    let sent = answer(&alice, &path, "yes").await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER);
    assert!(
        sent.location()
            .starts_with("https://app.example/cb?x=1&code=")
    );
    assert_eq!(parameter(&sent, "state").as_deref(), Some("a b&c"));
    let mut request = demo.request(&parameter(&sent, "code").unwrap());
    request.code_verifier = VERIFIER.into();
    let token = exchange(&server.app, &request).await.unwrap();
    let caller = caller(&server.app, &token).await.unwrap();
    assert_eq!(caller.member.unwrap().username, "alice");
    assert_eq!(caller.scopes.to_string(), "read write:statuses");
    assert_eq!(caller.app.id, demo.row.id);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_no_goes_back_and_gives_nothing() {
    let server = TestServer::start().await;
    let (alice, demo) = (
        server.member("alice").await,
        program(&server, &[CALLBACK, OUT_OF_BAND]).await,
    );
    let sent = answer(&alice, &demo.page(&[("state", "s")]), "no").await;
    assert_eq!(parameter(&sent, "error").as_deref(), Some("access_denied"));
    assert_eq!(parameter(&sent, "state").as_deref(), Some("s"));
    let path = demo.page(&[("redirect_uri", OUT_OF_BAND)]);
    let shown = answer(&alice, &path, "no").await;
    assert_eq!(shown.status, StatusCode::OK);
    assert!(shown.text("#code").is_none());
    assert_eq!(
        server
            .database
            .number("SELECT count(*) FROM oauth_codes")
            .await,
        0
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn out_of_band_shows_the_code() {
    let server = TestServer::start().await;
    let (alice, demo) = (
        server.member("alice").await,
        program(&server, &[OUT_OF_BAND]).await,
    );
    let shown = answer(&alice, &demo.page(&[]), "yes").await;
    assert_eq!(shown.status, StatusCode::OK);
    let code = shown.text("#code").unwrap();
    exchange(&server.app, &demo.request(&code)).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_works_once_and_its_token_ends_with_the_second_try() {
    let server = TestServer::start().await;
    let (alice, demo) = (
        server.member("alice").await,
        program(&server, &[CALLBACK]).await,
    );
    let request = demo.request(&code(&alice, &demo.page(&[])).await);
    let token = exchange(&server.app, &request).await.unwrap();
    assert!(caller(&server.app, &token).await.is_some());
    assert_eq!(
        exchange(&server.app, &request).await,
        Err(Code::InvalidGrant)
    );
    assert!(caller(&server.app, &token).await.is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_is_bound_to_program_address_verifier_and_time() {
    let server = TestServer::start().await;
    let (alice, demo) = (
        server.member("alice").await,
        program(&server, &[CALLBACK]).await,
    );
    let other = program(&server, &[CALLBACK]).await;
    let bound = [
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
    ];
    let mut good = demo.request(&code(&alice, &demo.page(&bound)).await);
    good.code_verifier = VERIFIER.into();
    let app = &server.app;
    let mut others = other.request(&good.code);
    others.code_verifier = VERIFIER.into();
    assert_eq!(exchange(app, &others).await, Err(Code::InvalidGrant));
    let changes: [fn(&mut TokenRequest); 5] = [
        |request| request.redirect_uri = "https://app.example/cb".into(),
        |request| request.redirect_uri = String::new(),
        |request| request.code_verifier = CHALLENGE.into(),
        |request| request.code_verifier = String::new(),
        |request| request.code = "another".into(),
    ];
    for change in changes {
        let mut wrong = good.clone();
        change(&mut wrong);
        assert_eq!(exchange(app, &wrong).await, Err(Code::InvalidGrant));
    }
    let mut stranger = good.clone();
    stranger.client_secret = "guess".into();
    assert_eq!(exchange(app, &stranger).await, Err(Code::InvalidClient));
    let plain = demo.request(&code(&alice, &demo.page(&[])).await);
    let mut forged = plain.clone();
    forged.code_verifier = VERIFIER.into();
    assert_eq!(exchange(app, &forged).await, Err(Code::InvalidGrant));
    server.clock.advance(Duration::minutes(9));
    exchange(app, &plain).await.unwrap();
    server.clock.advance(Duration::minutes(2));
    assert_eq!(exchange(app, &good).await, Err(Code::InvalidGrant));
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_sent_to_an_address_that_is_not_the_programs() {
    let server = TestServer::start().await;
    let (alice, demo) = (
        server.member("alice").await,
        program(&server, &[CALLBACK]).await,
    );
    for (name, value) in [
        ("redirect_uri", "https://evil.example/cb"),
        ("redirect_uri", "https://app.example/cb"),
        ("redirect_uri", "javascript:alert(1)"),
        ("redirect_uri", OUT_OF_BAND),
        ("client_id", "nobody"),
        ("client_id", ""),
    ] {
        let page = alice.get(&demo.page(&[(name, value)])).await;
        assert_eq!(page.status, StatusCode::BAD_REQUEST, "{name}={value}");
        assert_eq!(page.location(), "", "{name}={value}");
    }
    // The form is checked as the page is.
    let form = alice.form(&demo.page(&[]), "/oauth/authorize").await;
    let form = form
        .set("answer", "yes")
        .set("redirect_uri", "https://evil.example/");
    let page = alice.submit(&form).await;
    assert_eq!(
        (page.status, page.location()),
        (StatusCode::BAD_REQUEST, "")
    );
    let forged = alice.submit(&form.without("csrf")).await;
    assert_eq!(forged.status, StatusCode::FORBIDDEN);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_program_hears_what_it_did_wrong() {
    let server = TestServer::start().await;
    let (alice, demo) = (
        server.member("alice").await,
        program(&server, &[CALLBACK]).await,
    );
    let challenge = ("code_challenge", CHALLENGE);
    for (wrong, error) in [
        (
            vec![("response_type", "token")],
            "unsupported_response_type",
        ),
        (vec![("scope", "read:everything")], "invalid_scope"),
        (vec![("scope", "read admin:read")], "invalid_scope"),
        (
            vec![challenge, ("code_challenge_method", "plain")],
            "invalid_request",
        ),
        (vec![challenge], "invalid_request"),
        (vec![("code_challenge_method", "S256")], "invalid_request"),
    ] {
        let page = alice
            .get(&demo.page(&[&wrong[..], &[("state", "s")]].concat()))
            .await;
        assert_eq!(page.status, StatusCode::SEE_OTHER, "{wrong:?}");
        assert!(page.location().starts_with(CALLBACK));
        assert_eq!(
            parameter(&page, "error").as_deref(),
            Some(error),
            "{wrong:?}"
        );
        assert_eq!(parameter(&page, "state").as_deref(), Some("s"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn loopback_addresses_and_own_schemes_work() {
    let server = TestServer::start().await;
    let alice = server.member("alice").await;
    let demo = program(&server, &["http://127.0.0.1/cb", "com.example.demo:/cb"]).await;
    let asked = "http://127.0.0.1:49152/cb";
    let code = code(&alice, &demo.page(&[("redirect_uri", asked)])).await;
    let mut request = demo.request(&code);
    assert_eq!(
        exchange(&server.app, &request).await,
        Err(Code::InvalidGrant)
    );
    request.redirect_uri = asked.into();
    exchange(&server.app, &request).await.unwrap();
    let path = demo.page(&[("redirect_uri", "com.example.demo:/cb")]);
    let page = alice.get(&path).await;
    let policy = page.headers["content-security-policy"].to_str().unwrap();
    assert!(
        policy.contains("form-action 'self' com.example.demo:;"),
        "{policy}"
    );
    let sent = answer(&alice, &path, "yes").await;
    assert!(sent.location().starts_with("com.example.demo:/cb?code="));
}

#[tokio::test(flavor = "multi_thread")]
async fn pkce_can_be_required() {
    let server = server(|config| config.oauth.require_pkce = true).await;
    let (alice, demo) = (
        server.member("alice").await,
        program(&server, &[CALLBACK]).await,
    );
    let page = alice.get(&demo.page(&[])).await;
    assert_eq!(
        parameter(&page, "error").as_deref(),
        Some("invalid_request")
    );
    let bound = [
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
    ];
    let page = alice.get(&demo.page(&bound)).await;
    assert_eq!(page.status, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn visitors_sign_in_and_come_back() {
    let server = TestServer::start().await;
    server.member("alice").await;
    let (bob, demo) = (
        server.member("bob").await,
        program(&server, &[CALLBACK]).await,
    );
    let path = demo.page(&[("force_login", "true"), ("state", "s")]);
    let visitor = server.visitor();
    let page = visitor.get(&path).await;
    let form = visitor.form(page.location(), "/auth/sign_in").await;
    let form = form.set("login", "alice").set("password", PASSWORD);
    let page = visitor.submit(&form).await;
    assert!(
        page.location().starts_with("/oauth/authorize?"),
        "{}",
        page.location()
    );
    let page = visitor.get(page.location()).await;
    assert_eq!(page.status, StatusCode::OK, "one sign-in is enough");
    assert!(page.body.contains("@alice"));
    // Bob is signed in, and signs in once more as Alice.
    let page = bob.get(&path).await;
    let form = bob.form(page.location(), "/auth/sign_in").await;
    let again = page.location().to_owned();
    let back = form.value("return_to").to_owned();
    assert_eq!(
        bob.get(&back).await.location(),
        again,
        "not without signing in"
    );
    let page = bob
        .submit(&form.set("login", "alice").set("password", PASSWORD))
        .await;
    let page = bob.get(page.location()).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.contains("@alice") && !page.body.contains("@bob"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_acts_for_itself_within_its_scopes() {
    let server = TestServer::start().await;
    let demo = program(&server, &[CALLBACK]).await;
    let app = &server.app;
    let mut request = demo.request("");
    request.grant_type = "client_credentials".into();
    let token = exchange(app, &request).await.unwrap();
    let found = caller(app, &token).await.unwrap();
    assert!(found.member.is_none());
    assert_eq!(found.scopes.to_string(), "read");
    request.scope = "read admin:read".into();
    assert_eq!(exchange(app, &request).await, Err(Code::InvalidScope));
    request.client_secret = String::new();
    assert_eq!(exchange(app, &request).await, Err(Code::InvalidClient));
    for (grant, code) in [
        ("password", Code::UnsupportedGrantType),
        ("", Code::InvalidRequest),
    ] {
        request.grant_type = grant.into();
        assert_eq!(exchange(app, &request).await, Err(code));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_revokes_its_own_tokens_only() {
    let server = TestServer::start().await;
    let (demo, other) = (
        program(&server, &[CALLBACK]).await,
        program(&server, &[CALLBACK]).await,
    );
    let app = &server.app;
    let mut request = demo.request("");
    request.grant_type = "client_credentials".into();
    let token = exchange(app, &request).await.unwrap();
    let revoke = async |by: &Program, secret: &str, token: &str| {
        let conn = &mut *app.db.conn().await.unwrap();
        match exchange::revoke(conn, &by.row.client_id, secret, token).await {
            Ok(()) => None,
            Err(Refused::Because(code)) => Some(code),
            Err(Refused::Failed(error)) => panic!("{error:?}"),
        }
    };
    let refused = Some(Code::UnauthorizedClient);
    assert_eq!(revoke(&other, &other.secret, &token).await, refused);
    assert_eq!(revoke(&demo, "guess", &token).await, refused);
    assert!(caller(app, &token).await.is_some());
    assert_eq!(revoke(&demo, &demo.secret, &token).await, None);
    assert!(caller(app, &token).await.is_none());
    assert_eq!(
        revoke(&demo, &demo.secret, &token).await,
        None,
        "it has ended"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn members_see_their_apps_and_put_them_out() {
    let server = TestServer::start().await;
    let (alice, bob) = (server.member("alice").await, server.member("bob").await);
    let demo = program(&server, &[CALLBACK]).await;
    let app = &server.app;
    let request = demo.request(&code(&alice, &demo.page(&[])).await);
    let token = exchange(app, &request).await.unwrap();
    let waiting = demo.request(&code(&alice, &demo.page(&[])).await);
    let page = alice.get("/settings/apps").await;
    assert!(page.body.contains("Demo App") && page.body.contains("It may see:"));
    let action = format!("/settings/apps/{}/revoke", demo.row.id);
    let form = page.form(&action);
    let theirs = bob.get("/settings/apps").await;
    assert!(!theirs.body.contains("Demo App"));
    // Bob's own token for the form, so that only the program is not his.
    let own = bob.form("/settings/sessions", "/auth/sign_out").await;
    let csrf = own.value("csrf").to_owned();
    let page = bob.submit(&form.clone().set("csrf", &csrf)).await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
    assert!(caller(app, &token).await.is_some());
    let page = alice.submit(&form).await;
    assert_eq!(page.location(), "/settings/apps");
    assert!(caller(app, &token).await.is_none());
    assert_eq!(exchange(app, &waiting).await, Err(Code::InvalidGrant));
    assert!(!alice.get("/settings/apps").await.body.contains("Demo App"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_programs_say_of_themselves_is_checked() {
    let server = TestServer::start().await;
    let app = &server.app;
    let good = NewApplication {
        name: "Demo".into(),
        website: String::new(),
        redirect_uris: vec![OUT_OF_BAND.into()],
        scopes: String::new(),
    };
    let conn = &mut *app.db.conn().await.unwrap();
    let made = applications::register(conn, &app.cx, &good, &Origin::default())
        .await
        .unwrap();
    assert_eq!(made.application.scopes, "read");
    for (field, change) in [
        (
            "client_name",
            (|new| new.name = " ".into()) as fn(&mut NewApplication),
        ),
        ("client_name", |new| new.name = "x".repeat(61)),
        ("website", |new| new.website = "javascript:alert(1)".into()),
        ("website", |new| new.website = "app.example".into()),
        ("redirect_uris", |new| new.redirect_uris.clear()),
        ("redirect_uris", |new| {
            new.redirect_uris.push("javascript:x".into());
        }),
        ("redirect_uris", |new| new.redirect_uris.push("/cb".into())),
        ("scopes", |new| new.scopes = "read:everything".into()),
    ] {
        let mut wrong = good.clone();
        change(&mut wrong);
        let refused = applications::register(conn, &app.cx, &wrong, &Origin::default()).await;
        let refused = refused.map(|made| made.application).unwrap_err();
        assert_eq!(refused.fields()[0].field, field);
    }
}
