//! Who of those who listen sees a post: the same conditions as those of the
//! timelines, asked for many members at once.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Text, Timestamptz};
use diesel_async::RunQueryDsl;

use crate::db::Conn;
use crate::db::ids::{AccountId, PostId};
use crate::db::prepared;
use crate::db::views::viewer::Viewer;

/// What decides which public streams show a post.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName)]
#[expect(clippy::struct_excessive_bools, reason = "a row of independent facts")]
pub struct Facts {
    /// The post or boost.
    #[diesel(sql_type = BigInt)]
    pub id: PostId,
    /// It is public and no boost.
    #[diesel(sql_type = Bool)]
    pub open: bool,
    /// Moderators silenced its author: only followers see it on public streams.
    #[diesel(sql_type = Bool)]
    pub quiet: bool,
    /// It is no reply to somebody else.
    #[diesel(sql_type = Bool)]
    pub standalone: bool,
    /// It was written here.
    #[diesel(sql_type = Bool)]
    pub local: bool,
    /// It carries pictures, films or sounds.
    #[diesel(sql_type = Bool)]
    pub media: bool,
    /// The names of its tags.
    #[diesel(sql_type = Array<Text>)]
    pub tags: Vec<String>,
}

/// The facts about those of `posts` that were written after `since` and whose
/// authors are shown.
pub async fn facts(
    conn: &mut Conn,
    posts: &[PostId],
    since: DateTime<Utc>,
) -> QueryResult<Vec<Facts>> {
    let sql = format!(
        "SELECT p.id, p.visibility = 'public' AND p.boost_of_id IS NULL AS open, \
         EXISTS (SELECT 1 FROM account_limits l \
             WHERE l.account_id = p.account_id AND l.silenced_at IS NOT NULL) AS quiet, \
         p.in_reply_to_id IS NULL OR p.in_reply_to_account_id = p.account_id AS standalone, \
         p.local, EXISTS (SELECT 1 FROM media_attachments m WHERE m.post_id = p.id) AS media, \
         ARRAY(SELECT t.name FROM post_tags k JOIN tags t ON t.id = k.tag_id \
             WHERE k.post_id = p.id) AS tags \
         FROM posts p WHERE p.id = ANY($1) AND p.deleted_at IS NULL AND p.created_at > $2 \
         AND {}",
        Viewer::author_is_shown("p")
    );
    prepared::query(sql)
        .bind::<Array<BigInt>, _>(posts)
        .bind::<Timestamptz, _>(since)
        .load(conn)
        .await
}

/// A post and who (a member, or a list) it is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, QueryableByName)]
pub struct Pair {
    /// The post.
    #[diesel(sql_type = BigInt)]
    pub post_id: PostId,
    /// The account or the list.
    #[diesel(sql_type = BigInt)]
    pub to: i64,
}

/// Which of `members` see which of `posts` on their home timelines. It comes to
/// the same as [`crate::db::views::home`].
pub async fn homes(
    conn: &mut Conn,
    posts: &[PostId],
    members: &[AccountId],
    now: DateTime<Utc>,
) -> QueryResult<Vec<Pair>> {
    let shown = shown(
        "EXISTS (SELECT 1 FROM follows f WHERE f.account_id = s.me \
         AND f.target_id = p.in_reply_to_account_id AND f.state = 'accepted')",
    );
    prepared::query(format!("{HOMES} {shown} UNION {}", tagged(now)))
        .bind::<Array<BigInt>, _>(posts)
        .bind::<Array<BigInt>, _>(members)
        .bind::<Timestamptz, _>(now)
        .load(conn)
        .await
}

/// Which of `lists` show which of `posts`. It comes to the same as
/// [`crate::db::views::lists`].
pub async fn lists(
    conn: &mut Conn,
    posts: &[PostId],
    lists: &[i64],
    now: DateTime<Utc>,
) -> QueryResult<Vec<Pair>> {
    let shown = shown(
        "CASE s.replies_policy \
         WHEN 'followed' THEN EXISTS (SELECT 1 FROM follows f WHERE f.account_id = s.me \
             AND f.target_id = p.in_reply_to_account_id AND f.state = 'accepted') \
         WHEN 'list' THEN EXISTS (SELECT 1 FROM list_accounts a \
             WHERE a.list_id = s.id AND a.account_id = p.in_reply_to_account_id) \
         ELSE false END",
    );
    prepared::query(format!("{LISTS} {shown}"))
        .bind::<Array<BigInt>, _>(posts)
        .bind::<Array<BigInt>, _>(lists)
        .bind::<Timestamptz, _>(now)
        .load(conn)
        .await
}

/// Members (`me`) and whose posts they read, without those of exclusive lists.
const HOMES: &str = "
    SELECT DISTINCT p.id AS post_id, s.me AS \"to\"
    FROM posts p JOIN (
        SELECT f.account_id AS me, f.target_id AS source, f.show_boosts, f.languages
        FROM follows f WHERE f.state = 'accepted' AND f.account_id = ANY($2)
        AND f.target_id IN (SELECT account_id FROM posts WHERE id = ANY($1))
        AND NOT EXISTS (SELECT 1 FROM lists l JOIN list_accounts apart ON apart.list_id = l.id
            WHERE l.account_id = f.account_id AND l.exclusive AND apart.account_id = f.target_id)
        UNION ALL SELECT m.id, m.id, true, NULL FROM unnest($2) AS m (id)
    ) s ON s.source = p.account_id";

/// Lists, their owners (`me`) and who is on them.
const LISTS: &str = "
    SELECT DISTINCT p.id AS post_id, s.id AS \"to\"
    FROM posts p JOIN (
        SELECT l.id, l.account_id AS me, l.replies_policy, on_it.account_id AS source,
            coalesce(f.show_boosts, true) AS show_boosts, f.languages
        FROM lists l JOIN list_accounts on_it ON on_it.list_id = l.id
        LEFT JOIN follows f ON f.id = on_it.follow_id
        WHERE l.id = ANY($2) AND (f.state = 'accepted' OR on_it.account_id = l.account_id)
    ) s ON s.source = p.account_id";

/// Public posts with tags that members follow.
fn tagged(now: DateTime<Utc>) -> String {
    format!(
        "SELECT p.id, g.account_id FROM posts p \
         JOIN post_tags t ON t.post_id = p.id JOIN tag_follows g ON g.tag_id = t.tag_id \
         WHERE p.id = ANY($1) AND g.account_id = ANY($2) \
         AND p.visibility = 'public' AND p.boost_of_id IS NULL AND {} \
         AND NOT EXISTS (SELECT 1 FROM blocks b \
             WHERE b.target_id = g.account_id AND b.account_id = p.account_id)",
        Viewer::each_wants_author_of("g.account_id", "p", prepared::time(now)),
    )
}

/// That the member `s.me` sees the post `p` of somebody they read; `answered`:
/// that replies to whom it answers are shown.
fn shown(answered: &str) -> String {
    format!(
        "WHERE p.id = ANY($1) AND {} \
         AND (p.account_id = s.me OR ( \
             (p.visibility <> 'direct' OR EXISTS (SELECT 1 FROM mentions m \
                 WHERE m.post_id = p.id AND m.account_id = s.me)) \
             AND (p.in_reply_to_id IS NULL OR p.in_reply_to_account_id = p.account_id \
                 OR p.in_reply_to_account_id = s.me OR {answered}) \
             AND (s.languages IS NULL OR p.language IS NULL OR p.language = ANY (s.languages)))) \
         AND (p.boost_of_id IS NULL OR (s.show_boosts AND EXISTS ( \
             SELECT 1 FROM posts o JOIN accounts a ON a.id = o.account_id \
             LEFT JOIN users u ON u.account_id = o.account_id \
             WHERE o.id = p.boost_of_id AND o.deleted_at IS NULL \
             AND (o.visibility IN ('public', 'unlisted') OR o.account_id IN (p.account_id, s.me)) \
             AND a.suspended_at IS NULL AND a.deleted_at IS NULL AND u.disabled_at IS NULL \
             AND {} AND NOT EXISTS (SELECT 1 FROM member_domain_blocks d \
                 WHERE d.account_id = s.me AND d.domain = a.domain))))",
        wanted("p.account_id"),
        wanted("o.account_id"),
    )
}

/// That neither blocks the other, and `s.me` does not mute them.
fn wanted(author: &str) -> String {
    format!(
        "NOT EXISTS (SELECT 1 FROM blocks b \
             WHERE b.account_id = s.me AND b.target_id = {author}) \
         AND NOT EXISTS (SELECT 1 FROM blocks b \
             WHERE b.target_id = s.me AND b.account_id = {author}) \
         AND NOT EXISTS (SELECT 1 FROM mutes m WHERE m.account_id = s.me \
             AND m.target_id = {author} AND (m.expires_at IS NULL OR m.expires_at > $3))"
    )
}

/// Which of `members` do not see which of `posts`, which are public: they block
/// or mute the author or block their server, the author blocks them, or moderators
/// silenced the author and they do not follow.
pub async fn unwanted(
    conn: &mut Conn,
    posts: &[PostId],
    members: &[AccountId],
    now: DateTime<Utc>,
) -> QueryResult<Vec<Pair>> {
    let wants = Viewer::each_wants_author_of("v.id", "p", prepared::time(now));
    let hears = Viewer::each_hears("v.id", "p");
    prepared::query(format!(
        "SELECT p.id AS post_id, v.id AS \"to\" \
         FROM posts p CROSS JOIN unnest($2) AS v (id) \
         WHERE p.id = ANY($1) AND NOT ({wants} AND {hears} AND NOT EXISTS ( \
             SELECT 1 FROM blocks b WHERE b.target_id = v.id AND b.account_id = p.account_id))"
    ))
    .bind::<Array<BigInt>, _>(posts)
    .bind::<Array<BigInt>, _>(members)
    .load(conn)
    .await
}
