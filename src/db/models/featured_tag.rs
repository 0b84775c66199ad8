//! `featured_tags`: hashtags that members show on their profiles, with the count
//! of their open posts that carry them.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool};
use diesel_async::RunQueryDsl;

use crate::db::Conn;
use crate::db::ids::{AccountId, FeaturedTagId, PostId, TagId};
use crate::db::models::tag::Tag;
use crate::db::schema::{featured_tags, tags};

/// A hashtag on a profile.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = featured_tags)]
#[diesel(check_for_backend(diesel::pg::Pg))]
#[expect(missing_docs, reason = "the columns are described in the migration")]
pub struct FeaturedTag {
    pub id: FeaturedTagId,
    pub account_id: AccountId,
    pub tag_id: TagId,
    pub name: String,
    pub posts_count: i64,
    pub last_post_at: Option<DateTime<Utc>>,
    pub created_at: DateTime<Utc>,
}

/// Stores a tag of a profile; `false` when it was there already.
pub async fn insert(conn: &mut Conn, tag: &FeaturedTag) -> QueryResult<bool> {
    let rows = diesel::insert_into(featured_tags::table)
        .values(tag)
        .on_conflict_do_nothing()
        .execute(conn)
        .await?;
    Ok(rows > 0)
}

/// The tags of a profile with their stored names, the most used first; at most `limit`.
pub async fn of(
    conn: &Conn,
    account: AccountId,
    limit: i64,
) -> QueryResult<Vec<(FeaturedTag, String)>> {
    featured_tags::table
        .inner_join(tags::table.on(tags::id.eq(featured_tags::tag_id)))
        .filter(featured_tags::account_id.eq(account))
        .order((featured_tags::posts_count.desc(), featured_tags::id))
        .limit(limit)
        .select((FeaturedTag::as_select(), tags::name))
        .load(&mut &*conn)
        .await
}

/// Which of `among` a profile shows.
pub async fn among(
    conn: &mut Conn,
    account: AccountId,
    among: &[TagId],
) -> QueryResult<Vec<TagId>> {
    featured_tags::table
        .filter(featured_tags::account_id.eq(account))
        .filter(featured_tags::tag_id.eq_any(among))
        .select(featured_tags::tag_id)
        .load(conn)
        .await
}

/// The tag of `account`'s profile for this hashtag.
pub async fn find(
    conn: &mut Conn,
    account: AccountId,
    tag: TagId,
) -> QueryResult<Option<FeaturedTag>> {
    featured_tags::table
        .filter(featured_tags::account_id.eq(account))
        .filter(featured_tags::tag_id.eq(tag))
        .select(FeaturedTag::as_select())
        .first(conn)
        .await
        .optional()
}

/// Removes a tag from `account`'s profile; `false` when it has none with this ID.
pub async fn delete(conn: &mut Conn, account: AccountId, id: FeaturedTagId) -> QueryResult<bool> {
    let own = featured_tags::table
        .find(id)
        .filter(featured_tags::account_id.eq(account));
    Ok(diesel::delete(own).execute(conn).await? > 0)
}

/// Counts the open posts of the account that carry the tag, once, when a profile
/// begins to show it.
pub async fn recount(conn: &mut Conn, id: FeaturedTagId) -> QueryResult<()> {
    diesel::sql_query(
        "UPDATE featured_tags f SET posts_count = c.posts, last_post_at = c.last \
         FROM (SELECT count(*) AS posts, max(p.created_at) AS last \
             FROM featured_tags g JOIN posts p ON p.account_id = g.account_id \
             JOIN post_tags t ON t.post_id = p.id AND t.tag_id = g.tag_id \
             WHERE g.id = $1 AND p.deleted_at IS NULL \
             AND p.visibility IN ('public', 'unlisted')) c \
         WHERE f.id = $1",
    )
    .bind::<BigInt, _>(id)
    .execute(conn)
    .await?;
    Ok(())
}

/// Whether a post begins or ceases to carry its tags.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Carries {
    /// Its tags were just stored.
    Begins,
    /// They are about to be removed.
    Ceases,
}

/// Counts an open post at those of its tags that its author's profile shows.
/// Others change nothing.
pub async fn count_post(conn: &mut Conn, post: PostId, carries: Carries) -> QueryResult<()> {
    diesel::sql_query(
        "UPDATE featured_tags f SET \
         posts_count = greatest(f.posts_count + CASE WHEN $2 THEN 1 ELSE -1 END, 0), \
         last_post_at = CASE WHEN $2 THEN greatest(f.last_post_at, p.created_at) ELSE ( \
             SELECT o.created_at FROM posts o JOIN post_tags their ON their.post_id = o.id \
             WHERE their.tag_id = f.tag_id AND o.account_id = f.account_id AND o.id <> p.id \
             AND o.deleted_at IS NULL AND o.visibility IN ('public', 'unlisted') \
             ORDER BY o.id DESC LIMIT 1) END \
         FROM posts p JOIN post_tags t ON t.post_id = p.id \
         WHERE p.id = $1 AND p.visibility IN ('public', 'unlisted') \
         AND f.account_id = p.account_id AND f.tag_id = t.tag_id",
    )
    .bind::<BigInt, _>(post)
    .bind::<Bool, _>(carries == Carries::Begins)
    .execute(conn)
    .await?;
    Ok(())
}

/// Tags that the newest open posts of `account` carry and its profile does not
/// show, the most used first.
pub async fn suggestions(conn: &mut Conn, account: AccountId, limit: i64) -> QueryResult<Vec<Tag>> {
    diesel::sql_query(
        "SELECT g.id, g.name, g.display_name, g.created_at FROM ( \
             SELECT t.tag_id, count(*) AS uses FROM ( \
                 SELECT id FROM posts WHERE account_id = $1 AND deleted_at IS NULL \
                 AND boost_of_id IS NULL AND visibility IN ('public', 'unlisted') \
                 ORDER BY id DESC LIMIT 1000) p \
             JOIN post_tags t ON t.post_id = p.id \
             WHERE NOT EXISTS (SELECT 1 FROM featured_tags f \
                 WHERE f.account_id = $1 AND f.tag_id = t.tag_id) \
             GROUP BY t.tag_id ORDER BY uses DESC, t.tag_id LIMIT $2) u \
         JOIN tags g ON g.id = u.tag_id ORDER BY u.uses DESC, g.id",
    )
    .bind::<BigInt, _>(account)
    .bind::<BigInt, _>(limit)
    .load(conn)
    .await
}
