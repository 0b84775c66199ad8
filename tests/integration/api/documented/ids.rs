//! What is no ID, is too large or names nothing leads nowhere; odd parameters
//! are read as if they were not there. No route fails over them.

use std::fmt::Write as _;

use ossm::api::table::rules;
use ossm::db::models::user::Role;
use reqwest::Method;
use serde_json::{Value, json};

use crate::harness::{Api, TestServer};

const ODD: [&str; 6] = [
    "x",
    "-1",
    "0",
    "9223372036854775807",
    "99999999999999999999",
    "%F0%9F%90%A6%27%22",
];

/// Where any word may stand, or nothing has to be there.
fn takes_words(path: &str) -> bool {
    ["/tags/", "/timelines/tag/", "{year}", "{group_key}/dismiss"]
        .iter()
        .any(|part| path.contains(part))
}

/// Everything that any route asks for.
fn everything() -> Value {
    json!({
        "status": "x", "account_ids": ["1"], "account_id": "1", "comment": "x", "choices": [0],
        "type": "none", "keyword": "x", "status_id": "1", "lang": "de", "title": "x",
        "phrase": "x", "context": ["home"], "severity": "silence", "domain": "x.example",
        "scheduled_at": "2126-01-01T00:00:00Z", "name": "x", "description": "x",
        "quote_approval_policy": "public", "duration": 60, "category": "other",
    })
}

async fn ask(api: &Api, method: &str, path: &str, body: &Value) -> (u16, String) {
    let verb: Method = method.parse().unwrap();
    let has_body = verb != Method::GET;
    let mut request = api.request(verb, path);
    if has_body {
        request = request.json(body);
    }
    let answer = api.send(request).await;
    (answer.status.as_u16(), answer.text)
}

async fn owner() -> (TestServer, Api) {
    let builder = TestServer::builder().config(|config| {
        config.limits.enabled = false;
        config.jobs.workers = 0;
    });
    let server = builder.start().await;
    let owner = server.app_of_role("owner", Role::Owner).await;
    (server, owner)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_id_leads_nowhere() {
    let (_server, owner) = owner().await;
    let mut faults = String::new();
    for rule in rules().iter().filter(|rule| rule.path.contains('{')) {
        for odd in ODD {
            let parts = rule.path.split('/').map(|part| match part {
                part if part.starts_with('{') => odd,
                part => part,
            });
            let path = parts.collect::<Vec<_>>().join("/");
            for body in [json!({}), everything()] {
                let (status, text) = ask(&owner, rule.method, &path, &body).await;
                let wrong = status >= 500 || (status < 300 && !takes_words(rule.path));
                let unclear = !text.is_empty() && serde_json::from_str::<Value>(&text).is_err();
                if wrong || unclear {
                    let _ = writeln!(faults, "{} {path}: {status} {text}", rule.method);
                }
            }
        }
    }
    assert!(faults.is_empty(), "{faults}");
}

#[tokio::test(flavor = "multi_thread")]
async fn odd_parameters_are_as_good_as_none() {
    let (_server, owner) = owner().await;
    for word in ["one", "two", "three"] {
        owner.write(&format!("{word} #birds @owner")).await;
    }
    let mut faults = String::new();
    let lists = rules().iter().filter(|rule| {
        rule.method == "GET" && !rule.path.contains('{') && !rule.path.contains("/streaming")
    });
    for rule in lists {
        let (usual, _) = ask(&owner, "GET", rule.path, &Value::Null).await;
        for query in [
            "limit=0",
            "limit=-1",
            "limit=x",
            "limit=99999999999999999999",
            "limit=100000",
            "limit[]=1",
            "limit[a][b]=2",
            "max_id=x&since_id=-5&min_id=99999999999999999999",
            "offset=-1&page=x",
            "nonsense=1&other[]=2&__proto__[x]=3",
            "local=maybe&only_media[]=x&types=3",
        ] {
            let path = format!("{}?{query}", rule.path);
            let (status, text) = ask(&owner, "GET", &path, &Value::Null).await;
            if status != usual {
                let _ = writeln!(faults, "{path}: {status} and not {usual}: {text}");
            }
            let many = serde_json::from_str::<Vec<Value>>(&text);
            if query == "limit=100000" && many.is_ok_and(|list| list.len() > 300) {
                let _ = writeln!(faults, "{path}: a list without end");
            }
        }
    }
    assert!(faults.is_empty(), "{faults}");
}
