//! The job table: enqueue in the transaction of the data, claim by lease,
//! settle, retry with backoff, keep dead letters.
//!
//! A claim writes a lease into the row and ends its transaction, so a running
//! job holds no lock. When its worker dies the lease runs out and somebody else
//! claims the job: every job may run twice and has to bear it. Settling names
//! the lease and does nothing when that was lost.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Integer, Jsonb, Text, Timestamptz};
use diesel_async::RunQueryDsl;

use crate::db::Conn;
use crate::db::ids::JobId;
use crate::db::prepared;
use crate::db::schema::jobs;

/// The channel that wakes workers (`LISTEN`/`NOTIFY`).
pub const CHANNEL: &str = "ossm_jobs";

/// Attempts that a job of a lane has before the next one passes it.
pub const LANE_TRIES: i32 = 3;

/// Longest text kept of an error, in bytes.
const ERROR_BYTES: usize = 500;

/// A job to be done later.
#[derive(Debug, Clone, Insertable)]
#[diesel(table_name = jobs)]
#[expect(missing_docs, reason = "the columns are described in the migration")]
pub struct NewJob {
    pub id: JobId,
    pub kind: String,
    pub payload: serde_json::Value,
    pub priority: i16,
    pub unique_key: Option<String>,
    pub run_at: DateTime<Utc>,
    pub max_attempts: i32,
    pub created_at: DateTime<Utc>,
}

/// Whether the job of this kind and key waits or runs.
pub async fn is_under_way(conn: &mut Conn, kind: &str, unique_key: &str) -> QueryResult<bool> {
    let job = jobs::table
        .filter(jobs::kind.eq(kind))
        .filter(jobs::unique_key.eq(unique_key))
        .filter(jobs::dead_at.is_null());
    diesel::select(diesel::dsl::exists(job))
        .get_result(conn)
        .await
}

/// Adds a job in the caller's transaction and wakes a worker when that commits.
/// A job with the kind and `unique_key` of one that waits or runs is not added:
/// then this is `false`.
pub async fn enqueue(conn: &mut Conn, job: &NewJob) -> QueryResult<bool> {
    let added = diesel::insert_into(jobs::table)
        .values(job)
        .on_conflict_do_nothing()
        .execute(conn)
        .await?;
    if added > 0 && job.run_at <= job.created_at {
        wake(conn).await?;
    }
    Ok(added > 0)
}

async fn wake(conn: &mut Conn) -> QueryResult<()> {
    prepared::query("SELECT pg_notify($1, '')")
        .bind::<Text, _>(CHANNEL)
        .execute(conn)
        .await?;
    Ok(())
}

/// What a worker asks for.
#[derive(Debug, Clone)]
pub struct Claim<'a> {
    /// The name of the worker; unique to the process.
    pub owner: &'a str,
    /// The time.
    pub now: DateTime<Utc>,
    /// When the lease ends unless it is extended.
    pub until: DateTime<Utc>,
    /// The kinds that the worker knows. Others stay for workers that know them.
    pub kinds: &'a [&'a str],
    /// At most so many jobs.
    pub limit: usize,
}

/// A job under lease.
#[derive(Debug, Clone, PartialEq, QueryableByName)]
pub struct ClaimedJob {
    /// The job.
    #[diesel(sql_type = BigInt)]
    pub id: JobId,
    /// Which handler it is for.
    #[diesel(sql_type = Text)]
    pub kind: String,
    /// What the handler needs to know.
    #[diesel(sql_type = Jsonb)]
    pub payload: serde_json::Value,
    /// How often it was claimed, this time included. Above `max_attempts` when
    /// its workers died over it: then it is to be buried and not run.
    #[diesel(sql_type = Integer)]
    pub attempts: i32,
    /// After so many attempts it is put aside.
    #[diesel(sql_type = Integer)]
    pub max_attempts: i32,
    /// Who holds the lease.
    #[diesel(sql_type = Text)]
    pub leased_by: String,
}

const CLAIM: &str = "
    WITH next AS (
        SELECT id FROM jobs
        WHERE dead_at IS NULL AND run_at <= $1
          AND (leased_until IS NULL OR leased_until <= $1)
          AND kind = ANY($2)
          AND (lane IS NULL OR NOT EXISTS (
              SELECT FROM jobs AS before
              WHERE before.kind = jobs.kind AND before.lane = jobs.lane
                AND before.id < jobs.id AND before.dead_at IS NULL AND before.attempts <= $6))
        ORDER BY priority, run_at, id
        LIMIT $3
        FOR UPDATE SKIP LOCKED
    )
    UPDATE jobs SET leased_by = $4, leased_until = $5, attempts = attempts + 1
    FROM next WHERE jobs.id = next.id
    RETURNING jobs.id, kind, payload, attempts, max_attempts, leased_by";

/// Takes the next jobs that are due and not under lease, in one statement. Two
/// workers never get the same one.
pub async fn claim(conn: &mut Conn, claim: &Claim<'_>) -> QueryResult<Vec<ClaimedJob>> {
    prepared::query(CLAIM)
        .bind::<Timestamptz, _>(claim.now)
        .bind::<Array<Text>, _>(claim.kinds)
        .rows(i64::try_from(claim.limit).unwrap_or(i64::MAX))
        .bind::<Text, _>(claim.owner)
        .bind::<Timestamptz, _>(claim.until)
        .bind::<Integer, _>(LANE_TRIES)
        .load(conn)
        .await
}

/// Prolongs the leases that `owner` still holds on these jobs; returns which
/// those are.
pub async fn extend(
    conn: &mut Conn,
    owner: &str,
    ids: &[JobId],
    until: DateTime<Utc>,
) -> QueryResult<Vec<JobId>> {
    let ours = jobs::table
        .filter(jobs::id.eq_any(ids))
        .filter(jobs::leased_by.eq(owner));
    diesel::update(ours)
        .set(jobs::leased_until.eq(until))
        .returning(jobs::id)
        .get_results(conn)
        .await
}

/// The row of `job`, if the lease it was claimed under still holds.
macro_rules! leased {
    ($job:expr) => {
        jobs::table
            .find($job.id)
            .filter(jobs::leased_by.eq(&$job.leased_by))
            .filter(jobs::attempts.eq($job.attempts))
    };
}

/// Removes a job that is done. `false`: the lease was lost, and nothing happened.
pub async fn complete(conn: &mut Conn, job: &ClaimedJob) -> QueryResult<bool> {
    diesel::delete(leased!(job))
        .execute(conn)
        .await
        .map(|rows| rows > 0)
}

/// Hands a job that failed back, to be tried again at `run_at`. `false`: the
/// lease was lost, and nothing happened.
pub async fn retry(
    conn: &mut Conn,
    job: &ClaimedJob,
    run_at: DateTime<Utc>,
    error: &str,
) -> QueryResult<bool> {
    diesel::update(leased!(job))
        .set((
            jobs::run_at.eq(run_at),
            jobs::last_error.eq(bounded(error)),
            jobs::leased_by.eq(None::<String>),
            jobs::leased_until.eq(None::<DateTime<Utc>>),
        ))
        .execute(conn)
        .await
        .map(|rows| rows > 0)
}

/// Hands a job that comes round again back, with its attempts forgotten.
/// `false`: the lease was lost, and nothing happened.
pub async fn repeat(
    conn: &mut Conn,
    job: &ClaimedJob,
    run_at: DateTime<Utc>,
    error: Option<&str>,
) -> QueryResult<bool> {
    diesel::update(leased!(job))
        .set((
            jobs::run_at.eq(run_at),
            jobs::attempts.eq(0),
            jobs::last_error.eq(error.map(bounded)),
            jobs::leased_by.eq(None::<String>),
            jobs::leased_until.eq(None::<DateTime<Utc>>),
        ))
        .execute(conn)
        .await
        .map(|rows| rows > 0)
}

/// Puts a job aside that nobody will try again by itself. `false`: the lease
/// was lost, and nothing happened.
pub async fn bury(
    conn: &mut Conn,
    job: &ClaimedJob,
    now: DateTime<Utc>,
    error: &str,
) -> QueryResult<bool> {
    diesel::update(leased!(job))
        .set((
            jobs::dead_at.eq(now),
            jobs::last_error.eq(bounded(error)),
            jobs::leased_by.eq(None::<String>),
            jobs::leased_until.eq(None::<DateTime<Utc>>),
        ))
        .execute(conn)
        .await
        .map(|rows| rows > 0)
}

/// Hands everything back that `owner` holds, as if it had not been tried, and
/// wakes others. Returns how many jobs that were.
pub async fn release(conn: &mut Conn, owner: &str) -> QueryResult<usize> {
    let released = diesel::update(jobs::table.filter(jobs::leased_by.eq(owner)))
        .set((
            jobs::attempts.eq(jobs::attempts - 1),
            jobs::leased_by.eq(None::<String>),
            jobs::leased_until.eq(None::<DateTime<Utc>>),
        ))
        .execute(conn)
        .await?;
    if released > 0 {
        wake(conn).await?;
    }
    Ok(released)
}

/// Gives dead jobs of `kind` (or of every kind) all their attempts again. One
/// whose `unique_key` waits anew stays dead. Returns how many came back.
pub async fn revive(conn: &mut Conn, kind: Option<&str>, now: DateTime<Utc>) -> QueryResult<usize> {
    let revived = prepared::query(
        "UPDATE jobs SET dead_at = NULL, attempts = 0, run_at = $1
         WHERE id IN (
             SELECT DISTINCT ON (kind, coalesce(unique_key, id::text)) id FROM jobs AS dead
             WHERE dead_at IS NOT NULL AND ($2 IS NULL OR kind = $2)
               AND NOT EXISTS (
                   SELECT FROM jobs AS live
                   WHERE live.kind = dead.kind AND live.unique_key = dead.unique_key
                     AND live.dead_at IS NULL)
             ORDER BY kind, coalesce(unique_key, id::text), id DESC)",
    )
    .bind::<Timestamptz, _>(now)
    .bind::<diesel::sql_types::Nullable<Text>, _>(kind)
    .execute(conn)
    .await?;
    if revived > 0 {
        wake(conn).await?;
    }
    Ok(revived)
}

/// How full the queue is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, QueryableByName)]
pub struct Stats {
    /// Due, and nobody works on them.
    #[diesel(sql_type = BigInt)]
    pub ready: i64,
    /// To be done at a later time.
    #[diesel(sql_type = BigInt)]
    pub later: i64,
    /// Somebody works on them.
    #[diesel(sql_type = BigInt)]
    pub leased: i64,
    /// Put aside after too many failures.
    #[diesel(sql_type = BigInt)]
    pub dead: i64,
}

/// Counts the jobs by what they wait for.
pub async fn stats(conn: &mut Conn, now: DateTime<Utc>) -> QueryResult<Stats> {
    prepared::query(
        "SELECT count(*) FILTER (WHERE dead_at IS NULL AND run_at <= $1
                    AND (leased_until IS NULL OR leased_until <= $1)) AS ready,
                count(*) FILTER (WHERE dead_at IS NULL AND run_at > $1
                    AND (leased_until IS NULL OR leased_until <= $1)) AS later,
                count(*) FILTER (WHERE dead_at IS NULL AND leased_until > $1) AS leased,
                count(*) FILTER (WHERE dead_at IS NOT NULL) AS dead
         FROM jobs",
    )
    .bind::<Timestamptz, _>(now)
    .get_result(conn)
    .await
}

/// Removes at most `limit` dead jobs that died before `before`.
pub async fn remove_dead(conn: &mut Conn, before: DateTime<Utc>, limit: i64) -> QueryResult<usize> {
    let old = jobs::table
        .filter(jobs::dead_at.lt(before))
        .select(jobs::id)
        .limit(limit);
    let old: Vec<JobId> = old.load(conn).await?;
    diesel::delete(
        jobs::table
            .filter(jobs::id.eq_any(old))
            .filter(jobs::dead_at.is_not_null()),
    )
    .execute(conn)
    .await
}

/// One line that PostgreSQL can store, at most [`ERROR_BYTES`] long.
fn bounded(error: &str) -> String {
    let mut text: String = error
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .take(ERROR_BYTES)
        .collect();
    while text.len() > ERROR_BYTES {
        text.pop();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_are_kept_short_and_storable() {
        assert_eq!(bounded("one\0two\nthree"), "one two three");
        assert_eq!(bounded(&"x".repeat(10_000)).len(), ERROR_BYTES);
        let wide = bounded(&"ü".repeat(10_000));
        assert!(wide.len() <= ERROR_BYTES && wide.ends_with('ü'));
    }
}
