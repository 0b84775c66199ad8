//! How often strangers may try.

use chrono::Duration;
use reqwest::StatusCode;

use super::{filled_in, server, sign_up};
use crate::harness::{MailSink, PASSWORD, Page, TestServer};

fn wait(page: &Page) -> u64 {
    assert_eq!(page.status, StatusCode::TOO_MANY_REQUESTS, "{}", page.body);
    page.headers["retry-after"]
        .to_str()
        .unwrap()
        .parse()
        .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_passwords_from_one_address() {
    let server = server(|config| config.limits.sign_ins_per_address_per_hour = 3).await;
    server.member("alice").await;
    for name in ["a", "b", "c"] {
        let page = server.visitor().sign_in(name, "wrong password").await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    let before = server.app.passwords.compared();
    let page = server.visitor().sign_in("alice", PASSWORD).await;
    assert!((1..=3600).contains(&wait(&page)));
    assert_eq!(server.app.passwords.compared(), before);
    assert_eq!(page.form("/auth/sign_in").value("login"), "alice");
    server.clock.advance(Duration::minutes(61));
    let page = server.visitor().sign_in("alice", PASSWORD).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER);
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_passwords_to_one_account_whether_it_exists_or_not() {
    let server = server(|config| config.limits.sign_ins_per_account_per_hour = 2).await;
    server.member("alice").await;
    for name in ["alice", "nobody"] {
        for _ in 0..2 {
            let page = server.visitor().sign_in(name, "wrong password").await;
            assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        }
        wait(&server.visitor().sign_in(name, "wrong password").await);
    }
    // The address of the same person counts as the same account.
    wait(
        &server
            .visitor()
            .sign_in("alice@mail.example", PASSWORD)
            .await,
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn right_passwords_do_not_count() {
    let server = server(|config| {
        config.limits.sign_ins_per_account_per_hour = 2;
        config.limits.sign_ins_per_address_per_hour = 2;
    })
    .await;
    server.member("alice").await;
    for _ in 0..5 {
        let page = server.visitor().sign_in("alice", PASSWORD).await;
        assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.body);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn parallel_guesses_are_all_counted() {
    let server = server(|config| config.limits.sign_ins_per_account_per_hour = 3).await;
    server.member("alice").await;
    let mut forms = Vec::new();
    for _ in 0..8 {
        let visitor = server.visitor();
        let form = visitor.form("/auth/sign_in", "/auth/sign_in").await;
        forms.push((
            visitor,
            form.set("login", "alice").set("password", "wrong password"),
        ));
    }
    let sent = forms.iter().map(|(visitor, form)| visitor.submit(form));
    let pages = futures_util::future::join_all(sent).await;
    let tried = pages
        .iter()
        .filter(|page| page.status == StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(tried.count(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn sign_ups_from_one_address() {
    let server = server(|config| config.limits.sign_ups_per_address_per_hour = 2).await;
    for name in ["anna", "bert"] {
        let page = sign_up(&server.visitor(), name).await;
        assert_eq!(page.status, StatusCode::SEE_OTHER);
        // Slips do not count.
        let slip = sign_up(&server.visitor(), name).await;
        assert_eq!(slip.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    let page = sign_up(&server.visitor(), "carl").await;
    wait(&page);
    assert_eq!(page.form("/auth/sign_up").value("username"), "carl");
    server.clock.advance(Duration::minutes(61));
    let page = sign_up(&server.visitor(), "carl").await;
    assert_eq!(page.status, StatusCode::SEE_OTHER);
}

#[tokio::test(flavor = "multi_thread")]
async fn resets_from_one_address_and_of_one_account() {
    let sink = MailSink::start().await;
    let url = sink.url.clone();
    let server = server(move |config| {
        config.mail.smtp_url = Some(ossm::foundation::config::ConnectionUrl::new(url));
        config.limits.resets_per_account_per_hour = 1;
        config.limits.resets_per_address_per_hour = 3;
    })
    .await;
    let ask = async |email: &str| {
        let visitor = server.visitor();
        let form = visitor.form("/auth/reset", "/auth/reset").await;
        visitor.submit(&form.set("email", email)).await
    };
    assert_eq!(ask("a@mail.example").await.status, StatusCode::OK);
    wait(&ask("A@mail.example").await);
    assert_eq!(ask("b@mail.example").await.status, StatusCode::OK);
    wait(&ask("c@mail.example").await);
}

#[tokio::test(flavor = "multi_thread")]
async fn processes_share_the_count_and_the_setting_turns_it_off() {
    let limit = |config: &mut ossm::foundation::config::Config| {
        config.auth.captcha = false;
        config.limits.sign_ups_per_address_per_hour = 1;
    };
    let first = TestServer::builder().config(limit).start().await;
    let second = TestServer::builder()
        .config(limit)
        .database(first.database.clone())
        .start()
        .await;
    sign_up(&first.visitor(), "alice").await;
    wait(&sign_up(&second.visitor(), "bob").await);
    let free = TestServer::builder()
        .config(limit)
        .config(|config| config.limits.enabled = false)
        .database(first.database.clone())
        .start()
        .await;
    let visitor = free.visitor();
    let form = filled_in(&visitor, "bob").await;
    assert_eq!(visitor.submit(&form).await.status, StatusCode::SEE_OTHER);
}
