//! `incoming`: activities that were accepted and wait to be worked on, and the
//! hashes of those that were.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bytea, Int4, Nullable, Text, Timestamptz};
use diesel_async::RunQueryDsl;

use crate::db::Conn;
use crate::db::ids::{AccountId, IncomingId};
use crate::db::prepared;

/// An activity to store.
#[derive(Debug, Clone)]
pub struct NewIncoming {
    /// The ID it gets.
    pub id: IncomingId,
    /// SHA-256 of the activity's ID.
    pub uri_hash: Vec<u8>,
    /// Whose signature it bears.
    pub signer_id: AccountId,
    /// The member whose inbox it came to; none: the shared one.
    pub recipient_id: Option<AccountId>,
    /// The activity as it came.
    pub body: String,
}

/// Stores activities in one statement, leaving out those that came before.
/// Returns the IDs of the new ones.
pub async fn insert(
    conn: &mut Conn,
    rows: &[NewIncoming],
    now: DateTime<Utc>,
) -> QueryResult<Vec<IncomingId>> {
    #[derive(QueryableByName)]
    struct Stored {
        #[diesel(sql_type = BigInt)]
        id: IncomingId,
    }
    let ids: Vec<IncomingId> = rows.iter().map(|row| row.id).collect();
    let hashes: Vec<&[u8]> = rows.iter().map(|row| row.uri_hash.as_slice()).collect();
    let signers: Vec<AccountId> = rows.iter().map(|row| row.signer_id).collect();
    let recipients: Vec<Option<AccountId>> = rows.iter().map(|row| row.recipient_id).collect();
    let bodies: Vec<&str> = rows.iter().map(|row| row.body.as_str()).collect();
    let stored: Vec<Stored> = prepared::query(
        "INSERT INTO incoming
             (id, uri_hash, signer_id, recipient_id, body, run_at, received_at)
         SELECT n.id, n.hash, n.signer, n.recipient, n.body, $6, $6
         FROM unnest($1, $2, $3, $4, $5) AS n (id, hash, signer, recipient, body)
         ORDER BY n.hash
         ON CONFLICT (uri_hash) DO NOTHING
         RETURNING id",
    )
    .bind::<Array<BigInt>, _>(ids)
    .bind::<Array<Bytea>, _>(hashes)
    .bind::<Array<BigInt>, _>(signers)
    .bind::<Array<Nullable<BigInt>>, _>(recipients)
    .bind::<Array<Text>, _>(bodies)
    .bind::<Timestamptz, _>(now)
    .load(conn)
    .await?;
    Ok(stored.into_iter().map(|row| row.id).collect())
}

/// An activity to work on.
#[derive(Debug, Clone, QueryableByName)]
#[expect(missing_docs, reason = "the columns are described in the migration")]
pub struct ClaimedIncoming {
    #[diesel(sql_type = BigInt)]
    pub id: IncomingId,
    #[diesel(sql_type = BigInt)]
    pub signer_id: AccountId,
    #[diesel(sql_type = Nullable<BigInt>)]
    pub recipient_id: Option<AccountId>,
    #[diesel(sql_type = Text)]
    pub body: String,
    /// This attempt counted in.
    #[diesel(sql_type = Int4)]
    pub attempts: i32,
}

/// Leases up to `limit` activities that wait, the oldest first; none of those whom
/// somebody works on, so that what one signer sends is done in its order.
/// Activities whose lease ran out wait again.
pub async fn claim(
    conn: &mut Conn,
    now: DateTime<Utc>,
    until: DateTime<Utc>,
    limit: i64,
) -> QueryResult<Vec<ClaimedIncoming>> {
    let mut claimed: Vec<ClaimedIncoming> = prepared::query(
        "WITH busy AS MATERIALIZED (
             SELECT signer_id FROM incoming WHERE body IS NOT NULL AND leased_until > $1
         ), next AS (
             SELECT id FROM incoming
             WHERE body IS NOT NULL AND run_at <= $1
                 AND (leased_until IS NULL OR leased_until <= $1)
                 AND signer_id NOT IN (SELECT signer_id FROM busy)
             ORDER BY run_at, id LIMIT $3 FOR UPDATE SKIP LOCKED
         )
         UPDATE incoming i SET leased_until = $2, attempts = i.attempts + 1
         FROM next WHERE i.id = next.id
         RETURNING i.id, i.signer_id, i.recipient_id, i.body, i.attempts",
    )
    .bind::<Timestamptz, _>(now)
    .bind::<Timestamptz, _>(until)
    .rows(limit)
    .load(conn)
    .await?;
    claimed.sort_by_key(|row| row.id);
    Ok(claimed)
}

/// Prolongs the leases of activities.
pub async fn prolong(conn: &mut Conn, ids: &[IncomingId], until: DateTime<Utc>) -> QueryResult<()> {
    prepared::query(
        "UPDATE incoming SET leased_until = $2 WHERE id = ANY($1) AND body IS NOT NULL",
    )
    .bind::<Array<BigInt>, _>(ids)
    .bind::<Timestamptz, _>(until)
    .execute(conn)
    .await?;
    Ok(())
}

/// Notes that activities are done: only their hashes stay.
pub async fn done(conn: &mut Conn, ids: &[IncomingId]) -> QueryResult<()> {
    prepared::query("UPDATE incoming SET body = NULL, leased_until = NULL WHERE id = ANY($1)")
        .bind::<Array<BigInt>, _>(ids)
        .execute(conn)
        .await?;
    Ok(())
}

/// Puts an activity back until `run_at`, with what went wrong.
pub async fn retry(
    conn: &mut Conn,
    id: IncomingId,
    run_at: DateTime<Utc>,
    error: &str,
) -> QueryResult<()> {
    prepared::query(
        "UPDATE incoming SET run_at = $2, leased_until = NULL, last_error = $3 WHERE id = $1",
    )
    .bind::<BigInt, _>(id)
    .bind::<Timestamptz, _>(run_at)
    .bind::<Text, _>(error)
    .execute(conn)
    .await?;
    Ok(())
}

/// How many activities wait, counted up to `limit`.
pub async fn waiting(conn: &mut Conn, limit: i64) -> QueryResult<i64> {
    #[derive(QueryableByName)]
    struct Count {
        #[diesel(sql_type = BigInt)]
        count: i64,
    }
    let row: Count = prepared::query(
        "SELECT count(*) FROM (SELECT FROM incoming WHERE body IS NOT NULL LIMIT $1) AS some",
    )
    .rows(limit)
    .get_result(conn)
    .await?;
    Ok(row.count)
}

/// Forgets up to `limit` activities that were received before `before` and are done.
pub async fn forget(conn: &mut Conn, before: DateTime<Utc>, limit: i64) -> QueryResult<usize> {
    prepared::query(
        "DELETE FROM incoming WHERE id IN (
             SELECT id FROM incoming WHERE body IS NULL AND received_at < $1
             LIMIT $2 FOR UPDATE SKIP LOCKED)",
    )
    .bind::<Timestamptz, _>(before)
    .rows(limit)
    .execute(conn)
    .await
}
