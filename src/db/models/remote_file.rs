//! `remote_files`: files of other servers that are kept for a while, and how
//! many bytes they may take. The sum is in one row that is locked by whoever
//! changes it, so that it holds across processes.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Bytea, Nullable, Text, Timestamptz};
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
    /// How many bytes it counts with.
    #[diesel(sql_type = BigInt)]
    pub bytes: i64,
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

/// Keeps room for a file that will come: at most `bytes`, within the budget that
/// was set, or else `budget`.
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
        "WITH total AS (SELECT bytes, coalesce(budget, $4) AS budget FROM remote_files_total \
             FOR UPDATE), \
         added AS (INSERT INTO remote_files (url_hash, storage_key, bytes, state, seen_at) \
             SELECT $1, $2, $3, 'coming', $5 FROM total WHERE total.bytes + $3 <= total.budget \
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
/// would fit into the budget that was set, or else `budget`; at most `limit` of them.
pub async fn make_room(
    conn: &mut Conn,
    wanted: i64,
    budget: i64,
    limit: i64,
    now: DateTime<Utc>,
) -> QueryResult<Vec<Going>> {
    prepared::query(
        "WITH total AS (SELECT bytes, coalesce(budget, $2) AS budget FROM remote_files_total \
             FOR UPDATE), \
         leaving AS (SELECT coalesce(sum(bytes), 0) AS bytes FROM remote_files \
             WHERE state = 'going'), \
         oldest AS (SELECT url_hash, bytes, seen_at FROM remote_files WHERE state = 'here' \
             ORDER BY seen_at, url_hash LIMIT $3 FOR UPDATE), \
         summed AS (SELECT url_hash, sum(bytes) OVER (ORDER BY seen_at, url_hash) - bytes \
             AS freed_before FROM oldest) \
         UPDATE remote_files f SET state = 'going', seen_at = $4 FROM summed, total, leaving \
         WHERE f.url_hash = summed.url_hash \
         AND total.bytes - leaving.bytes - summed.freed_before + $1 > total.budget \
         RETURNING f.url_hash, f.storage_key, f.bytes",
    )
    .bind::<BigInt, _>(wanted)
    .bind::<BigInt, _>(budget)
    .rows(limit)
    .bind::<Timestamptz, _>(now)
    .load(conn)
    .await
}

/// As [`make_room`], for a budget of the caller's own, whatever was set.
pub async fn make_room_within(
    conn: &mut Conn,
    budget: i64,
    limit: i64,
    now: DateTime<Utc>,
) -> QueryResult<Vec<Going>> {
    let set = self::budget(conn).await?.unwrap_or(budget);
    // As if so much more were wanted that what is set leaves `budget`.
    make_room(conn, set.saturating_sub(budget), budget, limit, now).await
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

/// Forgets files that are going and have been removed from the storage.
pub async fn forget(conn: &mut Conn, going: &[Going]) -> QueryResult<()> {
    let hashes: Vec<&[u8]> = going.iter().map(|going| &*going.url_hash).collect();
    let keys: Vec<&str> = going.iter().map(|going| &*going.storage_key).collect();
    prepared::query(
        "WITH gone AS (DELETE FROM remote_files f USING unnest($1, $2) AS n (hash, key) \
             WHERE f.url_hash = n.hash AND f.storage_key = n.key AND f.state = 'going' \
             RETURNING f.bytes), \
         summed AS (SELECT sum(bytes)::bigint AS bytes FROM gone) \
         UPDATE remote_files_total SET bytes = remote_files_total.bytes - summed.bytes \
         FROM summed WHERE summed.bytes IS NOT NULL",
    )
    .bind::<Array<Bytea>, _>(hashes)
    .bind::<Array<Text>, _>(keys)
    .execute(conn)
    .await?;
    Ok(())
}

/// Marks at most `limit` files as going that nobody asked for since `before`, the
/// longest unseen first.
pub async fn expire(
    conn: &mut Conn,
    before: DateTime<Utc>,
    limit: i64,
    now: DateTime<Utc>,
) -> QueryResult<Vec<Going>> {
    prepared::query(
        "UPDATE remote_files SET state = 'going', seen_at = $3 WHERE url_hash IN ( \
             SELECT url_hash FROM remote_files WHERE state = 'here' AND seen_at < $1 \
             ORDER BY seen_at LIMIT $2 FOR UPDATE SKIP LOCKED) \
         RETURNING url_hash, storage_key, bytes",
    )
    .bind::<Timestamptz, _>(before)
    .rows(limit)
    .bind::<Timestamptz, _>(now)
    .load(conn)
    .await
}

/// What would go, and what is here.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, QueryableByName)]
pub struct Outlook {
    /// Files that are here.
    #[diesel(sql_type = BigInt)]
    pub files: i64,
    /// Bytes that are counted.
    #[diesel(sql_type = BigInt)]
    pub bytes: i64,
    /// Files that would go.
    #[diesel(sql_type = BigInt)]
    pub going_files: i64,
    /// Their bytes.
    #[diesel(sql_type = BigInt)]
    pub going_bytes: i64,
}

/// What would go for a budget, and of what nobody asked for since `before`.
/// Reads every row: not for pages.
pub async fn outlook(
    conn: &mut Conn,
    budget: i64,
    before: Option<DateTime<Utc>>,
) -> QueryResult<Outlook> {
    prepared::query(
        "WITH total AS (SELECT bytes FROM remote_files_total), \
         here AS (SELECT f.bytes, seen_at, sum(f.bytes) OVER (ORDER BY seen_at, url_hash) \
             - f.bytes AS freed_before FROM remote_files f WHERE state = 'here'), \
         going AS (SELECT here.bytes FROM here, total \
             WHERE total.bytes - here.freed_before > $1 OR here.seen_at < $2) \
         SELECT (SELECT count(*) FROM here) AS files, (SELECT bytes FROM total) AS bytes, \
         (SELECT count(*) FROM going) AS going_files, \
         (SELECT coalesce(sum(bytes), 0)::bigint FROM going) AS going_bytes",
    )
    .bind::<BigInt, _>(budget)
    .bind::<Nullable<Timestamptz>, _>(before)
    .get_result(conn)
    .await
}

/// Sets the budget in bytes; none for that of the configuration file. It holds
/// for every file that comes after the transaction.
pub async fn set_budget(conn: &mut Conn, budget: Option<i64>) -> QueryResult<()> {
    diesel::update(remote_files_total::table)
        .set(remote_files_total::budget.eq(budget))
        .execute(conn)
        .await?;
    Ok(())
}

/// The budget in bytes that was set; none: that of the configuration file.
pub async fn budget(conn: &mut Conn) -> QueryResult<Option<i64>> {
    remote_files_total::table
        .select(remote_files_total::budget)
        .first(conn)
        .await
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
         RETURNING url_hash, storage_key, bytes",
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
