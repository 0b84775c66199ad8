//! What senders do with rows: load the next of some hosts, settle, put off.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Integer, Nullable, Text, Timestamptz};
use diesel_async::RunQueryDsl;

use crate::db::Conn;
use crate::db::ids::{DeliveryId, OutgoingId};
use crate::db::prepared;
use crate::db::schema::deliveries;

/// Longest text kept of an error, in characters.
const ERROR_CHARS: usize = 200;

/// An activity on its way to one inbox.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName)]
pub struct Waiting {
    /// The delivery.
    #[diesel(sql_type = BigInt)]
    pub id: DeliveryId,
    /// What is sent.
    #[diesel(sql_type = BigInt)]
    pub outgoing_id: OutgoingId,
    /// Whose turn it is.
    #[diesel(sql_type = Text)]
    pub host: String,
    /// Where it goes.
    #[diesel(sql_type = Text)]
    pub inbox_url: String,
    /// How often that failed for a reason of its own.
    #[diesel(sql_type = Integer)]
    pub attempts: i32,
    /// Since when it waits.
    #[diesel(sql_type = Timestamptz)]
    pub created_at: DateTime<Utc>,
}

/// The next deliveries of each of these hosts, at most `limits` of each, in the
/// order in which they are to be sent.
pub async fn next_of(
    conn: &mut Conn,
    hosts: &[&str],
    limits: &[i32],
    now: DateTime<Utc>,
) -> QueryResult<Vec<Waiting>> {
    prepared::query(
        "SELECT next.* FROM unnest($1, $2) AS wanted (host, most)
         CROSS JOIN LATERAL (
             SELECT id, outgoing_id, host, inbox_url, attempts, created_at FROM deliveries
             WHERE deliveries.host = wanted.host AND failed_at IS NULL
               AND (run_at IS NULL OR run_at <= $3)
             ORDER BY id LIMIT wanted.most) AS next
         ORDER BY next.host, next.id",
    )
    .bind::<Array<Text>, _>(hosts)
    .bind::<Array<Integer>, _>(limits)
    .bind::<Timestamptz, _>(now)
    .load(conn)
    .await
}

/// Removes deliveries that arrived.
pub async fn remove(conn: &mut Conn, ids: &[DeliveryId]) -> QueryResult<usize> {
    diesel::delete(deliveries::table.filter(deliveries::id.eq_any(ids)))
        .execute(conn)
        .await
}

/// Removes whatever waits for these hosts.
pub async fn remove_all_of(conn: &mut Conn, hosts: &[&str]) -> QueryResult<usize> {
    diesel::delete(deliveries::table.filter(deliveries::host.eq_any(hosts)))
        .execute(conn)
        .await
}

/// A delivery that did not arrive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Put {
    /// The delivery.
    pub id: DeliveryId,
    /// How often it failed for a reason of its own.
    pub attempts: i32,
    /// Others go first until then.
    pub run_at: Option<DateTime<Utc>>,
    /// It is not tried again.
    pub failed_at: Option<DateTime<Utc>>,
    /// Why, in a few words.
    pub error: String,
}

/// Writes down what became of deliveries that did not arrive.
pub async fn put(conn: &mut Conn, rows: &[Put]) -> QueryResult<usize> {
    let errors: Vec<String> = rows.iter().map(|row| bounded(&row.error)).collect();
    prepared::query(
        "UPDATE deliveries
         SET attempts = put.attempts, run_at = put.run_at, failed_at = put.failed_at,
             last_error = put.error
         FROM unnest($1, $2, $3, $4, $5) AS put (id, attempts, run_at, failed_at, error)
         WHERE deliveries.id = put.id",
    )
    .bind::<Array<BigInt>, _>(rows.iter().map(|row| row.id).collect::<Vec<_>>())
    .bind::<Array<Integer>, _>(rows.iter().map(|row| row.attempts).collect::<Vec<_>>())
    .bind::<Array<Nullable<Timestamptz>>, _>(rows.iter().map(|row| row.run_at).collect::<Vec<_>>())
    .bind::<Array<Nullable<Timestamptz>>, _>(
        rows.iter().map(|row| row.failed_at).collect::<Vec<_>>(),
    )
    .bind::<Array<Text>, _>(errors)
    .execute(conn)
    .await
}

/// Removes at most `limit` deliveries that were given up, or whose host was,
/// and that are from before `before`; returns how many.
pub async fn remove_given_up(
    conn: &mut Conn,
    before: DateTime<Utc>,
    limit: i64,
) -> QueryResult<usize> {
    prepared::query(
        "DELETE FROM deliveries WHERE id IN (
             (SELECT id FROM deliveries WHERE failed_at < $1 LIMIT $2)
             UNION ALL
             (SELECT deliveries.id FROM deliveries JOIN hosts USING (host)
              WHERE dead_at IS NOT NULL AND deliveries.created_at < $1 LIMIT $2)
             LIMIT $2)",
    )
    .bind::<Timestamptz, _>(before)
    .rows(limit)
    .execute(conn)
    .await
}

/// One line that PostgreSQL can store.
fn bounded(error: &str) -> String {
    let plain = error.chars().map(|c| if c.is_control() { ' ' } else { c });
    plain.take(ERROR_CHARS).collect()
}
