//! Following: open and locked accounts, answers, ends, and races between them.

use std::time::Duration;

use futures_util::future::join_all;
use ossm::db::models::follow::{self, FollowState};
use ossm::db::page::Page;
use ossm::db::pool::{Database, PoolOptions};
use ossm::domain::accounts::profile::{
    Discovery, Followers, NewProfile, PictureChanges, RunBy, Search, update,
};
use ossm::domain::relationships::follow::{Boosts, follow, remove_follower, unfollow};
use ossm::domain::relationships::requests::{Answer, accept, reject};
use ossm::domain::relationships::{between, lists, one};
use ossm::foundation::error::ErrorKind;

use super::people::People;
use crate::harness::TestServer;

#[tokio::test(flavor = "multi_thread")]
async fn following_an_open_account_holds_at_once_and_twice_is_once() {
    let people = People::new().await;
    let (alice, bob) = (people.member("alice").await, people.member("bob").await);
    let (conn, cx) = (&mut people.conn().await, &people.cx);
    for _ in 0..2 {
        let state = follow(conn, cx, alice, bob, Boosts::AsBefore).await;
        assert_eq!(state.unwrap(), FollowState::Accepted);
    }
    assert_eq!(people.counters(bob).await, (1, 0));
    assert_eq!(people.counters(alice).await, (0, 1));
    assert_eq!(people.told(bob).await, ["follow"]);
    assert_eq!(people.events(alice).await, ["followed"]);
    let relation = one(conn, cx, alice, bob).await.unwrap();
    assert!(relation.following && relation.showing_boosts && !relation.followed_by);

    follow(conn, cx, alice, bob, Boosts::Hide).await.unwrap();
    assert!(!one(conn, cx, alice, bob).await.unwrap().showing_boosts);
    follow(conn, cx, alice, bob, Boosts::AsBefore)
        .await
        .unwrap();
    assert!(!one(conn, cx, alice, bob).await.unwrap().showing_boosts);

    for _ in 0..2 {
        unfollow(conn, cx, alice, bob).await.unwrap();
    }
    assert_eq!(people.counters(bob).await, (0, 0));
    assert_eq!(people.counters(alice).await, (0, 0));
    assert!(people.told(bob).await.is_empty());
    assert_eq!(people.events(alice).await, ["followed", "unfollowed"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_locked_account_is_asked_and_its_yes_makes_the_follow() {
    let people = People::new().await;
    let (alice, bob) = (people.member("alice").await, people.member("bob").await);
    people.lock(bob).await;
    let (conn, cx) = (&mut people.conn().await, &people.cx);
    let state = follow(conn, cx, alice, bob, Boosts::AsBefore)
        .await
        .unwrap();
    assert_eq!(state, FollowState::Pending);
    assert_eq!(people.counters(bob).await, (0, 0));
    assert_eq!(people.told(bob).await, ["follow_request"]);
    assert_eq!(lists::waiting_requests(conn, bob).await.unwrap(), 1);
    let waiting = lists::requests(conn, bob, Page::first(20)).await.unwrap();
    let id = follow::find(conn, alice, bob).await.unwrap().unwrap().id;
    assert_eq!(waiting.items[0].key, id.0);

    assert_eq!(accept(conn, cx, alice, id).await.unwrap(), Answer::Gone);
    for _ in 0..2 {
        assert_eq!(accept(conn, cx, bob, id).await.unwrap(), Answer::Done);
    }
    assert_eq!(people.counters(bob).await, (1, 0));
    assert_eq!(people.told(bob).await, ["follow"]);
    assert_eq!(people.events(bob).await, ["follow_accepted"]);
    assert_eq!(reject(conn, cx, bob, id).await.unwrap(), Answer::Gone);

    for _ in 0..2 {
        remove_follower(conn, cx, bob, alice).await.unwrap();
    }
    assert_eq!(people.counters(bob).await, (0, 0));
    assert_eq!(
        people.events(bob).await,
        ["follow_accepted", "follow_rejected"]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn opening_a_profile_accepts_nothing_by_itself() {
    let people = People::new().await;
    let (alice, bob) = (people.member("alice").await, people.member("bob").await);
    people.lock(bob).await;
    let (conn, cx) = (&mut people.conn().await, &people.cx);
    follow(conn, cx, alice, bob, Boosts::AsBefore)
        .await
        .unwrap();
    let open = NewProfile {
        display_name: "Bob".to_owned(),
        bio: String::new(),
        fields: Vec::new(),
        followers: Followers::Open,
        run_by: RunBy::Person,
        discovery: Discovery::Listed,
        search: Search::LeftOut,
    };
    update(conn, cx, bob, &open, &PictureChanges::default())
        .await
        .unwrap();
    assert!(one(conn, cx, alice, bob).await.unwrap().requested);
    assert_eq!(people.counters(bob).await, (0, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_can_be_refused_or_withdrawn() {
    let people = People::new().await;
    let (alice, bob) = (people.member("alice").await, people.member("bob").await);
    people.lock(bob).await;
    let (conn, cx) = (&mut people.conn().await, &people.cx);
    follow(conn, cx, alice, bob, Boosts::AsBefore)
        .await
        .unwrap();
    let id = follow::find(conn, alice, bob).await.unwrap().unwrap().id;
    assert_eq!(reject(conn, cx, alice, id).await.unwrap(), Answer::Gone);
    assert_eq!(reject(conn, cx, bob, id).await.unwrap(), Answer::Done);
    assert_eq!(reject(conn, cx, bob, id).await.unwrap(), Answer::Gone);
    assert!(people.told(bob).await.is_empty());

    follow(conn, cx, alice, bob, Boosts::AsBefore)
        .await
        .unwrap();
    unfollow(conn, cx, alice, bob).await.unwrap();
    assert!(people.told(bob).await.is_empty());
    assert_eq!(people.counters(bob).await, (0, 0));
    assert_eq!(people.counters(alice).await, (0, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn oneself_and_nobody_are_refused() {
    let people = People::new().await;
    let alice = people.member("alice").await;
    let (conn, cx) = (&mut people.conn().await, &people.cx);
    let refused = follow(conn, cx, alice, alice, Boosts::AsBefore).await;
    assert_eq!(refused.unwrap_err().kind(), ErrorKind::Invalid);
    let nobody = ossm::db::ids::AccountId(42);
    let refused = follow(conn, cx, alice, nobody, Boosts::AsBefore).await;
    assert_eq!(refused.unwrap_err().kind(), ErrorKind::NotFound);
    let bob = people.member("bob").await;
    people
        .sql(
            "UPDATE accounts SET suspended_at = now() WHERE id = $1",
            bob,
        )
        .await;
    let refused = follow(conn, cx, alice, bob, Boosts::AsBefore).await;
    assert_eq!(refused.unwrap_err().kind(), ErrorKind::NotFound);
    assert!(people.events(alice).await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn twenty_parallel_follows_leave_exact_counters() {
    let people = People::new().await;
    let star = people.member("star").await;
    let mut fans = Vec::new();
    for n in 0..20 {
        fans.push(people.member(&format!("fan{n}")).await);
    }
    // Each fan clicks twice while the star follows back: nobody waits in a ring.
    let clicks = fans.iter().chain(&fans).map(|fan| async {
        let mut conn = people.conn().await;
        follow(&mut conn, &people.cx, *fan, star, Boosts::AsBefore).await
    });
    let back = fans.iter().map(|fan| async {
        let mut conn = people.conn().await;
        follow(&mut conn, &people.cx, star, *fan, Boosts::AsBefore).await
    });
    let (clicks, back) = futures_util::join!(join_all(clicks), join_all(back));
    assert!(clicks.iter().chain(&back).all(Result::is_ok));
    assert_eq!(people.counters(star).await, (20, 20));
    assert_eq!(people.told(star).await.len(), 20);

    let ends = fans.iter().chain(&fans).map(|fan| async {
        let mut conn = people.conn().await;
        unfollow(&mut conn, &people.cx, *fan, star).await
    });
    assert!(join_all(ends).await.iter().all(Result::is_ok));
    assert_eq!(people.counters(star).await, (0, 20));
    let events = people.events(fans[0]).await;
    assert_eq!(events, ["followed", "unfollowed"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn relationships_to_many_take_one_statement() {
    let people = People::new().await;
    let alice = people.member("alice").await;
    let mut others = Vec::new();
    for n in 0..5 {
        others.push(people.member(&format!("other{n}")).await);
    }
    let (conn, cx) = (&mut people.conn().await, &people.cx);
    follow(conn, cx, others[0], alice, Boosts::AsBefore)
        .await
        .unwrap();
    // A pool of its own: the server's counts what its workers do, too.
    let options = PoolOptions {
        size: 1,
        threads: 0,
        wait: Duration::from_secs(5),
        statement_timeout: Duration::from_secs(5),
    };
    let db = Database::new(&people.server.database.url, &options).unwrap();
    let conn = &mut db.conn().await.unwrap();
    let before = db.statements();
    let map = between(conn, cx, alice, &others).await.unwrap();
    assert_eq!(db.statements() - before, 1);
    assert_eq!(map.len(), 5);
    assert!(map[&others[0]].followed_by && !map[&others[1]].followed_by);
}

#[tokio::test(flavor = "multi_thread")]
async fn new_follows_are_limited_by_the_hour_and_old_ones_are_not_counted() {
    let server = TestServer::builder()
        .config(|config| config.limits.follows_per_member_per_hour = 2)
        .start()
        .await;
    let people = People::on(server);
    let alice = people.member("alice").await;
    let (conn, cx) = (&mut people.conn().await, &people.cx);
    let mut others = Vec::new();
    for n in 0..3 {
        others.push(people.member(&format!("other{n}")).await);
    }
    for other in [others[0], others[0], others[1]] {
        follow(conn, cx, alice, other, Boosts::AsBefore)
            .await
            .unwrap();
    }
    let refused = follow(conn, cx, alice, others[2], Boosts::AsBefore).await;
    assert_eq!(refused.unwrap_err().kind(), ErrorKind::RateLimited);
    assert_eq!(people.counters(alice).await, (0, 2));
    people.server.clock.advance(chrono::Duration::minutes(61));
    let state = follow(conn, cx, alice, others[2], Boosts::AsBefore).await;
    assert_eq!(state.unwrap(), FollowState::Accepted);
}
