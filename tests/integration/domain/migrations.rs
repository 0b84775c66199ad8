//! Aliases and moves, from here and from other servers.

use chrono::Duration;
use ossm::db::ids::AccountId;
use ossm::db::models::account;
use ossm::db::models::user::Role;
use ossm::domain::auth::operator::{self, NewUser};
use ossm::domain::auth::{Origin, sessions};
use ossm::domain::member::Member;
use ossm::domain::migrations::{
    ALIASES_MAX, COOLDOWN_DAYS, add_alias, aliases, carry_followers, move_to, receive_move,
    remove_alias, stay,
};
use ossm::domain::relationships::block::block;
use ossm::domain::relationships::follow::{Boosts, follow};
use ossm::domain::relationships::one;
use ossm::foundation::error::{ErrorKind, Result};

use super::people::People;
use crate::harness::PASSWORD;

async fn alias(people: &People, of: AccountId, other: AccountId) -> Result<()> {
    let conn = &mut people.conn().await;
    let other = account::find(conn, other).await.unwrap().unwrap();
    add_alias(conn, &people.cx, of, &other).await
}

/// Somebody with a password.
async fn person(people: &People, name: &str) -> Member {
    let (app, conn) = (&people.server.app, &mut people.conn().await);
    let new = NewUser {
        name: name.to_owned(),
        email: format!("{name}@mail.example"),
        role: Role::User,
        password: Some(PASSWORD.to_owned()),
    };
    let made = operator::create(conn, &app.cx, &app.passwords, new)
        .await
        .unwrap();
    let begun = sessions::begin(
        conn,
        &app.cx,
        made.created.user_id,
        &Origin::new(None, "test"),
    )
    .await
    .unwrap();
    sessions::load(conn, &app.cx, &begun.token)
        .await
        .unwrap()
        .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn aliases_are_added_and_removed() {
    let people = People::new().await;
    let (alice, bob) = (people.member("alice").await, people.member("bob").await);
    for _ in 0..2 {
        alias(&people, alice, bob).await.unwrap();
    }
    let own = alias(&people, alice, alice).await.unwrap_err();
    assert_eq!(own.fields()[0].field, "handle");
    let (conn, cx) = (&mut people.conn().await, &people.cx);
    let listed = aliases(conn, alice).await.unwrap();
    assert_eq!(listed.len(), 1);
    assert_eq!(listed[0].1.as_ref().unwrap().id, bob);
    for n in 1..ALIASES_MAX {
        let other = people.remote(&format!("r{n}"), "quince.example").await;
        alias(&people, alice, other).await.unwrap();
    }
    let last = people.remote("last", "quince.example").await;
    assert!(alias(&people, alice, last).await.is_err());
    remove_alias(conn, cx, alice, &listed[0].0).await.unwrap();
    assert_eq!(aliases(conn, alice).await.unwrap().len(), ALIASES_MAX - 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_member_moves_with_their_followers_on_this_server() {
    let people = People::new().await;
    let alice = person(&people, "alice").await;
    let (new, fan) = (people.member("alina").await, people.member("fan").await);
    let app = &people.server.app;
    let (conn, cx) = (&mut people.conn().await, &people.cx);
    follow(conn, cx, fan, alice.account_id, Boosts::AsBefore)
        .await
        .unwrap();
    let go = async |password: &str| {
        move_to(&app.db, &app.cx, &app.passwords, &alice, new, password).await
    };
    let wrong = go("not the password").await.unwrap_err();
    assert_eq!(wrong.fields()[0].field, "password");
    let unnamed = go(PASSWORD).await.unwrap_err();
    assert_eq!(unnamed.fields()[0].field, "handle");
    alias(&people, new, alice.account_id).await.unwrap();
    go(PASSWORD).await.unwrap();
    let events = people.events(alice.account_id).await;
    assert_eq!(events.last().unwrap(), "moved");
    let moved = carry_followers(conn, cx, alice.account_id, new).await;
    assert_eq!(moved.unwrap(), 1);
    let moved = carry_followers(conn, cx, alice.account_id, new).await;
    assert_eq!(moved.unwrap(), 0);
    assert!(one(conn, cx, fan, new).await.unwrap().following);
    assert!(
        !one(conn, cx, fan, alice.account_id)
            .await
            .unwrap()
            .following
    );
    assert_eq!(people.counters(alice.account_id).await, (0, 0));

    stay(conn, cx, alice.account_id).await.unwrap();
    let soon = go(PASSWORD).await.unwrap_err();
    assert!(soon.message().contains("days"), "{soon}");
    let clock = &people.server.clock;
    clock.advance(Duration::days(COOLDOWN_DAYS) + Duration::hours(1));
    go(PASSWORD).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_move_elsewhere_takes_followers_along_but_not_past_a_block() {
    let people = People::new().await;
    let old = people.remote("old", "quince.example").await;
    let new = people.remote("new", "tarn.example").await;
    let (fan, foe) = (people.member("fan").await, people.member("foe").await);
    let (conn, cx) = (&mut people.conn().await, &people.cx);
    for follower in [fan, foe] {
        follow(conn, cx, follower, old, Boosts::AsBefore)
            .await
            .unwrap();
    }
    people
        .sql(
            "UPDATE follows SET state = 'accepted' WHERE target_id = $1",
            old,
        )
        .await;
    let counted = "UPDATE account_stats SET followers_count = 2 WHERE account_id = $1";
    people.sql(counted, old).await;
    people
        .sql(
            "UPDATE account_stats SET following_count = 1 WHERE account_id = $1",
            fan,
        )
        .await;
    people
        .sql(
            "UPDATE account_stats SET following_count = 1 WHERE account_id = $1",
            foe,
        )
        .await;
    block(conn, cx, foe, new).await.unwrap();
    let unnamed = receive_move(conn, cx, old, new).await.unwrap_err();
    assert_eq!(unnamed.kind(), ErrorKind::Forbidden);

    let named = people
        .remote_with("new", "tarn.example", &["https://quince.example/users/old"])
        .await;
    assert_eq!(named, new);
    for _ in 0..2 {
        receive_move(conn, cx, old, new).await.unwrap();
    }
    let jobs = "SELECT count(*) FROM jobs WHERE kind = 'carry_followers' AND $1 > 0";
    assert_eq!(people.count(jobs, old).await, 1);
    assert_eq!(carry_followers(conn, cx, old, new).await.unwrap(), 2);
    assert_eq!(carry_followers(conn, cx, old, new).await.unwrap(), 0);
    assert!(one(conn, cx, fan, new).await.unwrap().requested);
    let relation = one(conn, cx, foe, new).await.unwrap();
    assert!(!relation.requested && !relation.following);
    assert_eq!(people.counters(old).await, (0, 0));
    assert!(
        people
            .events(fan)
            .await
            .ends_with(&["follow_requested".to_owned(), "unfollowed".to_owned()])
    );
}
