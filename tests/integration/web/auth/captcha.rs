//! Captchas: good once, for one form, for a while, in whichever process.

use chrono::Duration;
use ossm::foundation::captcha::pow::{Challenge, Difficulty};
use reqwest::StatusCode;

use super::{filled_in, word};
use crate::harness::{Form, MailSink, Page, TestServer};

/// A solved proof of work for `form`, easy to solve but signed as the server does.
fn solved(server: &TestServer, form: &str) -> String {
    let cx = &server.app.cx;
    let secret = cx.secret.sign("captcha", "proof of work").into_bytes();
    let challenge = Challenge::create(&secret, form, Difficulty::TRIVIAL, cx.clock.now());
    challenge.unwrap().solve().unwrap()
}

async fn answer(server: &TestServer, id: &str) -> String {
    word(
        server,
        &format!("SELECT answer AS t FROM captchas WHERE id = '{id}'"),
    )
    .await
}

fn refused(page: &Page) -> String {
    assert_eq!(
        page.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "{}",
        page.body
    );
    page.error("captcha_answer").unwrap()
}

async fn send(server: &TestServer, name: &str, change: impl FnOnce(Form) -> Form) -> Page {
    let visitor = server.visitor();
    let form = filled_in(&visitor, name).await;
    visitor.submit(&change(form)).await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_form_offers_both_and_picture_and_sound_are_not_kept() {
    let server = TestServer::start().await;
    let visitor = server.visitor();
    let page = visitor.get("/auth/sign_up").await;
    let challenge = page.attribute("[data-altcha]", "data-altcha").unwrap();
    let challenge: serde_json::Value = serde_json::from_str(&challenge).unwrap();
    assert_eq!(challenge["parameters"]["algorithm"], "PBKDF2/SHA-256");
    let id = page.form("/auth/sign_up").value("captcha_id").to_owned();
    for (ending, kind, magic) in [("png", "image/png", "PNG"), ("wav", "audio/wav", "WAVE")] {
        let path = format!("/auth/captcha/{id}.{ending}");
        let response = visitor
            .request(reqwest::Method::GET, &path)
            .send()
            .await
            .unwrap();
        assert_eq!(response.status(), StatusCode::OK);
        assert_eq!(response.headers()["content-type"], kind);
        assert_eq!(response.headers()["cache-control"], "no-store");
        let bytes = response.bytes().await.unwrap();
        assert!(
            bytes[..16]
                .windows(magic.len())
                .any(|w| w == magic.as_bytes())
        );
    }
    let unknown = visitor.get("/auth/captcha/unknown.png").await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_proof_of_work_lets_one_person_in() {
    let server = TestServer::start().await;
    let proof = solved(&server, "sign_up");
    let page = send(&server, "alice", |form| form.set("altcha", &proof)).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.body);
    let page = send(&server, "bob", |form| form.set("altcha", &proof)).await;
    assert!(refused(&page).contains("used already"));
    assert_eq!(
        server
            .database
            .number("SELECT count(*) FROM accounts WHERE kind <> 'application'")
            .await,
        1
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_proof_for_another_form_or_from_another_time_is_refused() {
    let server = TestServer::start().await;
    let proof = solved(&server, "reset");
    let page = send(&server, "alice", |form| form.set("altcha", &proof)).await;
    refused(&page);
    let proof = solved(&server, "sign_up");
    server.clock.advance(Duration::minutes(11));
    let page = send(&server, "alice", |form| form.set("altcha", &proof)).await;
    refused(&page);
    for forged in ["", "e30=", "nonsense"] {
        let page = send(&server, "alice", |form| form.set("altcha", forged)).await;
        refused(&page);
    }
    assert_eq!(
        server
            .database
            .number("SELECT count(*) FROM accounts WHERE kind <> 'application'")
            .await,
        0
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_picture_works_once_and_a_wrong_answer_costs_it() {
    let server = TestServer::start().await;
    let visitor = server.visitor();
    let form = filled_in(&visitor, "alice").await;
    let id = form.value("captcha_id").to_owned();
    let right = answer(&server, &id).await;
    let page = visitor
        .submit(&form.clone().set("captcha_answer", "WRONG1"))
        .await;
    assert!(refused(&page).contains("another picture"));
    let again = page.form("/auth/sign_up");
    assert_ne!(again.value("captcha_id"), id);
    assert_eq!(again.value("username"), "alice");

    let page = visitor
        .submit(&form.clone().set("captcha_answer", &right))
        .await;
    assert!(refused(&page).contains("no longer valid"));
    assert_eq!(
        server
            .database
            .number("SELECT count(*) FROM accounts WHERE kind <> 'application'")
            .await,
        0
    );

    let form = page
        .form("/auth/sign_up")
        .set("password", crate::harness::PASSWORD);
    let right = answer(&server, form.value("captcha_id"))
        .await
        .to_lowercase();
    let form = form.set("captcha_answer", &right);
    let page = visitor.submit(&form).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.body);
    let page = send(&server, "bob", |other| {
        other
            .set("captcha_id", form.value("captcha_id"))
            .set("captcha_answer", &right)
    })
    .await;
    assert!(refused(&page).contains("no longer valid"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_expires_and_belongs_to_its_form() {
    let sink = MailSink::start().await;
    let url = sink.url.clone();
    let server = TestServer::builder()
        .config(|config| {
            config.mail.smtp_url = Some(ossm::foundation::config::ConnectionUrl::new(url));
        })
        .start()
        .await;
    let visitor = server.visitor();
    let reset = visitor.form("/auth/reset", "/auth/reset").await;
    let right = answer(&server, reset.value("captcha_id")).await;
    let page = send(&server, "alice", |form| {
        form.set("captcha_id", reset.value("captcha_id"))
            .set("captcha_answer", &right)
    })
    .await;
    assert!(refused(&page).contains("no longer valid"));

    let form = filled_in(&visitor, "alice").await;
    let right = answer(&server, form.value("captcha_id")).await;
    server.clock.advance(Duration::minutes(11));
    let page = visitor.submit(&form.set("captcha_answer", &right)).await;
    assert!(refused(&page).contains("no longer valid"));
}

#[tokio::test(flavor = "multi_thread")]
async fn another_process_takes_the_answer_too() {
    let first = TestServer::start().await;
    let second = TestServer::builder()
        .database(first.database.clone())
        .start()
        .await;
    let form = filled_in(&first.visitor(), "alice").await;
    let right = answer(&first, form.value("captcha_id")).await;
    let other = second.visitor();
    let theirs = filled_in(&other, "alice").await;
    let page = other
        .submit(
            &theirs
                .set("captcha_id", form.value("captcha_id"))
                .set("captcha_answer", &right),
        )
        .await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.body);
    let proof = solved(&first, "sign_up");
    let page = send(&second, "bob", |form| form.set("altcha", &proof)).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.body);
    let page = send(&first, "carol", |form| form.set("altcha", &proof)).await;
    assert!(refused(&page).contains("used already"));
}
