//! `member_storage` and `member_storage_days`: what members' uploads use, as a
//! job measures it.

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Date, Text};
use diesel_async::RunQueryDsl;

use crate::db::Conn;
use crate::db::ids::{AccountId, MediaId};
use crate::db::prepared;

/// What a member uses.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName)]
pub struct MemberUse {
    /// Who it is.
    #[diesel(sql_type = BigInt)]
    pub account_id: AccountId,
    /// The name of the account.
    #[diesel(sql_type = Text)]
    pub username: String,
    /// Uploads.
    #[diesel(sql_type = BigInt)]
    pub files: i64,
    /// Bytes of all files of these.
    #[diesel(sql_type = BigInt)]
    pub bytes: i64,
    /// What it was about a month before.
    #[diesel(sql_type = BigInt)]
    pub bytes_before: i64,
}

#[derive(QueryableByName)]
struct Sum {
    #[diesel(sql_type = BigInt)]
    bytes: i64,
}

/// Measures everybody: writes the sums, the samples of `day`, and what it was on
/// the last day up to `month_ago`. Reads every upload: for jobs.
pub async fn measure(conn: &mut Conn, day: NaiveDate, month_ago: NaiveDate) -> QueryResult<usize> {
    prepared::query(
        "WITH sums AS (SELECT m.account_id, count(*) AS files, sum(m.bytes)::bigint AS bytes \
             FROM media_attachments m JOIN accounts a ON a.id = m.account_id AND a.domain IS NULL \
             GROUP BY m.account_id), \
         gone AS (DELETE FROM member_storage s WHERE NOT EXISTS \
             (SELECT FROM sums WHERE sums.account_id = s.account_id)), \
         sampled AS (INSERT INTO member_storage_days (account_id, day, bytes) \
             SELECT account_id, $1, bytes FROM sums \
             ON CONFLICT (account_id, day) DO UPDATE SET bytes = excluded.bytes) \
         INSERT INTO member_storage (account_id, files, bytes, bytes_before) \
             SELECT s.account_id, s.files, s.bytes, coalesce((SELECT d.bytes \
                 FROM member_storage_days d WHERE d.account_id = s.account_id AND d.day <= $2 \
                 ORDER BY d.day DESC LIMIT 1), 0) FROM sums s \
             ON CONFLICT (account_id) DO UPDATE SET files = excluded.files, \
             bytes = excluded.bytes, bytes_before = excluded.bytes_before",
    )
    .bind::<Date, _>(day)
    .bind::<Date, _>(month_ago)
    .execute(conn)
    .await
}

/// Those who use the most.
pub async fn most(conn: &mut Conn, limit: i64) -> QueryResult<Vec<MemberUse>> {
    prepared::query(
        "SELECT s.account_id, a.username, s.files, s.bytes, s.bytes_before \
         FROM member_storage s JOIN accounts a ON a.id = s.account_id \
         ORDER BY s.bytes DESC, s.account_id LIMIT $1",
    )
    .rows(limit)
    .load(conn)
    .await
}

/// What one member uses at this moment, in bytes.
pub async fn of_member(conn: &mut Conn, account: AccountId) -> QueryResult<i64> {
    let sum: Sum = prepared::query(
        "SELECT coalesce(sum(bytes), 0)::bigint AS bytes FROM media_attachments \
         WHERE account_id = $1",
    )
    .bind::<BigInt, _>(account)
    .get_result(conn)
    .await?;
    Ok(sum.bytes)
}

/// Lets one upload of a member after the other be written, until the
/// transaction ends.
pub async fn one_at_a_time(conn: &mut Conn, account: AccountId) -> QueryResult<()> {
    prepared::query("SELECT pg_advisory_xact_lock(hashtext('uploads'), hashint8($1))")
        .bind::<BigInt, _>(account)
        .execute(conn)
        .await?;
    Ok(())
}

/// Forgets at most `limit` samples from before `before`.
pub async fn forget(conn: &mut Conn, before: NaiveDate, limit: i64) -> QueryResult<usize> {
    prepared::query(
        "DELETE FROM member_storage_days WHERE ctid = ANY(ARRAY( \
             SELECT ctid FROM member_storage_days WHERE day < $1 LIMIT $2 FOR UPDATE SKIP LOCKED))",
    )
    .bind::<Date, _>(before)
    .rows(limit)
    .execute(conn)
    .await
}

/// An upload whose files were not measured yet.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName)]
pub struct Unmeasured {
    /// Which it is.
    #[diesel(sql_type = BigInt)]
    pub id: MediaId,
    /// The keys of its files.
    #[diesel(sql_type = Array<Text>)]
    pub keys: Vec<String>,
}

/// Up to `limit` of those after `after`, in the order of their IDs.
pub async fn unmeasured(
    conn: &mut Conn,
    after: MediaId,
    limit: i64,
) -> QueryResult<Vec<Unmeasured>> {
    prepared::query(
        "SELECT id, array_remove(ARRAY[storage_key, preview_key], NULL) AS keys \
         FROM media_attachments WHERE bytes = 0 AND storage_key IS NOT NULL AND id > $1 \
         ORDER BY id LIMIT $2",
    )
    .bind::<BigInt, _>(after)
    .rows(limit)
    .load(conn)
    .await
}

/// Writes down what an upload measures, where nobody else did.
pub async fn set_bytes(conn: &mut Conn, id: MediaId, bytes: i64) -> QueryResult<()> {
    prepared::query("UPDATE media_attachments SET bytes = $2 WHERE id = $1 AND bytes = 0")
        .bind::<BigInt, _>(id)
        .bind::<BigInt, _>(bytes)
        .execute(conn)
        .await?;
    Ok(())
}

/// What all members use, as last measured, in bytes.
pub async fn total(conn: &mut Conn) -> QueryResult<i64> {
    let sum: Sum =
        prepared::query("SELECT coalesce(sum(bytes), 0)::bigint AS bytes FROM member_storage")
            .get_result(conn)
            .await?;
    Ok(sum.bytes)
}
