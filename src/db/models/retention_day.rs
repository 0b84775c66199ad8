//! `retention_days`: what was removed on each day because its time or its room
//! was over.

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Date, Text};
use diesel_async::RunQueryDsl;

use crate::db::Conn;
use crate::db::prepared;

/// What was removed.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName)]
pub struct Removed {
    /// The day (UTC).
    #[diesel(sql_type = Date)]
    pub day: NaiveDate,
    /// Of what.
    #[diesel(sql_type = Text)]
    pub subject: String,
    /// How many.
    #[diesel(sql_type = BigInt)]
    pub removed: i64,
    /// How many bytes they had, where that is known.
    #[diesel(sql_type = BigInt)]
    pub bytes: i64,
}

/// Adds to what was removed on a day.
pub async fn add(conn: &mut Conn, removed: &Removed) -> QueryResult<()> {
    prepared::query(
        "INSERT INTO retention_days (day, subject, removed, bytes) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (day, subject) DO UPDATE SET \
         removed = retention_days.removed + excluded.removed, \
         bytes = retention_days.bytes + excluded.bytes",
    )
    .bind::<Date, _>(removed.day)
    .bind::<Text, _>(&removed.subject)
    .bind::<BigInt, _>(removed.removed)
    .bind::<BigInt, _>(removed.bytes)
    .execute(conn)
    .await?;
    Ok(())
}

/// What was removed since `from` (inclusive), the newest first.
pub async fn since(conn: &mut Conn, from: NaiveDate) -> QueryResult<Vec<Removed>> {
    prepared::query(
        "SELECT day, subject, removed, bytes FROM retention_days WHERE day >= $1 \
         ORDER BY day DESC, subject",
    )
    .bind::<Date, _>(from)
    .load(conn)
    .await
}
