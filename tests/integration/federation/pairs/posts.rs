//! Posts, and what people do with them, between two servers.

use ossm::db::models::post::Visibility;
use ossm::domain::posts::NewPost;

use super::side::pair;

#[tokio::test(flavor = "multi_thread")]
async fn a_post_reaches_followers_and_is_edited_and_deleted_there() {
    let (alpha, beta) = pair().await;
    alpha.follow(&beta).await;
    let (here, uri) = beta.say("Words that travel #Demo").await;
    let there = alpha.wait_for_post(&uri).await;
    alpha.wait_for_page("/home", "Words that travel").await;
    alpha
        .wait_for_page(&format!("/@{}", beta.handle()), "Words that travel")
        .await;
    alpha.wait_for_page("/tags/demo", "Words that travel").await;

    let edit = format!("/posts/{here}/edit");
    let form = beta.browser.form(&edit, &edit).await;
    let form = form.without("text").set("text", "Other words that travel");
    let edited = beta.browser.submit(&form).await;
    assert_eq!(edited.status.as_u16(), 303, "{}", edited.body);
    alpha
        .wait_for_page(&format!("/@{}/{there}", beta.handle()), "Other words")
        .await;

    let delete = format!("/posts/{here}/delete");
    beta.press(&delete, &delete).await;
    alpha.wait_for_page_without("/home", "Other words").await;
    assert_eq!(alpha.post(&uri).await, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reply_comes_back_with_its_mention() {
    let (alpha, beta) = pair().await;
    alpha.follow(&beta).await;
    let (first, uri) = beta.say("A question").await;
    let question = alpha.wait_for_post(&uri).await;
    let answer = NewPost {
        in_reply_to: Some(question),
        ..NewPost::plain(format!("@{} An answer", beta.handle()), Visibility::Public)
    };
    let (_, answer) = alpha.write(answer).await;
    beta.wait_for_post(&answer).await;
    beta.wait_for_page(&format!("/@bob/{first}"), "An answer")
        .await;
    beta.wait_for_page("/notifications", "An answer").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn favourites_and_boosts_are_told_and_taken_back() {
    let (alpha, beta) = pair().await;
    alpha.follow(&beta).await;
    let (_, uri) = beta.say("Worth a star").await;
    let there = alpha.wait_for_post(&uri).await;
    let page = format!("/@{}/{there}", beta.handle());
    alpha
        .press(&page, &format!("/posts/{there}/favourite"))
        .await;
    beta.wait_for_page("/notifications", &alpha.handle()).await;
    alpha
        .press(&page, &format!("/posts/{there}/unfavourite"))
        .await;
    beta.wait_for_page_without("/notifications", "Worth a star")
        .await;
    alpha.press(&page, &format!("/posts/{there}/boost")).await;
    beta.wait_for_page("/notifications", "Worth a star").await;
    alpha.press(&page, &format!("/posts/{there}/unboost")).await;
    beta.wait_for_page_without("/notifications", "Worth a star")
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn followers_only_and_direct_posts_reach_whom_they_are_for() {
    let (alpha, beta) = pair().await;
    alpha.follow(&beta).await;
    let (_, secret) = beta
        .write(NewPost::plain("For followers", Visibility::Followers))
        .await;
    let there = alpha.wait_for_post(&secret).await;
    alpha.wait_for_page("/home", "For followers").await;
    let path = format!("/@{}/{there}", beta.handle());
    assert_eq!(alpha.server.get(&path).await.status().as_u16(), 404);

    let text = format!("@{} between us", alpha.handle());
    let (_, direct) = beta.write(NewPost::plain(&text, Visibility::Direct)).await;
    let there = alpha.wait_for_post(&direct).await;
    alpha.wait_for_page("/notifications", "between us").await;
    let path = format!("/@{}/{there}", beta.handle());
    assert_eq!(alpha.server.get(&path).await.status().as_u16(), 404);
}
