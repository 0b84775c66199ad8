//! Accounts: found, and what is done to them and undone.

use diesel_async::RunQueryDsl as _;
use ossm::foundation::config::Registrations;
use serde_json::{Value, json};

use super::Office;
use crate::harness::{Api, PASSWORD, TestServer};

async fn one(api: &Api, id: &str) -> Value {
    let path = format!("/api/v1/admin/accounts/{id}");
    api.get(&path).await.ok().is("Admin_Account").json
}

async fn act(office: &Office, id: &str, kind: &str) {
    let path = format!("/api/v1/admin/accounts/{id}/action");
    let body = json!({ "type": kind, "text": "For a test" });
    office.moderator.post(&path, body).await.ok();
    office.server.app.pages.expire_all();
}

async fn undo(office: &Office, id: &str, what: &str) -> Value {
    let path = format!("/api/v1/admin/accounts/{id}/{what}");
    let answer = office.moderator.post(&path, json!({})).await.ok();
    office.server.app.pages.expire_all();
    answer.is("Admin_Account").json
}

#[tokio::test(flavor = "multi_thread")]
async fn accounts_are_found_by_what_they_are() {
    let office = Office::open().await;
    let api = &office.moderator;
    office.server.visitor().sign_in("alice", PASSWORD).await;
    api.get("/api/v1/admin/accounts")
        .await
        .ok()
        .are("Admin_Account");
    for (query, names) in [
        (
            "v1/admin/accounts?local=true&staff=true",
            vec!["moderator", "admin", "owner"],
        ),
        ("v1/admin/accounts?username=ali", vec!["alice"]),
        ("v1/admin/accounts?email=alice%40", vec!["alice"]),
        ("v1/admin/accounts?remote=true", vec![]),
        ("v1/admin/accounts?suspended=true", vec![]),
        (
            "v1/admin/accounts?ip=127.0.0.1&username=alice",
            vec!["alice"],
        ),
        ("v1/admin/accounts?ip=192.0.2.1", vec![]),
        (
            "v2/admin/accounts?permissions=staff",
            vec!["moderator", "admin", "owner"],
        ),
        ("v2/admin/accounts?role_ids[]=3", vec!["owner"]),
        ("v2/admin/accounts?origin=remote", vec![]),
        (
            "v2/admin/accounts?status=active&username=alice",
            vec!["alice"],
        ),
    ] {
        let found = api.get(&format!("/api/{query}")).await.ok().json;
        let found: Vec<&str> = found
            .as_array()
            .unwrap()
            .iter()
            .map(|account| account["username"].as_str().unwrap())
            .collect();
        assert_eq!(found, names, "{query}");
    }
    let first = api.get("/api/v1/admin/accounts?limit=2").await.ok();
    assert_eq!(first.ids().len(), 2);
    let rest = api.get(&first.link("next").unwrap()).await.ok();
    assert!(rest.ids().iter().all(|id| !first.ids().contains(id)));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_done_to_an_account_holds_and_is_undone() {
    let office = Office::open().await;
    let id = office.member.id().to_string();
    let post = office.member.write("Hello from the demo").await;
    let anonymous = office.server.anonymous();
    let status = format!("/api/v1/statuses/{post}");

    act(&office, &id, "suspend").await;
    assert_eq!(one(&office.moderator, &id).await["suspended"], true);
    anonymous.get(&status).await.refused(404);
    let verify = "/api/v1/accounts/verify_credentials";
    assert!(!office.member.get(verify).await.status.is_success());
    assert_eq!(undo(&office, &id, "unsuspend").await["suspended"], false);
    anonymous.get(&status).await.ok();
    office.member.get(verify).await.ok();

    act(&office, &id, "silence").await;
    assert_eq!(one(&office.moderator, &id).await["silenced"], true);
    let public = anonymous.get("/api/v1/timelines/public").await.ok();
    assert!(!public.ids().contains(&post), "{}", public.text);
    undo(&office, &id, "unsilence").await;
    let public = anonymous.get("/api/v1/timelines/public").await.ok();
    assert!(public.ids().contains(&post), "{}", public.text);

    act(&office, &id, "sensitive").await;
    assert_eq!(one(&office.moderator, &id).await["sensitized"], true);
    undo(&office, &id, "unsensitive").await;

    act(&office, &id, "disable").await;
    assert_eq!(one(&office.moderator, &id).await["disabled"], true);
    let visitor = office.server.visitor();
    assert_ne!(visitor.sign_in("alice", PASSWORD).await.status, 303);
    undo(&office, &id, "enable").await;
    assert_eq!(visitor.sign_in("alice", PASSWORD).await.status, 303);

    act(&office, &id, "none").await;
    let log = office.log().await;
    for action in [
        "account_suspended",
        "account_unsuspended",
        "account_silenced",
        "account_unsilenced",
        "account_sensitized",
        "account_unsensitized",
        "account_disabled",
        "account_enabled",
        "account_warned",
    ] {
        assert!(
            log.iter().any(|entry| entry == action),
            "{action} in {log:?}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_acts_on_equals_or_betters_or_in_other_words() {
    let office = Office::open().await;
    for target in [&office.moderator, &office.admin, &office.owner] {
        let path = format!("/api/v1/admin/accounts/{}/action", target.id());
        let body = json!({ "type": "suspend" });
        office.moderator.post(&path, body).await.refused(403);
    }
    let path = format!("/api/v1/admin/accounts/{}/action", office.member.id());
    office.moderator.post(&path, json!({})).await.refused(422);
    let body = json!({ "type": "shout" });
    office.moderator.post(&path, body).await.refused(422);
    let body = json!({ "type": "suspend" });
    let nobody = "/api/v1/admin/accounts/99/action";
    office.moderator.post(nobody, body).await.refused(404);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_what_is_suspended_is_deleted_for_good() {
    let office = Office::open().await;
    let id = office.member.id().to_string();
    let post = office.member.write("Soon gone").await;
    let path = format!("/api/v1/admin/accounts/{id}");
    office.admin.delete(&path).await.refused(403);
    act(&office, &id, "suspend").await;
    office.moderator.delete(&path).await.refused(403);
    office.admin.delete(&path).await.ok();
    office.server.app.pages.expire_all();
    let anonymous = office.server.anonymous();
    let status = format!("/api/v1/statuses/{post}");
    anonymous.get(&status).await.refused(404);
    let left = crate::federation::ask::ask(
        &office.server,
        "/users/alice",
        crate::federation::ask::ACTIVITY,
    );
    assert_eq!(left.await.status, 410);
    let visitor = office.server.visitor();
    assert_ne!(visitor.sign_in("alice", PASSWORD).await.status, 303);
    assert!(office.log().await.contains(&"account_deleted".to_owned()));
}

#[tokio::test(flavor = "multi_thread")]
async fn people_who_wait_are_let_in_or_sent_away() {
    let builder = TestServer::builder()
        .config(|config| config.instance.registrations = Registrations::Approval);
    let office = Office::with(builder).await;
    for name in ["carol", "dave"] {
        office.server.member(name).await;
        let sql = "UPDATE users SET approved_at = NULL, sign_up_reason = 'To read' \
             FROM accounts a WHERE a.id = account_id AND a.username = $1";
        diesel::sql_query(sql)
            .bind::<diesel::sql_types::Text, _>(name)
            .execute(&mut office.server.database.conn().await)
            .await
            .unwrap();
    }
    let waiting = office
        .moderator
        .get("/api/v2/admin/accounts?status=pending");
    let waiting = waiting.await.ok().are("Admin_Account");
    assert_eq!(waiting.json[0]["invite_request"], "To read");
    let [dave, carol] = waiting.ids().try_into().unwrap();
    assert_eq!(undo(&office, &carol, "approve").await["approved"], true);
    undo(&office, &dave, "reject").await;
    let gone = format!("/api/v1/admin/accounts/{dave}");
    office.moderator.get(&gone).await.refused(404);
    let again = format!("/api/v1/admin/accounts/{carol}/approve");
    office.moderator.post(&again, json!({})).await.refused(403);
}
