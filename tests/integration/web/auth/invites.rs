//! Joining by invitation.

use chrono::Duration;
use ossm::db::models::user::Role;
use ossm::foundation::config::Registrations;
use reqwest::StatusCode;

use super::{filled_in, server, word};
use crate::harness::{Browser, TestServer};

async fn invited_only() -> TestServer {
    server(|config| config.instance.registrations = Registrations::Invite).await
}

/// Makes an invitation and returns the path of its link.
async fn invite(member: &Browser, uses: &str, days: &str) -> String {
    let form = member.form("/settings/invites", "/settings/invites").await;
    let page = member
        .submit(&form.set("max_uses", uses).set("days", days))
        .await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.body);
    let page = member.get("/settings/invites").await;
    let link = page.attribute("td a", "href").unwrap();
    link.strip_prefix("http://localhost:3000")
        .unwrap()
        .to_owned()
}

async fn join(server: &TestServer, link: &str, name: &str) -> crate::harness::Page {
    let visitor = server.visitor();
    let page = visitor.get(link).await;
    let form = visitor.form(page.location(), "/auth/sign_up").await;
    let form = form
        .set("username", name)
        .set("email", &format!("{name}@mail.example"))
        .set("password", crate::harness::PASSWORD);
    visitor.submit(&form).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_lets_as_many_in_as_it_says() {
    let server = invited_only().await;
    let owner = server.member_as("demo_owner", Role::Owner).await;
    let link = invite(&owner, "2", "").await;
    for name in ["anna", "bert"] {
        assert_eq!(
            join(&server, &link, name).await.status,
            StatusCode::SEE_OTHER
        );
    }
    let page = join(&server, &link, "carl").await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(
        page.error("invite").unwrap(),
        "This invitation does not work any more."
    );
    let joined = "SELECT count(*) FROM users WHERE invite_id IS NOT NULL";
    assert_eq!(server.database.number(joined).await, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_joins_without_one() {
    let server = invited_only().await;
    let visitor = server.visitor();
    let form = filled_in(&visitor, "alice").await;
    let page = visitor.submit(&form.clone().set("invite", "")).await;
    assert_eq!(
        page.error("invite").unwrap(),
        "You need an invitation to join here."
    );
    let page = visitor.submit(&form.set("invite", "unknown")).await;
    assert_eq!(
        page.error("invite").unwrap(),
        "This invitation does not work any more."
    );
    assert_eq!(
        server
            .database
            .number("SELECT count(*) FROM accounts WHERE kind <> 'application'")
            .await,
        0
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn two_at_the_same_time_use_a_single_place_once() {
    let server = invited_only().await;
    let owner = server.member_as("demo_owner", Role::Owner).await;
    let link = invite(&owner, "1", "").await;
    let (left, right) = tokio::join!(join(&server, &link, "anna"), join(&server, &link, "bert"));
    let mut statuses = [left.status.as_u16(), right.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [303, 422]);
    assert_eq!(
        server
            .database
            .number("SELECT uses::bigint AS n FROM invites")
            .await,
        1
    );
    assert_eq!(
        server
            .database
            .number("SELECT count(*) FROM accounts WHERE kind <> 'application'")
            .await,
        2
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn expired_and_revoked_ones_do_not_work() {
    let server = invited_only().await;
    let owner = server.member_as("demo_owner", Role::Owner).await;
    let link = invite(&owner, "", "1").await;
    server.clock.advance(Duration::hours(25));
    assert_eq!(
        join(&server, &link, "anna").await.status,
        StatusCode::UNPROCESSABLE_ENTITY
    );

    let link = invite(&owner, "", "").await;
    let page = owner.get("/settings/invites").await;
    let revoke = page
        .attribute("form[action$=\"/revoke\"]", "action")
        .unwrap();
    let other = server.member("bob").await;
    let mut foreign = other.form("/settings/invites", "/settings/invites").await;
    foreign.action.clone_from(&revoke);
    assert_eq!(other.submit(&foreign).await.status, StatusCode::NOT_FOUND);
    owner.submit(&page.form(&revoke)).await;
    assert_eq!(
        join(&server, &link, "anna").await.status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn numbers_out_of_range_are_refused_beside_their_fields() {
    let server = invited_only().await;
    let owner = server.member_as("demo_owner", Role::Owner).await;
    let form = owner.form("/settings/invites", "/settings/invites").await;
    for (field, typed) in [
        ("max_uses", "0"),
        ("max_uses", "1001"),
        ("max_uses", "many"),
        ("days", "-1"),
        ("days", "99999999999999999999"),
    ] {
        let page = owner.submit(&form.clone().set(field, typed)).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{typed}");
        assert!(page.error(field).is_some(), "{field}: {typed}");
        assert_eq!(page.form("/settings/invites").value(field), typed);
    }
    let code = word(&server, "SELECT count(*)::text AS t FROM invites").await;
    assert_eq!(code, "0");
}
