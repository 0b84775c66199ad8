//! The link of the first start.

use chrono::Duration;
use ossm::domain::auth::set_up;
use reqwest::StatusCode;

use super::word;
use crate::harness::{Form, PASSWORD, TestServer};

async fn link(server: &TestServer) -> Option<String> {
    let conn = &mut *server.app.db.conn().await.unwrap();
    let link = set_up::ensure_link(conn, &server.app.cx).await.unwrap()?;
    Some(
        link.strip_prefix("http://localhost:3000")
            .unwrap()
            .to_owned(),
    )
}

fn filled_in(form: Form) -> Form {
    form.set("username", "root")
        .set("email", "demo@mail.example")
        .set("password", PASSWORD)
}

#[tokio::test(flavor = "multi_thread")]
async fn its_visitor_becomes_the_owner_once_and_without_a_captcha() {
    let server = TestServer::start().await;
    let path = link(&server).await.unwrap();
    let visitor = server.visitor();
    let form = filled_in(visitor.form(&path, &path).await);
    let weak = visitor
        .submit(&form.clone().set("password", "password12"))
        .await;
    assert_eq!(weak.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(weak.form(&path).value("username"), "root");
    let page = visitor.submit(&form).await;
    assert_eq!(
        (page.status, page.location()),
        (StatusCode::SEE_OTHER, "/home"),
        "{}",
        page.body
    );
    assert!(visitor.is_signed_in().await);
    assert_eq!(word(&server, "SELECT role AS t FROM users").await, "owner");
    let logged = "SELECT count(*) FROM audit_log WHERE action = 'owner_set_up'";
    assert_eq!(server.database.number(logged).await, 1);

    let other = server.visitor();
    assert_eq!(other.get(&path).await.status, StatusCode::GONE);
    assert_eq!(link(&server).await, None);
    assert_eq!(
        server
            .database
            .number("SELECT count(*) FROM one_time_tokens")
            .await,
        0
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn two_visitors_make_one_owner() {
    let server = TestServer::start().await;
    let path = link(&server).await.unwrap();
    let (one, two) = (server.visitor(), server.visitor());
    let first = filled_in(one.form(&path, &path).await);
    let second = filled_in(two.form(&path, &path).await)
        .set("username", "second")
        .set("email", "second@mail.example");
    let (left, right) = tokio::join!(one.submit(&first), two.submit(&second));
    let mut statuses = [left.status.as_u16(), right.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [303, 410]);
    assert_eq!(
        server.database.number("SELECT count(*) FROM users").await,
        1
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn it_ends_after_a_day_and_with_the_next_start() {
    let server = TestServer::start().await;
    let visitor = server.visitor();
    let first = link(&server).await.unwrap();
    let second = link(&server).await.unwrap();
    assert_eq!(visitor.get(&first).await.status, StatusCode::GONE);
    assert_eq!(visitor.get(&second).await.status, StatusCode::OK);
    server.clock.advance(Duration::hours(25));
    assert_eq!(visitor.get(&second).await.status, StatusCode::GONE);
    assert_eq!(visitor.get("/setup/guessed").await.status, StatusCode::GONE);
}
