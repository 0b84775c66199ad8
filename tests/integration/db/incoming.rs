//! What came in and waits to be worked on.

use chrono::{DateTime, TimeDelta, Utc};
use diesel_async::{AsyncPgConnection, SimpleAsyncConnection as _};
use ossm::db::ids::{AccountId, IncomingId};
use ossm::db::models::incoming::{self, NewIncoming};
use ossm::foundation::clock::{Clock as _, MovableClock};

use crate::harness::TestDatabase;

async fn claim(conn: &mut AsyncPgConnection, now: DateTime<Utc>, limit: i64) -> Vec<i64> {
    let until = now + TimeDelta::minutes(4);
    let claimed = incoming::claim(conn, now, until, limit).await.unwrap();
    claimed.into_iter().map(|row| row.id.0).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_one_actor_sent_is_never_worked_on_in_two_places() {
    let database = TestDatabase::new().await;
    let (mut conn, now) = (database.conn().await, MovableClock::default().now());
    conn.batch_execute(
        "INSERT INTO accounts (id, username, skeleton, uri, url, created_at, updated_at)
         SELECT i, 'demo_' || i, 'demo_' || i, 'https://demo.example/' || i, '', now(), now()
         FROM generate_series(1, 2) i",
    )
    .await
    .unwrap();
    let rows = [(1, 1), (2, 1), (3, 2), (4, 1)].map(|(id, signer)| NewIncoming {
        id: IncomingId(id),
        uri_hash: vec![u8::try_from(id).unwrap()],
        signer_id: AccountId(signer),
        recipient_id: None,
        body: "{}".to_owned(),
    });
    let stored = incoming::insert(&mut conn, &rows, now).await.unwrap();
    assert_eq!(stored.len(), 4);

    assert_eq!(claim(&mut conn, now, 1).await, [1]);
    assert_eq!(claim(&mut conn, now, 9).await, [3], "the first is busy");
    assert!(claim(&mut conn, now, 9).await.is_empty());
    incoming::done(&mut conn, &[IncomingId(1)]).await.unwrap();
    assert_eq!(claim(&mut conn, now, 9).await, [2, 4]);
    // Whoever worked on them died: the lease runs out.
    let later = now + TimeDelta::minutes(5);
    assert_eq!(claim(&mut conn, later, 9).await, [2, 3, 4]);
}
