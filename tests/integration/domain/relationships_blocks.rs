//! Blocks and mutes: what they end, what they hide, and that both can be undone.

use chrono::Duration;
use futures_util::future::join_all;
use ossm::db::cleanup::{self, Expiring};
use ossm::db::ids::AccountId;
use ossm::db::models::follow::FollowState;
use ossm::db::models::notification::NotificationKind;
use ossm::db::page::Page;
use ossm::domain::notifications::{self, Notice};
use ossm::domain::relationships::block::{block, unblock};
use ossm::domain::relationships::follow::{Boosts, follow};
use ossm::domain::relationships::mute::{Hides, mute, unmute};
use ossm::domain::relationships::{lists, one};
use ossm::foundation::error::ErrorKind;

use super::people::People;

fn mention(from: AccountId) -> Notice {
    Notice {
        kind: NotificationKind::Mention,
        from,
        post_id: None,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_block_ends_follows_requests_and_notifications_in_both_directions() {
    let people = People::new().await;
    let (alice, bob) = (people.member("alice").await, people.member("bob").await);
    people.lock(bob).await;
    let (conn, cx) = (&mut people.conn().await, &people.cx);
    let state = follow(conn, cx, alice, bob, Boosts::AsBefore)
        .await
        .unwrap();
    assert_eq!(state, FollowState::Pending);
    follow(conn, cx, bob, alice, Boosts::AsBefore)
        .await
        .unwrap();
    for _ in 0..2 {
        block(conn, cx, alice, bob).await.unwrap();
    }
    assert_eq!(people.events(alice).await, ["follow_requested", "blocked"]);
    for somebody in [alice, bob] {
        assert_eq!(people.counters(somebody).await, (0, 0));
        assert!(people.told(somebody).await.is_empty());
    }
    let (mine, theirs) = (
        one(conn, cx, alice, bob).await.unwrap(),
        one(conn, cx, bob, alice).await.unwrap(),
    );
    assert!(mine.blocking && !mine.following && !mine.requested);
    assert!(theirs.blocked_by && !theirs.following);

    for (from, to) in [(alice, bob), (bob, alice)] {
        let refused = follow(conn, cx, from, to, Boosts::AsBefore).await;
        assert_eq!(refused.unwrap_err().kind(), ErrorKind::Forbidden);
        notifications::notify(conn, cx, &[to], &mention(from))
            .await
            .unwrap();
        assert!(people.told(to).await.is_empty());
    }
    let listed = lists::blocked(conn, alice, Page::first(20)).await.unwrap();
    assert_eq!(listed.items[0].account.id, bob);

    for _ in 0..2 {
        unblock(conn, cx, alice, bob).await.unwrap();
    }
    assert_eq!(
        people.events(alice).await,
        ["follow_requested", "blocked", "unblocked"]
    );
    let state = follow(conn, cx, alice, bob, Boosts::AsBefore).await;
    assert_eq!(state.unwrap(), FollowState::Pending);
}

#[tokio::test(flavor = "multi_thread")]
async fn follows_and_blocks_at_the_same_time_never_leave_both() {
    let people = People::new().await;
    let (alice, bob) = (people.member("alice").await, people.member("bob").await);
    for _ in 0..5 {
        let tries = (0..8).map(|n| {
            let people = &people;
            async move {
                let (mut conn, cx) = (people.conn().await, &people.cx);
                match n % 4 {
                    0 => block(&mut conn, cx, alice, bob).await,
                    1 => follow(&mut conn, cx, alice, bob, Boosts::AsBefore)
                        .await
                        .map(|_| ()),
                    2 => follow(&mut conn, cx, bob, alice, Boosts::AsBefore)
                        .await
                        .map(|_| ()),
                    _ => block(&mut conn, cx, bob, alice).await,
                }
            }
        });
        for outcome in join_all(tries).await {
            if let Err(error) = outcome {
                assert_eq!(error.kind(), ErrorKind::Forbidden);
            }
        }
        assert_eq!(people.counters(alice).await, (0, 0));
        assert_eq!(people.counters(bob).await, (0, 0));
        let (conn, cx) = (&mut people.conn().await, &people.cx);
        unblock(conn, cx, alice, bob).await.unwrap();
        unblock(conn, cx, bob, alice).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mute_silences_for_its_time_and_with_its_terms() {
    let people = People::new().await;
    let (alice, bob) = (people.member("alice").await, people.member("bob").await);
    let (conn, cx) = (&mut people.conn().await, &people.cx);
    let hour = Some(Duration::hours(1));
    mute(conn, cx, alice, bob, Hides::Notifications, hour)
        .await
        .unwrap();
    notifications::notify(conn, cx, &[alice], &mention(bob))
        .await
        .unwrap();
    assert!(people.told(alice).await.is_empty());
    let listed = lists::muted(conn, cx, alice, Page::first(20)).await;
    assert_eq!(listed.unwrap().items.len(), 1);

    let over = async |conn: &mut ossm::db::Conn| {
        let removed = cleanup::expired(conn, Expiring::Mutes, cx.clock.now(), 10);
        removed.await.unwrap()
    };
    assert_eq!(over(conn).await, 0);
    people.server.clock.advance(Duration::minutes(61));
    assert!(!one(conn, cx, alice, bob).await.unwrap().muting);
    let listed = lists::muted(conn, cx, alice, Page::first(20)).await;
    assert!(listed.unwrap().items.is_empty());
    notifications::notify(conn, cx, &[alice], &mention(bob))
        .await
        .unwrap();
    assert_eq!(people.told(alice).await, ["mention"]);

    assert_eq!(over(conn).await, 1);
    mute(conn, cx, alice, bob, Hides::PostsOnly, None)
        .await
        .unwrap();
    assert_eq!(over(conn).await, 0, "this one has no end");
    let listed = notifications::list(conn, cx, alice, Page::first(20)).await;
    assert_eq!(listed.unwrap().items.len(), 1);
    mute(conn, cx, alice, bob, Hides::Notifications, None)
        .await
        .unwrap();
    let listed = notifications::list(conn, cx, alice, Page::first(20)).await;
    assert!(listed.unwrap().items.is_empty());

    for _ in 0..2 {
        unmute(conn, alice, bob).await.unwrap();
    }
    assert!(!one(conn, cx, alice, bob).await.unwrap().muting);
    let second = Some(Duration::seconds(1));
    let refused = mute(conn, cx, alice, bob, Hides::PostsOnly, second).await;
    assert_eq!(refused.unwrap_err().fields()[0].field, "duration");
    let refused = mute(conn, cx, alice, alice, Hides::PostsOnly, None).await;
    assert_eq!(refused.unwrap_err().kind(), ErrorKind::Invalid);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_thing_is_told_once_and_the_teller_is_not_told() {
    let people = People::new().await;
    let (alice, bob) = (people.member("alice").await, people.member("bob").await);
    let (conn, cx) = (&mut people.conn().await, &people.cx);
    for _ in 0..2 {
        notifications::notify(conn, cx, &[alice, bob, AccountId(42)], &mention(bob))
            .await
            .unwrap();
    }
    assert_eq!(people.told(alice).await, ["mention"]);
    assert!(people.told(bob).await.is_empty());

    let list = notifications::list(conn, cx, alice, Page::first(20)).await;
    let (row, sender) = &list.unwrap().items[0];
    assert_eq!(
        (row.from_account_id, sender.username.as_str()),
        (bob, "bob")
    );
    notifications::mark_read(conn, cx, alice, Some(row.id))
        .await
        .unwrap();
    let read = "SELECT notifications_read_id AS count FROM users WHERE account_id = $1";
    assert_eq!(people.count(read, alice).await, row.id.0);
    // A forged ID from the future does not hide what comes later.
    let future = ossm::db::ids::NotificationId(i64::MAX);
    notifications::mark_read(conn, cx, alice, Some(future))
        .await
        .unwrap();
    assert!(people.count(read, alice).await < cx.ids.next());
    notifications::mark_read(conn, cx, alice, Some(row.id))
        .await
        .unwrap();
    assert!(
        people.count(read, alice).await > row.id.0,
        "never goes back"
    );
}
