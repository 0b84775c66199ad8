//! Members who delete their accounts.

use ossm::db::models::user::Role;
use reqwest::StatusCode;

use crate::harness::{PASSWORD, TestServer};

const PATH: &str = "/settings/leave";

#[tokio::test(flavor = "multi_thread")]
async fn an_account_goes_with_everything_it_published() {
    let server = TestServer::start().await;
    let alice = server.member("alice").await;
    let form = alice.form("/compose", "/posts").await;
    let parts = form
        .set("text", "Soon gone")
        .fields
        .into_iter()
        .fold(reqwest::multipart::Form::new(), |parts, (name, value)| {
            parts.text(name, value)
        });
    let request = alice
        .request(reqwest::Method::POST, "/posts")
        .multipart(parts);
    assert_eq!(alice.send(request).await.status, StatusCode::SEE_OTHER);
    let visitor = server.visitor();
    assert!(visitor.get("/@alice").await.body.contains("Soon gone"));

    let form = alice.form(PATH, PATH).await;
    let form = form.set("username", "@Alice").set("password", PASSWORD);
    let left = alice.submit(&form).await;
    assert_eq!((left.status, left.location()), (StatusCode::SEE_OTHER, "/"));
    assert!(!alice.is_signed_in().await);
    assert_eq!(visitor.get("/@alice").await.status, StatusCode::GONE);
    assert!(!visitor.get("/").await.body.contains("Soon gone"));
    assert_ne!(
        visitor.sign_in("alice", PASSWORD).await.status,
        StatusCode::SEE_OTHER
    );
    let noted = "SELECT count(*) FROM audit_log WHERE action = 'account_deleted'";
    assert_eq!(server.database.number(noted).await, 1);
    let left = "SELECT count(*) FROM users WHERE email LIKE 'alice%'";
    assert_eq!(server.database.number(left).await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_leaves_by_mistake_or_by_the_hand_of_others() {
    let server = TestServer::start().await;
    let alice = server.member("alice").await;
    let form = alice.form(PATH, PATH).await;
    for (username, password, field) in [
        ("alice", "not the password", "password"),
        ("alice", "", "password"),
        ("alic", PASSWORD, "username"),
        ("", PASSWORD, "username"),
    ] {
        let typed = form
            .clone()
            .set("username", username)
            .set("password", password);
        let page = alice.submit(&typed).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.error(field).is_some(), "{username}: {}", page.body);
        let again = page.form(PATH);
        assert_eq!(
            (again.value("username"), again.value("password")),
            (username, "")
        );
    }
    let good = form.set("username", "alice").set("password", PASSWORD);
    let forged = alice.submit(&good.clone().without("csrf")).await;
    assert_eq!(forged.status, StatusCode::FORBIDDEN);
    assert!(alice.is_signed_in().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_owner_stays() {
    let server = TestServer::start().await;
    let owner = server.member_as("olga", Role::Owner).await;
    let form = owner.form(PATH, PATH).await;
    let form = form.set("username", "olga").set("password", PASSWORD);
    let page = owner.submit(&form).await;
    assert_eq!(page.status, StatusCode::CONFLICT);
    assert!(owner.is_signed_in().await);
}
