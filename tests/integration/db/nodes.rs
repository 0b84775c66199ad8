//! Node numbers and secrets that several processes share.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;
use diesel_async::SimpleAsyncConnection as _;
use ossm::db::node_lease::NodeLease;
use ossm::db::nodes;
use ossm::db::pool::{Database, PoolOptions};
use ossm::db::secrets;
use ossm::foundation::clock::{Clock as _, MovableClock};
use ossm::foundation::error::ErrorKind;
use ossm::foundation::id::IdGenerator;
use tokio::task::JoinSet;

use crate::harness::TestDatabase;

fn pool(database: &TestDatabase) -> Database {
    let options = PoolOptions {
        size: 2,
        threads: 0,
        wait: Duration::from_secs(5),
        statement_timeout: Duration::from_secs(5),
    };
    Database::new(&database.url, &options).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_processes_at_once_get_ten_numbers() {
    let database = Arc::new(TestDatabase::new().await);
    let now = MovableClock::default().now();
    let lessees: JoinSet<_> = (0..10)
        .map(|lessee| {
            let database = database.clone();
            async move {
                let mut conn = database.conn().await;
                nodes::lease(&mut conn, &format!("process {lessee}"), now)
                    .await
                    .unwrap()
            }
        })
        .collect();
    let numbers: HashSet<_> = lessees.join_all().await.into_iter().flatten().collect();
    assert_eq!(numbers.len(), 10);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_number_stays_with_its_holder_until_the_lease_ends() {
    let database = TestDatabase::new().await;
    let mut conn = database.conn().await;
    let now = MovableClock::default().now();
    let minutes = TimeDelta::minutes;
    let mine = nodes::lease(&mut conn, "me", now).await.unwrap().unwrap();
    assert!(
        nodes::renew(&mut conn, mine, "me", now + minutes(9))
            .await
            .unwrap()
    );
    assert!(
        !nodes::renew(&mut conn, mine, "other", now + minutes(9))
            .await
            .unwrap()
    );

    // All others are taken; mine is free only after its renewed lease.
    let all = "INSERT INTO id_nodes SELECT number, 'busy', 'infinity' \
               FROM generate_series(0, 1023) AS number ON CONFLICT DO NOTHING";
    conn.batch_execute(all).await.unwrap();
    assert_eq!(
        nodes::lease(&mut conn, "other", now + minutes(18))
            .await
            .unwrap(),
        None
    );
    let then = now + minutes(19);
    assert_eq!(
        nodes::lease(&mut conn, "other", then).await.unwrap(),
        Some(mine)
    );
    assert!(!nodes::renew(&mut conn, mine, "me", then).await.unwrap());
    assert!(!nodes::release(&mut conn, mine, "me", then).await.unwrap());
    assert!(
        nodes::release(&mut conn, mine, "other", then)
            .await
            .unwrap()
    );
    assert_eq!(
        nodes::lease(&mut conn, "third", then).await.unwrap(),
        Some(mine)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn with_all_numbers_taken_the_message_says_so() {
    let database = TestDatabase::new().await;
    let all = "INSERT INTO id_nodes SELECT number, 'busy', 'infinity' \
               FROM generate_series(0, 1023) AS number";
    database.conn().await.batch_execute(all).await.unwrap();
    let clock = Arc::new(MovableClock::default());
    let Err(error) = NodeLease::take(pool(&database), clock, "late").await else {
        panic!("there is no number left");
    };
    assert_eq!(error.kind(), ErrorKind::Unavailable);
    assert!(error.message().contains("1024"), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_process_that_slept_too_long_goes_on_under_another_number() {
    let database = TestDatabase::new().await;
    let clock = Arc::new(MovableClock::default());
    let lease = NodeLease::take(pool(&database), clock.clone(), "sleeper")
        .await
        .unwrap();
    let ids = IdGenerator::new(lease.node(), clock.clone());
    let node_of = |id: i64| u16::try_from((id >> 12) & 1023).unwrap();
    let before = lease.node();
    lease.renew(&ids).await.unwrap();
    assert_eq!((lease.node(), node_of(ids.next())), (before, before));

    clock.advance(TimeDelta::hours(1));
    let everything = "UPDATE id_nodes SET owner = 'other', leased_until = 'infinity'";
    database
        .conn()
        .await
        .batch_execute(everything)
        .await
        .unwrap();
    lease.renew(&ids).await.unwrap();
    assert_ne!(lease.node(), before);
    assert_eq!(node_of(ids.next()), lease.node());
}

#[tokio::test(flavor = "multi_thread")]
async fn processes_that_start_at_once_share_their_secrets() {
    let database = Arc::new(TestDatabase::new().await);
    let starts: JoinSet<_> = (0..8u8)
        .map(|process| {
            let database = database.clone();
            async move {
                let mut conn = database.conn().await;
                secrets::get_or_create(&mut conn, "signing", &[process; 32])
                    .await
                    .unwrap()
            }
        })
        .collect();
    let seen: HashSet<_> = starts.join_all().await.into_iter().collect();
    assert_eq!(seen.len(), 1);
    let mut conn = database.conn().await;
    let other = secrets::get_or_create(&mut conn, "other", &[99; 32])
        .await
        .unwrap();
    assert_eq!(other, [99; 32]);
}
