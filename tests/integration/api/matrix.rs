//! Every documented route: it is there, asks for a token where it should, and
//! refuses one whose scopes do not cover it. What was seen becomes
//! `docs/api-coverage.md` (`OSSM_UPDATE_DOCS=1` writes it).

use std::fmt::Write as _;
use std::time::Duration;

use ossm::api::table::{Who, rules};
use ossm::db::models::user::Role;
use reqwest::Method;

use crate::harness::{Api, TestServer};

const ENDPOINTS: &str = include_str!("../../data/mastodon-api/endpoints.tsv");

/// What `GET` of a stream answers never ends: only its status is read.
async fn status(app: &Api, method: &str, path: &str) -> (u16, bool) {
    let method: Method = method.parse().unwrap();
    let has_body = method != Method::GET;
    let mut request = app.request(method, path).timeout(Duration::from_secs(20));
    if has_body {
        request = request.json(&serde_json::json!({}));
    }
    let answer = request.send().await.unwrap();
    let status = answer.status().as_u16();
    let nothing_there = status == 404
        && answer
            .text()
            .await
            .unwrap()
            .contains("has nothing at this address");
    (status, nothing_there)
}

fn filled(path: &str) -> String {
    let parts = path.split('/').map(|part| match part {
        "{hashtag}" | "{name}" => "heron",
        "{date}" => "2026-01-01",
        "{year}" => "2026",
        part if part.starts_with('{') => "1",
        part => part,
    });
    parts.collect::<Vec<_>>().join("/")
}

fn named(path: &str) -> String {
    let parts = path.split('/').map(|part| match part.strip_prefix(':') {
        Some(_) => "{}",
        None => part,
    });
    parts.collect::<Vec<_>>().join("/")
}

fn unnamed(path: &str) -> String {
    let parts = path
        .split('/')
        .map(|part| if part.starts_with('{') { "{}" } else { part });
    parts.collect::<Vec<_>>().join("/")
}

#[test]
fn every_documented_route_of_the_api_stands_in_the_table() {
    let known: Vec<(&str, String)> = rules()
        .iter()
        .map(|rule| (rule.method, unnamed(rule.path)))
        .collect();
    for line in ENDPOINTS.lines().skip(1) {
        let cells: Vec<&str> = line.split('\t').collect();
        let (method, path) = (cells[1], cells[2]);
        if cells.get(6) == Some(&"removed") || !path.starts_with("/api/") {
            continue;
        }
        assert!(
            known.contains(&(method, named(path))),
            "{method} {path} is missing"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_route_is_there_and_guarded_as_the_table_says() {
    let server = TestServer::builder()
        .config(|config| config.limits.enabled = false)
        .start()
        .await;
    let admin = server.app_of_role("admin", Role::Owner).await;
    let visitor = server.anonymous();
    let mut faults = String::new();
    let mut page = String::from(HEAD);
    for rule in rules() {
        let path = filled(rule.path);
        // A token with a scope that nothing here asks for, beside those that ask for it.
        let small = if rule.scopes.iter().flatten().any(|scope| *scope == "push") {
            "read:bookmarks"
        } else {
            "push"
        };
        let poor = server.app_with("admin", small).await;
        let (without, missing) = status(&visitor, rule.method, &path).await;
        let (little, _) = status(&poor, rule.method, &path).await;
        let (whole, gone) = status(&admin, rule.method, &path).await;
        let mut fault = |what: &str| {
            let _ = writeln!(
                faults,
                "{} {}: {what} ({without}, {little}, {whole})",
                rule.method, rule.path
            );
        };
        if missing || gone {
            fault("there is no such route");
            continue;
        }
        match rule.who {
            Who::Public if without == 401 || without == 403 => fault("closed to visitors"),
            Who::Any | Who::User if without != 401 => fault("open without a token"),
            _ => {}
        }
        if !rule.scopes.is_empty() && little != 403 {
            fault("open to a token that is too small");
        }
        // These two are for the app that a newcomer joined by.
        let newcomers = ["/api/v1/accounts", "/api/v1/emails/confirmations"];
        let newcomer = rule.method == "POST" && newcomers.contains(&rule.path);
        if (whole == 401 || whole == 403) && !newcomer {
            fault("closed to its own token");
        }
        if without >= 500 || little >= 500 || whole >= 500 {
            fault("failed");
        }
        let scopes: Vec<String> = rule.scopes.iter().map(|set| set.join(" or ")).collect();
        let who = match rule.who {
            Who::Public => "everybody",
            Who::Any => "apps",
            Who::User => "members",
        };
        let _ = writeln!(
            page,
            "| `{} {}` | {who} | {} | {without} | {whole} |",
            rule.method,
            rule.path,
            scopes.join(" and ")
        );
    }
    assert!(faults.is_empty(), "{faults}");
    compare(&page);
}

const HEAD: &str = "# The client API, route by route

Made by a test that calls every route (`OSSM_UPDATE_DOCS=1 cargo test --test integration matrix`).
The last two columns are what it answered without a token and with one that may do everything, for
an empty request about things that are not there: 404 and 422 are the right answers to most of them.

| route | who | scopes | visitor | member |
|---|---|---|---|---|
";

fn compare(page: &str) {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/api-coverage.md");
    if std::env::var_os("OSSM_UPDATE_DOCS").is_some() {
        std::fs::write(path, page).unwrap();
    }
    let kept = std::fs::read_to_string(path).unwrap_or_default();
    for (kept, seen) in kept.lines().zip(page.lines()) {
        assert_eq!(kept, seen, "docs/api-coverage.md is not what was seen");
    }
    assert_eq!(kept.lines().count(), page.lines().count());
}
