//! What the server says of itself and of those it knows.

use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Text, Timestamptz};
use diesel_async::RunQueryDsl;

use chrono::{DateTime, Utc};

use crate::db::Conn;
use crate::db::page::Slice;
use crate::db::views::listed::is_public;

/// Most hosts that are listed.
const PEERS: i64 = 50_000;

/// The hosts of accounts known here, in order, without those that are suspended.
pub async fn peers(conn: &mut Conn) -> QueryResult<Vec<String>> {
    // One index probe for each host, however many accounts it has.
    let rows: Vec<Host> = diesel::sql_query(
        "WITH RECURSIVE hosts AS ( \
             (SELECT host FROM remote_actors ORDER BY host LIMIT 1) \
             UNION ALL SELECT (SELECT r.host FROM remote_actors r WHERE r.host > hosts.host \
                 ORDER BY r.host LIMIT 1) FROM hosts WHERE hosts.host IS NOT NULL \
         ) SELECT host FROM (SELECT host FROM hosts WHERE host IS NOT NULL LIMIT $1) AS known \
         WHERE domain_severity(host) IS DISTINCT FROM 'suspend' ORDER BY host",
    )
    .bind::<BigInt, _>(PEERS)
    .load(conn)
    .await?;
    Ok(rows.into_iter().map(|row| row.host).collect())
}

/// As [`peers`], those after `after` with `part` in their names; at most `limit`.
pub async fn find_peers(
    conn: &mut Conn,
    part: &str,
    after: &str,
    limit: u8,
) -> QueryResult<Slice<String>> {
    // What is found comes in order and one by one, so that the limits end the search.
    let rows: Vec<Host> = diesel::sql_query(
        "WITH RECURSIVE hosts AS ( \
             (SELECT host FROM remote_actors WHERE host > $1 ORDER BY host LIMIT 1) \
             UNION ALL SELECT (SELECT r.host FROM remote_actors r WHERE r.host > hosts.host \
                 ORDER BY r.host LIMIT 1) FROM hosts WHERE hosts.host IS NOT NULL \
         ) SELECT host FROM (SELECT host FROM ( \
                 SELECT host FROM hosts WHERE host IS NOT NULL LIMIT $2) AS known \
             WHERE strpos(host, $3) > 0 AND domain_severity(host) IS DISTINCT FROM 'suspend' \
             LIMIT $4) AS found ORDER BY host",
    )
    .bind::<Text, _>(after)
    .bind::<BigInt, _>(PEERS)
    .bind::<Text, _>(part)
    .bind::<BigInt, _>(i64::from(limit) + 1)
    .load(conn)
    .await?;
    let more = rows.len() > usize::from(limit);
    let hosts = rows.into_iter().take(usize::from(limit));
    Ok(Slice {
        items: hosts.map(|row| row.host).collect(),
        more,
    })
}

#[derive(QueryableByName)]
struct Host {
    #[diesel(sql_type = Text)]
    host: String,
}

/// What happened in one week.
#[derive(Debug, Clone, Copy, PartialEq, Eq, QueryableByName)]
pub struct Week {
    /// When it began, in seconds since 1970.
    #[diesel(sql_type = BigInt)]
    pub week: i64,
    /// Public posts of members.
    #[diesel(sql_type = BigInt)]
    pub posts: i64,
    /// Members with a session that was last used in that week.
    #[diesel(sql_type = BigInt)]
    pub logins: i64,
    /// New members.
    #[diesel(sql_type = BigInt)]
    pub registrations: i64,
}

/// A week to look at: when it begins and ends, and the first IDs of both.
#[derive(Debug, Clone, Copy)]
pub struct Span {
    /// When it begins.
    pub starts: DateTime<Utc>,
    /// When the next one begins.
    pub ends: DateTime<Utc>,
    /// The first ID that something made in it can have.
    pub first: i64,
    /// The first ID after it.
    pub after: i64,
}

/// What happened in these weeks, in the given order; one statement.
pub async fn weeks(conn: &mut Conn, spans: &[Span]) -> QueryResult<Vec<Week>> {
    let starts: Vec<DateTime<Utc>> = spans.iter().map(|span| span.starts).collect();
    let ends: Vec<DateTime<Utc>> = spans.iter().map(|span| span.ends).collect();
    let first: Vec<i64> = spans.iter().map(|span| span.first).collect();
    let after: Vec<i64> = spans.iter().map(|span| span.after).collect();
    diesel::sql_query(format!(
        "SELECT extract(epoch FROM w.starts)::bigint AS week, \
         (SELECT count(*) FROM posts p WHERE p.id >= w.first AND p.id < w.after \
             AND {} AND p.local) AS posts, \
         (SELECT count(DISTINCT s.user_id) FROM sessions s \
             WHERE s.last_used_at >= w.starts AND s.last_used_at < w.ends) AS logins, \
         (SELECT count(*) FROM users u WHERE u.created_at >= w.starts \
             AND u.created_at < w.ends AND u.approved_at IS NOT NULL) AS registrations \
         FROM unnest($1, $2, $3, $4) WITH ORDINALITY AS w (starts, ends, first, after, nth) \
         ORDER BY w.nth",
        is_public("p")
    ))
    .bind::<Array<Timestamptz>, _>(starts)
    .bind::<Array<Timestamptz>, _>(ends)
    .bind::<Array<BigInt>, _>(first)
    .bind::<Array<BigInt>, _>(after)
    .load(conn)
    .await
}
