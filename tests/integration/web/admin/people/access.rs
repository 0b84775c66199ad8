//! How members get in, changed for them by those who may.

use ossm::db::models::user::Role;
use ossm::foundation::config::ConnectionUrl;
use reqwest::StatusCode;

use super::{form_of, house, logged, page_of, send, word};
use crate::harness::{MailSink, PASSWORD};

#[tokio::test(flavor = "multi_thread")]
async fn a_link_for_a_new_password_is_shown_once_and_ends_the_old_one() {
    let (server, owner) = house(|_| {}).await;
    let alice = server.member("alice").await;
    let page = page_of(&server, "alice").await;
    let form = form_of(&owner, &page, "password").await.set("link", "hand");
    let shown = owner.submit(&form).await;
    assert_eq!(shown.status, StatusCode::OK, "{}", shown.body);
    let link = shown.text("code").unwrap();
    assert!(!alice.is_signed_in().await);
    let old = server.visitor().sign_in("alice", PASSWORD).await;
    assert_ne!(old.status, StatusCode::SEE_OTHER);
    let path = format!("/auth/reset/{}", link.rsplit('/').next().unwrap());
    let visitor = server.visitor();
    let reset = visitor
        .form(&path, &path)
        .await
        .set("password", "another long password");
    let changed = visitor.submit(&reset).await;
    assert_eq!(changed.status, StatusCode::OK, "{}", changed.body);
    let new = server
        .visitor()
        .sign_in("alice", "another long password")
        .await;
    assert_eq!(new.status, StatusCode::SEE_OTHER);
    assert!(!owner.get(&page).await.body.contains(&link));
}

#[tokio::test(flavor = "multi_thread")]
async fn addresses_are_changed_asked_about_and_confirmed() {
    let mut mail = MailSink::start().await;
    let url = mail.url.clone();
    let (server, owner) =
        house(move |config| config.mail.smtp_url = Some(ConnectionUrl::new(url))).await;
    server.member("alice").await;
    server.member("bob").await;
    let page = page_of(&server, "alice").await;
    let taken = [("email", "bob@mail.example"), ("confirmed", "already")];
    let said = send(&owner, &page, "email", &taken).await;
    assert!(said.contains("belongs to somebody"), "{said}");
    let asked = [("email", "alice@new.example"), ("confirmed", "mail")];
    send(&owner, &page, "email", &asked).await;
    let of_alice = "SELECT email AS t FROM users WHERE id = (SELECT u.id FROM users u \
                    JOIN accounts a ON a.id = u.account_id WHERE a.username = 'alice')";
    assert_eq!(word(&server, of_alice).await, "alice@new.example");
    let refused = server.visitor().sign_in("alice", PASSWORD).await;
    assert_ne!(refused.status, StatusCode::SEE_OTHER);
    let link = mail.next_link().await;
    assert!(link.contains("/auth/confirm/"), "{link}");
    send(&owner, &page, "send_confirmation", &[]).await;
    assert!(mail.next_link().await.contains("/auth/confirm/"));
    send(&owner, &page, "confirm", &[]).await;
    let joined = server.visitor().sign_in("alice", PASSWORD).await;
    assert_eq!(joined.status, StatusCode::SEE_OTHER);
    assert_eq!(logged(&server, "email_changed").await, 1);
    send(&owner, &page, "password", &[("link", "mail")]).await;
    while !mail.next_link().await.contains("/auth/reset/") {}
}

#[tokio::test(flavor = "multi_thread")]
async fn roles_are_given_on_the_page_of_a_person() {
    let (server, owner) = house(|_| {}).await;
    let alice = server.member("alice").await;
    let page = page_of(&server, "alice").await;
    send(&owner, &page, "role", &[("role", "moderator")]).await;
    assert_eq!(alice.get("/admin/accounts").await.status, StatusCode::OK);
    let said = send(&owner, &page, "role", &[("role", "king")]).await;
    assert!(said.contains("no role named 'king'"), "{said}");
    send(&owner, &page, "role", &[("role", "user")]).await;
    let answer = alice.get("/admin/accounts").await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_second_step_is_switched_off_for_who_lost_it() {
    let (server, owner) = house(|_| {}).await;
    server.member("alice").await;
    let page = page_of(&server, "alice").await;
    super::write(
        &server,
        "INSERT INTO two_factor (user_id, secret, last_step, enabled_at, created_at) \
         SELECT id, '\\x00', 0, now(), now() FROM users WHERE email LIKE 'alice@%'",
    )
    .await;
    send(&owner, &page, "second_step_off", &[]).await;
    let left = "SELECT count(*) FROM two_factor";
    assert_eq!(server.database.number(left).await, 0);
    let by = "SELECT count(*) FROM audit_log \
              WHERE action = 'two_factor_off' AND actor_user_id IS NOT NULL";
    assert_eq!(server.database.number(by).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn moderators_do_not_change_how_people_sign_in() {
    let (server, _) = house(|_| {}).await;
    let mo = server.member_as("demo_mo", Role::Moderator).await;
    server.member("alice").await;
    let page = page_of(&server, "alice").await;
    let shown = mo.get(&page).await;
    for end in ["password", "email", "role", "second_step_off"] {
        assert!(!shown.body.contains(&format!("{page}/{end}\"")), "{end}");
        let mut form = form_of(&mo, &page, "notes").await;
        form.action = format!("{page}/{end}");
        assert_eq!(mo.submit(&form).await.status, StatusCode::FORBIDDEN);
    }
}
