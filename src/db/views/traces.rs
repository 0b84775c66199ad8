//! Where a post was shown beyond its author's followers: to those whom it names,
//! through boosts, by its tags. Who saw it hears when it changes or goes.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt};
use diesel_async::RunQueryDsl;

use crate::db::Conn;
use crate::db::ids::{AccountId, PostId, TagId};
use crate::db::models::post::Visibility;
use crate::db::prepared;
use crate::db::schema::posts;
use crate::db::views::audience::Pair;
use crate::db::views::viewer::Viewer;

/// People whom a post names, boosts of it and the like that are looked at, each.
const MOST: i64 = 500;

/// What leads from a post to those who saw it.
#[derive(Debug, Clone, Default, PartialEq, Eq, QueryableByName)]
pub struct Traces {
    /// Members whom it names.
    #[diesel(sql_type = Array<BigInt>)]
    pub named: Vec<AccountId>,
    /// Its newest boosts.
    #[diesel(sql_type = Array<BigInt>)]
    pub boosts: Vec<PostId>,
    /// Who made them, in the same order.
    #[diesel(sql_type = Array<BigInt>)]
    pub boosters: Vec<AccountId>,
    /// Its tags.
    #[diesel(sql_type = Array<BigInt>)]
    pub tags: Vec<TagId>,
}

/// The traces of a post that is still there; at most 500 of each kind.
pub async fn of_post(conn: &mut Conn, post: PostId) -> QueryResult<Traces> {
    prepared::query(format!(
        "SELECT ARRAY(SELECT m.account_id FROM mentions m \
             JOIN users u ON u.account_id = m.account_id \
             WHERE m.post_id = $1 ORDER BY m.account_id LIMIT {MOST}) AS named, \
         ARRAY(SELECT b.id FROM posts b WHERE b.boost_of_id = $1 \
             ORDER BY b.id DESC LIMIT {MOST}) AS boosts, \
         ARRAY(SELECT b.account_id FROM posts b WHERE b.boost_of_id = $1 \
             ORDER BY b.id DESC LIMIT {MOST}) AS boosters, \
         ARRAY(SELECT t.tag_id FROM post_tags t WHERE t.post_id = $1 \
             ORDER BY t.tag_id LIMIT {MOST}) AS tags"
    ))
    .bind::<BigInt, _>(post)
    .get_result(conn)
    .await
}

/// The newest boosts of these posts, and what each is a boost of.
pub async fn boosts(conn: &mut Conn, of: &[PostId]) -> QueryResult<Vec<(PostId, PostId)>> {
    let found: Vec<(PostId, Option<PostId>)> = posts::table
        .filter(posts::boost_of_id.eq_any(of))
        .order(posts::id.desc())
        .limit(MOST)
        .select((posts::id, posts::boost_of_id))
        .load(conn)
        .await?;
    let found = found.into_iter();
    Ok(found
        .filter_map(|(boost, original)| Some((boost, original?)))
        .collect())
}

/// Which of `members` are named by which of `posts`, and neither block nor mute
/// who wrote them.
pub async fn named(
    conn: &mut Conn,
    posts: &[PostId],
    members: &[AccountId],
    now: DateTime<Utc>,
) -> QueryResult<Vec<Pair>> {
    let wanted = Viewer::each_wants_author_of("m.account_id", "p", prepared::time(now));
    prepared::query(format!(
        "SELECT p.id AS post_id, m.account_id AS \"to\" \
         FROM mentions m JOIN posts p ON p.id = m.post_id \
         WHERE m.post_id = ANY($1) AND m.account_id = ANY($2) AND {wanted}"
    ))
    .bind::<Array<BigInt>, _>(posts)
    .bind::<Array<BigInt>, _>(members)
    .load(conn)
    .await
}

/// Which of `members` wrote or are named by which of `posts`, of those that are
/// only for whom they name.
pub async fn direct(
    conn: &mut Conn,
    posts: &[PostId],
    members: &[AccountId],
) -> QueryResult<Vec<Pair>> {
    prepared::query(
        "SELECT p.id AS post_id, v.id AS \"to\" FROM posts p CROSS JOIN unnest($2) AS v (id) \
         WHERE p.id = ANY($1) AND p.visibility = 'direct' AND (p.account_id = v.id OR EXISTS ( \
             SELECT 1 FROM mentions m WHERE m.post_id = p.id AND m.account_id = v.id))",
    )
    .bind::<Array<BigInt>, _>(posts)
    .bind::<Array<BigInt>, _>(members)
    .load(conn)
    .await
}

/// Whom these posts are for, the deleted ones too. Boosts that were taken back
/// have left no row.
pub async fn visibilities(
    conn: &mut Conn,
    ids: &[PostId],
) -> QueryResult<HashMap<PostId, Visibility>> {
    let found: Vec<(PostId, Visibility)> = posts::table
        .filter(posts::id.eq_any(ids))
        .select((posts::id, posts::visibility))
        .load(conn)
        .await?;
    Ok(found.into_iter().collect())
}

/// That somebody (`me`) could see what stands in `p`, a post that is gone: the
/// row is empty for a boost, which names nothing. `$1` and `$2` are posts and
/// whom they named.
fn could_see(me: &str) -> String {
    format!(
        "(p.id IS NULL OR p.account_id = {me} \
         OR EXISTS (SELECT 1 FROM unnest($1, $2) AS n (post_id, named) \
             WHERE n.post_id = p.id AND n.named = {me}) \
         OR (NOT EXISTS (SELECT 1 FROM blocks b \
                 WHERE b.account_id = p.account_id AND b.target_id = {me}) \
             AND (p.visibility IN ('public', 'unlisted') \
                 OR (p.visibility = 'followers' AND EXISTS (SELECT 1 FROM follows a \
                     WHERE a.account_id = {me} AND a.target_id = p.account_id \
                     AND a.state = 'accepted')))))"
    )
}

/// Posts that are gone, and what led to those who saw them: pairs of a post and
/// one whom it named, who wrote or boosted it, or a tag.
#[derive(Debug, Clone, Default)]
pub struct Trails {
    /// Whom they named.
    pub named: Vec<(PostId, AccountId)>,
    /// Who wrote and boosted them.
    pub sources: Vec<(PostId, AccountId)>,
    /// Their tags.
    pub tags: Vec<(PostId, TagId)>,
}

/// From the homes of which of `members` these posts disappear.
pub async fn homes(
    conn: &mut Conn,
    trails: &Trails,
    members: &[AccountId],
) -> QueryResult<Vec<Pair>> {
    let sql = format!(
        "SELECT s.post_id, v.id AS \"to\" FROM ( \
             SELECT s.post_id, s.source AS me FROM unnest($3, $4) AS s (post_id, source) \
             UNION SELECT s.post_id, f.account_id FROM unnest($3, $4) AS s (post_id, source) \
                 JOIN follows f ON f.target_id = s.source AND f.state = 'accepted' \
                     AND f.account_id = ANY($7) \
             UNION SELECT n.post_id, n.named FROM unnest($1, $2) AS n (post_id, named) \
             UNION SELECT k.post_id, g.account_id FROM unnest($5, $6) AS k (post_id, tag) \
                 JOIN tag_follows g ON g.tag_id = k.tag AND g.account_id = ANY($7)) s \
         JOIN unnest($7) AS v (id) ON v.id = s.me \
         LEFT JOIN posts p ON p.id = s.post_id WHERE {}",
        could_see("v.id")
    );
    let (posts, named): (Vec<PostId>, Vec<AccountId>) = trails.named.iter().copied().unzip();
    let (from, sources): (Vec<PostId>, Vec<AccountId>) = trails.sources.iter().copied().unzip();
    let (of, tags): (Vec<PostId>, Vec<TagId>) = trails.tags.iter().copied().unzip();
    prepared::query(sql)
        .bind::<Array<BigInt>, _>(posts)
        .bind::<Array<BigInt>, _>(named)
        .bind::<Array<BigInt>, _>(from)
        .bind::<Array<BigInt>, _>(sources)
        .bind::<Array<BigInt>, _>(of)
        .bind::<Array<BigInt>, _>(tags)
        .bind::<Array<BigInt>, _>(members)
        .load(conn)
        .await
}

/// From which of `lists` these posts disappear.
pub async fn lists(conn: &mut Conn, trails: &Trails, lists: &[i64]) -> QueryResult<Vec<Pair>> {
    let sql = format!(
        "SELECT DISTINCT s.post_id, l.id AS \"to\" FROM unnest($3, $4) AS s (post_id, source) \
         JOIN list_accounts a ON a.account_id = s.source JOIN lists l ON l.id = a.list_id \
         LEFT JOIN posts p ON p.id = s.post_id WHERE l.id = ANY($5) AND {}",
        could_see("l.account_id")
    );
    let (posts, named): (Vec<PostId>, Vec<AccountId>) = trails.named.iter().copied().unzip();
    let (from, sources): (Vec<PostId>, Vec<AccountId>) = trails.sources.iter().copied().unzip();
    prepared::query(sql)
        .bind::<Array<BigInt>, _>(posts)
        .bind::<Array<BigInt>, _>(named)
        .bind::<Array<BigInt>, _>(from)
        .bind::<Array<BigInt>, _>(sources)
        .bind::<Array<BigInt>, _>(lists)
        .load(conn)
        .await
}
