//! What moderators did in a span of time, in numbers, and one by one without names:
//! each list by an index, with a bounded number of rows.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Date, Double, Jsonb, Nullable, Text, Timestamptz};
use diesel_async::RunQueryDsl;
use serde_json::Value;

use crate::db::page::{Page, Slice};
use crate::db::{Conn, prepared};

/// A span of time, with the first ID in it and the first after it.
#[derive(Debug, Clone, Copy)]
pub struct Span {
    /// Its beginning.
    pub starts: DateTime<Utc>,
    /// Its end, which is not in it.
    pub ends: DateTime<Utc>,
    /// The smallest ID of its beginning.
    pub first: i64,
    /// The smallest ID after it.
    pub after: i64,
}

/// How often something was.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName)]
pub struct Count {
    /// What.
    #[diesel(sql_type = Text)]
    pub word: String,
    /// How often.
    #[diesel(sql_type = BigInt)]
    pub number: i64,
}

/// Complaints that were settled.
#[derive(Debug, Clone, Copy, PartialEq, QueryableByName)]
pub struct Settled {
    /// How many.
    #[diesel(sql_type = BigInt)]
    pub number: i64,
    /// The time that half of them took at most, in seconds.
    #[diesel(sql_type = Nullable<Double>)]
    pub median_seconds: Option<f64>,
}

/// How often something was decided.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName)]
pub struct Decided {
    /// What: a word of the log.
    #[diesel(sql_type = Text)]
    pub word: String,
    /// Whether the server decided it by itself, or somebody at the command line.
    #[diesel(sql_type = Bool)]
    pub automated: bool,
    /// How often.
    #[diesel(sql_type = BigInt)]
    pub number: i64,
}

/// How often authorities of a country asked for something.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName)]
pub struct Asked {
    /// Two letters of ISO 3166-1.
    #[diesel(sql_type = Text)]
    pub country: String,
    /// What for.
    #[diesel(sql_type = Text)]
    pub kind: String,
    /// What came of it.
    #[diesel(sql_type = Text)]
    pub outcome: String,
    /// How often.
    #[diesel(sql_type = BigInt)]
    pub number: i64,
}

/// A decision without a name.
#[derive(Debug, Clone, PartialEq, QueryableByName)]
pub struct Entry {
    /// Its place in the list.
    #[diesel(sql_type = BigInt)]
    pub id: i64,
    /// What: a word of the log.
    #[diesel(sql_type = Text)]
    pub action: String,
    /// A handle or a domain.
    #[diesel(sql_type = Text)]
    pub subject: String,
    /// How it is now.
    #[diesel(sql_type = Nullable<Jsonb>)]
    pub after: Option<Value>,
    /// When.
    #[diesel(sql_type = Timestamptz)]
    pub created_at: DateTime<Utc>,
}

/// Complaints that came, by what they are about.
pub async fn received(conn: &mut Conn, span: &Span) -> QueryResult<Vec<Count>> {
    prepared::query(
        "SELECT category AS word, count(*) AS number FROM reports
         WHERE id >= $1 AND id < $2 GROUP BY category ORDER BY category",
    )
    .bind::<BigInt, _>(span.first)
    .bind::<BigInt, _>(span.after)
    .load(conn)
    .await
}

/// Complaints that were settled.
pub async fn settled(conn: &mut Conn, span: &Span) -> QueryResult<Settled> {
    prepared::query(
        "SELECT count(*) AS number, (percentile_cont(0.5) WITHIN GROUP
             (ORDER BY extract(epoch FROM resolved_at - created_at)))::float8 AS median_seconds
         FROM reports WHERE resolved_at >= $1 AND resolved_at < $2",
    )
    .bind::<Timestamptz, _>(span.starts)
    .bind::<Timestamptz, _>(span.ends)
    .get_result(conn)
    .await
}

/// How often each of these things was decided.
pub async fn decided(conn: &mut Conn, span: &Span, actions: &[&str]) -> QueryResult<Vec<Decided>> {
    prepared::query(
        "SELECT action AS word, actor_name = '' AS automated, count(*) AS number FROM audit_log
         WHERE action = ANY($1) AND id >= $2 AND id < $3
         GROUP BY action, actor_name = '' ORDER BY action, automated",
    )
    .bind::<Array<Text>, _>(actions)
    .bind::<BigInt, _>(span.first)
    .bind::<BigInt, _>(span.after)
    .load(conn)
    .await
}

/// Objections that came (`received`), and those that were answered, by the answer.
pub async fn appeals(conn: &mut Conn, span: &Span) -> QueryResult<Vec<Count>> {
    prepared::query(
        "SELECT 'received' AS word, count(*) AS number FROM appeals WHERE id >= $1 AND id < $2
         UNION ALL
         SELECT state, count(*) FROM appeals
         WHERE state <> 'pending' AND decided_at >= $3 AND decided_at < $4 GROUP BY state",
    )
    .bind::<BigInt, _>(span.first)
    .bind::<BigInt, _>(span.after)
    .bind::<Timestamptz, _>(span.starts)
    .bind::<Timestamptz, _>(span.ends)
    .load(conn)
    .await
}

/// What authorities asked for from `from` until before `until`.
pub async fn asked(conn: &mut Conn, from: NaiveDate, until: NaiveDate) -> QueryResult<Vec<Asked>> {
    prepared::query(
        "SELECT country, kind, outcome, count(*) AS number FROM legal_orders
         WHERE received_on >= $1 AND received_on < $2
         GROUP BY country, kind, outcome ORDER BY country, kind, outcome LIMIT 1000",
    )
    .bind::<Date, _>(from)
    .bind::<Date, _>(until)
    .load(conn)
    .await
}

/// One page of decisions, the newest first.
pub async fn log(conn: &mut Conn, actions: &[&str], page: &Page) -> QueryResult<Slice<Entry>> {
    let rows = prepared::query(
        "SELECT id, action, subject, after, created_at FROM audit_log
         WHERE action = ANY($1) AND id < $2 AND subject <> '' ORDER BY id DESC LIMIT $3",
    )
    .bind::<Array<Text>, _>(actions)
    .bind::<BigInt, _>(page.upper())
    .rows(page.fetch())
    .load(conn)
    .await?;
    Ok(page.cut(rows))
}
