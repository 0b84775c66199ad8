//! What the command line does about accounts.

use ossm::db::models::user::Role;
use ossm::db::page::Page;
use ossm::domain::auth::operator::{self, NewUser};
use ossm::foundation::error::ErrorKind;
use reqwest::StatusCode;

use super::word;
use crate::harness::{PASSWORD, TestServer};

#[tokio::test(flavor = "multi_thread")]
async fn accounts_are_made_promoted_disabled_and_listed() {
    let server = TestServer::start().await;
    let (cx, passwords) = (&server.app.cx, &server.app.passwords);
    let conn = &mut *server.app.db.conn().await.unwrap();
    let new = |name: &str, password: Option<&str>| NewUser {
        name: name.into(),
        email: format!("{name}@mail.example"),
        role: Role::Owner,
        password: password.map(str::to_owned),
    };
    let made = operator::create(conn, cx, passwords, new("admin", None))
        .await
        .unwrap();
    let link = made.password_link.unwrap();
    assert!(link.starts_with("http://localhost:3000/auth/reset/"));
    let weak = operator::create(conn, cx, passwords, new("alice", Some("password12"))).await;
    assert_eq!(weak.unwrap_err().fields()[0].field, "password");
    let twice = operator::create(conn, cx, passwords, new("Admin", None)).await;
    assert_eq!(twice.unwrap_err().kind(), ErrorKind::Invalid);

    for refused in [
        operator::disable(conn, cx, "admin").await,
        operator::promote(conn, cx, "admin", "user").await,
        operator::approve(conn, cx, "admin").await,
    ] {
        assert_eq!(refused.unwrap_err().kind(), ErrorKind::Conflict);
    }
    let made = operator::create(conn, cx, passwords, new("alice", Some(PASSWORD)))
        .await
        .unwrap();
    assert_eq!(made.password_link, None);
    operator::promote(conn, cx, "ALICE", "moderator")
        .await
        .unwrap();
    assert_eq!(
        word(
            &server,
            "SELECT role AS t FROM users WHERE email LIKE 'alice%'"
        )
        .await,
        "moderator"
    );
    operator::disable(conn, cx, "alice").await.unwrap();
    let refused = server.visitor().sign_in("alice", PASSWORD).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    operator::enable(conn, cx, "alice").await.unwrap();
    operator::set_password(conn, cx, passwords, "alice", "seven slow boats")
        .await
        .unwrap();
    let page = server.visitor().sign_in("alice", "seven slow boats").await;
    assert_eq!(page.status, StatusCode::SEE_OTHER);
    let missing = operator::disable(conn, cx, "nobody").await.unwrap_err();
    assert_eq!(missing.message(), "There is no account named 'nobody'.");
    let listed = operator::list(conn, &Page::first(10)).await.unwrap().items;
    let names: Vec<&str> = listed
        .iter()
        .map(|person| person.username.as_str())
        .collect();
    assert_eq!(names, ["alice", "admin"]);
}
