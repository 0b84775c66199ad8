//! Every permission against every page and every route of the API, made from
//! the tables that the doors read.

use std::collections::BTreeMap;

use ossm::api::table as api_table;
use ossm::db::models::user::Role;
use ossm::domain::moderation::Permission;
use ossm::web::admin::table;
use reqwest::{Method, StatusCode};
use serde_json::json;

use super::{give, with_permissions};
use crate::harness::{Api, Browser, TestServer};

async fn server() -> TestServer {
    let builder = TestServer::builder().config(|config| config.limits.enabled = false);
    builder.start().await
}

fn real(path: &str) -> String {
    let parts = path.split('/').map(|part| match part.strip_prefix('{') {
        Some(_) => "1",
        None => part,
    });
    parts.collect::<Vec<_>>().join("/")
}

/// The forms' token of somebody who is signed in.
async fn token(browser: &Browser) -> String {
    let page = browser.get("/settings/password").await;
    page.attribute("input[name=csrf]", "value").unwrap()
}

async fn visit(browser: &Browser, csrf: &str, method: &str, path: &str) -> StatusCode {
    let request = browser.request(method.parse::<Method>().unwrap(), &real(path));
    let request = match method {
        "GET" => request,
        _ => request.form(&[("csrf", csrf)]),
    };
    browser.send(request).await.status
}

/// The permissions of the pages, each with all others.
fn others(word: &str) -> Vec<&'static str> {
    let all = Permission::ALL.iter().map(|permission| permission.as_str());
    all.filter(|other| *other != word).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_opens_to_its_permission_and_to_no_other() {
    let server = server().await;
    let mut people = BTreeMap::new();
    for permission in Permission::ALL {
        let word = permission.as_str();
        let with = with_permissions(&server, &format!("only_{word}"), &[word]).await;
        let without = with_permissions(&server, &format!("no_{word}"), &others(word)).await;
        let tokens = (token(&with).await, token(&without).await);
        people.insert(word, (with, without, tokens));
    }
    let member = server.member("alice").await;
    let of_member = token(&member).await;
    for rule in table::rules() {
        let (method, path) = (rule.method, rule.path);
        let (with, without, tokens) = &people[rule.permission.as_str()];
        let refused = visit(without, &tokens.1, method, path).await;
        assert_eq!(refused, StatusCode::FORBIDDEN, "{method} {path}");
        let refused = visit(&member, &of_member, method, path).await;
        assert_eq!(refused, StatusCode::FORBIDDEN, "{method} {path}");
        let opened = visit(with, &tokens.0, method, path).await;
        assert_ne!(opened, StatusCode::FORBIDDEN, "{method} {path}");
        assert!(opened.as_u16() < 500, "{method} {path}: {opened}");
        let visitor = visit(&server.visitor(), "", method, path).await;
        let to_sign_in = match method {
            "GET" => StatusCode::SEE_OTHER,
            _ => StatusCode::UNAUTHORIZED,
        };
        assert_eq!(visitor, to_sign_in, "{method} {path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_route_of_the_api_asks_for_its_permission() {
    let server = server().await;
    let all = "read write follow push profile admin:read admin:write";
    let rules = api_table::rules().iter();
    let rules: Vec<_> = rules.filter(|rule| rule.permission.is_some()).collect();
    let mut people: BTreeMap<&str, (Api, Api, Api)> = BTreeMap::new();
    for rule in &rules {
        let word = rule.permission.unwrap().as_str();
        if people.contains_key(word) {
            continue;
        }
        let (yes, no) = (format!("only_{word}"), format!("no_{word}"));
        server.member(&yes).await;
        give(&server, &yes, &[word]).await;
        server.member(&no).await;
        give(&server, &no, &others(word)).await;
        let with = server.app_with(&yes, all).await;
        let small = server.app_with(&yes, "read write follow").await;
        people.insert(word, (with, server.app_with(&no, all).await, small));
    }
    let anonymous = server.anonymous();
    for rule in rules {
        let path = real(rule.path);
        let ask = async |api: &Api| {
            let method: Method = rule.method.parse().unwrap();
            api.send(api.request(method, &path).json(&json!({}))).await
        };
        let (with, without, small) = &people[rule.permission.unwrap().as_str()];
        ask(&anonymous).await.refused(401);
        ask(without).await.refused(403);
        ask(small).await.refused(403);
        let opened = ask(with).await;
        let told = format!("{} {path}: {}", rule.method, opened.text);
        assert!(opened.status.as_u16() < 500, "{told}");
        assert_ne!(opened.status, 403, "{told}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn moderators_see_the_parts_that_their_role_opens() {
    let server = server().await;
    let moderator = server.member_as("mo", Role::Moderator).await;
    let page = moderator.get("/admin").await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    assert!(page.body.contains("href=\"/admin/reports\""));
    assert!(!page.body.contains("href=\"/admin/roles\""));
    let owner = server.member_as("ow", Role::Owner).await;
    let page = owner.get("/admin").await;
    assert!(page.body.contains("href=\"/admin/roles\""));
    // What the panel does not have is nowhere, and members learn nothing of it.
    let nowhere = owner.get("/admin/nothing").await;
    assert_eq!(nowhere.status, StatusCode::NOT_FOUND);
    let member = server.member("alice").await;
    let closed = member.get("/admin/nothing").await;
    assert_eq!(closed.status, StatusCode::FORBIDDEN);
}
