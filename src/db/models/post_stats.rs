//! `post_stats` and the posts' share of `account_stats`: counters that change
//! only together with the row that they count.
//!
//! The row in `post_stats` is also the latch of a post: deleting a post removes
//! it first, so whoever counts a reply, boost or favourite afterwards finds no
//! row (`false`) and takes everything back.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Timestamptz};
use diesel_async::RunQueryDsl;

use crate::db::Conn;
use crate::db::ids::{AccountId, PostId};
use crate::db::prepared;
use crate::db::schema::{account_stats, post_stats};

/// The counters of a post.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = post_stats)]
#[diesel(check_for_backend(diesel::pg::Pg))]
#[expect(missing_docs, reason = "the columns are described in the migration")]
pub struct PostStats {
    pub replies_count: i64,
    pub boosts_count: i64,
    pub favourites_count: i64,
}

/// Starts the counters of a new post.
pub async fn insert(conn: &mut Conn, post: PostId) -> QueryResult<()> {
    diesel::insert_into(post_stats::table)
        .values(post_stats::post_id.eq(post))
        .execute(conn)
        .await?;
    Ok(())
}

/// The counters of a post; None for boosts and deleted posts.
pub async fn find(conn: &mut Conn, post: PostId) -> QueryResult<Option<PostStats>> {
    post_stats::table
        .find(post)
        .select(PostStats::as_select())
        .first(conn)
        .await
        .optional()
}

/// Removes the counters of a post that is about to be deleted.
pub async fn delete(conn: &mut Conn, post: PostId) -> QueryResult<()> {
    diesel::delete(post_stats::table.find(post))
        .execute(conn)
        .await?;
    Ok(())
}

/// Counts `by` replies more; `false` when the post is deleted.
pub async fn add_replies(conn: &mut Conn, post: PostId, by: i64) -> QueryResult<bool> {
    let counted = post_stats::replies_count.eq(post_stats::replies_count + by);
    let rows = diesel::update(post_stats::table.find(post))
        .set(counted)
        .execute(conn)
        .await?;
    Ok(rows > 0)
}

/// Counts `by` boosts more; `false` when the post is deleted.
pub async fn add_boosts(conn: &mut Conn, post: PostId, by: i64) -> QueryResult<bool> {
    let counted = post_stats::boosts_count.eq(post_stats::boosts_count + by);
    let rows = diesel::update(post_stats::table.find(post))
        .set(counted)
        .execute(conn)
        .await?;
    Ok(rows > 0)
}

/// Counts `by` favourites more; `false` when the post is deleted.
pub async fn add_favourites(conn: &mut Conn, post: PostId, by: i64) -> QueryResult<bool> {
    let counted = post_stats::favourites_count.eq(post_stats::favourites_count + by);
    let rows = diesel::update(post_stats::table.find(post))
        .set(counted)
        .execute(conn)
        .await?;
    Ok(rows > 0)
}

/// Counts one post more of an account, and notes that it is its newest.
pub async fn count_post(
    conn: &mut Conn,
    account: AccountId,
    post: PostId,
    posted_at: DateTime<Utc>,
) -> QueryResult<()> {
    prepared::query(
        "UPDATE account_stats SET posts_count = posts_count + 1, last_post_at = $2, \
         last_post_id = greatest(last_post_id, $3) WHERE account_id = $1",
    )
    .bind::<BigInt, _>(account)
    .bind::<Timestamptz, _>(posted_at)
    .bind::<BigInt, _>(post)
    .execute(conn)
    .await?;
    Ok(())
}

/// Notes that the newest post or boost of an account is this one.
pub async fn note_newest(conn: &mut Conn, account: AccountId, post: PostId) -> QueryResult<()> {
    diesel::update(account_stats::table.find(account))
        .filter(account_stats::last_post_id.lt(post.0))
        .set(account_stats::last_post_id.eq(post.0))
        .execute(conn)
        .await?;
    Ok(())
}

/// Counts one post less of an account, after that post became a tombstone.
pub async fn uncount_post(conn: &mut Conn, account: AccountId) -> QueryResult<()> {
    prepared::query(
        "UPDATE account_stats SET posts_count = posts_count - 1, last_post_at = \
         (SELECT p.created_at FROM posts p WHERE p.account_id = $1 AND p.deleted_at IS NULL \
          AND p.boost_of_id IS NULL AND p.visibility <> 'direct' ORDER BY p.id DESC LIMIT 1) \
         WHERE account_id = $1",
    )
    .bind::<BigInt, _>(account)
    .execute(conn)
    .await?;
    Ok(())
}
