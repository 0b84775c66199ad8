//! What waits for moderators and for the server itself, counted as far as
//! anybody wants to know.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Text, Timestamptz};
use diesel_async::RunQueryDsl;

use crate::db::Conn;
use crate::db::ids::{PostId, ReportId};
use crate::db::prepared;

/// Nothing is counted beyond this.
pub const COUNT_MAX: i64 = 10_000;

/// How much waits, and since when.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, QueryableByName)]
pub struct Waiting {
    /// Reports nobody settled.
    #[diesel(sql_type = BigInt)]
    pub reports: i64,
    /// When the oldest of them came.
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub oldest_report: Option<DateTime<Utc>>,
    /// People who ask to join.
    #[diesel(sql_type = BigInt)]
    pub sign_ups: i64,
    /// When the first of them asked.
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub oldest_sign_up: Option<DateTime<Utc>>,
    /// Activities on their way out.
    #[diesel(sql_type = BigInt)]
    pub deliveries: i64,
    /// When the oldest of them was made.
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub oldest_delivery: Option<DateTime<Utc>>,
    /// Activities that did not get through and were given up.
    #[diesel(sql_type = BigInt)]
    pub failed_deliveries: i64,
    /// Servers that do not answer.
    #[diesel(sql_type = BigInt)]
    pub failing_hosts: i64,
    /// Activities that came and were not worked on.
    #[diesel(sql_type = BigInt)]
    pub incoming: i64,
    /// When the oldest of them came.
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub oldest_incoming: Option<DateTime<Utc>>,
    /// Jobs that could run now.
    #[diesel(sql_type = BigInt)]
    pub jobs: i64,
    /// Since when the oldest of them could.
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub oldest_job: Option<DateTime<Utc>>,
    /// Jobs that were given up.
    #[diesel(sql_type = BigInt)]
    pub dead_jobs: i64,
}

/// Counts what waits.
pub async fn load(conn: &mut Conn, now: DateTime<Utc>) -> QueryResult<Waiting> {
    let upto = |from: &str| format!("(SELECT count(*) FROM (SELECT FROM {from} LIMIT $2) AS few)");
    let text = [
        ("reports", upto("reports WHERE resolved_at IS NULL")),
        (
            "oldest_report",
            "(SELECT created_at FROM reports WHERE resolved_at IS NULL ORDER BY id LIMIT 1)".into(),
        ),
        ("sign_ups", upto("users WHERE approved_at IS NULL")),
        (
            "oldest_sign_up",
            "(SELECT created_at FROM users WHERE approved_at IS NULL ORDER BY id LIMIT 1)".into(),
        ),
        ("deliveries", upto("deliveries WHERE failed_at IS NULL")),
        (
            "oldest_delivery",
            "(SELECT min(created_at) FROM (SELECT created_at FROM deliveries \
             WHERE failed_at IS NULL LIMIT $2) AS few)"
                .into(),
        ),
        (
            "failed_deliveries",
            upto("deliveries WHERE failed_at IS NOT NULL"),
        ),
        ("failing_hosts", upto("hosts WHERE failures > 0")),
        ("incoming", upto("incoming WHERE body IS NOT NULL")),
        (
            "oldest_incoming",
            "(SELECT min(received_at) FROM (SELECT received_at FROM incoming \
             WHERE body IS NOT NULL LIMIT $2) AS few)"
                .into(),
        ),
        (
            "jobs",
            upto(
                "jobs WHERE dead_at IS NULL AND run_at <= $1 \
                  AND (leased_until IS NULL OR leased_until <= $1)",
            ),
        ),
        (
            "oldest_job",
            "(SELECT min(run_at) FROM (SELECT run_at FROM jobs WHERE dead_at IS NULL \
             AND run_at <= $1 AND (leased_until IS NULL OR leased_until <= $1) LIMIT $2) AS few)"
                .into(),
        ),
        ("dead_jobs", upto("jobs WHERE dead_at IS NOT NULL")),
    ];
    let columns: Vec<String> = text
        .iter()
        .map(|(name, value)| format!("{value} AS {name}"))
        .collect();
    prepared::query(format!("SELECT {}", columns.join(", ")))
        .bind::<Timestamptz, _>(now)
        .rows(COUNT_MAX)
        .get_result(conn)
        .await
}

/// An open report in a line.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName)]
pub struct OpenReport {
    /// Which it is.
    #[diesel(sql_type = BigInt)]
    pub id: ReportId,
    /// Of what kind.
    #[diesel(sql_type = Text)]
    pub category: String,
    /// What the reporter said.
    #[diesel(sql_type = Text)]
    pub comment: String,
    /// Whom it is about: the name.
    #[diesel(sql_type = Text)]
    pub username: String,
    /// And the server; none: a member.
    #[diesel(sql_type = Nullable<Text>)]
    pub domain: Option<String>,
    /// When it came.
    #[diesel(sql_type = Timestamptz)]
    pub created_at: DateTime<Utc>,
    /// Who looks after it.
    #[diesel(sql_type = Nullable<Text>)]
    pub assigned_to: Option<String>,
}

/// The oldest open reports.
pub async fn open_reports(conn: &mut Conn, limit: i64) -> QueryResult<Vec<OpenReport>> {
    prepared::query(
        "SELECT r.id, r.category, r.comment, a.username, a.domain, r.created_at, \
         m.username AS assigned_to \
         FROM (SELECT * FROM reports WHERE resolved_at IS NULL ORDER BY id LIMIT $1) r \
         JOIN accounts a ON a.id = r.target_id LEFT JOIN accounts m ON m.id = r.assigned_to_id \
         ORDER BY r.id",
    )
    .rows(limit)
    .load(conn)
    .await
}

/// Who is here and who we talk to.
#[derive(
    Debug,
    Clone,
    Copy,
    Default,
    PartialEq,
    Eq,
    QueryableByName,
    serde::Serialize,
    serde::Deserialize,
)]
pub struct People {
    /// Members.
    #[diesel(sql_type = BigInt)]
    pub members: i64,
    /// Those who wrote in the last week.
    #[diesel(sql_type = BigInt)]
    pub wrote: i64,
    /// Other servers of which accounts are known.
    #[diesel(sql_type = BigInt)]
    pub servers: i64,
}

/// Counts them. Reads much: for jobs. `since` is the first ID of the last week.
pub async fn people(conn: &mut Conn, since: PostId) -> QueryResult<People> {
    prepared::query(
        "SELECT (SELECT count(*) FROM users WHERE approved_at IS NOT NULL) AS members, \
         (SELECT count(DISTINCT account_id) FROM posts WHERE local AND id >= $1) AS wrote, \
         (SELECT count(DISTINCT host) FROM remote_actors) AS servers",
    )
    .bind::<BigInt, _>(since)
    .get_result(conn)
    .await
}
