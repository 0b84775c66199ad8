//! A poll on one server, voters on another.

use chrono::Duration;
use ossm::db::ids::PostId;
use ossm::db::models::poll;
use ossm::db::models::post::Visibility;
use ossm::domain::polls::{self, NewPoll};
use ossm::domain::posts::NewPost;

use super::side::{Side, eventually, pair};

async fn counts(side: &Side, id: PostId) -> Vec<i64> {
    let conn = &mut *side.server.app.db.conn().await.unwrap();
    let options = poll::options(conn, &[id]).await.unwrap();
    options.iter().map(|option| option.votes_count).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn votes_travel_and_counts_come_back() {
    let (alpha, beta) = pair().await;
    alpha.follow(&beta).await;
    let new = NewPost {
        poll: Some(NewPoll {
            options: ["Tea", "Coffee", "Water"].map(str::to_owned).to_vec(),
            multiple: true,
            lasts: Duration::days(1),
        }),
        ..NewPost::plain("What shall it be?", Visibility::Public)
    };
    let (here, uri) = beta.write(new).await;
    let there = alpha.wait_for_post(&uri).await;
    {
        let (app, conn) = (
            &alpha.server.app,
            &mut *alpha.server.app.db.conn().await.unwrap(),
        );
        polls::vote(conn, &app.cx, alpha.account.id, there, &[0, 2])
            .await
            .unwrap();
    }
    eventually("the votes", async || {
        (counts(&beta, here).await == [1, 0, 1]).then_some(())
    })
    .await;
    // Somebody else votes there; the voters hear of it some minutes later.
    let carol = crate::federation::ask::member(&beta.server, "carol").await;
    {
        let (app, conn) = (
            &beta.server.app,
            &mut *beta.server.app.db.conn().await.unwrap(),
        );
        polls::vote(conn, &app.cx, carol, here, &[1]).await.unwrap();
    }
    beta.server.clock.advance(Duration::minutes(10));
    eventually("the counts", async || {
        (counts(&alpha, there).await == [1, 1, 1]).then_some(())
    })
    .await;
}
