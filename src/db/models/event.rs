//! `events`: what happened, written in the transaction that made it happen.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Integer, Jsonb, Nullable, SmallInt, Text, Timestamptz};
use diesel_async::RunQueryDsl;

use crate::db::Conn;
use crate::db::ids::{AccountId, EventId};
use crate::db::prepared;
use crate::db::queue::{self, NewJob};
use crate::db::schema::events;

/// A stored event.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = events)]
#[diesel(check_for_backend(diesel::pg::Pg))]
#[expect(missing_docs, reason = "the columns are described in the migration")]
pub struct EventRow {
    pub id: EventId,
    pub kind: String,
    pub account_id: Option<AccountId>,
    pub payload: serde_json::Value,
    pub created_at: DateTime<Utc>,
}

/// The channel that tells every process that public pages changed; the payload
/// is the kind of the event.
pub const CHANNEL: &str = "ossm_events";

/// The channel that tells every process what live streams may want to show; the
/// payload is a `domain::live::Signal`.
pub const LIVE_CHANNEL: &str = "ossm_live";

/// Notifies channels (each with a payload below 8,000 bytes, which is all that
/// PostgreSQL takes) when the caller's transaction commits. One statement.
pub async fn announce(conn: &mut Conn, said: &[(&str, &str)]) -> QueryResult<()> {
    let (channels, payloads): (Vec<&str>, Vec<&str>) = said.iter().copied().unzip();
    prepared::query("SELECT pg_notify(channel, said) FROM unnest($1, $2) AS n (channel, said)")
        .bind::<Array<Text>, _>(channels)
        .bind::<Array<Text>, _>(payloads)
        .execute(conn)
        .await?;
    Ok(())
}

/// Stores an event and the job that dispatches it, wakes a worker and notifies
/// channels as [`announce`] does, all when the caller's transaction commits. One
/// statement.
///
/// Jobs of the same kind and `lane` are done one after the other, in the order of
/// their IDs. One that keeps failing lets the others pass after
/// [`queue::LANE_TRIES`] attempts.
pub async fn record(
    conn: &mut Conn,
    event: &EventRow,
    job: &NewJob,
    lane: i64,
    said: &[(&str, &str)],
) -> QueryResult<()> {
    let wake = (queue::CHANNEL, "");
    let said = said.iter().copied().chain([wake]);
    let (channels, payloads): (Vec<&str>, Vec<&str>) = said.unzip();
    prepared::query(
        "WITH event AS (
             INSERT INTO events (id, kind, account_id, payload, created_at)
             VALUES ($1, $2, $3, $4, $5)
         ), job AS (
             INSERT INTO jobs (id, kind, payload, priority, run_at, max_attempts, created_at, lane)
             VALUES ($6, $7, $8, $9, $10, $11, $5, $12)
         )
         SELECT pg_notify(channel, said) FROM unnest($13, $14) AS n (channel, said)",
    )
    .bind::<BigInt, _>(event.id)
    .bind::<Text, _>(&event.kind)
    .bind::<Nullable<BigInt>, _>(event.account_id)
    .bind::<Jsonb, _>(&event.payload)
    .bind::<Timestamptz, _>(event.created_at)
    .bind::<BigInt, _>(job.id)
    .bind::<Text, _>(&job.kind)
    .bind::<Jsonb, _>(&job.payload)
    .bind::<SmallInt, _>(job.priority)
    .bind::<Timestamptz, _>(job.run_at)
    .bind::<Integer, _>(job.max_attempts)
    .bind::<BigInt, _>(lane)
    .bind::<Array<Text>, _>(channels)
    .bind::<Array<Text>, _>(payloads)
    .execute(conn)
    .await?;
    Ok(())
}

/// The event with this ID.
pub async fn find(conn: &mut Conn, id: EventId) -> QueryResult<Option<EventRow>> {
    events::table
        .find(id)
        .select(EventRow::as_select())
        .first(conn)
        .await
        .optional()
}

/// The events with these IDs.
pub async fn find_many(conn: &mut Conn, ids: &[EventId]) -> QueryResult<Vec<EventRow>> {
    events::table
        .filter(events::id.eq_any(ids))
        .select(EventRow::as_select())
        .load(conn)
        .await
}

/// Events of these kinds after `after` and not before `since`, the oldest first,
/// at most `limit`.
pub async fn after(
    conn: &mut Conn,
    after: EventId,
    since: DateTime<Utc>,
    kinds: &[&str],
    limit: i64,
) -> QueryResult<Vec<EventRow>> {
    events::table
        .filter(events::id.gt(after))
        .filter(events::created_at.ge(since))
        .filter(events::kind.eq_any(kinds))
        .select(EventRow::as_select())
        .order(events::id.asc())
        .limit(limit)
        .load(conn)
        .await
}
