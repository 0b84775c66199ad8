//! `traffic_days` and `peer_traffic_days`: bytes in and out on each day.

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Date, Text};
use diesel_async::RunQueryDsl;

use crate::db::Conn;
use crate::db::prepared;

/// What passed under one name: a kind, or another server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passed {
    /// The kind or the host.
    pub name: String,
    /// Bytes that came.
    pub bytes_in: i64,
    /// Bytes that went out.
    pub bytes_out: i64,
}

/// What passed on one day.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName)]
pub struct OnDay {
    /// The day (UTC).
    #[diesel(sql_type = Date)]
    pub day: NaiveDate,
    /// The kind or the host.
    #[diesel(sql_type = Text)]
    pub name: String,
    /// Bytes that came.
    #[diesel(sql_type = BigInt)]
    pub bytes_in: i64,
    /// Bytes that went out.
    #[diesel(sql_type = BigInt)]
    pub bytes_out: i64,
}

/// Adds what passed to the sums of a day.
pub async fn add_kinds(conn: &mut Conn, day: NaiveDate, rows: &[Passed]) -> QueryResult<()> {
    add(
        conn,
        "INSERT INTO traffic_days (day, kind, bytes_in, bytes_out) \
         SELECT $1, n.name, n.i, n.o FROM unnest($2, $3, $4) AS n (name, i, o) \
         ON CONFLICT (day, kind) DO UPDATE SET \
         bytes_in = traffic_days.bytes_in + excluded.bytes_in, \
         bytes_out = traffic_days.bytes_out + excluded.bytes_out",
        day,
        rows,
    )
    .await
}

/// The same by the other server; in the order of names, so that two processes
/// never wait for each other in a ring.
pub async fn add_hosts(conn: &mut Conn, day: NaiveDate, rows: &[Passed]) -> QueryResult<()> {
    add(
        conn,
        "INSERT INTO peer_traffic_days (day, host, bytes_in, bytes_out) \
         SELECT $1, n.name, n.i, n.o FROM unnest($2, $3, $4) AS n (name, i, o) ORDER BY n.name \
         ON CONFLICT (host, day) DO UPDATE SET \
         bytes_in = peer_traffic_days.bytes_in + excluded.bytes_in, \
         bytes_out = peer_traffic_days.bytes_out + excluded.bytes_out",
        day,
        rows,
    )
    .await
}

async fn add(conn: &mut Conn, sql: &str, day: NaiveDate, rows: &[Passed]) -> QueryResult<()> {
    let names: Vec<&str> = rows.iter().map(|row| row.name.as_str()).collect();
    let bytes_in: Vec<i64> = rows.iter().map(|row| row.bytes_in).collect();
    let bytes_out: Vec<i64> = rows.iter().map(|row| row.bytes_out).collect();
    prepared::query(sql)
        .bind::<Date, _>(day)
        .bind::<Array<Text>, _>(names)
        .bind::<Array<BigInt>, _>(bytes_in)
        .bind::<Array<BigInt>, _>(bytes_out)
        .execute(conn)
        .await?;
    Ok(())
}

/// What passed since `from` (inclusive), by day and kind.
pub async fn kinds(conn: &mut Conn, from: NaiveDate) -> QueryResult<Vec<OnDay>> {
    prepared::query(
        "SELECT day, kind AS name, bytes_in, bytes_out FROM traffic_days WHERE day >= $1 \
         ORDER BY day, kind",
    )
    .bind::<Date, _>(from)
    .load(conn)
    .await
}

/// What passed since `from` between this server and one other, by day.
pub async fn of_host(conn: &mut Conn, host: &str, from: NaiveDate) -> QueryResult<Vec<OnDay>> {
    prepared::query(
        "SELECT day, host AS name, bytes_in, bytes_out FROM peer_traffic_days \
         WHERE host = $1 AND day >= $2 ORDER BY day",
    )
    .bind::<Text, _>(host)
    .bind::<Date, _>(from)
    .load(conn)
    .await
}

/// The sums of one server over several days.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName, serde::Serialize, serde::Deserialize)]
pub struct HostSum {
    /// Its name; empty for all others together.
    #[diesel(sql_type = Text)]
    pub host: String,
    /// Bytes that came from it.
    #[diesel(sql_type = BigInt)]
    pub bytes_in: i64,
    /// Bytes that went to it.
    #[diesel(sql_type = BigInt)]
    pub bytes_out: i64,
    /// How many servers these are.
    #[diesel(sql_type = BigInt)]
    pub hosts: i64,
}

/// The servers with the most traffic since `from`, and all others together as
/// the last row, of the empty name. Reads much: for jobs.
pub async fn most(conn: &mut Conn, from: NaiveDate, limit: i64) -> QueryResult<Vec<HostSum>> {
    prepared::query(
        "WITH sums AS (SELECT host, sum(bytes_in)::bigint AS i, sum(bytes_out)::bigint AS o \
             FROM peer_traffic_days WHERE day >= $1 GROUP BY host), \
         ranked AS (SELECT CASE WHEN host = '' OR row_number() OVER \
             (ORDER BY host = '', i + o DESC, host) > $2 THEN '' ELSE host END AS host, i, o \
             FROM sums) \
         SELECT host, sum(i)::bigint AS bytes_in, sum(o)::bigint AS bytes_out, \
         count(*) AS hosts FROM ranked GROUP BY host \
         ORDER BY host = '', sum(i + o) DESC, host",
    )
    .bind::<Date, _>(from)
    .bind::<BigInt, _>(limit)
    .load(conn)
    .await
}

/// Forgets at most `limit` rows by the other server from before `before`.
pub async fn forget_hosts(conn: &mut Conn, before: NaiveDate, limit: i64) -> QueryResult<usize> {
    prepared::query(
        "DELETE FROM peer_traffic_days WHERE ctid = ANY(ARRAY( \
             SELECT ctid FROM peer_traffic_days WHERE day < $1 LIMIT $2 FOR UPDATE SKIP LOCKED))",
    )
    .bind::<Date, _>(before)
    .rows(limit)
    .execute(conn)
    .await
}
