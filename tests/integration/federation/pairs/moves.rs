//! Somebody goes on under another account, on a third server.

use ossm::db::models::account;
use ossm::db::models::follow::{self, FollowState};
use ossm::domain::auth::{Origin, sessions};
use ossm::domain::migrations;

use super::side::{Side, eventually, pair};
use crate::harness::PASSWORD;

#[tokio::test(flavor = "multi_thread")]
async fn followers_go_along_when_both_accounts_say_so() {
    let ((alpha, beta), gamma) = tokio::join!(
        Box::pin(pair()),
        Box::pin(Side::start("gamma.localhost", "robert"))
    );
    let bob = alpha.follow(&beta).await;
    let old = gamma.find(&beta).await;
    {
        let conn = &mut *gamma.server.app.db.conn().await.unwrap();
        let old = account::find(conn, old).await.unwrap().unwrap();
        let cx = &gamma.server.app.cx;
        migrations::add_alias(conn, cx, gamma.account.id, &old)
            .await
            .unwrap();
    }
    let new = beta.find(&gamma).await;
    leave(&beta, new).await;
    let there = eventually("the new account", async || alpha.known(&gamma).await).await;
    alpha
        .wait_for_follow(there.id, Some(FollowState::Accepted))
        .await;
    alpha.wait_for_follow(bob, None).await;
    let conn = &mut *gamma.server.app.db.conn().await.unwrap();
    let alice = gamma.known(&alpha).await.unwrap();
    let follow = follow::find(conn, alice.id, gamma.account.id)
        .await
        .unwrap();
    assert_eq!(follow.unwrap().state, FollowState::Accepted);
}

/// Moves the side's member to `target`, as its page does.
async fn leave(side: &Side, target: ossm::db::ids::AccountId) {
    let app = &side.server.app;
    let member = {
        let conn = &mut *app.db.conn().await.unwrap();
        let user = ossm::db::models::user::of_account(conn, side.account.id).await;
        let origin = Origin::new(None, "test");
        let begun = sessions::begin(conn, &app.cx, user.unwrap().unwrap().id, &origin).await;
        let member = sessions::load(conn, &app.cx, &begun.unwrap().token).await;
        member.unwrap().unwrap()
    };
    migrations::move_to(&app.db, &app.cx, &app.passwords, &member, target, PASSWORD)
        .await
        .unwrap();
}
