//! `throttles`: attempts per key in a fixed window, shared by all processes.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Text, Timestamptz};
use diesel_async::RunQueryDsl;

use crate::db::Conn;
use crate::db::prepared;
use crate::db::schema::throttles;

/// How often something was tried in the current window.
#[derive(Debug, Clone, Copy, QueryableByName)]
#[diesel(table_name = throttles)]
pub struct Hits {
    /// Attempts, this one included.
    pub hits: i32,
    /// When they are forgotten.
    pub window_ends_at: DateTime<Utc>,
}

/// Counts one attempt in one statement, so that parallel ones are all counted.
/// A window that is over starts again and ends at `window_ends_at`.
pub async fn hit(
    conn: &mut Conn,
    key: &str,
    now: DateTime<Utc>,
    window_ends_at: DateTime<Utc>,
) -> QueryResult<Hits> {
    prepared::query(
        "INSERT INTO throttles AS t (key, hits, window_ends_at) VALUES ($1, 1, $3) \
         ON CONFLICT (key) DO UPDATE SET \
             hits = CASE WHEN t.window_ends_at <= $2 THEN 1 ELSE least(t.hits, 1000000000) + 1 END, \
             window_ends_at = CASE WHEN t.window_ends_at <= $2 THEN $3 ELSE t.window_ends_at END \
         RETURNING hits, window_ends_at",
    )
    .bind::<Text, _>(key)
    .bind::<Timestamptz, _>(now)
    .bind::<Timestamptz, _>(window_ends_at)
    .get_result(conn)
    .await
}

/// Takes one attempt back, because it turned out to be a good one.
pub async fn take_back(conn: &mut Conn, key: &str) -> QueryResult<()> {
    diesel::update(throttles::table.find(key))
        .filter(throttles::hits.gt(0))
        .set(throttles::hits.eq(throttles::hits - 1))
        .execute(conn)
        .await?;
    Ok(())
}
