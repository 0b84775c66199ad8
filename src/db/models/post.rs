//! `posts`: posts, boosts and the tombstones of deleted posts.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::db::Conn;
use crate::db::ids::{AccountId, ApplicationId, PostId};
use crate::db::schema::posts;
use crate::db::text_enum::text_enum;

text_enum! {
    /// Who can read a post.
    Visibility {
        /// Everyone, and it is listed on public pages.
        Public = "public",
        /// Everyone, and it is not listed.
        Unlisted = "unlisted",
        /// Accepted followers and the people mentioned.
        Followers = "followers",
        /// Only the people mentioned.
        Direct = "direct",
    }
}

text_enum! {
    /// Whose quotes of a post need no further question (FEP-044f).
    QuotePolicy {
        /// Anyone's.
        Everyone = "everyone",
        /// Those of the author's followers.
        Followers = "followers",
        /// Only the author's own.
        Nobody = "nobody",
    }
}

impl QuotePolicy {
    /// What a new post starts with: what everybody can read, everybody may quote.
    #[must_use]
    pub fn for_audience(visibility: Visibility) -> Self {
        match visibility {
            Visibility::Public | Visibility::Unlisted => Self::Everyone,
            Visibility::Followers | Visibility::Direct => Self::Nobody,
        }
    }
}

/// A post or (with `boost_of_id`) a boost.
#[derive(Debug, Clone, Queryable, Selectable, Identifiable, Insertable)]
#[diesel(table_name = posts)]
#[diesel(check_for_backend(diesel::pg::Pg))]
#[expect(missing_docs, reason = "the columns are described in the migration")]
pub struct Post {
    pub id: PostId,
    pub account_id: AccountId,
    pub uri: String,
    pub url: Option<String>,
    pub local: bool,
    pub boost_of_id: Option<PostId>,
    pub in_reply_to_id: Option<PostId>,
    pub in_reply_to_account_id: Option<AccountId>,
    pub conversation_id: PostId,
    pub visibility: Visibility,
    pub text: String,
    pub content: String,
    pub content_warning: String,
    pub sensitive: bool,
    pub language: Option<String>,
    pub edited_at: Option<DateTime<Utc>>,
    pub deleted_at: Option<DateTime<Utc>>,
    pub created_at: DateTime<Utc>,
    pub title: String,
    pub object_kind: String,
    pub in_reply_to_uri: Option<String>,
    pub quote_policy: QuotePolicy,
}

/// Stores a post or boost.
pub async fn insert(conn: &mut Conn, post: &Post) -> QueryResult<()> {
    diesel::insert_into(posts::table)
        .values(post)
        .execute(conn)
        .await?;
    Ok(())
}

/// Stores a post that was written with this app.
pub async fn insert_with(
    conn: &mut Conn,
    post: &Post,
    application: Option<ApplicationId>,
) -> QueryResult<()> {
    diesel::insert_into(posts::table)
        .values((post, posts::application_id.eq(application)))
        .execute(conn)
        .await?;
    Ok(())
}

/// Stores a boost; `false` when the account has boosted the post already.
pub async fn insert_boost(conn: &mut Conn, boost: &Post) -> QueryResult<bool> {
    let rows = diesel::insert_into(posts::table)
        .values(boost)
        .on_conflict_do_nothing()
        .execute(conn)
        .await?;
    Ok(rows > 0)
}

/// The post or boost with this ID, tombstones included.
pub async fn find(conn: &mut Conn, id: PostId) -> QueryResult<Option<Post>> {
    posts::table
        .find(id)
        .select(Post::as_select())
        .first(conn)
        .await
        .optional()
}

/// As [`find`], and nobody else changes the row until the transaction ends.
pub async fn lock(conn: &mut Conn, id: PostId) -> QueryResult<Option<Post>> {
    posts::table
        .find(id)
        .select(Post::as_select())
        .for_no_key_update()
        .first(conn)
        .await
        .optional()
}

/// Those of these posts that `author` wrote, boosts left out.
pub async fn of_author(
    conn: &mut Conn,
    author: AccountId,
    ids: &[PostId],
) -> QueryResult<Vec<PostId>> {
    posts::table
        .filter(posts::id.eq_any(ids))
        .filter(posts::account_id.eq(author))
        .filter(posts::boost_of_id.is_null())
        .select(posts::id)
        .load(conn)
        .await
}

/// The live post with this object ID.
pub async fn by_uri(conn: &mut Conn, uri: &str) -> QueryResult<Option<Post>> {
    posts::table
        .filter(posts::uri.eq(uri))
        .filter(posts::deleted_at.is_null())
        .select(Post::as_select())
        .first(conn)
        .await
        .optional()
}

/// The boost of `post` by `account`.
pub async fn find_boost(
    conn: &mut Conn,
    account: AccountId,
    post: PostId,
) -> QueryResult<Option<PostId>> {
    posts::table
        .filter(posts::boost_of_id.eq(post))
        .filter(posts::account_id.eq(account))
        .filter(posts::deleted_at.is_null())
        .select(posts::id)
        .first(conn)
        .await
        .optional()
}

/// Removes the boost of `post` by `account`; returns its ID if there was one.
pub async fn delete_boost(
    conn: &mut Conn,
    account: AccountId,
    post: PostId,
) -> QueryResult<Option<PostId>> {
    diesel::delete(
        posts::table
            .filter(posts::boost_of_id.eq(post))
            .filter(posts::account_id.eq(account)),
    )
    .returning(posts::id)
    .get_result(conn)
    .await
    .optional()
}

/// Removes every boost of `post`.
pub async fn delete_boosts(conn: &mut Conn, post: PostId) -> QueryResult<()> {
    diesel::delete(posts::table.filter(posts::boost_of_id.eq(post)))
        .execute(conn)
        .await?;
    Ok(())
}

/// What an edit changes.
#[derive(Debug, Clone, AsChangeset)]
#[diesel(table_name = posts)]
#[diesel(treat_none_as_null = true)]
#[expect(missing_docs, reason = "the columns are described in the migration")]
pub struct PostChange {
    pub text: String,
    pub content: String,
    pub content_warning: String,
    pub sensitive: bool,
    pub language: Option<String>,
    pub edited_at: Option<DateTime<Utc>>,
    pub object_kind: String,
}

/// Writes whose quotes need no further question.
pub async fn set_quote_policy(conn: &mut Conn, id: PostId, policy: QuotePolicy) -> QueryResult<()> {
    diesel::update(posts::table.find(id))
        .set(posts::quote_policy.eq(policy))
        .execute(conn)
        .await?;
    Ok(())
}

/// Writes whether its pictures are hidden until somebody asks for them.
pub async fn set_sensitive(
    conn: &mut Conn,
    id: PostId,
    sensitive: bool,
    edited_at: Option<DateTime<Utc>>,
) -> QueryResult<()> {
    diesel::update(posts::table.find(id))
        .set((
            posts::sensitive.eq(sensitive),
            posts::edited_at.eq(edited_at),
        ))
        .execute(conn)
        .await?;
    Ok(())
}

/// What became of posts: when they were edited last and when they were deleted.
pub async fn standing(
    conn: &mut Conn,
    ids: &[PostId],
) -> QueryResult<Vec<(PostId, Option<DateTime<Utc>>, Option<DateTime<Utc>>)>> {
    posts::table
        .filter(posts::id.eq_any(ids))
        .select((posts::id, posts::edited_at, posts::deleted_at))
        .load(conn)
        .await
}

/// Writes an edit.
pub async fn update(conn: &mut Conn, id: PostId, change: &PostChange) -> QueryResult<()> {
    diesel::update(posts::table.find(id))
        .set(change)
        .execute(conn)
        .await?;
    Ok(())
}

/// Turns a post into an empty tombstone.
pub async fn bury(conn: &mut Conn, id: PostId, now: DateTime<Utc>) -> QueryResult<()> {
    diesel::update(posts::table.find(id))
        .set((
            posts::text.eq(""),
            posts::content.eq(""),
            posts::content_warning.eq(""),
            posts::sensitive.eq(false),
            posts::language.eq(None::<String>),
            posts::edited_at.eq(None::<DateTime<Utc>>),
            posts::application_id.eq(None::<ApplicationId>),
            posts::deleted_at.eq(now),
        ))
        .execute(conn)
        .await?;
    Ok(())
}
