//! Roles: made, given, taken, and what they give at once.

use diesel_async::SimpleAsyncConnection as _;
use ossm::db::models::user::Role;
use reqwest::StatusCode;

use super::with_permissions;
use crate::harness::TestServer;

#[tokio::test(flavor = "multi_thread")]
async fn a_role_is_made_given_changed_and_deleted() {
    let server = TestServer::start().await;
    let owner = server.member_as("ow", Role::Owner).await;
    let alice = server.member("alice").await;
    assert_eq!(
        alice.get("/admin/reports").await.status,
        StatusCode::FORBIDDEN
    );
    let form = owner.form("/admin/roles/new", "/admin/roles/new").await;
    let form = form
        .set("name", "Reader of reports")
        .set("rank", "40")
        .set("manage_reports", "true");
    let made = owner.submit(&form).await;
    assert_eq!(made.location(), "/admin/roles", "{}", made.body);
    // Sending the form twice makes one; a second form of the same name is refused.
    let twice = owner.submit(&form).await;
    assert_eq!(twice.location(), "/admin/roles", "{}", twice.body);
    let again = owner.submit(&form.set("once", "another")).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(again.error("name").unwrap().contains("already"));

    let give = owner.form("/admin/roles", "/admin/roles/give").await;
    let given = give
        .clone()
        .set("name", "@alice")
        .set("role", "Reader of reports");
    assert_eq!(owner.submit(&given).await.location(), "/admin/roles");
    assert_eq!(alice.get("/admin/reports").await.status, StatusCode::OK);
    assert_eq!(
        alice.get("/admin/sign_ups").await.status,
        StatusCode::FORBIDDEN
    );
    // Apps know of it, too: Mastodon's flags for reports and invitations.
    let app = server.app_with("alice", "read").await;
    let own = app.get("/api/v1/accounts/verify_credentials").await.ok();
    assert_eq!(own.json["role"]["name"], "Reader of reports");
    assert_eq!(own.json["role"]["permissions"], "65552");
    let admin = server.app_of_role("ad", Role::Admin).await;
    let id = own.text_of("id");
    let seen = admin
        .get(&format!("/api/v1/admin/accounts/{id}"))
        .await
        .ok();
    assert_eq!(seen.json["role"]["name"], "Reader of reports");
    // New reports are told to whoever looks after them.
    let target = admin.id().to_string();
    let bob = server.app_of("bob").await;
    let report = serde_json::json!({ "account_id": target, "comment": "Look" });
    bob.post("/api/v1/reports", report).await.ok();
    let told = alice.get("/notifications").await;
    assert!(told.body.contains("/admin/reports"), "{}", told.body);

    // Changing it changes at once what she may do.
    let page = owner.get("/admin/roles").await;
    let role = page.attribute("td a", "href").unwrap();
    let form = owner.form(&role, &role).await;
    let changed = form.without("manage_reports").set("manage_users", "true");
    owner.submit(&changed).await;
    assert_eq!(
        alice.get("/admin/reports").await.status,
        StatusCode::FORBIDDEN
    );
    assert_eq!(alice.get("/admin/sign_ups").await.status, StatusCode::OK);

    let delete = owner.form(&role, &format!("{role}/delete")).await;
    owner.submit(&delete).await;
    assert_eq!(
        alice.get("/admin/sign_ups").await.status,
        StatusCode::FORBIDDEN
    );
    let record = owner.get("/admin/record").await;
    for word in ["role_made", "role_changed", "role_edited", "role_deleted"] {
        assert!(
            record.body.contains(&format!("<code>{word}</code>")),
            "{word}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_gives_more_than_they_have() {
    let server = TestServer::start().await;
    let _owner = server.member_as("ow", Role::Owner).await;
    let giver = with_permissions(&server, "giver", &["manage_roles", "manage_reports"]).await;
    let form = giver.form("/admin/roles/new", "/admin/roles/new").await;
    let form = form.set("name", "Too much").set("rank", "40");
    let beyond = giver
        .submit(&form.clone().set("manage_users", "true"))
        .await;
    assert_eq!(beyond.status, StatusCode::UNPROCESSABLE_ENTITY);
    let higher = giver
        .submit(&form.clone().set("rank", "120").set("once", "b"))
        .await;
    assert!(higher.error("rank").is_some(), "{}", higher.body);
    let give = giver.form("/admin/roles", "/admin/roles/give").await;
    server.member("alice").await;
    for (name, role) in [("alice", "admin"), ("ow", "user"), ("giver", "owner")] {
        let refused = giver
            .submit(&give.clone().set("name", name).set("role", role))
            .await;
        let page = giver.get(refused.location()).await;
        assert!(
            page.alert().contains("Nobody") || page.alert().contains("cannot"),
            "{name}"
        );
    }
    let nobody = giver
        .submit(&give.set("name", "nobody_here").set("role", "user"))
        .await;
    assert!(
        giver
            .get(nobody.location())
            .await
            .alert()
            .contains("nobody_here")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_owner_stays() {
    let server = TestServer::start().await;
    let owner = server.member_as("ow", Role::Owner).await;
    let give = owner.form("/admin/roles", "/admin/roles/give").await;
    let down = owner
        .submit(&give.set("name", "ow").set("role", "user"))
        .await;
    assert!(owner.get(down.location()).await.alert().contains("cannot"));
    assert_eq!(owner.get("/admin/roles").await.status, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_role_gives_nothing_without_the_second_step_it_asks_for() {
    let server = TestServer::start().await;
    let owner = server.member_as("ow", Role::Owner).await;
    let moderator = server.member_as("mo", Role::Moderator).await;
    assert_eq!(moderator.get("/admin/reports").await.status, StatusCode::OK);
    let form = owner.form("/admin/roles", "/admin/roles/two_factor").await;
    // Nobody locks themselves out.
    let own = owner.submit(&form.clone().set("owner", "true")).await;
    assert!(owner.get(own.location()).await.alert().contains("yourself"));
    owner.submit(&form.set("moderator", "true")).await;
    let refused = moderator.get("/admin/reports").await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert!(refused.body.contains("two-factor"), "{}", refused.body);
    let conn = &mut server.database.conn().await;
    conn.batch_execute(
        "INSERT INTO two_factor (user_id, secret, last_step, enabled_at, created_at) \
         SELECT u.id, '\\x00', 0, now(), now() FROM users u JOIN accounts a \
         ON a.id = u.account_id WHERE a.username = 'mo'",
    )
    .await
    .unwrap();
    assert_eq!(moderator.get("/admin/reports").await.status, StatusCode::OK);
}
