//! Complaints, from the list to their end.

use ossm::db::models::report::Category;
use ossm::domain::reports::{self, NewReport};
use serde_json::json;

use super::Office;
use crate::harness::TestServer;

#[tokio::test(flavor = "multi_thread")]
async fn a_report_is_read_assigned_classified_and_settled() {
    let builder = TestServer::builder()
        .config(|config| config.instance.rules = vec!["Be kind".to_owned(), "No spam".to_owned()]);
    let office = Office::with(builder).await;
    let post = office.member.write("Words that annoy").await;
    let bob = office.server.app_of("bob").await;
    let new = NewReport {
        target: office.member.id(),
        posts: vec![post.parse().unwrap()],
        comment: "Look at this".to_owned(),
        forward: false,
        category: Category::Other,
        rule_ids: Vec::new(),
    };
    {
        let app = &office.server.app;
        let conn = &mut *app.db.conn().await.unwrap();
        reports::file(conn, &app.cx, bob.id(), &new).await.unwrap();
    }
    let api = &office.moderator;
    let list = api.get("/api/v1/admin/reports").await.ok();
    let [id] = list.ids().try_into().unwrap();
    let list = list.are("Admin_Report");
    assert_eq!(list.json[0]["statuses"][0]["id"], post);
    assert_eq!(list.json[0]["account"]["username"], "bob");
    let other = format!("/api/v1/admin/reports?target_account_id={}", bob.id());
    assert!(api.get(&other).await.ok().ids().is_empty());

    let path = |act: &str| format!("/api/v1/admin/reports/{id}{act}");
    let report = api.post(&path("/assign_to_self"), json!({})).await.ok();
    assert_eq!(report.json["assigned_account"]["username"], "moderator");
    let report = api.post(&path("/unassign"), json!({})).await.ok();
    assert!(report.json["assigned_account"].is_null());
    let change = json!({ "category": "violation", "rule_ids": ["2", "9"] });
    let report = api.put(&path(""), change).await.ok().is("Admin_Report");
    assert_eq!(report.json["category"], "violation");
    assert_eq!(report.json["rules"][0]["text"], "No spam");
    assert_eq!(report.json["rules"].as_array().unwrap().len(), 1);
    let wrong = json!({ "category": "boredom" });
    api.put(&path(""), wrong).await.refused(422);

    let report = api.post(&path("/resolve"), json!({})).await.ok();
    assert_eq!(report.json["action_taken"], true);
    assert_eq!(
        report.json["action_taken_by_account"]["username"],
        "moderator"
    );
    assert!(api.get("/api/v1/admin/reports").await.ok().ids().is_empty());
    let settled = api.get("/api/v1/admin/reports?resolved=true").await.ok();
    assert_eq!(settled.ids(), std::slice::from_ref(&id));
    let report = api.post(&path("/reopen"), json!({})).await.ok();
    assert_eq!(report.json["action_taken"], false);

    // A measure against the account settles it.
    let act = format!("/api/v1/admin/accounts/{}/action", office.member.id());
    let measure = json!({ "type": "silence", "report_id": id });
    api.post(&act, measure).await.ok();
    let report = api.get(&path("")).await.ok().is("Admin_Report");
    assert_eq!(report.json["action_taken"], true);
    api.get("/api/v1/admin/reports/99").await.refused(404);
}
