//! `remote_files`: files of other servers that are kept for a while, and how
//! many bytes they may take. The sum is in one row that is locked by whoever
//! changes it, so that it holds across processes.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Bytea, Text, Timestamptz};
use diesel_async::RunQueryDsl;

use crate::db::Conn;
use crate::db::prepared;
use crate::db::schema::{remote_files, remote_files_total};

/// A file that is here.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = remote_files)]
#[diesel(check_for_backend(diesel::pg::Pg))]
#[expect(missing_docs, reason = "the columns are described in the migration")]
pub struct RemoteFile {
    pub url_hash: Vec<u8>,
    pub storage_key: String,
    pub content_type: String,
    pub bytes: i64,
    pub seen_at: DateTime<Utc>,
}

/// A file that has to go; it counts until [`forget`].
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName)]
pub struct Going {
    /// Which it is.
    #[diesel(sql_type = Bytea)]
    pub url_hash: Vec<u8>,
    /// Where it is stored.
    #[diesel(sql_type = Text)]
    pub storage_key: String,
}

#[derive(QueryableByName)]
struct Answer {
    #[diesel(sql_type = Bool)]
    yes: bool,
}

/// The file from this address, where it is here.
pub async fn find(conn: &mut Conn, url_hash: &[u8]) -> QueryResult<Option<RemoteFile>> {
    remote_files::table
        .find(url_hash)
        .filter(remote_files::state.eq("here"))
        .select(RemoteFile::as_select())
        .first(conn)
        .await
        .optional()
}

/// Whether anything is known of this address: here, coming or going.
pub async fn is_known(conn: &mut Conn, url_hash: &[u8]) -> QueryResult<bool> {
    let row = remote_files::table.find(url_hash);
    diesel::select(diesel::dsl::exists(row))
        .get_result(conn)
        .await
}

/// Notes that somebody asked for it.
pub async fn touch(conn: &mut Conn, url_hash: &[u8], now: DateTime<Utc>) -> QueryResult<()> {
    diesel::update(remote_files::table.find(url_hash))
        .filter(remote_files::state.eq("here"))
        .set(remote_files::seen_at.eq(now))
        .execute(conn)
        .await?;
    Ok(())
}

/// Keeps room for a file that will come: at most `bytes`, within `budget`.
/// `false` when there is no room, or somebody else fetches or removes it.
pub async fn reserve(
    conn: &mut Conn,
    url_hash: &[u8],
    storage_key: &str,
    bytes: i64,
    budget: i64,
    now: DateTime<Utc>,
) -> QueryResult<bool> {
    // Only a row that is new is counted, and it is new only where there is room.
    let answer: Answer = prepared::query(
        "WITH total AS (SELECT bytes FROM remote_files_total FOR UPDATE), \
         added AS (INSERT INTO remote_files (url_hash, storage_key, bytes, state, seen_at) \
             SELECT $1, $2, $3, 'coming', $5 FROM total WHERE total.bytes + $3 <= $4 \
             ON CONFLICT DO NOTHING RETURNING bytes), \
         counted AS (UPDATE remote_files_total SET bytes = remote_files_total.bytes + added.bytes \
             FROM added RETURNING 1) \
         SELECT EXISTS (SELECT FROM counted) AS yes",
    )
    .bind::<Bytea, _>(url_hash)
    .bind::<Text, _>(storage_key)
    .bind::<BigInt, _>(bytes)
    .bind::<BigInt, _>(budget)
    .bind::<Timestamptz, _>(now)
    .get_result(conn)
    .await?;
    Ok(answer.yes)
}

/// The file came: gives back what it did not need of its room. `false` when
/// its room was taken away meanwhile.
pub async fn came(
    conn: &mut Conn,
    url_hash: &[u8],
    storage_key: &str,
    content_type: &str,
    bytes: i64,
    now: DateTime<Utc>,
) -> QueryResult<bool> {
    let answer: Answer = prepared::query(
        "WITH before AS (SELECT url_hash, bytes FROM remote_files \
             WHERE url_hash = $1 AND storage_key = $2 AND state = 'coming' FOR UPDATE), \
         here AS (UPDATE remote_files f SET state = 'here', content_type = $3, bytes = $4, \
             seen_at = $5 FROM before WHERE f.url_hash = before.url_hash \
             RETURNING before.bytes - $4 AS spare), \
         counted AS (UPDATE remote_files_total SET bytes = bytes - here.spare FROM here \
             RETURNING 1) \
         SELECT EXISTS (SELECT FROM counted) AS yes",
    )
    .bind::<Bytea, _>(url_hash)
    .bind::<Text, _>(storage_key)
    .bind::<Text, _>(content_type)
    .bind::<BigInt, _>(bytes)
    .bind::<Timestamptz, _>(now)
    .get_result(conn)
    .await?;
    Ok(answer.yes)
}

/// Marks files as going: those seen least recently, until `wanted` more bytes
/// would fit into `budget`; at most `limit` of them.
pub async fn make_room(
    conn: &mut Conn,
    wanted: i64,
    budget: i64,
    limit: i64,
    now: DateTime<Utc>,
) -> QueryResult<Vec<Going>> {
    prepared::query(
        "WITH total AS (SELECT bytes FROM remote_files_total FOR UPDATE), \
         leaving AS (SELECT coalesce(sum(bytes), 0) AS bytes FROM remote_files \
             WHERE state = 'going'), \
         oldest AS (SELECT url_hash, bytes, seen_at FROM remote_files WHERE state = 'here' \
             ORDER BY seen_at, url_hash LIMIT $3 FOR UPDATE), \
         summed AS (SELECT url_hash, sum(bytes) OVER (ORDER BY seen_at, url_hash) - bytes \
             AS freed_before FROM oldest) \
         UPDATE remote_files f SET state = 'going', seen_at = $4 FROM summed, total, leaving \
         WHERE f.url_hash = summed.url_hash \
         AND total.bytes - leaving.bytes - summed.freed_before + $1 > $2 \
         RETURNING f.url_hash, f.storage_key",
    )
    .bind::<BigInt, _>(wanted)
    .bind::<BigInt, _>(budget)
    .rows(limit)
    .bind::<Timestamptz, _>(now)
    .load(conn)
    .await
}

/// Marks one file as going, whatever it is doing; the one with this key only.
pub async fn drop_one(
    conn: &mut Conn,
    url_hash: &[u8],
    storage_key: &str,
    now: DateTime<Utc>,
) -> QueryResult<bool> {
    let rows = diesel::update(remote_files::table.find(url_hash))
        .filter(remote_files::storage_key.eq(storage_key))
        .set((
            remote_files::state.eq("going"),
            remote_files::seen_at.eq(now),
        ))
        .execute(conn)
        .await?;
    Ok(rows > 0)
}

/// Forgets a file that is going and has been removed from the storage.
pub async fn forget(conn: &mut Conn, going: &Going) -> QueryResult<()> {
    prepared::query(
        "WITH gone AS (DELETE FROM remote_files \
             WHERE url_hash = $1 AND storage_key = $2 AND state = 'going' RETURNING bytes) \
         UPDATE remote_files_total SET bytes = remote_files_total.bytes - gone.bytes FROM gone",
    )
    .bind::<Bytea, _>(&going.url_hash)
    .bind::<Text, _>(&going.storage_key)
    .execute(conn)
    .await?;
    Ok(())
}

/// Up to `limit` files that have been coming or going since before `before`:
/// whoever was at it died. They are going now.
pub async fn stranded(
    conn: &mut Conn,
    before: DateTime<Utc>,
    limit: i64,
) -> QueryResult<Vec<Going>> {
    prepared::query(
        "UPDATE remote_files SET state = 'going' WHERE url_hash IN ( \
             SELECT url_hash FROM remote_files WHERE state IN ('coming', 'going') \
             AND seen_at < $1 LIMIT $2 FOR UPDATE SKIP LOCKED) \
         RETURNING url_hash, storage_key",
    )
    .bind::<Timestamptz, _>(before)
    .rows(limit)
    .load(conn)
    .await
}

/// How many bytes are counted.
pub async fn total(conn: &mut Conn) -> QueryResult<i64> {
    remote_files_total::table
        .select(remote_files_total::bytes)
        .first(conn)
        .await
}
