//! Counters of many posts at once. Rows are locked in the order of their IDs, so
//! that two batches never wait for each other in a ring.

use chrono::{DateTime, Utc};
use diesel::sql_types::{Array, BigInt, Bool, Timestamptz};
use diesel_async::RunQueryDsl;

use crate::db::Conn;
use crate::db::ids::{AccountId, PostId};
use crate::db::prepared;
use diesel::QueryResult;

/// Starts the counters of new posts.
pub async fn start_counts(conn: &mut Conn, posts: &[PostId]) -> QueryResult<()> {
    prepared::query("INSERT INTO post_stats (post_id) SELECT unnest($1) ON CONFLICT DO NOTHING")
        .bind::<Array<BigInt>, _>(posts)
        .execute(conn)
        .await?;
    Ok(())
}

/// Counts replies more: a post and how many. Deleted posts are left out.
pub async fn add_replies(conn: &mut Conn, replies: &[(PostId, i64)]) -> QueryResult<()> {
    let (posts, counts): (Vec<PostId>, Vec<i64>) = replies.iter().copied().unzip();
    prepared::query(
        "WITH added AS (
             SELECT post_id, sum(n)::bigint AS n FROM unnest($1, $2) AS r (post_id, n)
             GROUP BY post_id),
         locked AS MATERIALIZED (
             SELECT s.post_id FROM post_stats s WHERE s.post_id IN (SELECT post_id FROM added)
             ORDER BY s.post_id FOR NO KEY UPDATE)
         UPDATE post_stats s SET replies_count = s.replies_count + a.n
         FROM added a, locked l WHERE s.post_id = a.post_id AND l.post_id = a.post_id",
    )
    .bind::<Array<BigInt>, _>(posts)
    .bind::<Array<BigInt>, _>(counts)
    .execute(conn)
    .await?;
    Ok(())
}

/// Counts new posts at their authors: who, which, whether it is counted (direct
/// posts are not), when.
pub async fn count_posts(
    conn: &mut Conn,
    posts: &[(AccountId, PostId, bool, DateTime<Utc>)],
) -> QueryResult<()> {
    let accounts: Vec<AccountId> = posts.iter().map(|post| post.0).collect();
    let ids: Vec<PostId> = posts.iter().map(|post| post.1).collect();
    let counted: Vec<bool> = posts.iter().map(|post| post.2).collect();
    let times: Vec<DateTime<Utc>> = posts.iter().map(|post| post.3).collect();
    prepared::query(
        "WITH added AS (
             SELECT account_id, count(*) FILTER (WHERE counted) AS n, max(id) AS newest,
                 max(at) FILTER (WHERE counted) AS at
             FROM unnest($1, $2, $3, $4) AS p (account_id, id, counted, at)
             GROUP BY account_id),
         locked AS MATERIALIZED (
             SELECT s.account_id FROM account_stats s
             WHERE s.account_id IN (SELECT account_id FROM added)
             ORDER BY s.account_id FOR NO KEY UPDATE)
         UPDATE account_stats s SET posts_count = s.posts_count + a.n,
             last_post_at = greatest(s.last_post_at, a.at),
             last_post_id = greatest(s.last_post_id, a.newest)
         FROM added a, locked l
         WHERE s.account_id = a.account_id AND l.account_id = a.account_id",
    )
    .bind::<Array<BigInt>, _>(accounts)
    .bind::<Array<BigInt>, _>(ids)
    .bind::<Array<Bool>, _>(counted)
    .bind::<Array<Timestamptz>, _>(times)
    .execute(conn)
    .await?;
    Ok(())
}
