//! What somebody pins to their profile, as the other server shows it.

use ossm::domain::pins;

use super::side::{eventually, pair};

#[tokio::test(flavor = "multi_thread")]
async fn a_pinned_post_is_pinned_elsewhere_until_it_is_not() {
    let (alpha, beta) = pair().await;
    let bob = alpha.follow(&beta).await;
    let (here, uri) = beta.say("Worth a pin").await;
    let there = alpha.wait_for_post(&uri).await;
    let pinned = async || {
        let conn = &mut *alpha.server.app.db.conn().await.unwrap();
        pins::ids(conn, bob).await.unwrap()
    };
    let (app, conn) = (
        &beta.server.app,
        &mut *beta.server.app.db.conn().await.unwrap(),
    );
    pins::pin(conn, &app.cx, beta.account.id, here)
        .await
        .unwrap();
    eventually("the pin", async || {
        (pinned().await == [there]).then_some(())
    })
    .await;
    pins::unpin(conn, &app.cx, beta.account.id, here)
        .await
        .unwrap();
    eventually("the end of the pin", async || {
        pinned().await.is_empty().then_some(())
    })
    .await;
}

/// Each is told in the order in which it was done, however quickly.
#[tokio::test(flavor = "multi_thread")]
async fn quick_changes_of_mind_end_as_they_ended_here() {
    let (alpha, beta) = pair().await;
    let bob = alpha.follow(&beta).await;
    let (here, uri) = beta.say("Pinned, unpinned, pinned").await;
    let (last, last_uri) = beta.say("The last word").await;
    alpha.wait_for_post(&uri).await;
    let there = alpha.wait_for_post(&last_uri).await;
    let (app, conn) = (
        &beta.server.app,
        &mut *beta.server.app.db.conn().await.unwrap(),
    );
    let me = beta.account.id;
    for _ in 0..5 {
        pins::pin(conn, &app.cx, me, here).await.unwrap();
        pins::unpin(conn, &app.cx, me, here).await.unwrap();
    }
    pins::pin(conn, &app.cx, me, last).await.unwrap();
    eventually("the last pin alone", async || {
        let conn = &mut *alpha.server.app.db.conn().await.unwrap();
        (pins::ids(conn, bob).await.unwrap() == [there]).then_some(())
    })
    .await;
}
