//! What is refused is said in the language of who asked, and in English to programs.

use ossm::db::models::user::Role;
use reqwest::header::{ACCEPT, ACCEPT_LANGUAGE};
use reqwest::{Method, StatusCode, multipart};
use serde_json::json;

use crate::harness::{Browser, Form, Page, TestServer};

/// Sends the form of a post with these words.
async fn write(browser: &Browser, form: &Form, text: &str) -> Page {
    let fields = form.clone().set("text", text).fields.into_iter();
    let parts = fields.fold(multipart::Form::new(), |parts, (name, value)| {
        parts.text(name, value)
    });
    let request = browser.request(Method::POST, &form.action);
    browser.send(request.multipart(parts)).await
}

#[tokio::test(flavor = "multi_thread")]
async fn visitors_read_what_is_wrong_with_a_form_in_the_language_of_their_browser() {
    let server = TestServer::start().await;
    let said = async |language: &str| {
        let visitor = server.visitor();
        let form = visitor.form("/auth/sign_up", "/auth/sign_up").await;
        let form = form.set("username", "a b").set("password", "short");
        let request = visitor
            .request(Method::POST, "/auth/sign_up")
            .header(ACCEPT_LANGUAGE, language)
            .form(&form.fields);
        let page = visitor.send(request).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        (page.error("username"), page.error("password"))
    };
    let (english, german, french) = (said("en").await, said("de").await, said("fr").await);
    for (one, other) in [(&english, &german), (&english, &french), (&german, &french)] {
        assert!(one.0.is_some() && one.1.is_some(), "{one:?}");
        assert_ne!(one.0, other.0);
        assert_ne!(one.1, other.1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn members_are_refused_in_their_language_and_programs_in_english() {
    let server = TestServer::start().await;
    let (alice, bob) = (server.member("alice").await, server.app_of("bob").await);
    server.database.run("UPDATE users SET locale = 'de'").await;
    let form = alice.form("/compose", "/posts").await;
    let page = write(&alice, &form, "").await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    let said = page.error("text").unwrap();
    assert_eq!(said, "Schreib etwas, oder füge ein Bild hinzu.");
    let long = "o".repeat(1_001);
    let page = write(&alice, &form, &long).await;
    let said = page.error("text").unwrap();
    assert_eq!(
        said,
        "Beiträge haben höchstens 1000 Zeichen; dieser hat 1001."
    );
    let answer = bob
        .post("/api/v1/statuses", json!({ "status": long }))
        .await;
    assert_eq!(
        answer.refused(422).text_of("error"),
        "Validation failed: Posts have at most 1000 characters; this one has 1001."
    );

    // Where there is no form to come back to, a page of its own says it.
    let id = "SELECT id FROM accounts WHERE username = 'alice'";
    let mut follow = form;
    follow.action = format!("/accounts/{}/follow", server.database.number(id).await);
    let request = alice.request(Method::POST, &follow.action);
    let request = request.header(ACCEPT_LANGUAGE, "fr").form(&follow.fields);
    let page = alice.send(request).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    let said = "Du kannst dir nicht selbst folgen.";
    assert!(page.body.contains(said), "{}", page.body);
    let request = alice.request(Method::POST, &follow.action);
    let request = request.header(ACCEPT, "application/json");
    let page = alice.send(request.form(&follow.fields)).await;
    let said = "You cannot follow yourself.";
    assert!(page.body.contains(said), "{}", page.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_panel_refuses_in_its_readers_language() {
    let server = TestServer::start().await;
    let keeper = server.member_as("keeper", Role::Owner).await;
    server.database.run("UPDATE users SET locale = 'fr'").await;
    // Beside a field.
    let path = "/admin/announcements";
    let form = keeper.form(path, path).await;
    let page = keeper.submit(&form.set("text", " ")).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(page.error("text").unwrap(), "Écrivez quelque chose.");
    // On the next page.
    let form = keeper.form("/admin/trends?kind=publishers", "/admin/trends/publishers");
    let form = form.await.set("domain", "no domain").set("allow", "false");
    let answer = keeper.submit(&form).await;
    let page = match answer.status {
        StatusCode::SEE_OTHER => keeper.get(answer.location()).await,
        _ => answer,
    };
    let said = "Ce n’est pas un domaine.";
    assert!(page.body.contains(said), "{}", page.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn members_stay_signed_in_on_pages_that_say_what_went_wrong() {
    let server = TestServer::start().await;
    let alice = server.member("alice").await;
    for path in ["/@nobody", "/nowhere", "/admin"] {
        let request = alice.request(Method::GET, path);
        let page = alice.send(request.header(ACCEPT, "text/html")).await;
        assert!(page.status.is_client_error(), "{path}");
        let own = page.attribute("a[href='/@alice']", "href");
        assert!(own.is_some(), "{path}: {}", page.body);
        assert!(page.text("a[href='/auth/sign_up']").is_none(), "{path}");
        assert_eq!(page.headers["cache-control"], "no-store");
    }
    let stranger = server.visitor().get("/@nobody").await;
    assert!(stranger.text("a[href='/auth/sign_up']").is_some());
    // The menu on such a page works.
    let form = alice.get("/@nobody").await.form("/auth/sign_out");
    assert_eq!(alice.submit(&form).await.status, StatusCode::SEE_OTHER);
    assert!(!alice.is_signed_in().await);
}
