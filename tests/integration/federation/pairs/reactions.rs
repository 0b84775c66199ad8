//! Reactions between two servers.

use reqwest::Method;

use super::side::{Side, pair};
use crate::domain::emojis::put_up;

/// Sends the form that is on the page for choosing an emoji.
async fn send(side: &Side, post: impl std::fmt::Display, act: &str, emoji: &str) {
    let page = side.browser.get(&format!("/posts/{post}/react")).await;
    let csrf = page.attribute("main input[name=csrf]", "value").unwrap();
    let request = side
        .browser
        .request(Method::POST, &format!("/posts/{post}/{act}"));
    let fields = [("csrf", csrf.as_str()), ("emoji", emoji)];
    let answer = side.browser.send(request.form(&fields)).await;
    assert_eq!(
        answer.status.as_u16(),
        303,
        "{act} {emoji}: {}",
        answer.body
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reaction_arrives_changes_and_is_taken_back() {
    let (alpha, beta) = pair().await;
    alpha.follow(&beta).await;
    put_up(&alpha.server, "blob").await;
    let (here, uri) = beta.say("Worth a party").await;
    let there = alpha.wait_for_post(&uri).await;
    let page = format!("/@bob/{here}");

    send(&alpha, there, "react", "🎉").await;
    beta.wait_for_page(&page, "value=\"🎉\"").await;
    beta.wait_for_page("/notifications", "reacted with").await;

    // Two changes in a row arrive in their order.
    send(&alpha, there, "react", "🔥").await;
    send(&alpha, there, "react", "blob").await;
    let name = format!("value=\"blob@{}\"", alpha.server.domain());
    beta.wait_for_page(&page, &name).await;
    let shown = beta.browser.get(&page).await;
    assert!(
        !shown.body.contains("🎉") && !shown.body.contains("🔥"),
        "{}",
        shown.body
    );
    let picture = shown.attribute(".reactions img", "src").unwrap();
    assert!(picture.starts_with("/media/remote/emojis/"), "{picture}");
    let file = beta.server.get(&picture).await;
    assert_eq!(
        (file.status().as_u16(), &file.headers()["content-type"]),
        (200, &"image/gif".parse().unwrap())
    );
    let told = beta.browser.get("/notifications").await;
    assert!(told.body.contains("alt=\":blob:\""), "{}", told.body);

    // Beta's own member may use it, too, where it stands.
    let reused = format!("blob@{}", alpha.server.domain());
    send(&beta, here, "react", &reused).await;
    beta.wait_for_page(&page, "2<span class=\"vh\"> reactions")
        .await;
    send(&beta, here, "unreact", &reused).await;

    send(&alpha, there, "unreact", "blob").await;
    beta.wait_for_page_without(&page, "class=\"reactions\"")
        .await;
    beta.wait_for_page_without("/notifications", "Worth a party")
        .await;
}
