//! Follows, blocks and profiles between two servers.

use ossm::db::models::follow::FollowState;

use super::side::{eventually, pair};

#[tokio::test(flavor = "multi_thread")]
async fn a_follow_is_asked_accepted_and_ended() {
    let (alpha, beta) = pair().await;
    let bob = alpha.follow(&beta).await;
    beta.wait_for_page("/notifications", &alpha.handle()).await;
    let followers = beta
        .server
        .get("/@bob/followers")
        .await
        .text()
        .await
        .unwrap();
    assert!(followers.contains(&alpha.handle()), "{followers}");

    let page = format!("/@{}", beta.handle());
    alpha
        .press(&page, &format!("/accounts/{bob}/unfollow"))
        .await;
    let alice = beta.known(&alpha).await.unwrap().id;
    beta.wait_for_page_without("/@bob/followers", &alpha.handle())
        .await;
    assert_eq!(beta.known(&alpha).await.unwrap().id, alice);
}

#[tokio::test(flavor = "multi_thread")]
async fn both_may_follow_each_other() {
    let (alpha, beta) = pair().await;
    let (bob, alice) = tokio::join!(alpha.follow(&beta), beta.follow(&alpha));
    alpha
        .wait_for_follow(bob, Some(FollowState::Accepted))
        .await;
    beta.wait_for_follow(alice, Some(FollowState::Accepted))
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_locked_account_is_asked_and_may_refuse() {
    let (alpha, beta) = pair().await;
    beta.edit_profile(&[("locked", "true")]).await;
    let bob = alpha.find(&beta).await;
    let page = format!("/@{}", beta.handle());
    alpha.press(&page, &format!("/accounts/{bob}/follow")).await;
    beta.wait_for_page("/follow_requests", &alpha.handle())
        .await;
    alpha.wait_for_follow(bob, Some(FollowState::Pending)).await;
    let requests = beta.browser.get("/follow_requests").await;
    let reject = requests
        .attribute("button[formaction*=reject]", "formaction")
        .unwrap();
    beta.press("/follow_requests", &reject).await;
    alpha.wait_for_follow(bob, None).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_block_ends_what_was_between_them() {
    let (alpha, beta) = pair().await;
    let bob = alpha.follow(&beta).await;
    let alice = beta.known(&alpha).await.unwrap().id;
    let page = format!("/@{}", alpha.handle());
    beta.press(&page, &format!("/accounts/{alice}/block")).await;
    alpha.wait_for_follow(bob, None).await;
    eventually("the block", async || {
        let page = alpha.browser.get(&format!("/@{}", beta.handle())).await;
        (page.status.as_u16() == 404).then_some(())
    })
    .await;
    beta.press("/blocks", &format!("/accounts/{alice}/unblock"))
        .await;
    alpha
        .wait_for_page(&format!("/@{}", beta.handle()), "bob")
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_profile_is_changed_everywhere() {
    let (alpha, beta) = pair().await;
    alpha.follow(&beta).await;
    beta.edit_profile(&[("display_name", "Demo Bob the Second")])
        .await;
    let page = format!("/@{}", beta.handle());
    alpha.wait_for_page(&page, "Demo Bob the Second").await;
    // Another change at once is not taken for the same.
    beta.edit_profile(&[("display_name", "Demo Bob the Third")])
        .await;
    alpha.wait_for_page(&page, "Demo Bob the Third").await;
}
