//! Forms that come when the session or their token is over: nothing is done, and
//! nothing that was typed is lost.

use chrono::Duration;
use diesel_async::RunQueryDsl as _;
use reqwest::{Method, StatusCode};

use crate::harness::{Browser, Form, PASSWORD, Page, TestServer};

async fn end_all_sessions(server: &TestServer) {
    let conn = &mut server.database.conn().await;
    let ended = diesel::sql_query("DELETE FROM sessions");
    assert!(ended.execute(conn).await.unwrap() > 0);
}

/// Sends a form as browsers of today do.
async fn send(browser: &Browser, form: &Form) -> Page {
    let request = browser.request(Method::POST, &form.action);
    let request = request.header("sec-fetch-site", "same-origin");
    browser.send(request.form(&form.fields)).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_survives_the_end_of_the_session() {
    let server = TestServer::start().await;
    server.member("ben").await;
    let alice = server.member("alice").await;
    let page = alice.get("/@ben").await;
    let report = page.attribute("a[href^='/reports']", "href").unwrap();
    let form = alice.form(&report, "/reports").await;
    let words = "They write <b>this</b> under every post of mine.";
    let form = form.set("comment", words).set("category", "spam");
    end_all_sessions(&server).await;
    let page = send(&alice, &form).await;
    assert_eq!(page.status, StatusCode::UNAUTHORIZED);
    let kept = page.form("/reports");
    assert_eq!(kept.value("comment"), words);
    assert_eq!(kept.value("category"), "spam");
    assert_eq!(
        page.attribute("a[target=_blank]", "href").unwrap(),
        "/auth/sign_in"
    );
    assert_eq!(alice.cookie("ossm_session"), None);

    alice.sign_in("alice", PASSWORD).await;
    // The token of the page for visitors is none of the member's; the next page has one.
    let mut page = send(&alice, &kept).await;
    for _ in 0..2 {
        if page.status == StatusCode::SEE_OTHER {
            break;
        }
        page = send(&alice, &page.form("/reports").set("category", "spam")).await;
    }
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.body);
    let own = alice.get("/settings/reports").await;
    assert!(
        own.body.contains("They write &lt;b&gt;this"),
        "{}",
        own.body
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_post_survives_the_end_of_the_session() {
    let server = TestServer::start().await;
    let alice = server.member("alice").await;
    let form = alice.form("/compose", "/posts").await;
    let form = form.set("text", "Written for an hour");
    end_all_sessions(&server).await;
    let parts = form
        .fields
        .into_iter()
        .fold(reqwest::multipart::Form::new(), |parts, (name, value)| {
            parts.text(name, value)
        });
    let parts = parts.part(
        "media_1",
        reqwest::multipart::Part::bytes(vec![1, 2, 3]).file_name("one.png"),
    );
    let request = alice.request(Method::POST, "/posts").multipart(parts);
    let page = alice.send(request).await;
    assert_eq!(page.status, StatusCode::UNAUTHORIZED);
    assert!(page.body.contains("choose them again"), "{}", page.body);
    assert_eq!(page.form("/posts").value("text"), "Written for an hour");
    assert!(
        page.attribute("form[action=\"/posts\"]", "enctype")
            .is_some()
    );

    alice.sign_in("alice", PASSWORD).await;
    let parts = page
        .form("/posts")
        .fields
        .into_iter()
        .fold(reqwest::multipart::Form::new(), |parts, (name, value)| {
            parts.text(name, value)
        });
    let request = alice.request(Method::POST, "/posts").multipart(parts);
    let page = alice.send(request).await;
    // The form itself, so that pictures can be chosen, and nothing posted yet.
    assert_eq!(page.status, StatusCode::FORBIDDEN);
    assert_eq!(page.form("/posts").value("text"), "Written for an hour");
    assert!(page.attribute("input[type=file]", "name").is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_button_pressed_days_later_asks_once_more() {
    let server = TestServer::start().await;
    server.member("ben").await;
    let alice = server.member("alice").await;
    let page = alice.get("/@ben").await;
    let follow = page.attribute("form[action$='/follow']", "action").unwrap();
    let form = page.form(&follow);
    server.clock.advance(Duration::days(3));
    let page = send(&alice, &form).await;
    assert_eq!(page.status, StatusCode::FORBIDDEN);
    assert!(!alice.get("/@ben").await.body.contains("/unfollow"));
    let done = send(&alice, &page.form(&follow)).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER);
    assert!(alice.get("/@ben").await.body.contains("/unfollow"));
}

#[tokio::test(flavor = "multi_thread")]
async fn other_sites_and_secrets_get_no_second_form() {
    let server = TestServer::start().await;
    server.member("ben").await;
    let alice = server.member("alice").await;
    let page = alice.get("/@ben").await;
    let follow = page.attribute("form[action$='/follow']", "action").unwrap();
    let stale = page.form(&follow).set("csrf", "1.x");
    for (name, value) in [("sec-fetch-site", "cross-site"), ("x-nothing", "said")] {
        let request = alice.request(Method::POST, &follow).header(name, value);
        let page = alice.send(request.form(&stale.fields)).await;
        assert_eq!(page.status, StatusCode::FORBIDDEN);
        assert!(
            !page.body.contains(&format!("action=\"{follow}\"")),
            "{name}"
        );
    }
    let secret = stale.set("password", PASSWORD);
    let page = send(&alice, &secret).await;
    assert_eq!(page.status, StatusCode::FORBIDDEN);
    assert!(!page.body.contains(PASSWORD) && !page.body.contains(&follow));
    end_all_sessions(&server).await;
    let page = send(&alice, &secret).await;
    assert_eq!(page.status, StatusCode::UNAUTHORIZED);
    assert!(!page.body.contains(PASSWORD));
}
