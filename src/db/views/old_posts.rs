//! Posts of other servers that nobody here had anything to do with.

use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool};
use diesel_async::RunQueryDsl;

use crate::db::Conn;
use crate::db::ids::PostId;
use crate::db::prepared;

#[derive(QueryableByName)]
struct Found {
    #[diesel(sql_type = BigInt)]
    id: PostId,
}

/// Nobody here wrote in its thread, boosted, favourited, bookmarked, pinned,
/// quoted, filtered or reported it, voted in it, is mentioned in it or was told
/// of it; nor does it boost or quote a post of a member. `$1`: posts of authors
/// whom somebody here follows stay as well.
const UNTOUCHED: &str = "NOT p.local \
    AND NOT EXISTS (SELECT FROM posts l WHERE l.conversation_id = p.conversation_id AND l.local) \
    AND NOT EXISTS (SELECT FROM posts b WHERE b.boost_of_id = p.id AND b.local) \
    AND NOT EXISTS (SELECT FROM posts o WHERE o.id = p.boost_of_id AND o.local) \
    AND NOT EXISTS (SELECT FROM accounts t WHERE t.id = p.in_reply_to_account_id \
        AND t.domain IS NULL) \
    AND NOT EXISTS (SELECT FROM favourites f JOIN users u ON u.account_id = f.account_id \
        WHERE f.post_id = p.id) \
    AND NOT EXISTS (SELECT FROM bookmarks k WHERE k.post_id = p.id) \
    AND NOT EXISTS (SELECT FROM pins n WHERE n.post_id = p.id) \
    AND NOT EXISTS (SELECT FROM mentions m JOIN accounts a ON a.id = m.account_id \
        AND a.domain IS NULL WHERE m.post_id = p.id) \
    AND NOT EXISTS (SELECT FROM poll_votes v JOIN users u ON u.account_id = v.account_id \
        WHERE v.post_id = p.id) \
    AND NOT EXISTS (SELECT FROM quotes q JOIN posts l ON l.id = q.post_id AND l.local \
        WHERE q.quoted_post_id = p.id) \
    AND NOT EXISTS (SELECT FROM quotes q JOIN posts l ON l.id = q.quoted_post_id AND l.local \
        WHERE q.post_id = p.id) \
    AND NOT EXISTS (SELECT FROM report_posts r WHERE r.post_id = p.id) \
    AND NOT EXISTS (SELECT FROM notifications n WHERE n.post_id = p.id) \
    AND NOT EXISTS (SELECT FROM filter_posts fp WHERE fp.post_id = p.id) \
    AND NOT EXISTS (SELECT FROM conversations c WHERE c.last_post_id = p.id) \
    AND NOT ($1 AND EXISTS (SELECT FROM follows w JOIN users u ON u.account_id = w.account_id \
        WHERE w.target_id = p.account_id AND w.state = 'accepted'))";

/// Which posts may go.
#[derive(Debug, Clone, Copy)]
pub struct Wanted {
    /// Posts of authors whom somebody here follows stay.
    pub keep_followed: bool,
    /// Posts with IDs after this one.
    pub after: PostId,
    /// Posts with IDs before this one.
    pub before: PostId,
}

/// What was looked at and what went.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Bite {
    /// The last post that was looked at; none at the end.
    pub last: Option<PostId>,
    /// How many went.
    pub removed: usize,
}

/// Removes those of the next `limit` posts of others that may go. In a
/// transaction of the caller: the posts are locked before they are looked at, so
/// that nobody can answer or favourite one in between.
pub async fn remove(conn: &mut Conn, wanted: Wanted, limit: i64) -> QueryResult<Bite> {
    let locked: Vec<Found> = prepared::query(
        "SELECT id FROM posts WHERE NOT local AND id > $1 AND id < $2 ORDER BY id LIMIT $3 \
         FOR UPDATE SKIP LOCKED",
    )
    .bind::<BigInt, _>(wanted.after)
    .bind::<BigInt, _>(wanted.before)
    .rows(limit)
    .load(conn)
    .await?;
    let ids: Vec<PostId> = locked.iter().map(|found| found.id).collect();
    let Some(last) = ids.last().copied() else {
        return Ok(Bite::default());
    };
    let going: Vec<Found> = prepared::query(format!(
        "SELECT p.id FROM posts p WHERE p.id = ANY($2) AND {UNTOUCHED}"
    ))
    .bind::<Bool, _>(wanted.keep_followed)
    .bind::<Array<BigInt>, _>(&ids)
    .load(conn)
    .await?;
    let going: Vec<PostId> = going.iter().map(|found| found.id).collect();
    let removed = forget(conn, &going).await?;
    let last = Some(last);
    Ok(Bite { last, removed })
}

/// What is counted with them is uncounted.
async fn forget(conn: &mut Conn, ids: &[PostId]) -> QueryResult<usize> {
    if ids.is_empty() {
        return Ok(0);
    }
    prepared::query(
        "WITH gone AS (SELECT id, account_id, in_reply_to_id, boost_of_id, deleted_at, visibility \
             FROM posts WHERE id = ANY($1)), \
         authors AS (SELECT account_id, count(*) AS n FROM gone WHERE boost_of_id IS NULL \
             AND deleted_at IS NULL AND visibility <> 'direct' GROUP BY account_id) \
         UPDATE account_stats s SET posts_count = greatest(s.posts_count - authors.n, 0) \
         FROM authors WHERE s.account_id = authors.account_id",
    )
    .bind::<Array<BigInt>, _>(ids)
    .execute(conn)
    .await?;
    prepared::query(
        "WITH parents AS (SELECT coalesce(boost_of_id, in_reply_to_id) AS id, \
             count(*) FILTER (WHERE boost_of_id IS NULL) AS replies, \
             count(*) FILTER (WHERE boost_of_id IS NOT NULL) AS boosts FROM posts \
             WHERE id = ANY($1) AND deleted_at IS NULL GROUP BY 1) \
         UPDATE post_stats s SET replies_count = greatest(s.replies_count - parents.replies, 0), \
         boosts_count = greatest(s.boosts_count - parents.boosts, 0) \
         FROM parents WHERE s.post_id = parents.id",
    )
    .bind::<Array<BigInt>, _>(ids)
    .execute(conn)
    .await?;
    prepared::query("DELETE FROM posts WHERE id = ANY($1)")
        .bind::<Array<BigInt>, _>(ids)
        .execute(conn)
        .await
}

/// How many of the next `limit` posts of others may go, and the last of them.
pub async fn count(conn: &mut Conn, wanted: Wanted, limit: i64) -> QueryResult<Bite> {
    #[derive(QueryableByName)]
    struct Counted {
        #[diesel(sql_type = diesel::sql_types::Nullable<BigInt>)]
        last: Option<PostId>,
        #[diesel(sql_type = BigInt)]
        removed: i64,
    }
    let counted: Counted = prepared::query(format!(
        "WITH next AS MATERIALIZED (SELECT id FROM posts WHERE NOT local AND id > $2 AND id < $3 \
             ORDER BY id LIMIT $4) \
         SELECT (SELECT max(id) FROM next) AS last, (SELECT count(*) FROM next \
             JOIN posts p ON p.id = next.id WHERE {UNTOUCHED}) AS removed"
    ))
    .bind::<Bool, _>(wanted.keep_followed)
    .bind::<BigInt, _>(wanted.after)
    .bind::<BigInt, _>(wanted.before)
    .rows(limit)
    .get_result(conn)
    .await?;
    Ok(Bite {
        last: counted.last,
        removed: usize::try_from(counted.removed).unwrap_or(0),
    })
}
