//! `storage_days`: how many bytes were used on each day, by what they were.

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Date, Text};
use diesel_async::RunQueryDsl;

use crate::db::Conn;
use crate::db::prepared;

/// A measure of a day.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName)]
pub struct Sample {
    /// The day (UTC).
    #[diesel(sql_type = Date)]
    pub day: NaiveDate,
    /// What was measured.
    #[diesel(sql_type = Text)]
    pub kind: String,
    /// How much there was.
    #[diesel(sql_type = BigInt)]
    pub bytes: i64,
}

/// Writes the measures of a day down, over earlier ones of the same day.
pub async fn put(conn: &mut Conn, day: NaiveDate, measures: &[(&str, i64)]) -> QueryResult<()> {
    let (kinds, bytes): (Vec<&str>, Vec<i64>) = measures.iter().copied().unzip();
    prepared::query(
        "INSERT INTO storage_days (day, kind, bytes) \
         SELECT $1, n.kind, n.bytes FROM unnest($2, $3) AS n (kind, bytes) \
         ON CONFLICT (day, kind) DO UPDATE SET bytes = excluded.bytes",
    )
    .bind::<Date, _>(day)
    .bind::<Array<Text>, _>(kinds)
    .bind::<Array<BigInt>, _>(bytes)
    .execute(conn)
    .await?;
    Ok(())
}

/// Every measure since `from` (inclusive), day by day.
pub async fn since(conn: &mut Conn, from: NaiveDate) -> QueryResult<Vec<Sample>> {
    prepared::query("SELECT day, kind, bytes FROM storage_days WHERE day >= $1 ORDER BY day, kind")
        .bind::<Date, _>(from)
        .load(conn)
        .await
}
