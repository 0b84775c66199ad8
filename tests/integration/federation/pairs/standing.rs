//! A member who is disabled is hidden everywhere, and comes back with everything.

use ossm::db::models::account;
use ossm::db::models::follow::FollowState;
use ossm::domain::auth::operator;

use super::side::pair;
use crate::federation::ask;

#[tokio::test(flavor = "multi_thread")]
async fn a_disabled_member_is_hidden_elsewhere_and_comes_back() {
    let (alpha, beta) = pair().await;
    let bob = alpha.follow(&beta).await;
    let (_, uri) = beta.say("Seen, unseen, seen").await;
    alpha.wait_for_post(&uri).await;
    alpha.wait_for_page("/home", "Seen, unseen, seen").await;
    let (app, conn) = (
        &beta.server.app,
        &mut *beta.server.app.db.conn().await.unwrap(),
    );
    operator::disable(conn, &app.cx, "bob").await.unwrap();
    alpha.wait_for_page_without("/home", "Seen, unseen").await;
    let page = format!("/@{}", beta.handle());
    assert_eq!(alpha.browser.get(&page).await.status, 404);

    // Those who ask learn that, and the key; nothing else.
    beta.server.app.pages.expire_all();
    let left = ask::document(&beta.server, "/users/bob").await;
    assert_eq!(
        (&left["suspended"], &left["name"]),
        (&true.into(), &"bob".into())
    );
    assert!(left["publicKey"]["publicKeyPem"].is_string() && left["icon"].is_null());
    for path in ["/users/bob/outbox", "/users/bob/followers", "/@bob"] {
        assert_eq!(ask::status(&beta.server, path).await, 404, "{path}");
    }

    operator::enable(conn, &app.cx, "bob").await.unwrap();
    alpha.wait_for_page("/home", "Seen, unseen, seen").await;
    alpha
        .wait_for_follow(bob, Some(FollowState::Accepted))
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_suspension_by_moderators_here_outlives_what_the_other_server_says() {
    let (alpha, beta) = pair().await;
    let bob = alpha.find(&beta).await;
    {
        use diesel_async::SimpleAsyncConnection as _;
        let sql = format!(
            "UPDATE accounts SET suspended_at = now(), suspension = 'moderator' WHERE id = {bob}"
        );
        let conn = &mut alpha.server.database.conn().await;
        conn.batch_execute(&sql).await.unwrap();
    }
    let resolver = ossm::federation::Federation::new(&alpha.server.app).resolver;
    resolver.refresh(&beta.account.uri).await.unwrap();
    let conn = &mut *alpha.server.app.db.conn().await.unwrap();
    let there = account::find(conn, bob).await.unwrap().unwrap();
    assert!(there.suspended_at.is_some());
}
