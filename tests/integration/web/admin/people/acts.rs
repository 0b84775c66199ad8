//! What is done to accounts, taken back, refused, done to many, and the end of
//! their data.

use chrono::Duration;
use ossm::db::models::user::Role;
use ossm::jobs::job::Job as _;
use ossm::jobs::removals::RemoveSuspended;
use reqwest::StatusCode;
use serde_json::Value;

use super::{form_of, house, logged, page_of, send, told};
use crate::harness::{Form, PASSWORD, TestServer};

async fn run_removals(server: &TestServer) {
    let job = RemoveSuspended(server.app.db.clone(), server.app.cx.clone());
    job.run(&Value::Null).await.unwrap();
}

async fn signs_in(server: &TestServer, name: &str) -> bool {
    let page = server.visitor().sign_in(name, PASSWORD).await;
    page.status == StatusCode::SEE_OTHER
}

#[tokio::test(flavor = "multi_thread")]
async fn every_measure_holds_and_is_taken_back() {
    let (server, _) = house(|_| {}).await;
    let mo = server.member_as("demo_mo", Role::Moderator).await;
    server.member("alice").await;
    let page = page_of(&server, "alice").await;
    let measure = |word: &'static str| {
        [
            ("measure", word),
            ("text", "Please stop."),
            ("tells", "true"),
        ]
    };
    for (word, undo, tag) in [
        ("silence", "unsilence", "limited"),
        ("sensitize", "unsensitize", "pictures covered"),
        ("disable", "enable", "frozen"),
        ("suspend", "unsuspend", "suspended"),
    ] {
        send(&mo, &page, "measure", &measure(word)).await;
        let shown = mo.get(&page).await;
        assert_eq!(shown.text(".tag.bad").unwrap(), tag, "{}", shown.body);
        assert!(shown.body.contains("Please stop."), "{word}");
        let stays = matches!(word, "silence" | "sensitize");
        assert_eq!(signs_in(&server, "alice").await, stays, "{word}");
        send(&mo, &page, undo, &[]).await;
        assert_eq!(mo.get(&page).await.text(".tag.bad"), None, "{undo}");
        assert!(signs_in(&server, "alice").await, "{undo}");
    }
    send(&mo, &page, "measure", &measure("warn")).await;
    let told = "SELECT count(*) FROM notifications WHERE kind = 'moderation_warning'";
    assert_eq!(server.database.number(told).await, 5);
    let reasons = "SELECT count(*) FROM audit_log \
                   WHERE reason = 'Please stop.' AND subject = 'alice'";
    assert_eq!(server.database.number(reasons).await, 5);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_that_is_sent_twice_acts_once() {
    let (server, owner) = house(|_| {}).await;
    server.member("alice").await;
    let page = page_of(&server, "alice").await;
    let warn = form_of(&owner, &page, "measure")
        .await
        .set("measure", "warn");
    for _ in 0..2 {
        told(&owner, &owner.submit(&warn).await).await;
    }
    assert_eq!(logged(&server, "account_warned").await, 1);
    let note = form_of(&owner, &page, "notes")
        .await
        .set("text", "Talked to them.");
    for _ in 0..2 {
        told(&owner, &owner.submit(&note).await).await;
    }
    let notes = "SELECT count(*) FROM moderation_notes";
    assert_eq!(server.database.number(notes).await, 1);
    let shown = owner.get(&page).await;
    assert!(shown.body.contains("Talked to them."));
    let id = server
        .database
        .number("SELECT id AS n FROM moderation_notes")
        .await;
    send(&owner, &page, &format!("notes/{id}/delete"), &[]).await;
    assert_eq!(server.database.number(notes).await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_that_was_refused_is_corrected_and_sent_again() {
    let (server, owner) = house(|_| {}).await;
    server.member("alice").await;
    let page = page_of(&server, "alice").await;
    let note = form_of(&owner, &page, "notes").await;
    let said = told(&owner, &owner.submit(&note.clone().set("text", " ")).await).await;
    assert!(said.contains("Write a note"), "{said}");
    let note = note.set("text", "Talked to them.");
    let said = told(&owner, &owner.submit(&note).await).await;
    assert!(said.contains("The note is there."), "{said}");
    let said = told(&owner, &owner.submit(&note).await).await;
    assert!(said.contains("there already"), "{said}");
    let notes = "SELECT count(*) FROM moderation_notes";
    assert_eq!(server.database.number(notes).await, 1);

    // The same with a measure, with many at once, and with a role.
    let warn = form_of(&owner, &page, "measure").await;
    let none = warn
        .clone()
        .set("measure", "warn")
        .set("text", &"x".repeat(5_001));
    told(&owner, &owner.submit(&none).await).await;
    let warn = warn.set("measure", "warn");
    let (one, other) = tokio::join!(owner.submit(&warn), owner.submit(&warn));
    told(&owner, &one).await;
    told(&owner, &other).await;
    assert_eq!(
        logged(&server, "account_warned").await,
        1,
        "both at once act once"
    );

    let list = "/admin/accounts";
    let bulk = owner.form(list, "/admin/accounts/bulk").await;
    let bulk = bulk.set("action", "silence");
    let said = told(&owner, &owner.submit(&bulk).await).await;
    assert!(said.contains("Choose 1 to"), "{said}");
    let id = page.rsplit('/').next().unwrap();
    let bulk = bulk.set(&format!("id-{id}"), "true");
    assert_eq!(owner.submit(&bulk).await.status, StatusCode::OK);
    told(&owner, &owner.submit(&bulk).await).await;
    assert_eq!(logged(&server, "account_silenced").await, 1);

    let role = owner.form("/admin/roles/new", "/admin/roles/new").await;
    let wrong = owner.submit(&role.clone().set("name", "")).await;
    assert_eq!(
        wrong.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "{}",
        wrong.body
    );
    let role = role.set("name", "Demo helpers").set("rank", "50");
    let role = role.set("view_dashboard", "true");
    for _ in 0..2 {
        told(&owner, &owner.submit(&role).await).await;
    }
    assert_eq!(logged(&server, "role_made").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn suspended_accounts_have_thirty_days() {
    let (server, owner) = house(|_| {}).await;
    for name in ["alice", "bob"] {
        server.member(name).await;
        let page = page_of(&server, name).await;
        send(&owner, &page, "measure", &[("measure", "suspend")]).await;
    }
    let (alice, bob) = (
        page_of(&server, "alice").await,
        page_of(&server, "bob").await,
    );
    assert!(owner.get(&alice).await.body.contains("is deleted on"));
    server.clock.advance(Duration::days(29));
    run_removals(&server).await;
    let people = "SELECT count(*) FROM users";
    assert_eq!(server.database.number(people).await, 3);
    // The session of the owner has ended by now, and there is an older way.
    let owner = server.visitor();
    owner.sign_in("demo_owner", PASSWORD).await;
    send(&owner, &alice, "unsuspend", &[]).await;
    server.clock.advance(Duration::days(2));
    run_removals(&server).await;
    assert_eq!(server.database.number(people).await, 2);
    let gone = "SELECT count(*) FROM accounts WHERE deleted_at IS NOT NULL";
    assert_eq!(server.database.number(gone).await, 1);
    assert!(signs_in(&server, "alice").await);
    let shown = owner.get(&bob).await;
    assert_eq!(shown.text(".tag.bad").unwrap(), "deleted");
    // Nothing is left to undo or to do again.
    run_removals(&server).await;
    assert_eq!(logged(&server, "account_deleted").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn data_is_deleted_at_once_by_those_who_may() {
    let (server, owner) = house(|_| {}).await;
    let mo = server.member_as("demo_mo", Role::Moderator).await;
    server.member("alice").await;
    let page = page_of(&server, "alice").await;
    let shown = mo.get(&page).await;
    assert!(!shown.body.contains(&format!("{page}/delete")));
    let mut forged = form_of(&mo, &page, "notes").await.set("sure", "true");
    forged.action = format!("{page}/delete");
    assert_eq!(mo.submit(&forged).await.status, StatusCode::FORBIDDEN);
    let said = send(&owner, &page, "delete", &[]).await;
    assert!(said.contains("Nothing was deleted"), "{said}");
    let form = form_of(&owner, &page, "delete").await.set("sure", "true");
    for _ in 0..2 {
        told(&owner, &owner.submit(&form).await).await;
    }
    assert_eq!(logged(&server, "account_deleted").await, 1);
    let left = "SELECT count(*) FROM users WHERE email LIKE 'alice@%'";
    assert_eq!(server.database.number(left).await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_acts_on_equals_betters_or_themselves() {
    let (server, owner) = house(|_| {}).await;
    let mo = server.member_as("demo_mo", Role::Moderator).await;
    let admin = server.member_as("demo_admin", Role::Admin).await;
    server.member_as("demo_mia", Role::Moderator).await;
    server.member("alice").await;
    let source = form_of(&mo, &page_of(&server, "alice").await, "measure").await;
    for (browser, name) in [
        (&mo, "demo_mia"),
        (&mo, "demo_mo"),
        (&mo, "demo_owner"),
        (&admin, "demo_owner"),
        (&owner, "demo_owner"),
    ] {
        let page = page_of(&server, name).await;
        let shown = browser.get(&page).await;
        assert!(shown.body.contains("looks after the server"), "{name}");
        let notes = form_of(browser, &page, "notes").await;
        for (end, field) in [
            ("measure", "suspend"),
            ("delete", ""),
            ("role", ""),
            ("password", ""),
        ] {
            let mut form = source
                .clone()
                .set("csrf", notes.value("csrf"))
                .set("once", "")
                .set("measure", field)
                .set("sure", "true")
                .set("role", "user");
            form.action = format!("{page}/{end}");
            let answer = browser.submit(&form).await;
            assert!(
                matches!(answer.status, StatusCode::FORBIDDEN | StatusCode::SEE_OTHER),
                "{name} {end}: {}",
                answer.status
            );
        }
    }
    let still = "SELECT count(*) FROM users u JOIN accounts a ON a.id = u.account_id \
                 WHERE u.role <> 'user' AND u.disabled_at IS NULL AND a.suspended_at IS NULL";
    assert_eq!(server.database.number(still).await, 4);
    for action in [
        "account_suspended",
        "account_deleted",
        "role_changed",
        "password_reset",
    ] {
        assert_eq!(logged(&server, action).await, 0, "{action}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn many_are_done_at_once_and_each_is_told() {
    let (server, _) = house(|_| {}).await;
    let mo = server.member_as("demo_mo", Role::Moderator).await;
    server.member_as("demo_admin", Role::Admin).await;
    let mut form = mo.form("/admin/accounts", "/admin/accounts/bulk").await;
    for name in ["alice", "bob", "demo_admin"] {
        if name != "demo_admin" {
            server.member(name).await;
        }
        let page = page_of(&server, name).await;
        form = form.set(&format!("id-{}", page.rsplit('/').next().unwrap()), "true");
    }
    let form = form
        .set("id-99", "true")
        .set("action", "suspend")
        .set("text", "Spam from one network.");
    let done = mo.submit(&form).await;
    assert_eq!(done.status, StatusCode::OK, "{}", done.body);
    assert_eq!(done.text("h1").unwrap(), "Done for 2 of 4.");
    assert!(
        done.body.contains("looks after this server"),
        "{}",
        done.body
    );
    assert_eq!(logged(&server, "account_suspended").await, 2);
    // The same form once more does nothing.
    let again = mo.submit(&form.clone().set("action", "unsuspend")).await;
    assert_eq!(again.status, StatusCode::SEE_OTHER);
    assert_eq!(logged(&server, "account_unsuspended").await, 0);
    for wrong in [form.clone().set("action", "dance"), form.without("id-99")] {
        let fresh = mo.form("/admin/accounts", "/admin/accounts/bulk").await;
        let kept = wrong.fields.iter();
        let kept = kept.filter(|(name, _)| !name.starts_with("id-"));
        let none = Form {
            action: wrong.action.clone(),
            fields: kept.cloned().collect(),
        };
        let none = none.set("once", fresh.value("once"));
        let said = told(&mo, &mo.submit(&none).await).await;
        assert!(said.contains("Choose"), "{said}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn remote_accounts_are_limited_noted_and_fetched_again() {
    let (server, owner) = house(|_| {}).await;
    super::write(
        &server,
        "INSERT INTO accounts (id, username, domain, skeleton, uri, url, created_at, updated_at) \
         VALUES (7, 'emre', 'tarn.example', 'emre', 'https://tarn.example/1', \
         'https://tarn.example/@emre', now(), now())",
    )
    .await;
    let page = "/admin/accounts/7";
    let shown = owner.get(page).await;
    assert!(!shown.body.contains("value=\"disable\""), "{}", shown.body);
    send(&owner, page, "measure", &[("measure", "silence")]).await;
    assert_eq!(owner.get(page).await.text(".tag.bad").unwrap(), "limited");
    send(&owner, page, "notes", &[("text", "Bought from a list.")]).await;
    send(&owner, page, "refetch", &[]).await;
    let jobs = "SELECT count(*) FROM audit_log WHERE action = 'account_refetched' \
                AND subject = 'emre@tarn.example'";
    assert_eq!(server.database.number(jobs).await, 1);
}
