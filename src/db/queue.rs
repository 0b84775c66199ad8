//! The job table: enqueue in the transaction of the data, claim by lease,
//! settle, retry with backoff, keep dead letters.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::db::Conn;
use crate::db::ids::JobId;
use crate::db::schema::jobs;

/// The channel that wakes workers (`LISTEN`/`NOTIFY`).
pub const CHANNEL: &str = "ossm_jobs";

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

/// Adds a job in the caller's transaction and wakes a worker when that commits.
/// A job with the `unique_key` of one that waits is not added.
pub async fn enqueue(conn: &mut Conn, job: &NewJob) -> QueryResult<()> {
    diesel::insert_into(jobs::table)
        .values(job)
        .on_conflict_do_nothing()
        .execute(conn)
        .await?;
    diesel::sql_query("SELECT pg_notify($1, '')")
        .bind::<diesel::sql_types::Text, _>(CHANNEL)
        .execute(conn)
        .await?;
    Ok(())
}
