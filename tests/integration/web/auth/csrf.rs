//! Forms that another page, another person or another time sends.

use chrono::Duration;
use reqwest::{Method, StatusCode};

use super::{filled_in, server};
use crate::harness::{Browser, Form, PASSWORD, Page, TestServer};

async fn sign_out_with(browser: &Browser, token: &str) -> Page {
    let form = Form {
        action: "/auth/sign_out".into(),
        fields: vec![("csrf".into(), token.into())],
    };
    browser.submit(&form).await
}

async fn token(browser: &Browser) -> String {
    let form = browser.form("/settings/sessions", "/auth/sign_out").await;
    form.value("csrf").to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_member_is_not_signed_out_by_a_wrong_token() {
    let server = TestServer::start().await;
    let (alice, bob) = (server.member("alice").await, server.member("bob").await);
    let theirs = token(&bob).await;
    let own = token(&alice).await;
    for wrong in [
        "",
        "nonsense",
        "20000.nonsense",
        &theirs,
        &format!("{own}x"),
    ] {
        let page = sign_out_with(&alice, wrong).await;
        assert_eq!(page.status, StatusCode::FORBIDDEN, "{wrong}");
        assert!(
            page.body.contains("send the form once more"),
            "{}",
            page.body
        );
        assert!(alice.is_signed_in().await);
    }
    server.clock.advance(Duration::days(3));
    assert_eq!(
        sign_out_with(&alice, &own).await.status,
        StatusCode::FORBIDDEN
    );
    let fresh = token(&alice).await;
    assert_eq!(
        sign_out_with(&alice, &fresh).await.status,
        StatusCode::SEE_OTHER
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_of_another_session_of_the_same_person_is_no_good() {
    let server = TestServer::start().await;
    let first = server.member("alice").await;
    let second = server.visitor();
    second.sign_in("alice", PASSWORD).await;
    let page = sign_out_with(&second, &token(&first).await).await;
    assert_eq!(page.status, StatusCode::FORBIDDEN);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_visitors_form_is_bound_to_their_browser_and_nothing_typed_is_lost() {
    let server = server(|_| {}).await;
    let visitor = server.visitor();
    let form = filled_in(&visitor, "alice").await;
    let without = form.clone().without("csrf");
    let other = server.visitor();
    for (browser, sent) in [(&visitor, &without), (&other, &form)] {
        let page = browser.submit(sent).await;
        assert_eq!(page.status, StatusCode::FORBIDDEN);
        let again = page.form("/auth/sign_up");
        assert_eq!(again.value("username"), "alice");
        assert_eq!(
            server
                .database
                .number("SELECT count(*) FROM accounts WHERE kind <> 'application'")
                .await,
            0
        );
        assert!(page.alert().contains("send it again"), "{}", page.alert());
    }
    server.clock.advance(Duration::days(3));
    let page = visitor.submit(&form).await;
    assert_eq!(page.status, StatusCode::FORBIDDEN);
    let again = page.form("/auth/sign_up").set("password", PASSWORD);
    assert_eq!(visitor.submit(&again).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test(flavor = "multi_thread")]
async fn forms_from_other_sites_are_refused_even_with_a_token() {
    let server = TestServer::start().await;
    let alice = server.member("alice").await;
    let token = token(&alice).await;
    let host = server.base.clone();
    for (name, value, status) in [
        ("sec-fetch-site", "cross-site", StatusCode::FORBIDDEN),
        ("sec-fetch-site", "same-site", StatusCode::FORBIDDEN),
        ("origin", "https://evil.example", StatusCode::FORBIDDEN),
        ("origin", "null", StatusCode::FORBIDDEN),
        ("origin", &host, StatusCode::SEE_OTHER),
    ] {
        let request = alice
            .request(Method::POST, "/auth/sign_out")
            .header(name, value);
        let page = alice.send(request.form(&[("csrf", &token)])).await;
        assert_eq!(page.status, status, "{name}: {value}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn bodies_that_are_no_forms_are_refused_and_change_nothing() {
    let server = server(|config| config.server.max_body_bytes = 2_000).await;
    let visitor = server.visitor();
    let form = visitor.form("/auth/sign_in", "/auth/sign_in").await;
    let csrf = form.value("csrf");
    let encoded = "application/x-www-form-urlencoded";
    for (kind, body, status) in [
        (
            encoded,
            format!("csrf={csrf}&login=%FF%FE"),
            StatusCode::BAD_REQUEST,
        ),
        (
            encoded,
            format!("csrf={csrf}&login=a%00b"),
            StatusCode::BAD_REQUEST,
        ),
        (
            encoded,
            format!("csrf={csrf}&login=a&login=b"),
            StatusCode::BAD_REQUEST,
        ),
        (
            "application/json",
            "{}".to_owned(),
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
        ),
        (encoded, "x".repeat(3_000), StatusCode::PAYLOAD_TOO_LARGE),
    ] {
        let request = visitor.request(Method::POST, "/auth/sign_in");
        let page = visitor
            .send(request.header("content-type", kind).body(body.clone()))
            .await;
        assert_eq!(page.status, status, "{body}");
    }
    let wrong = visitor
        .send(visitor.request(Method::DELETE, "/auth/sign_in"))
        .await;
    assert!(wrong.status.is_client_error(), "{}", wrong.status);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_notice_shows_once_and_cannot_be_forged() {
    let server = TestServer::start().await;
    let alice = server.member("alice").await;
    let form = alice.form("/settings/invites", "/settings/invites").await;
    let page = alice.submit(&form.set("max_uses", "5")).await;
    assert_eq!(page.location(), "/settings/invites");
    let shown = alice.get("/settings/invites").await;
    assert!(
        shown
            .text(".note")
            .unwrap()
            .contains("The invitation is ready")
    );
    let again = alice.get("/settings/invites").await;
    assert_eq!(again.text(".note"), None);
    alice.set_cookie("ossm_flash", "Zzk5OTk5OTk5OTkKUGF5IG1l.AAAA");
    let forged = alice.get("/settings/invites").await;
    assert_eq!(
        (forged.status, forged.text(".note")),
        (StatusCode::OK, None)
    );
}
