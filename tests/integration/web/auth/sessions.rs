//! The page of sessions, and what ends them.

use reqwest::{Method, StatusCode};

use crate::harness::{Browser, PASSWORD, TestServer};
use ossm::db::pool::{Database, PoolOptions};

const AGENT: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

async fn second_device(server: &TestServer) -> Browser {
    let browser = server.visitor();
    let form = browser.form("/auth/sign_in", "/auth/sign_in").await;
    let form = form.set("login", "alice").set("password", PASSWORD);
    let request = browser
        .request(Method::POST, "/auth/sign_in")
        .header("user-agent", AGENT);
    let page = browser.send(request.form(&form.fields)).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER);
    browser
}

#[tokio::test(flavor = "multi_thread")]
async fn devices_are_listed_in_words_and_one_is_signed_out() {
    let server = TestServer::start().await;
    let alice = server.member("alice").await;
    let other = second_device(&server).await;
    let page = alice.get("/settings/sessions").await;
    assert!(page.body.contains("Firefox on Linux") && page.body.contains("127.0.0.1"));
    let revoke = page
        .attribute("form[action$=\"/revoke\"]", "action")
        .unwrap();
    let done = alice.submit(&page.form(&revoke)).await;
    assert_eq!(done.location(), "/settings/sessions");
    assert!(!other.is_signed_in().await);
    assert!(alice.is_signed_in().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_ends_the_session_of_another() {
    let server = TestServer::start().await;
    let (alice, bob) = (server.member("alice").await, server.member("bob").await);
    let id = server
        .database
        .number(
            "SELECT s.id AS n FROM sessions s JOIN users u ON u.id = s.user_id \
         WHERE u.email LIKE 'alice%'",
        )
        .await;
    let mut form = bob.form("/settings/sessions", "/auth/sign_out").await;
    for id in [
        id.to_string(),
        "0".into(),
        "x".into(),
        "99999999999999999999".into(),
    ] {
        form.action = format!("/settings/sessions/{id}/revoke");
        assert_eq!(
            bob.submit(&form).await.status,
            StatusCode::NOT_FOUND,
            "{id}"
        );
    }
    assert!(alice.is_signed_in().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn all_others_are_signed_out_at_once() {
    let server = TestServer::start().await;
    let alice = server.member("alice").await;
    let others = [second_device(&server).await, second_device(&server).await];
    let form = alice
        .form("/settings/sessions", "/settings/sessions/revoke_others")
        .await;
    alice.submit(&form).await;
    for other in others {
        assert!(!other.is_signed_in().await);
    }
    assert!(alice.is_signed_in().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_password_signs_the_other_devices_out() {
    let server = TestServer::start().await;
    let alice = server.member("alice").await;
    let other = second_device(&server).await;
    let form = alice.form("/settings/password", "/settings/password").await;
    let new = "seven slow boats at noon";
    let wrong = form.clone().set("current", "wrong").set("password", new);
    let page = alice.submit(&wrong).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(page.error("current").unwrap(), "This is not your password.");
    assert!(other.is_signed_in().await);
    let weak = form
        .clone()
        .set("current", PASSWORD)
        .set("password", "password12");
    let page = alice.submit(&weak).await;
    assert!(page.error("password").unwrap().contains("easy to guess"));

    let page = alice
        .submit(&form.set("current", PASSWORD).set("password", new))
        .await;
    assert_eq!(page.location(), "/settings/password");
    assert!(alice.is_signed_in().await);
    assert!(!other.is_signed_in().await);
    let old = server.visitor().sign_in("alice", PASSWORD).await;
    assert_eq!(old.status, StatusCode::UNPROCESSABLE_ENTITY);
    let new = server.visitor().sign_in("alice", new).await;
    assert_eq!(new.status, StatusCode::SEE_OTHER);
    let logged = "SELECT count(*) FROM audit_log WHERE action = 'password_changed'";
    assert_eq!(server.database.number(logged).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_member_who_is_disabled_or_suspended_is_nobody_at_once() {
    use diesel_async::SimpleAsyncConnection as _;
    let server = TestServer::start().await;
    let (alice, bob) = (server.member("alice").await, server.member("bob").await);
    let conn = &mut *server.app.db.conn().await.unwrap();
    ossm::domain::auth::operator::disable(conn, &server.app.cx, "alice")
        .await
        .unwrap();
    let sql = "UPDATE accounts SET suspended_at = now() WHERE username = 'bob'";
    conn.batch_execute(sql).await.unwrap();
    assert!(!alice.is_signed_in().await);
    assert!(!bob.is_signed_in().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn knowing_who_asks_takes_one_statement() {
    let server = TestServer::start().await;
    let alice = server.member("alice").await;
    let token = alice.cookie("ossm_session").unwrap();
    // A pool of its own: the server's counts what its workers send, too.
    let options = PoolOptions::from(&server.app.cx.config.database);
    let db = Database::new(&server.database.url, &options).unwrap();
    let conn = &mut *db.conn().await.unwrap();
    let before = db.statements();
    let member = ossm::domain::auth::sessions::load(conn, &server.app.cx, &token).await;
    assert_eq!(member.unwrap().unwrap().username, "alice");
    assert_eq!(db.statements() - before, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_address_behind_a_proxy_is_believed_only_from_a_trusted_one() {
    for (trusted, shown) in [(true, "203.0.113.9"), (false, "127.0.0.1")] {
        let server = super::server(move |config| {
            if trusted {
                config.server.trusted_proxies = vec!["127.0.0.1".parse().unwrap()];
            }
        })
        .await;
        server.member("alice").await;
        let browser = server.visitor();
        let form = browser.form("/auth/sign_in", "/auth/sign_in").await;
        let form = form.set("login", "alice").set("password", PASSWORD);
        let request = browser.request(Method::POST, "/auth/sign_in");
        let request = request.header("x-forwarded-for", "198.51.100.1, 203.0.113.9");
        browser.send(request.form(&form.fields)).await;
        let page = browser.get("/settings/sessions").await;
        assert!(page.body.contains(shown), "{trusted}: {}", page.body);
        assert!(!page.body.contains("198.51.100.1"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_to_read_set_no_cookie_and_forms_set_one() {
    let server = TestServer::start().await;
    server.member("alice").await;
    for path in ["/", "/about", "/@alice", "/nothing-here"] {
        let page = server.visitor().get(path).await;
        assert!(!page.headers.contains_key("set-cookie"), "{path}");
    }
    for path in ["/auth/sign_in", "/auth/sign_up"] {
        let page = server.visitor().get(path).await;
        let cookie = page.set_cookie("ossm_form").unwrap();
        assert!(
            cookie.contains("HttpOnly") && !cookie.contains("Max-Age"),
            "{cookie}"
        );
        assert_eq!(page.headers["cache-control"], "private, no-store");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn members_see_who_tried_to_sign_in_as_them() {
    let server = TestServer::start().await;
    let (alice, bob) = (server.member("alice").await, server.member("bob").await);
    let none = alice.get("/settings/sessions").await;
    assert!(none.text("#sign-ins + .quiet").is_some(), "{}", none.body);
    second_device(&server).await;
    let stranger = server.visitor();
    let refused = stranger.sign_in("alice", "a wrong guess of hers").await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let page = alice.get("/settings/sessions").await;
    let rows = page.text("#sign-ins + table tbody").unwrap();
    assert!(
        rows.contains("Signed in") && rows.contains("Wrong password"),
        "{rows}"
    );
    assert!(
        rows.contains("Firefox on Linux") && rows.contains("127.0.0.1"),
        "{rows}"
    );
    let other = bob.get("/settings/sessions").await;
    assert!(other.text("#sign-ins + .quiet").is_some(), "{}", other.body);
    // No more than fifty are kept.
    let conn = &mut server.database.conn().await;
    diesel_async::RunQueryDsl::execute(
        diesel::sql_query(
            "INSERT INTO sign_ins SELECT -i, user_id, outcome, ip, user_agent, created_at
             FROM sign_ins, generate_series(1, 60) i WHERE outcome = 'signed_in'",
        ),
        conn,
    )
    .await
    .unwrap();
    second_device(&server).await;
    let kept = "SELECT count(*) FROM sign_ins";
    assert_eq!(server.database.number(kept).await, 50);
}
