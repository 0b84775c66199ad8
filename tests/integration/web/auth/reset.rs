//! A new password for somebody who forgot theirs.

use chrono::Duration;
use ossm::domain::auth::operator;
use ossm::foundation::config::Registrations;
use reqwest::StatusCode;

use super::mail::with_mail;
use crate::harness::{PASSWORD, Page, TestServer};

const NEW: &str = "seven slow boats at noon";

async fn ask(server: &TestServer, email: &str) -> Page {
    let visitor = server.visitor();
    let form = visitor.form("/auth/reset", "/auth/reset").await;
    visitor.submit(&form.set("email", email)).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_by_mail_works_once_and_signs_everybody_out() {
    let (server, mut sink) = with_mail(Registrations::Open).await;
    let alice = server.member("alice").await;
    let page = ask(&server, "ALICE@mail.example").await;
    assert_eq!(page.status, StatusCode::OK);
    let link = sink.next_link().await;
    ask(&server, "alice@mail.example").await;
    let second = sink.next_link().await;
    let visitor = server.visitor();
    let form = visitor.form(&link, &link).await;
    let weak = visitor
        .submit(&form.clone().set("password", "password12"))
        .await;
    assert_eq!(weak.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(weak.error("password").unwrap().contains("easy to guess"));
    let done = visitor.submit(&form.clone().set("password", NEW)).await;
    assert_eq!(done.status, StatusCode::OK, "{}", done.body);
    assert!(!alice.is_signed_in().await);
    let reused = visitor
        .submit(&form.set("password", "another long password"))
        .await;
    assert_eq!(reused.status, StatusCode::GONE);
    assert_eq!(visitor.get(&second).await.status, StatusCode::GONE);
    assert_eq!(
        visitor.sign_in("alice", NEW).await.status,
        StatusCode::SEE_OTHER
    );
    let old = server.visitor().sign_in("alice", PASSWORD).await;
    assert_eq!(old.status, StatusCode::UNPROCESSABLE_ENTITY);
    let logged = "SELECT count(*) FROM audit_log WHERE action = 'password_reset'";
    assert_eq!(server.database.number(logged).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn unknown_addresses_get_the_same_answer_and_no_mail() {
    let (server, mut sink) = with_mail(Registrations::Open).await;
    server.member("alice").await;
    let unknown = ask(&server, "nobody@mail.example").await;
    let known = ask(&server, "alice@mail.example").await;
    assert_eq!(
        (unknown.status, unknown.text("main")),
        (known.status, known.text("main"))
    );
    assert!(sink.next().await.contains("To: alice@mail.example"));
    assert!(sink.is_empty());
    let wrong = ask(&server, "nonsense").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.error("email").is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn links_expire_and_only_their_hash_is_kept() {
    let (server, mut sink) = with_mail(Registrations::Open).await;
    server.member("alice").await;
    ask(&server, "alice@mail.example").await;
    let link = sink.next_link().await;
    let token = link.strip_prefix("/auth/reset/").unwrap();
    let kept = format!(
        "SELECT count(*) FROM one_time_tokens WHERE encode(token_hash, 'escape') LIKE '%{token}%'"
    );
    assert_eq!(server.database.number(&kept).await, 0);
    let told = format!("SELECT count(*) FROM jobs WHERE payload::text LIKE '%{token}%'");
    assert_eq!(server.database.number(&told).await, 0);
    server.clock.advance(Duration::minutes(61));
    assert_eq!(server.visitor().get(&link).await.status, StatusCode::GONE);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_mail_the_operator_hands_a_link_on() {
    let server = TestServer::start().await;
    server.member("alice").await;
    let page = server.visitor().get("/auth/reset").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(
        page.text("main")
            .unwrap()
            .contains("Ask the people who run it")
    );
    let link = {
        let conn = &mut *server.app.db.conn().await.unwrap();
        operator::reset_link(conn, &server.app.cx, "alice")
            .await
            .unwrap()
    };
    let path = link.strip_prefix("http://localhost:3000").unwrap();
    let visitor = server.visitor();
    let form = visitor.form(path, path).await;
    assert_eq!(
        visitor.submit(&form.set("password", NEW)).await.status,
        StatusCode::OK
    );
    assert_eq!(
        visitor.sign_in("alice", NEW).await.status,
        StatusCode::SEE_OTHER
    );
}
