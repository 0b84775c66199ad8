//! `media_hashes` and `media_blocks`: what files are, and which are not let in.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Binary, Bool, Integer, Nullable, SmallInt, Text};
use diesel_async::RunQueryDsl;

use crate::db::Conn;
use crate::db::ids::MediaId;
use crate::db::page::{Page, Slice};
use crate::db::prepared;
use crate::db::schema::{media_blocks, media_hashes};

/// What a file is.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = media_hashes)]
#[diesel(check_for_backend(diesel::pg::Pg))]
#[expect(missing_docs, reason = "the columns are described in the migration")]
pub struct MediaHash {
    pub media_id: MediaId,
    pub sha256: Vec<u8>,
    pub dhash: Option<i64>,
    pub quarters: Vec<i32>,
    pub created_at: DateTime<Utc>,
}

/// A file that is not let in.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = media_blocks)]
#[diesel(check_for_backend(diesel::pg::Pg))]
#[expect(missing_docs, reason = "the columns are described in the migration")]
pub struct MediaBlock {
    pub id: i64,
    pub sha256: Option<Vec<u8>>,
    pub dhash: Option<i64>,
    pub distance: i16,
    pub comment: String,
    pub refused: i64,
    pub created_at: DateTime<Utc>,
}

/// Notes what a file is.
pub async fn insert(conn: &mut Conn, hash: &MediaHash) -> QueryResult<()> {
    diesel::insert_into(media_hashes::table)
        .values(hash)
        .on_conflict_do_nothing()
        .execute(conn)
        .await?;
    Ok(())
}

/// What a file is, where that is known.
pub async fn find(conn: &mut Conn, id: MediaId) -> QueryResult<Option<MediaHash>> {
    media_hashes::table
        .find(id)
        .select(MediaHash::as_select())
        .first(conn)
        .await
        .optional()
}

/// What these files are, as far as that is known.
pub async fn find_many(conn: &mut Conn, ids: &[MediaId]) -> QueryResult<Vec<MediaHash>> {
    media_hashes::table
        .filter(media_hashes::media_id.eq_any(ids))
        .select(MediaHash::as_select())
        .load(conn)
        .await
}

#[derive(QueryableByName)]
struct Found {
    #[diesel(sql_type = BigInt)]
    id: MediaId,
}

/// The newest files of this hash, or of a likeness that differs in at most
/// `distance` signs; `near` are the quarters by which those are found.
pub async fn alike(
    conn: &mut Conn,
    sha256: Option<&[u8]>,
    dhash: Option<(i64, i16, &[i32])>,
    (before, limit): (i64, i64),
) -> QueryResult<Vec<MediaId>> {
    let (signs, distance, near) = dhash.map_or((None, 0, &[][..]), |(signs, distance, near)| {
        (Some(signs), distance, near)
    });
    let rows: Vec<Found> = prepared::query(
        "SELECT id FROM (
             SELECT media_id AS id FROM media_hashes WHERE sha256 = $1
             UNION
             SELECT media_id FROM media_hashes WHERE quarters && $2
                 AND bit_count((dhash # $3)::bit(64)) <= $4
         ) AS found WHERE id < $5 ORDER BY id DESC LIMIT $6",
    )
    .bind::<Nullable<Binary>, _>(sha256)
    .bind::<Array<Integer>, _>(near)
    .bind::<Nullable<BigInt>, _>(signs)
    .bind::<SmallInt, _>(distance)
    .bind::<BigInt, _>(before)
    .rows(limit)
    .load(conn)
    .await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

#[derive(QueryableByName)]
struct Blocked {
    #[diesel(sql_type = BigInt)]
    id: i64,
}

/// The block that a file falls under; the most exact one.
pub async fn blocked(
    conn: &mut Conn,
    sha256: &[u8],
    dhash: Option<i64>,
) -> QueryResult<Option<i64>> {
    let rows: Vec<Blocked> = prepared::query(
        "SELECT id FROM media_blocks WHERE sha256 = $1
             OR (dhash IS NOT NULL AND bit_count((dhash # $2)::bit(64)) <= distance)
         ORDER BY sha256 = $1 DESC NULLS LAST, id LIMIT 1",
    )
    .bind::<Binary, _>(sha256)
    .bind::<Nullable<BigInt>, _>(dhash)
    .load(conn)
    .await?;
    Ok(rows.into_iter().next().map(|row| row.id))
}

/// What is known of a file of another server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, QueryableByName)]
pub struct State {
    /// Whether it is known what it is.
    #[diesel(sql_type = Bool)]
    pub known: bool,
    /// Whether the address is that of the file itself, and not of a smaller picture.
    #[diesel(sql_type = Bool)]
    pub whole: bool,
    /// Whether it falls under a block.
    #[diesel(sql_type = Bool)]
    pub blocked: bool,
}

/// What is known of a file of another server that is asked for at `url`.
pub async fn state(conn: &mut Conn, id: MediaId, url: &str) -> QueryResult<State> {
    let rows: Vec<State> = prepared::query(
        "SELECT h.media_id IS NOT NULL AS known, m.remote_url = $2 AS whole, EXISTS (
             SELECT 1 FROM media_blocks b WHERE b.sha256 = h.sha256 OR (b.dhash IS NOT NULL
                 AND bit_count((b.dhash # h.dhash)::bit(64)) <= b.distance)) AS blocked
         FROM media_attachments m LEFT JOIN media_hashes h ON h.media_id = m.id
         WHERE m.id = $1 AND m.remote_url IS NOT NULL",
    )
    .bind::<BigInt, _>(id)
    .bind::<Text, _>(url)
    .load(conn)
    .await?;
    Ok(rows.into_iter().next().unwrap_or_default())
}

/// Counts that a block refused a file.
pub async fn count_refused(conn: &mut Conn, block: i64) -> QueryResult<()> {
    diesel::update(media_blocks::table.find(block))
        .set(media_blocks::refused.eq(media_blocks::refused + 1))
        .execute(conn)
        .await?;
    Ok(())
}

/// Adds a block; `false` when there is one of this hash.
pub async fn block(conn: &mut Conn, block: &MediaBlock) -> QueryResult<bool> {
    let rows = diesel::insert_into(media_blocks::table)
        .values(block)
        .on_conflict_do_nothing()
        .execute(conn)
        .await?;
    Ok(rows > 0)
}

/// Ends a block; what it was.
pub async fn unblock(conn: &mut Conn, id: i64) -> QueryResult<Option<MediaBlock>> {
    diesel::delete(media_blocks::table.find(id))
        .returning(MediaBlock::as_returning())
        .get_result(conn)
        .await
        .optional()
}

/// How many blocks there are.
pub async fn count_blocks(conn: &mut Conn) -> QueryResult<i64> {
    media_blocks::table.count().get_result(conn).await
}

/// One page of the blocks, the newest first.
pub async fn blocks(conn: &mut Conn, page: &Page) -> QueryResult<Slice<MediaBlock>> {
    let query = media_blocks::table
        .filter(media_blocks::id.lt(page.upper()))
        .filter(media_blocks::id.gt(page.lower()))
        .select(MediaBlock::as_select())
        .limit(page.fetch());
    let rows = if page.ascending() {
        query.order(media_blocks::id.asc()).load(conn).await?
    } else {
        query.order(media_blocks::id.desc()).load(conn).await?
    };
    Ok(page.cut(rows))
}
