//! The job table: claims, leases, settlements.

use std::collections::HashSet;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use diesel_async::AsyncPgConnection;
use ossm::db::Transactional as _;
use ossm::db::ids::{EventId, JobId};
use ossm::db::models::event::{self, EventRow};
use ossm::db::queue::{self, Claim, ClaimedJob, NewJob, Stats};
use ossm::foundation::clock::{Clock as _, MovableClock};
use serde_json::json;
use tokio::task::JoinSet;

use crate::harness::TestDatabase;

fn job(id: i64, now: DateTime<Utc>) -> NewJob {
    NewJob {
        id: JobId(id),
        kind: "test".to_owned(),
        payload: json!({ "number": id }),
        priority: 0,
        unique_key: None,
        run_at: now,
        max_attempts: 3,
        created_at: now,
    }
}

async fn claim(
    conn: &mut AsyncPgConnection,
    owner: &str,
    now: DateTime<Utc>,
    limit: usize,
) -> Vec<ClaimedJob> {
    let until = now + TimeDelta::minutes(1);
    queue::claim(
        conn,
        &Claim {
            owner,
            now,
            until,
            kinds: &["test"],
            limit,
        },
    )
    .await
    .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn no_job_is_claimed_twice_by_workers_at_once() {
    let database = TestDatabase::new().await;
    let now = MovableClock::default().now();
    let mut conn = database.conn().await;
    for id in 1..=300 {
        assert!(queue::enqueue(&mut conn, &job(id, now)).await.unwrap());
    }
    let database = Arc::new(database);
    let workers: JoinSet<_> = (0..8)
        .map(|worker| {
            let database = database.clone();
            async move {
                let mut conn = database.conn().await;
                let mut mine = Vec::new();
                loop {
                    let claimed = claim(&mut conn, &format!("w{worker}"), now, 7).await;
                    if claimed.is_empty() {
                        return mine;
                    }
                    mine.extend(claimed);
                }
            }
        })
        .collect();
    let all = workers.join_all().await.concat();
    let ids: HashSet<_> = all.iter().map(|job| job.id).collect();
    assert_eq!((all.len(), ids.len()), (300, 300));
    assert!(
        all.iter()
            .all(|job| job.attempts == 1 && job.payload["number"] == job.id.0)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lease_that_ran_out_can_be_claimed_and_the_old_holder_settles_nothing() {
    let database = TestDatabase::new().await;
    let now = MovableClock::default().now();
    let mut conn = database.conn().await;
    queue::enqueue(&mut conn, &job(1, now)).await.unwrap();
    let first = claim(&mut conn, "first", now, 10).await.remove(0);
    assert!(
        claim(&mut conn, "second", now + TimeDelta::seconds(59), 10)
            .await
            .is_empty()
    );
    let later = now + TimeDelta::seconds(60);
    let second = claim(&mut conn, "second", later, 10).await.remove(0);
    assert_eq!((second.id, second.attempts), (first.id, 2));

    assert!(!queue::complete(&mut conn, &first).await.unwrap());
    assert!(!queue::retry(&mut conn, &first, later, "no").await.unwrap());
    assert!(!queue::bury(&mut conn, &first, later, "no").await.unwrap());
    assert!(!queue::repeat(&mut conn, &first, later, None).await.unwrap());
    let until = later + TimeDelta::minutes(5);
    assert!(
        queue::extend(&mut conn, "first", &[first.id], until)
            .await
            .unwrap()
            .is_empty()
    );
    assert_eq!(
        queue::extend(&mut conn, "second", &[first.id], until)
            .await
            .unwrap(),
        [first.id]
    );
    assert!(
        claim(&mut conn, "third", later + TimeDelta::minutes(4), 10)
            .await
            .is_empty()
    );
    assert!(queue::complete(&mut conn, &second).await.unwrap());
    assert_eq!(
        queue::stats(&mut conn, later).await.unwrap(),
        Stats::default()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_owner_cannot_settle_a_lease_it_lost_to_itself() {
    let database = TestDatabase::new().await;
    let now = MovableClock::default().now();
    let mut conn = database.conn().await;
    queue::enqueue(&mut conn, &job(1, now)).await.unwrap();
    let first = claim(&mut conn, "me", now, 1).await.remove(0);
    let again = claim(&mut conn, "me", now + TimeDelta::hours(1), 1)
        .await
        .remove(0);
    assert!(!queue::complete(&mut conn, &first).await.unwrap());
    assert!(queue::complete(&mut conn, &again).await.unwrap());
}

#[tokio::test(flavor = "multi_thread")]
async fn smaller_priorities_go_first_and_nothing_goes_before_its_time() {
    let database = TestDatabase::new().await;
    let now = MovableClock::default().now();
    let mut conn = database.conn().await;
    let soon = NewJob {
        run_at: now + TimeDelta::seconds(10),
        ..job(1, now)
    };
    let urgent = NewJob {
        priority: -5,
        ..job(3, now)
    };
    let unknown = NewJob {
        kind: "from the future".to_owned(),
        ..job(4, now)
    };
    for job in [&soon, &job(2, now), &urgent, &unknown] {
        queue::enqueue(&mut conn, job).await.unwrap();
    }
    assert_eq!(claim(&mut conn, "me", now, 1).await[0].id, JobId(3));
    assert_eq!(claim(&mut conn, "me", now, 9).await[0].id, JobId(2));
    assert!(claim(&mut conn, "me", now, 9).await.is_empty());
    let stats = queue::stats(&mut conn, now).await.unwrap();
    assert_eq!(
        stats,
        Stats {
            ready: 1,
            later: 1,
            leased: 2,
            dead: 0
        }
    );
    let then = now + TimeDelta::seconds(10);
    assert_eq!(claim(&mut conn, "me", then, 9).await[0].id, JobId(1));
}

#[tokio::test(flavor = "multi_thread")]
async fn dead_jobs_stay_aside_until_they_are_revived() {
    let database = TestDatabase::new().await;
    let now = MovableClock::default().now();
    let mut conn = database.conn().await;
    let unique = NewJob {
        unique_key: Some("one".to_owned()),
        ..job(1, now)
    };
    assert!(queue::enqueue(&mut conn, &unique).await.unwrap());
    assert!(
        !queue::enqueue(
            &mut conn,
            &NewJob {
                id: JobId(2),
                ..unique.clone()
            }
        )
        .await
        .unwrap()
    );
    let claimed = claim(&mut conn, "me", now, 1).await.remove(0);
    let long = format!("a\0b{}", "x".repeat(5000));
    assert!(queue::bury(&mut conn, &claimed, now, &long).await.unwrap());
    assert!(
        claim(&mut conn, "me", now + TimeDelta::days(9), 1)
            .await
            .is_empty()
    );

    // The key is free again, and while it is taken the dead job stays dead.
    assert!(
        queue::enqueue(
            &mut conn,
            &NewJob {
                id: JobId(3),
                ..unique.clone()
            }
        )
        .await
        .unwrap()
    );
    assert_eq!(queue::revive(&mut conn, None, now).await.unwrap(), 0);
    let third = claim(&mut conn, "me", now, 1).await.remove(0);
    assert!(queue::complete(&mut conn, &third).await.unwrap());
    assert_eq!(
        queue::revive(&mut conn, Some("other"), now).await.unwrap(),
        0
    );
    assert_eq!(
        queue::revive(&mut conn, Some("test"), now).await.unwrap(),
        1
    );
    let revived = claim(&mut conn, "me", now, 1).await.remove(0);
    assert_eq!((revived.id, revived.attempts), (JobId(1), 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn leases_handed_back_cost_no_attempt() {
    let database = TestDatabase::new().await;
    let now = MovableClock::default().now();
    let mut conn = database.conn().await;
    for id in 1..=3 {
        queue::enqueue(&mut conn, &job(id, now)).await.unwrap();
    }
    assert_eq!(claim(&mut conn, "ending", now, 2).await.len(), 2);
    assert_eq!(claim(&mut conn, "staying", now, 2).await.len(), 1);
    assert_eq!(queue::release(&mut conn, "ending").await.unwrap(), 2);
    let claimed = claim(&mut conn, "staying", now, 9).await;
    assert_eq!(
        claimed.iter().map(|job| job.attempts).collect::<Vec<_>>(),
        [1, 1]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_is_there_after_the_commit_and_not_after_a_rollback() {
    let database = TestDatabase::new().await;
    let now = MovableClock::default().now();
    let mut conn = database.conn().await;
    let mut other = database.conn().await;
    let refused = conn
        .transaction(async |conn| {
            queue::enqueue(conn, &job(1, now)).await?;
            Err::<(), _>(diesel::result::Error::RollbackTransaction)
        })
        .await;
    assert!(refused.is_err());
    assert!(claim(&mut other, "me", now, 9).await.is_empty());
    conn.transaction(async |conn| {
        queue::enqueue(conn, &job(2, now)).await?;
        assert!(claim(&mut other, "me", now, 9).await.is_empty());
        Ok::<_, diesel::result::Error>(())
    })
    .await
    .unwrap();
    assert_eq!(claim(&mut other, "me", now, 9).await[0].id, JobId(2));
}

#[tokio::test(flavor = "multi_thread")]
async fn jobs_of_a_lane_are_done_one_after_the_other() {
    let database = TestDatabase::new().await;
    let now = MovableClock::default().now();
    let mut conn = database.conn().await;
    for (id, lane) in [(1, 7), (2, 7), (3, 8), (4, 7)] {
        let job = job(id, now);
        let event = EventRow {
            id: EventId(id),
            kind: "tried".to_owned(),
            account_id: None,
            payload: json!({}),
            created_at: now,
        };
        let recorded = event::record(&mut conn, &event, &job, lane, &[]);
        recorded.await.unwrap();
    }
    queue::enqueue(&mut conn, &job(5, now)).await.unwrap();
    let numbers = |claimed: &[ClaimedJob]| {
        let mut ids: Vec<i64> = claimed.iter().map(|job| job.id.0).collect();
        ids.sort_unstable();
        ids
    };
    let first = claim(&mut conn, "one", now, 10).await;
    assert_eq!(numbers(&first), [1, 3, 5]);
    assert!(claim(&mut conn, "two", now, 10).await.is_empty());
    let one = first.iter().find(|job| job.id.0 == 1).unwrap();
    queue::complete(&mut conn, one).await.unwrap();
    let mut next = claim(&mut conn, "two", now, 10).await;
    assert_eq!(numbers(&next), [2]);
    // One that keeps failing holds the others up a few times, not for ever.
    for _ in 0..queue::LANE_TRIES {
        assert!(claim(&mut conn, "three", now, 10).await.is_empty());
        let failed = next.remove(0);
        queue::retry(&mut conn, &failed, now, "no").await.unwrap();
        next = claim(&mut conn, "two", now, 1).await;
        assert_eq!(numbers(&next), [2]);
    }
    assert_eq!(numbers(&claim(&mut conn, "three", now, 10).await), [4]);
}
