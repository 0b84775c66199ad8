//! Measures, dimensions, and who stayed.

use serde_json::json;

use super::Office;

#[tokio::test(flavor = "multi_thread")]
async fn figures_are_counted_day_by_day() {
    let office = Office::open().await;
    office.member.write("Hello from the demo #figures").await;
    let now = office.server.app.cx.clock.now();
    let day = |ago: i64| {
        (now - chrono::Duration::days(ago))
            .format("%Y-%m-%d")
            .to_string()
    };
    let (from, to) = (day(6), day(0));
    let body = json!({ "keys": ["new_users", "active_users", "interactions", "opened_reports",
            "resolved_reports", "instance_accounts", "tag_uses", "nonsense"],
        "instance_accounts": { "domain": "elsewhere.example" }, "tag_uses": { "id": "1" },
        "start_at": from, "end_at": to });
    let api = &office.moderator;
    let answer = api.post("/api/v1/admin/measures", body).await.ok();
    let answer = answer.are("Admin_Measure");
    let list = answer.json.as_array().unwrap();
    assert_eq!(list.len(), 7);
    let of = |key: &str| list.iter().find(|one| one["key"] == key).unwrap();
    assert_eq!(of("new_users")["total"], "4");
    assert_eq!(of("new_users")["previous_total"], "0");
    let days = of("new_users")["data"].as_array().unwrap();
    assert_eq!((days.len(), &days[6]["value"]), (7, &json!("4")));
    assert_ne!(of("active_users")["total"], "0");

    let body = json!({ "keys": ["servers", "languages", "sources", "space_usage",
            "software_versions", "instance_languages"],
        "start_at": from, "end_at": to, "instance_languages": { "domain": "a.example" } });
    let answer = api.post("/api/v1/admin/dimensions", body).await.ok();
    let answer = answer.are("Admin_Dimension");
    let list = answer.json.as_array().unwrap();
    assert_eq!(list.len(), 6);
    let servers = list.iter().find(|one| one["key"] == "servers").unwrap();
    assert_eq!(servers["data"][0]["value"], "1");

    let body = json!({ "start_at": from, "end_at": to, "frequency": "day" });
    let answer = api.post("/api/v1/admin/retention", body).await.ok();
    let answer = answer.are("Admin_Cohort");
    let last = answer.json.as_array().unwrap().last().unwrap().clone();
    assert_eq!(
        (&last["data"][0]["value"], &last["data"][0]["rate"]),
        (&json!("1"), &json!(0.25))
    );
    for (path, wrong) in [
        ("measures", json!({})),
        (
            "measures",
            json!({ "keys": ["new_users"], "start_at": "soon" }),
        ),
        ("dimensions", json!({})),
        (
            "retention",
            json!({ "start_at": from, "end_at": to, "frequency": "year" }),
        ),
    ] {
        let path = format!("/api/v1/admin/{path}");
        api.post(&path, wrong).await.refused(422);
    }
}
