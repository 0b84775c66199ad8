//! Sign-up protection: traps, rules with an end, limits, and who was turned away.

use chrono::Duration;
use ossm::db::models::user::Role;
use reqwest::StatusCode;

use super::{asking, house, told};
use crate::harness::{Browser, Page, TestServer};

const PATH: &str = "/admin/protection";

async fn join(server: &TestServer, name: &str, email: &str) -> Page {
    let visitor = server.visitor();
    let form = asking(&visitor, name).await.set("email", email);
    visitor.submit(&form).await
}

async fn add(browser: &Browser, list: &str, fields: &[(&str, &str)]) -> String {
    let mut form = browser.form(PATH, &format!("{PATH}/{list}")).await;
    for (name, value) in fields {
        form = form.set(name, value);
    }
    told(browser, &browser.submit(&form).await).await
}

async fn refused(server: &TestServer, reason: &str) -> i64 {
    let sql = format!(
        "SELECT coalesce(sum(refused), 0)::bigint AS n FROM sign_up_refusals WHERE reason = '{reason}'"
    );
    server.database.number(&sql).await
}

async fn people(server: &TestServer) -> i64 {
    server.database.number("SELECT count(*) FROM users").await
}

#[tokio::test(flavor = "multi_thread")]
async fn who_fills_in_the_trap_makes_nothing() {
    let (server, owner) = house(|_| {}).await;
    let visitor = server.visitor();
    let form = asking(&visitor, "alice").await;
    assert_eq!(form.value("website"), "");
    let page = visitor
        .submit(&form.clone().set("website", "https://spam.example"))
        .await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        page.alert().contains("Leave this field empty"),
        "{}",
        page.body
    );
    assert_eq!(people(&server).await, 1);
    assert_eq!(refused(&server, "honeypot").await, 1);
    let shown = owner.get(PATH).await;
    assert!(shown.body.contains("Filled in the trap"), "{}", shown.body);
    assert_eq!(visitor.submit(&form).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test(flavor = "multi_thread")]
async fn mail_domains_are_closed_or_asked_about_until_the_rule_ends() {
    let (server, owner) = house(|_| {}).await;
    add(&owner, "mail", &[("domain", "spam.example"), ("days", "2")]).await;
    let ask = [
        ("domain", "odd.example"),
        ("severity", "sign_up_requires_approval"),
        ("comment", "Demo"),
    ];
    add(&owner, "mail", &ask).await;
    let said = add(&owner, "mail", &[("domain", "spam.example")]).await;
    assert!(said.contains("already been taken"), "{said}");
    let said = add(&owner, "mail", &[("domain", "no domain")]).await;
    assert!(said.contains("not a valid domain"), "{said}");
    let page = join(&server, "alice", "alice@a.spam.example").await;
    assert!(page.error("email").is_some(), "{}", page.body);
    assert_eq!(refused(&server, "email_domain").await, 1);
    join(&server, "bob", "bob@odd.example").await;
    let waiting = "SELECT count(*) FROM users WHERE approved_at IS NULL";
    assert_eq!(server.database.number(waiting).await, 1);
    server.clock.advance(Duration::days(3));
    let page = join(&server, "alice", "alice@a.spam.example").await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.body);
    let owner = server.visitor();
    owner.sign_in("demo_owner", crate::harness::PASSWORD).await;
    // One that has ended makes room for another.
    let said = add(&owner, "mail", &[("domain", "spam.example")]).await;
    assert!(said.contains("holds from now on"), "{said}");
    let id = server
        .database
        .number("SELECT max(id) AS n FROM email_domain_blocks")
        .await;
    let end = owner.form(PATH, &format!("{PATH}/mail/{id}/end")).await;
    owner.submit(&end).await;
    let left = "SELECT count(*) FROM email_domain_blocks";
    assert_eq!(server.database.number(left).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn single_mailboxes_are_closed_by_their_hash() {
    let (server, owner) = house(|_| {}).await;
    add(&owner, "boxes", &[("address", "al.ice+x@mail.example")]).await;
    let page = join(&server, "alice", "alice@mail.example").await;
    assert!(page.error("email").is_some(), "{}", page.body);
    assert_eq!(refused(&server, "email_address").await, 1);
    assert!(!owner.get(PATH).await.body.contains("ice@mail.example"));
    let id = server
        .database
        .number("SELECT id AS n FROM canonical_email_blocks")
        .await;
    owner
        .submit(&owner.form(PATH, &format!("{PATH}/boxes/{id}/end")).await)
        .await;
    let page = join(&server, "alice", "alice@mail.example").await;
    assert_eq!(page.status, StatusCode::SEE_OTHER);
}

#[tokio::test(flavor = "multi_thread")]
async fn networks_are_closed_to_sign_ups_until_the_rule_ends() {
    let (server, owner) = house(|_| {}).await;
    let own = [("ip", "127.0.0.0/8"), ("severity", "no_access")];
    let said = add(&owner, "networks", &own).await;
    assert!(said.contains("your own address"), "{said}");
    let rule = [
        ("ip", "127.0.0.0/8"),
        ("severity", "sign_up_block"),
        ("days", "1"),
    ];
    add(&owner, "networks", &rule).await;
    let page = join(&server, "alice", "alice@mail.example").await;
    assert_eq!(page.status, StatusCode::FORBIDDEN, "{}", page.body);
    assert_eq!(refused(&server, "network").await, 1);
    server.clock.advance(Duration::days(2));
    let page = join(&server, "alice", "alice@mail.example").await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn settings_of_the_door_hold_at_once() {
    let (server, owner) = house(|_| {}).await;
    let change = async |fields: &[(&str, &str)]| {
        let mut form = owner.form(PATH, PATH).await;
        for (name, value) in fields {
            form = form.set(name, value);
        }
        told(&owner, &owner.submit(&form).await).await
    };
    change(&[("disposable", "refuse"), ("captcha", "hard")]).await;
    let visitor = server.visitor();
    let shown = visitor.get("/auth/sign_up").await;
    assert!(shown.body.contains("altcha"), "{}", shown.body);
    change(&[("disposable", "refuse"), ("captcha", "off")]).await;
    let page = join(&server, "alice", "alice@mailinator.com").await;
    assert!(page.error("email").is_some(), "{}", page.body);
    assert_eq!(refused(&server, "disposable").await, 1);
    // The server's own list holds like the one that is built in.
    let own = "Bin.Example, @away.example\nbin.example";
    for wrong in ["bin.example, bin..example", "com"] {
        let form = owner.form(PATH, PATH).await;
        let form = form.set("throw_away", wrong).set("captcha", "hard");
        let page = owner.submit(&form.set("per_address_per_day", "7")).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        let said = page.error("throw_away").unwrap();
        assert!(said.contains("is not a mail domain"), "{said}");
        // What was typed is still there.
        let again = page.form(PATH);
        assert_eq!(again.value("throw_away").trim(), wrong);
        assert_eq!(again.value("per_address_per_day"), "7");
        assert_eq!(again.value("captcha"), "hard");
    }
    change(&[("disposable", "refuse"), ("throw_away", own)]).await;
    let form = owner.form(PATH, PATH).await;
    assert_eq!(form.value("throw_away").trim(), "away.example\nbin.example");
    let page = join(&server, "alice", "alice@a.bin.example").await;
    assert!(page.error("email").is_some(), "{}", page.body);
    assert_eq!(refused(&server, "disposable").await, 2);
    change(&[("disposable", "ask"), ("throw_away", "")]).await;
    let kept = "SELECT count(*) FROM audit_log WHERE before::text LIKE '%away.example%'";
    assert_eq!(server.database.number(kept).await, 1);
    join(&server, "alice", "alice@mailinator.com").await;
    let waiting = "SELECT count(*) FROM users WHERE approved_at IS NULL";
    assert_eq!(server.database.number(waiting).await, 1);
    change(&[("disposable", "allow"), ("per_address_per_day", "2")]).await;
    let page = join(&server, "bob", "bob@mail.example").await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.body);
    let page = join(&server, "carol", "carol@mail.example").await;
    assert_eq!(page.status, StatusCode::TOO_MANY_REQUESTS, "{}", page.body);
    assert_eq!(refused(&server, "limit").await, 1);
    server.clock.advance(Duration::days(1));
    let page = join(&server, "carol", "carol@mail.example").await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn moderators_do_not_guard_the_door() {
    let (server, _) = house(|_| {}).await;
    let mo = server.member_as("demo_mo", Role::Moderator).await;
    assert_eq!(mo.get(PATH).await.status, StatusCode::FORBIDDEN);
}
