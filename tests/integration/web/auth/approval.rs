//! People who ask to join, and moderators who answer.

use ossm::db::models::user::Role;
use ossm::foundation::config::Registrations;
use reqwest::StatusCode;

use super::{filled_in, server};
use crate::harness::{PASSWORD, TestServer};

async fn asked(server: &TestServer, name: &str) {
    let visitor = server.visitor();
    let form = filled_in(&visitor, name).await;
    let page = visitor
        .submit(&form.set("reason", "A friend is <here>."))
        .await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    assert!(page.text("h1").unwrap().contains("moderators"));
    assert!(!visitor.is_signed_in().await);
}

async fn approving() -> TestServer {
    server(|config| config.instance.registrations = Registrations::Approval).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_moderator_is_told_and_says_yes() {
    let server = approving().await;
    let moderator = server.member_as("demo_mod", Role::Moderator).await;
    asked(&server, "alice").await;
    let profile = server.visitor().get("/@alice").await;
    assert_eq!(profile.status, StatusCode::NOT_FOUND);
    let told = "SELECT count(*) FROM notifications WHERE kind = 'sign_up'";
    assert_eq!(server.database.number(told).await, 1);
    let page = moderator.get("/admin/sign_ups").await;
    assert_eq!(page.text(".words").unwrap(), "A friend is <here>.");
    let approve = page
        .attribute("button[formaction$=\"/approve\"]", "formaction")
        .unwrap();
    let mut form = page.form("/admin/accounts/bulk");
    form.action.clone_from(&approve);
    let done = moderator.submit(&form).await;
    assert_eq!(done.location(), "/admin/sign_ups");
    let joined = server.visitor().sign_in("alice", PASSWORD).await;
    assert_eq!(joined.status, StatusCode::SEE_OTHER);
    let logged = "SELECT count(*) FROM audit_log WHERE action = 'sign_up_approved' \
                  AND actor_user_id IS NOT NULL AND target_user_id IS NOT NULL";
    assert_eq!(server.database.number(logged).await, 1);
    // Nobody answers twice.
    moderator.submit(&form).await;
    assert_eq!(server.database.number(logged).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_no_frees_the_name() {
    let server = approving().await;
    let moderator = server.member_as("demo_mod", Role::Moderator).await;
    asked(&server, "alice").await;
    let page = moderator.get("/admin/sign_ups").await;
    let approve = page
        .attribute("button[formaction$=\"/approve\"]", "formaction")
        .unwrap();
    let mut form = page.form("/admin/accounts/bulk");
    form.action.clone_from(&approve);
    form.action = approve.replace("/approve", "/reject");
    assert_eq!(moderator.submit(&form).await.status, StatusCode::SEE_OTHER);
    let left = "SELECT count(*) FROM accounts WHERE username = 'alice'";
    assert_eq!(server.database.number(left).await, 0);
    let logged = "SELECT count(*) FROM audit_log WHERE action = 'sign_up_rejected' \
                  AND details->>'username' = 'alice'";
    assert_eq!(server.database.number(logged).await, 1);
    asked(&server, "alice").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_moderators_see_and_decide() {
    let server = approving().await;
    asked(&server, "alice").await;
    let member = server.member("bob").await;
    let page = member.get("/admin/sign_ups").await;
    assert_eq!(page.status, StatusCode::FORBIDDEN);
    assert!(!page.body.contains("alice"));
    let id = server
        .database
        .number("SELECT account_id AS n FROM users WHERE approved_at IS NULL")
        .await;
    let mut form = member.form("/settings/sessions", "/auth/sign_out").await;
    for decision in ["approve", "reject"] {
        form.action = format!("/admin/accounts/{id}/{decision}");
        assert_eq!(member.submit(&form).await.status, StatusCode::FORBIDDEN);
        let visitor = server.visitor();
        assert_eq!(visitor.submit(&form).await.status, StatusCode::UNAUTHORIZED);
    }
    assert_eq!(
        server.visitor().get("/admin/sign_ups").await.status,
        StatusCode::SEE_OTHER
    );
    let waiting = "SELECT count(*) FROM users WHERE approved_at IS NULL";
    assert_eq!(server.database.number(waiting).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reason_is_needed_and_bounded() {
    let server = approving().await;
    let visitor = server.visitor();
    let form = filled_in(&visitor, "alice").await;
    for reason in ["", "  \n ", &"x".repeat(501)] {
        let page = visitor.submit(&form.clone().set("reason", reason)).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.error("reason").is_some());
    }
    assert_eq!(
        server
            .database
            .number("SELECT count(*) FROM accounts WHERE kind <> 'application'")
            .await,
        0
    );
}
