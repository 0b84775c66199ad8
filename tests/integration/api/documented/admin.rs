//! Routes for those who look after the server.

use serde_json::{Value, json};

use super::calls::{Calls, id_in, ids_in};
use super::world::World;

pub async fn call(c: &mut Calls, w: &World) {
    figures(c, w).await;
    rules(c, w).await;
    trends(c, w).await;
    reports(c, w).await;
    accounts(c, w).await;
}

async fn accounts(c: &mut Calls, w: &World) {
    let all = c.get(&w.alice, "GET /api/v1/admin/accounts", &[]).await;
    c.get(&w.alice, "GET /api/v2/admin/accounts?origin=local", &[])
        .await;
    let of = |name: &str| {
        let list = all.json.as_array().unwrap();
        let one = list.iter().find(|account| account["username"] == name);
        one.unwrap()["id"].as_str().unwrap().to_owned()
    };
    let (erin, frank, dave) = (of("erin"), of("frank"), of("dave"));
    let one = "/api/v1/admin/accounts/:id";
    for id in [&erin, &dave] {
        c.get(&w.alice, &format!("GET {one}"), &[id]).await;
    }
    c.ok(
        &w.alice,
        &format!("POST {one}/approve"),
        &[&erin],
        json!({}),
    )
    .await;
    c.ok(
        &w.alice,
        &format!("POST {one}/reject"),
        &[&frank],
        json!({}),
    )
    .await;
    for (kind, undo) in [
        ("disable", "enable"),
        ("sensitive", "unsensitive"),
        ("silence", "unsilence"),
        ("suspend", "unsuspend"),
    ] {
        let body = json!({ "type": kind, "text": "For a test" });
        c.ok(&w.alice, &format!("POST {one}/action"), &[&dave], body)
            .await;
        c.get(&w.alice, &format!("GET {one}"), &[&dave]).await;
        c.ok(&w.alice, &format!("POST {one}/{undo}"), &[&dave], json!({}))
            .await;
    }
    let body = json!({ "type": "suspend" });
    c.ok(&w.alice, &format!("POST {one}/action"), &[&dave], body)
        .await;
    c.get(
        &w.visitor,
        "GET /api/v1/accounts/:id",
        &[&w.bob.id().to_string()],
    )
    .await;
    c.get(&w.alice, &format!("DELETE {one}"), &[&dave]).await;
}

async fn reports(c: &mut Calls, w: &World) {
    let list = c.get(&w.alice, "GET /api/v1/admin/reports", &[]).await;
    let id = ids_in(&list)[0].clone();
    let one = "/api/v1/admin/reports/:id";
    c.get(&w.alice, &format!("GET {one}"), &[&id]).await;
    let change = json!({ "category": "violation", "rule_ids": ["2"] });
    c.ok(&w.alice, &format!("PUT {one}"), &[&id], change).await;
    for act in [
        "assign_to_self",
        "unassign",
        "assign_to_self",
        "resolve",
        "reopen",
    ] {
        c.ok(&w.alice, &format!("POST {one}/{act}"), &[&id], json!({}))
            .await;
    }
}

/// Makes, lists, reads, changes where that is possible, and ends one kind of rule.
async fn rule(c: &mut Calls, w: &World, kind: &str, new: Value, change: Option<Value>) {
    let all = format!("/api/v1/admin/{kind}");
    let made = c.ok(&w.alice, &format!("POST {all}"), &[], new).await;
    let id = id_in(&made);
    c.get(&w.alice, &format!("GET {all}"), &[]).await;
    c.get(&w.alice, &format!("GET {all}/:id"), &[&id]).await;
    if let Some(change) = change {
        c.ok(&w.alice, &format!("PUT {all}/:id"), &[&id], change)
            .await;
    }
    c.get(&w.alice, &format!("DELETE {all}/:id"), &[&id]).await;
}

async fn rules(c: &mut Calls, w: &World) {
    let domain = json!({ "domain": "worse.example", "severity": "silence" });
    let change = Some(json!({ "severity": "suspend" }));
    rule(c, w, "domain_blocks", domain, change).await;
    let domain = json!({ "domain": "good.example" });
    rule(c, w, "domain_allows", domain, None).await;
    let domain = json!({ "domain": "mails.example" });
    rule(c, w, "email_domain_blocks", domain, None).await;
    let network = json!({ "ip": "192.0.2.0/24", "severity": "sign_up_block", "comment": "Test", "expires_in": 600 });
    let change = Some(json!({ "comment": "Other" }));
    rule(c, w, "ip_blocks", network, change).await;
    let email = json!({ "email": "nobody@mails.example" });
    let all = "/api/v1/admin/canonical_email_blocks";
    let made = c
        .ok(&w.alice, &format!("POST {all}"), &[], email.clone())
        .await;
    c.ok(&w.alice, &format!("POST {all}/test"), &[], email)
        .await;
    c.get(&w.alice, &format!("GET {all}"), &[]).await;
    let id = id_in(&made);
    c.get(&w.alice, &format!("GET {all}/:id"), &[&id]).await;
    c.get(&w.alice, &format!("DELETE {all}/:id"), &[&id]).await;
}

async fn trends(c: &mut Calls, w: &World) {
    let all = "/api/v1/admin/trends";
    for kind in ["statuses", "tags", "links", "links/publishers"] {
        let list = c.get(&w.alice, &format!("GET {all}/{kind}"), &[]).await;
        let id = ids_in(&list)[0].clone();
        for act in ["reject", "approve"] {
            let route = format!("POST {all}/{kind}/:id/{act}");
            c.ok(&w.alice, &route, &[&id], json!({})).await;
        }
    }
}

async fn figures(c: &mut Calls, w: &World) {
    let now = w.server.app.cx.clock.now();
    let (from, to) = (now - chrono::Duration::days(2), now);
    let (from, to) = (from.to_rfc3339(), to.to_rfc3339());
    let body = json!({ "keys": ["new_users", "active_users", "interactions"],
        "start_at": from, "end_at": to });
    c.ok(&w.alice, "POST /api/v1/admin/measures", &[], body)
        .await;
    let body = json!({ "keys": ["servers", "sources", "space_usage", "software_versions"],
        "start_at": from, "end_at": to });
    c.ok(&w.alice, "POST /api/v1/admin/dimensions", &[], body)
        .await;
    let body = json!({ "start_at": from, "end_at": to, "frequency": "day" });
    c.ok(&w.alice, "POST /api/v1/admin/retention", &[], body)
        .await;
}
