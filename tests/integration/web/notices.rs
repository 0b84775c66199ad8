//! What a form leaves for the next page is read in the language of that page.

use ossm::db::models::user::Role;
use reqwest::StatusCode;

use crate::harness::{Browser, TestServer};

/// Sends the form of `path` that posts to `action`; the notice on the next page.
async fn told(browser: &Browser, path: &str, action: &str) -> String {
    let form = browser.form(path, action).await;
    let answer = browser.submit(&form).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    let page = browser.get(answer.location()).await;
    page.text(".note[role]").unwrap_or_default()
}

#[tokio::test(flavor = "multi_thread")]
async fn notices_are_read_in_the_language_of_the_reader() {
    let server = TestServer::start().await;
    let (alice, carol) = (server.member("alice").await, server.member("carol").await);
    let bob = server.app_of("bob").await;
    let id = bob
        .get("/api/v1/accounts/verify_credentials")
        .await
        .ok()
        .text_of("id");
    let german = "UPDATE users SET locale = 'de' FROM accounts a \
                  WHERE a.id = account_id AND a.username = 'alice'";
    server.database.run(german).await;
    let follow = format!("/accounts/{id}/follow");
    assert_eq!(told(&carol, "/@bob", &follow).await, "You follow @bob.");
    assert_eq!(told(&alice, "/@bob", &follow).await, "Du folgst @bob.");
    // It is shown once.
    let again = alice.get("/@bob").await;
    assert!(again.text(".note[role=status]").is_none(), "{}", again.body);

    // It is left in no language: who changes theirs reads it in the new one.
    let mut form = alice.form("/@bob", &follow).await;
    form.action = format!("/accounts/{id}/unfollow");
    let answer = alice.submit(&form).await;
    let french = german.replace("'de'", "'fr'");
    server.database.run(&french).await;
    let page = alice.get(answer.location()).await;
    let said = page.text(".note[role=status]").unwrap();
    assert_eq!(said, "Vous ne suivez pas @bob.");

    // What is not signed by this server is nobody's notice.
    let cookie = carol.cookie("ossm_flash");
    assert!(cookie.is_none_or(|cookie| cookie.is_empty()));
    carol.set_cookie("ossm_flash", "eyJiYWQiOmZhbHNlfQ.forged");
    let page = carol.get("/home").await;
    assert!(page.text(".note[role=status]").is_none(), "{}", page.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_panel_speaks_its_readers_language() {
    let server = TestServer::start().await;
    let keeper = server.member_as("keeper", Role::Owner).await;
    server.database.run("UPDATE users SET locale = 'de'").await;
    let form = keeper.form("/admin/settings", "/admin/settings").await;
    let saved = keeper.submit(&form).await;
    let page = keeper.get(saved.location()).await;
    let said = page.text(".note[role=status]").unwrap();
    assert_eq!(said, "Gespeichert. Es gilt sofort und überall.");
}
