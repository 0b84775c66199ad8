//! The log of what was done: filtered, exported, and never changed.

use diesel_async::SimpleAsyncConnection as _;
use ossm::db::models::user::Role;
use reqwest::StatusCode;
use serde_json::Value;

use crate::harness::{Browser, TestServer};

async fn roles(owner: &Browser, names: &[&str]) {
    for name in names {
        let form = owner.form("/admin/roles/new", "/admin/roles/new").await;
        let form = form.set("name", name).set("rank", "10");
        assert_eq!(owner.submit(&form).await.location(), "/admin/roles");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_filtered_by_who_what_and_when() {
    let server = TestServer::start().await;
    let owner = server.member_as("ow", Role::Owner).await;
    let admin = server.member_as("ad", Role::Admin).await;
    roles(&owner, &["One", "Two"]).await;
    roles(&admin, &["Three"]).await;
    let count = async |query: &str| {
        let page = owner.get(&format!("/admin/record{query}")).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.body);
        page.body.matches("<code>role_made</code>").count()
    };
    assert_eq!(count("").await, 3);
    assert_eq!(count("?actor=@OW").await, 2);
    assert_eq!(count("?actor=ad&action=role_made").await, 1);
    assert_eq!(count("?action=role_deleted").await, 0);
    assert_eq!(count("?subject=two").await, 1);
    assert_eq!(count("?from=2100-01-01").await, 0);
    assert_eq!(count("?until=2100-01-01").await, 3);
    let wrong = owner.get("/admin/record?from=tomorrow").await;
    assert!(
        owner
            .get(wrong.location())
            .await
            .alert()
            .contains("2026-11-22")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_exported_whole() {
    let server = TestServer::start().await;
    let owner = server.member_as("ow", Role::Owner).await;
    roles(&owner, &["=1+1", "Two, \"quoted\""]).await;
    let conn = &mut server.database.conn().await;
    conn.batch_execute(
        "INSERT INTO audit_log (id, action, created_at) \
         SELECT n, 'filler', now() FROM generate_series(1, 4500) AS n",
    )
    .await
    .unwrap();
    let page = owner.get("/admin/record.json").await;
    let all: Vec<Value> = serde_json::from_str(&page.body).unwrap();
    assert_eq!(
        all.iter()
            .filter(|entry| entry["action"] == "filler")
            .count(),
        4500
    );
    let made: Vec<&Value> = all
        .iter()
        .filter(|entry| entry["action"] == "role_made")
        .collect();
    assert_eq!(made.len(), 2);
    assert_eq!(
        (&made[0]["actor"], &made[0]["after"]["rank"]),
        (&"ow".into(), &10.into())
    );
    let page = owner.get("/admin/record.csv?action=role_made").await;
    assert_eq!(
        page.headers["content-disposition"],
        "attachment; filename=\"record.csv\""
    );
    let mut lines = csv::Reader::from_reader(page.body.as_bytes());
    let rows: Vec<csv::StringRecord> = lines.records().map(Result::unwrap).collect();
    let subjects: Vec<&str> = rows.iter().map(|row| &row[4]).collect();
    // A spreadsheet must not take it for a formula.
    assert_eq!(subjects, ["Two, \"quoted\"", "'=1+1"]);
    let none = owner.get("/admin/record.json?action=nothing").await;
    assert_eq!(
        serde_json::from_str::<Vec<Value>>(&none.body)
            .unwrap()
            .len(),
        0
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_in_it_is_changed_or_removed() {
    let server = TestServer::start().await;
    let owner = server.member_as("ow", Role::Owner).await;
    roles(&owner, &["One"]).await;
    let conn = &mut server.database.conn().await;
    for sql in [
        "UPDATE audit_log SET action = 'nothing'",
        "UPDATE audit_log SET reason = 'because'",
        "UPDATE audit_log SET actor_name = 'somebody'",
        "UPDATE audit_log SET after = '{}' WHERE after IS NOT NULL",
        "DELETE FROM audit_log",
        "TRUNCATE audit_log",
    ] {
        let refused = conn.batch_execute(sql).await.unwrap_err();
        assert!(
            refused.to_string().contains("append-only"),
            "{sql}: {refused}"
        );
    }
    // Forgetting an address is no change of what was done.
    conn.batch_execute("UPDATE audit_log SET ip = NULL")
        .await
        .unwrap();
    // Who is gone is still named.
    conn.batch_execute("DELETE FROM accounts WHERE username = 'ow'")
        .await
        .unwrap();
    let admin = server.member_as("ad", Role::Admin).await;
    let page = admin.get("/admin/record?actor=ow&action=role_made").await;
    assert_eq!(page.text("tbody td:nth-child(2)").unwrap(), "@ow");
}
