//! Signing in, and what somebody learns who may not.

use chrono::Duration;
use reqwest::{Method, StatusCode};

use super::server;
use crate::harness::{PASSWORD, TestServer};

#[tokio::test(flavor = "multi_thread")]
async fn by_name_or_address_in_any_case() {
    let server = TestServer::start().await;
    server.member("alice").await;
    for login in ["alice", "@Alice", "ALICE@mail.example", " alice "] {
        let browser = server.visitor();
        let page = browser.sign_in(login, PASSWORD).await;
        assert_eq!(
            (page.status, page.location()),
            (StatusCode::SEE_OTHER, "/home"),
            "{login}"
        );
        assert!(browser.is_signed_in().await);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn strangers_learn_nothing_and_cost_the_same() {
    let server = TestServer::start().await;
    server.member("alice").await;
    let mut answers = Vec::new();
    for (login, password) in [
        ("alice", "wrong password"),
        ("nobody", "wrong password"),
        ("nobody@mail.example", "wrong password"),
        ("", ""),
        ("alice", &"x".repeat(100)),
    ] {
        let before = server.app.passwords.compared();
        let page = server.visitor().sign_in(login, password).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(server.app.passwords.compared() - before, 1, "{login}");
        assert!(page.set_cookie("ossm_session").is_none());
        assert_eq!(page.form("/auth/sign_in").value("login"), login);
        assert_eq!(page.form("/auth/sign_in").value("password"), "");
        answers.push(page.alert());
    }
    answers.dedup();
    assert_eq!(answers, ["The name or the password is not right."]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_password_costs_as_many_statements_for_people_as_for_nobody() {
    let server = server(|config| config.jobs.workers = 0).await;
    server.member("alice").await;
    // The least of three times, since the server has statements of its own.
    let mut least = [u64::MAX; 2];
    for (n, login) in ["alice", "nobody"].repeat(3).into_iter().enumerate() {
        let browser = server.visitor();
        let form = browser.form("/auth/sign_in", "/auth/sign_in").await;
        let form = form.set("login", login).set("password", "wrong password");
        let before = server.app.db.statements();
        let page = browser.submit(&form).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        let cost = server.app.db.statements() - before;
        least[n % 2] = least[n % 2].min(cost);
    }
    assert_eq!(least[0], least[1], "{least:?}");
    assert_eq!(server.database.count("sign_ins").await, 3);
    let page = server.visitor().sign_in("alice", PASSWORD).await;
    assert_eq!(page.location(), "/home");
    let noted = "sign_ins WHERE outcome = 'signed_in'";
    assert_eq!(server.database.count(noted).await, 1);
    assert_eq!(server.database.count("sign_ins").await, 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_session_and_its_entry_in_the_history_come_together_or_not_at_all() {
    let server = TestServer::start().await;
    server.member("alice").await;
    let sessions = server.database.count("sessions").await;
    let broken = "ALTER TABLE sessions ADD CONSTRAINT broken CHECK (false) NOT VALID";
    server.database.run(broken).await;
    let page = server.visitor().sign_in("alice", PASSWORD).await;
    assert_eq!(page.status, StatusCode::INTERNAL_SERVER_ERROR);
    assert_eq!(server.database.count("sign_ins").await, 0);
    assert_eq!(server.database.count("sessions").await, sessions);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_reason_is_said_only_after_the_right_password() {
    let server = server(|config| {
        config.instance.registrations = ossm::foundation::config::Registrations::Approval;
    })
    .await;
    let visitor = server.visitor();
    let form = super::filled_in(&visitor, "alice").await;
    visitor
        .submit(&form.set("reason", "A friend is here."))
        .await;
    server.member("bob").await;
    let cx = &server.app.cx;
    let conn = &mut *server.app.db.conn().await.unwrap();
    ossm::domain::auth::operator::disable(conn, cx, "bob")
        .await
        .unwrap();
    for (name, reason) in [
        ("alice", "A moderator has not looked"),
        ("bob", "is disabled"),
    ] {
        let page = server.visitor().sign_in(name, "wrong password").await;
        assert_eq!(page.alert(), "The name or the password is not right.");
        let browser = server.visitor();
        let page = browser.sign_in(name, PASSWORD).await;
        assert_eq!(page.status, StatusCode::FORBIDDEN);
        assert!(page.alert().contains(reason), "{}", page.alert());
        assert!(!browser.is_signed_in().await);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_somebody_else_chose_is_not_used() {
    let server = TestServer::start().await;
    server.member("alice").await;
    let browser = server.visitor();
    browser.set_cookie("ossm_session", "chosen-by-somebody-else");
    browser.sign_in("alice", PASSWORD).await;
    let first = browser.cookie("ossm_session").unwrap();
    assert_ne!(first, "chosen-by-somebody-else");
    assert_eq!(first.len(), 43);
    // Signing in anew gives another token each time.
    let other = server.visitor();
    other.sign_in("alice", PASSWORD).await;
    assert_ne!(other.cookie("ossm_session").unwrap(), first);
}

#[tokio::test(flavor = "multi_thread")]
async fn visitors_come_back_to_the_page_they_wanted_and_nowhere_else() {
    let server = TestServer::start().await;
    server.member("alice").await;
    let browser = server.visitor();
    let page = browser.get("/settings/invites?max_id=3").await;
    assert_eq!(page.status, StatusCode::SEE_OTHER);
    let wanted = "/auth/sign_in?return_to=%2Fsettings%2Finvites%3Fmax_id%3D3";
    assert_eq!(page.location(), wanted);
    let form = browser.form(page.location(), "/auth/sign_in").await;
    let form = form.set("login", "alice").set("password", PASSWORD);
    for (to, location) in [
        (
            form.value("return_to").to_owned(),
            "/settings/invites?max_id=3",
        ),
        ("https://evil.example/".to_owned(), "/home"),
        ("//evil.example".to_owned(), "/home"),
    ] {
        let visitor = server.visitor();
        let fresh = visitor.form("/auth/sign_in", "/auth/sign_in").await;
        let fresh = fresh.set("login", "alice").set("password", PASSWORD);
        let page = visitor.submit(&fresh.set("return_to", &to)).await;
        assert_eq!(page.location(), location);
    }
    let asked = browser.request(Method::GET, "/settings/sessions");
    let page = browser
        .send(asked.header("accept", "application/json"))
        .await;
    assert_eq!(page.status, StatusCode::UNAUTHORIZED);
    let page = browser
        .send(browser.request(Method::POST, "/settings/password"))
        .await;
    assert_eq!(page.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_slides_and_ends_unused_and_by_signing_out() {
    let server = server(|config| config.auth.session_days = 2).await;
    let alice = server.member("alice").await;
    for _ in 0..3 {
        server.clock.advance(Duration::days(1));
        assert!(alice.is_signed_in().await);
    }
    server.clock.advance(Duration::days(3));
    assert!(!alice.is_signed_in().await);
    // The next page takes the useless cookie away.
    alice.get("/auth/sign_in").await;
    assert_eq!(alice.cookie("ossm_session"), None);

    let bob = server.member("bob").await;
    let form = bob.form("/settings/sessions", "/auth/sign_out").await;
    let page = bob.submit(&form).await;
    assert_eq!(page.location(), "/");
    assert!(!bob.is_signed_in().await);
    let left = "SELECT count(*) FROM sessions s JOIN users u ON u.id = s.user_id \
                JOIN accounts a ON a.id = u.account_id WHERE a.username = 'bob'";
    assert_eq!(server.database.number(left).await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn reading_writes_nothing_but_once_in_a_while() {
    let server = TestServer::start().await;
    let alice = server.member("alice").await;
    let used = "SELECT extract(epoch FROM last_used_at)::bigint AS n FROM sessions";
    let first = server.database.number(used).await;
    server.clock.advance(Duration::minutes(2));
    alice.is_signed_in().await;
    assert_eq!(server.database.number(used).await, first);
    server.clock.advance(Duration::minutes(4));
    alice.is_signed_in().await;
    assert!(server.database.number(used).await >= first + 300);
}

#[tokio::test(flavor = "multi_thread")]
async fn cookies_are_for_this_site_alone_and_secure_under_https() {
    let server = TestServer::start().await;
    server.member("alice").await;
    let page = server.visitor().sign_in("alice", PASSWORD).await;
    let cookie = page.set_cookie("ossm_session").unwrap();
    for part in ["HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=34560000"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    assert!(!cookie.contains("Secure"));
    let stored = "SELECT count(*) FROM sessions WHERE octet_length(token_hash) = 32";
    assert_eq!(server.database.number(stored).await, 2);

    let https = super::server(|config| {
        config.server.domain = "social.example".parse().unwrap();
    })
    .await;
    let page = https.visitor().get("/auth/sign_in").await;
    let cookie = page.set_cookie("__Host-ossm_form").unwrap();
    assert!(
        cookie.contains("Secure") && !cookie.contains("Domain"),
        "{cookie}"
    );
}
