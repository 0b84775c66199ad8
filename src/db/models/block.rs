//! `blocks`: who wants nothing to do with whom.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::db::Conn;
use crate::db::ids::{AccountId, BlockId};
use crate::db::schema::blocks;

/// A block of `target_id` by `account_id`.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = blocks)]
#[diesel(check_for_backend(diesel::pg::Pg))]
#[expect(missing_docs, reason = "the columns are described in the migration")]
pub struct Block {
    pub id: BlockId,
    pub account_id: AccountId,
    pub target_id: AccountId,
    pub uri: Option<String>,
    pub created_at: DateTime<Utc>,
}

/// Stores a block; `false` when it was there already.
pub async fn insert(conn: &mut Conn, block: &Block) -> QueryResult<bool> {
    let rows = diesel::insert_into(blocks::table)
        .values(block)
        .on_conflict_do_nothing()
        .execute(conn)
        .await?;
    Ok(rows > 0)
}

/// Removes a block; returns its ID if there was one.
pub async fn delete(
    conn: &mut Conn,
    account: AccountId,
    target: AccountId,
) -> QueryResult<Option<BlockId>> {
    diesel::delete(
        blocks::table
            .filter(blocks::account_id.eq(account))
            .filter(blocks::target_id.eq(target)),
    )
    .returning(blocks::id)
    .get_result(conn)
    .await
    .optional()
}

/// Blocks between `viewer` and each of `others`, in both directions.
pub async fn between(
    conn: &mut Conn,
    viewer: AccountId,
    others: &[AccountId],
) -> QueryResult<Vec<Block>> {
    let mine = blocks::account_id
        .eq(viewer)
        .and(blocks::target_id.eq_any(others));
    let theirs = blocks::target_id
        .eq(viewer)
        .and(blocks::account_id.eq_any(others));
    blocks::table
        .filter(mine.or(theirs))
        .select(Block::as_select())
        .load(conn)
        .await
}

/// Whether either of the two blocks the other.
pub async fn either_way(conn: &mut Conn, a: AccountId, b: AccountId) -> QueryResult<bool> {
    Ok(!between(conn, a, &[b]).await?.is_empty())
}

/// The block of `target` by `account`.
pub async fn find(
    conn: &mut Conn,
    account: AccountId,
    target: AccountId,
) -> QueryResult<Option<Block>> {
    blocks::table
        .filter(blocks::account_id.eq(account))
        .filter(blocks::target_id.eq(target))
        .select(Block::as_select())
        .first(conn)
        .await
        .optional()
}

/// The block that `account` made by this activity.
pub async fn by_uri(conn: &mut Conn, account: AccountId, uri: &str) -> QueryResult<Option<Block>> {
    blocks::table
        .filter(blocks::uri.eq(uri))
        .filter(blocks::account_id.eq(account))
        .select(Block::as_select())
        .first(conn)
        .await
        .optional()
}
