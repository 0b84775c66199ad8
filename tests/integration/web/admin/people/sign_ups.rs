//! People who ask to join, and invitations.

use ossm::db::models::user::Role;
use ossm::foundation::config::{Config, ConnectionUrl, Registrations};
use reqwest::StatusCode;

use super::{asking, house, logged, told};
use crate::harness::{Browser, MailSink, PASSWORD, TestServer};

fn by_approval(config: &mut Config) {
    config.instance.registrations = Registrations::Approval;
}

async fn ask(server: &TestServer, name: &str) {
    let visitor = server.visitor();
    let form = asking(&visitor, name).await;
    let page = visitor.submit(&form).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
}

/// Sends the button of one person.
async fn answer(browser: &Browser, name: &str, what: &str, text: &str) -> String {
    let page = browser.get("/admin/sign_ups").await;
    let id = browser_id(browser, name).await;
    let mut form = page.form("/admin/accounts/bulk").set("text", text);
    form.action = format!("/admin/accounts/{id}/{what}");
    told(browser, &browser.submit(&form).await).await
}

async fn browser_id(browser: &Browser, name: &str) -> String {
    let found = browser.get(&format!("/admin/accounts?name={name}")).await;
    let link = found.attribute("tbody a[href^=\"/admin/accounts/\"]", "href");
    link.unwrap().rsplit('/').next().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_shows_what_is_needed_and_the_answer_is_mailed() {
    let mut mail = MailSink::start().await;
    let url = mail.url.clone();
    let (server, _) = house(move |config| {
        by_approval(config);
        config.mail.smtp_url = Some(ConnectionUrl::new(url));
    })
    .await;
    let mo = server.member_as("demo_mo", Role::Moderator).await;
    ask(&server, "alice").await;
    let confirm = mail.next_link().await;
    let page = mo.get("/admin/sign_ups").await;
    for shown in [
        "A friend is here.",
        "127.0.0.1",
        "mail.example",
        "not confirmed",
    ] {
        assert!(page.body.contains(shown), "{shown}: {}", page.body);
    }
    server.visitor().get(&confirm).await;
    let said = answer(&mo, "alice", "approve", "Bring cake & tea.").await;
    assert!(said.contains("can sign in"), "{said}");
    let sent = mail.next().await;
    assert!(sent.contains("Bring cake & tea."), "{sent}");
    let joined = server.visitor().sign_in("alice", PASSWORD).await;
    assert_eq!(joined.status, StatusCode::SEE_OTHER);
    let reason = "SELECT count(*) FROM audit_log \
                  WHERE action = 'sign_up_approved' AND reason = 'Bring cake & tea.'";
    assert_eq!(server.database.number(reason).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_moderators_at_once_answer_once() {
    let (server, owner) = house(by_approval).await;
    let mo = server.member_as("demo_mo", Role::Moderator).await;
    ask(&server, "alice").await;
    let page = owner.get("/admin/sign_ups").await;
    let id = browser_id(&owner, "alice").await;
    let mut late = page.form("/admin/accounts/bulk");
    late.action = format!("/admin/accounts/{id}/reject");
    answer(&mo, "alice", "approve", "").await;
    let said = told(&owner, &owner.submit(&late).await).await;
    assert!(said.contains("do not wait any more"), "{said}");
    assert_eq!(logged(&server, "sign_up_rejected").await, 0);
    assert_eq!(logged(&server, "sign_up_approved").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn several_are_let_in_or_turned_down_together() {
    let (server, _) = house(by_approval).await;
    let mo = server.member_as("demo_mo", Role::Moderator).await;
    for name in ["alice", "bob", "carol"] {
        ask(&server, name).await;
    }
    for (names, action) in [(vec!["alice", "bob"], "approve"), (vec!["carol"], "reject")] {
        let mut form = mo.form("/admin/sign_ups", "/admin/accounts/bulk").await;
        for name in &names {
            form = form.set(&format!("id-{}", browser_id(&mo, name).await), "true");
        }
        let done = mo.submit(&form.set("action", action)).await;
        let all = names.len();
        assert_eq!(
            done.text("h1").unwrap(),
            format!("Done for {all} of {all}.")
        );
    }
    assert!(
        mo.get("/admin/sign_ups")
            .await
            .body
            .contains("Nobody is waiting.")
    );
    let joined = server.visitor().sign_in("bob", PASSWORD).await;
    assert_eq!(joined.status, StatusCode::SEE_OTHER);
    let carol = "SELECT count(*) FROM accounts WHERE username = 'carol'";
    assert_eq!(server.database.number(carol).await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn invitations_of_everybody_are_seen_made_and_ended() {
    let (server, owner) = house(|config| {
        config.instance.registrations = Registrations::Invite;
    })
    .await;
    let form = owner.form("/admin/invites", "/admin/invites").await;
    let form = form.set("max_uses", "2").set("days", "3");
    for _ in 0..2 {
        owner.submit(&form).await;
    }
    let all = "SELECT count(*) FROM invites";
    assert_eq!(server.database.number(all).await, 1);
    let page = owner.get("/admin/invites").await;
    let link = page.attribute("td.wrap a", "href").unwrap();
    let visitor = server.visitor();
    let asked = asking(&visitor, "alice").await;
    let code = link.rsplit('/').next().unwrap();
    visitor.submit(&asked.set("invite", code)).await;
    let id = server.database.number("SELECT id AS n FROM invites").await;
    let came = owner.get(&format!("/admin/invites/{id}")).await;
    assert!(came.body.contains("@alice"), "{}", came.body);
    let action = format!("/admin/invites/{id}/revoke");
    let revoke = page.form(&action);
    owner.submit(&revoke).await;
    let said = told(&owner, &owner.submit(&revoke).await).await;
    assert!(said.contains("ended already"), "{said}");
    let late = server.visitor();
    let asked = asking(&late, "bob").await.set("invite", code);
    let page = late.submit(&asked).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(logged(&server, "invite_made").await, 1);
    assert_eq!(logged(&server, "invite_revoked").await, 1);
    let wrong = owner.form("/admin/invites", "/admin/invites").await;
    let wrong = owner.submit(&wrong.set("days", "9999")).await;
    assert!(wrong.error("days").is_some(), "{}", wrong.body);
}
