//! What goes out by mail, over real SMTP to a mail server of the test's own.

use chrono::Duration;
use ossm::db::models::user::Role;
use ossm::foundation::config::{ConnectionUrl, Registrations};
use reqwest::StatusCode;

use super::{server, sign_up};
use crate::harness::{MailSink, PASSWORD, TestServer};

pub(super) async fn with_mail(registrations: Registrations) -> (TestServer, MailSink) {
    let sink = MailSink::start().await;
    let url = sink.url.clone();
    let server = server(move |config| {
        config.mail.smtp_url = Some(ConnectionUrl::new(url));
        config.instance.registrations = registrations;
    })
    .await;
    (server, sink)
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_is_confirmed_before_its_owner_signs_in() {
    let (server, mut sink) = with_mail(Registrations::Open).await;
    let alice = server.visitor();
    let page = sign_up(&alice, "alice").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.text("h1").unwrap().contains("mail"), "{}", page.body);
    let link = sink.next_link().await;
    let refused = alice.sign_in("alice", PASSWORD).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert!(refused.alert().contains("Confirm your e-mail address"));
    // Trying to sign in sends another link; both work until one is used.
    let second = sink.next_link().await;
    assert_ne!(link, second);
    assert_eq!(alice.get(&link).await.status, StatusCode::OK);
    let joined = alice.sign_in("alice", PASSWORD).await;
    assert_eq!(joined.status, StatusCode::SEE_OTHER);
    for used in [link, second] {
        assert_eq!(server.visitor().get(&used).await.status, StatusCode::GONE);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_to_confirm_expires() {
    let (server, mut sink) = with_mail(Registrations::Open).await;
    sign_up(&server.visitor(), "alice").await;
    let link = sink.next_link().await;
    server.clock.advance(Duration::hours(73));
    assert_eq!(server.visitor().get(&link).await.status, StatusCode::GONE);
    let confirmed = "SELECT count(*) FROM users WHERE email_confirmed_at IS NOT NULL";
    assert_eq!(server.database.number(confirmed).await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stranger_does_not_learn_that_an_address_is_taken() {
    let (server, mut sink) = with_mail(Registrations::Open).await;
    server.member("alice").await;
    let visitor = server.visitor();
    let form = super::filled_in(&visitor, "somebody").await;
    let taken = visitor
        .submit(&form.clone().set("email", "alice@mail.example"))
        .await;
    let mail = sink.next().await;
    assert!(mail.contains("To: alice@mail.example"), "{mail}");
    assert!(mail.contains("You already have an account"), "{mail}");
    assert_eq!(
        server
            .database
            .number("SELECT count(*) FROM accounts WHERE kind <> 'application'")
            .await,
        1
    );
    let free = visitor.submit(&form).await;
    assert_eq!(
        (taken.status, taken.text("main")),
        (free.status, free.text("main"))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_yes_is_told_by_mail() {
    let (server, mut sink) = with_mail(Registrations::Approval).await;
    let moderator = server.member_as("demo_mod", Role::Moderator).await;
    let visitor = server.visitor();
    let form = super::filled_in(&visitor, "alice").await;
    visitor
        .submit(&form.set("reason", "A friend is here."))
        .await;
    let confirm = sink.next_link().await;
    visitor.get(&confirm).await;
    let waiting = visitor.sign_in("alice", PASSWORD).await;
    assert!(
        waiting.alert().contains("A moderator has not looked"),
        "{}",
        waiting.alert()
    );
    let page = moderator.get("/admin/sign_ups").await;
    let mut approve = page.form("/admin/accounts/bulk");
    approve.action = page
        .attribute("button[formaction$=\"/approve\"]", "formaction")
        .unwrap();
    moderator.submit(&approve).await;
    let mail = sink.next().await;
    assert!(
        mail.contains("Welcome to OSSM") && mail.contains("/auth/sign_in"),
        "{mail}"
    );
    let joined = visitor.sign_in("alice", PASSWORD).await;
    assert_eq!(joined.status, StatusCode::SEE_OTHER);
}
