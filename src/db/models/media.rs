//! `media_attachments`: pictures and other files of posts.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt};
use diesel_async::RunQueryDsl;

use crate::db::Conn;
use crate::db::ids::{AccountId, MediaId, PostId};
use crate::db::schema::media_attachments;
use crate::db::text_enum::text_enum;

text_enum! {
    /// What a file is for people.
    MediaKind {
        /// A still or animated picture.
        Image = "image",
        /// Moving pictures.
        Video = "video",
        /// Sound.
        Audio = "audio",
        /// Something else, which pages link to.
        Other = "other",
    }
}

/// A picture (or, from other servers, a file of another kind), uploaded and
/// maybe posted.
#[derive(Debug, Clone, PartialEq, Queryable, Selectable, Insertable)]
#[diesel(table_name = media_attachments)]
#[diesel(check_for_backend(diesel::pg::Pg))]
#[expect(missing_docs, reason = "the columns are described in the migration")]
pub struct Media {
    pub id: MediaId,
    pub account_id: AccountId,
    pub post_id: Option<PostId>,
    pub position: i16,
    pub storage_key: Option<String>,
    pub content_type: String,
    pub width: i32,
    pub height: i32,
    pub colour: String,
    pub description: String,
    pub kind: MediaKind,
    pub remote_url: Option<String>,
    pub preview_url: Option<String>,
    pub blurhash: Option<String>,
    pub focus_x: f32,
    pub focus_y: f32,
    pub duration_ms: Option<i32>,
    pub created_at: DateTime<Utc>,
}

/// Stores a picture.
pub async fn insert(conn: &mut Conn, media: &Media) -> QueryResult<()> {
    diesel::insert_into(media_attachments::table)
        .values(media)
        .execute(conn)
        .await?;
    Ok(())
}

/// Stores several pictures, a thousand in a statement.
pub async fn insert_many(conn: &mut Conn, media: &[Media]) -> QueryResult<()> {
    // A statement has at most 65,535 parameters.
    for some in media.chunks(1000) {
        diesel::insert_into(media_attachments::table)
            .values(some)
            .execute(conn)
            .await?;
    }
    Ok(())
}

/// The file with this ID.
pub async fn find(conn: &mut Conn, id: MediaId) -> QueryResult<Option<Media>> {
    media_attachments::table
        .find(id)
        .select(Media::as_select())
        .first(conn)
        .await
        .optional()
}

/// Gives pictures to a post, in this order. Returns how many were the
/// account's own and not yet posted.
pub async fn attach(
    conn: &mut Conn,
    account: AccountId,
    post: PostId,
    media: &[MediaId],
) -> QueryResult<usize> {
    diesel::sql_query(
        "UPDATE media_attachments m SET post_id = $2, position = wanted.nth - 1 \
         FROM unnest($3) WITH ORDINALITY AS wanted (id, nth) \
         WHERE m.id = wanted.id AND m.account_id = $1 AND m.post_id IS NULL",
    )
    .bind::<BigInt, _>(account)
    .bind::<BigInt, _>(post)
    .bind::<Array<BigInt>, _>(media)
    .execute(conn)
    .await
}

/// The pictures of one post, in their order.
pub async fn of_post(conn: &mut Conn, post: PostId) -> QueryResult<Vec<Media>> {
    of_posts(conn, &[post]).await
}

/// The pictures of several posts, by post and in their order.
pub async fn of_posts(conn: &mut Conn, posts: &[PostId]) -> QueryResult<Vec<Media>> {
    media_attachments::table
        .filter(media_attachments::post_id.eq_any(posts))
        .order((media_attachments::post_id, media_attachments::position))
        .select(Media::as_select())
        .load(conn)
        .await
}

/// Changes what a picture of a post shows, in words; `false` when the post has
/// no such picture or it says so already.
pub async fn describe(
    conn: &mut Conn,
    post: PostId,
    media: MediaId,
    description: &str,
) -> QueryResult<bool> {
    let rows = diesel::update(
        media_attachments::table
            .find(media)
            .filter(media_attachments::post_id.eq(post))
            .filter(media_attachments::description.ne(description)),
    )
    .set(media_attachments::description.eq(description))
    .execute(conn)
    .await?;
    Ok(rows > 0)
}

/// Removes the pictures of a post; returns their storage keys.
pub async fn delete_of_post(conn: &mut Conn, post: PostId) -> QueryResult<Vec<String>> {
    let keys: Vec<Option<String>> =
        diesel::delete(media_attachments::table.filter(media_attachments::post_id.eq(post)))
            .returning(media_attachments::storage_key)
            .get_results(conn)
            .await?;
    Ok(keys.into_iter().flatten().collect())
}

/// Removes up to `limit` pictures that were uploaded before `time` and never
/// posted; returns their storage keys.
pub async fn delete_unposted(
    conn: &mut Conn,
    time: DateTime<Utc>,
    limit: i64,
) -> QueryResult<Vec<String>> {
    let stale = media_attachments::table
        .filter(media_attachments::post_id.is_null())
        .filter(media_attachments::created_at.lt(time))
        .order(media_attachments::id)
        .limit(limit)
        .select(media_attachments::id)
        .load::<MediaId>(conn)
        .await?;
    let keys: Vec<Option<String>> = diesel::delete(
        media_attachments::table
            .filter(media_attachments::id.eq_any(stale))
            .filter(media_attachments::post_id.is_null()),
    )
    .returning(media_attachments::storage_key)
    .get_results(conn)
    .await?;
    Ok(keys.into_iter().flatten().collect())
}

/// Whether any of these pictures belongs to no post.
pub async fn any_unposted(conn: &mut Conn, media: &[MediaId]) -> QueryResult<bool> {
    let waiting = media_attachments::table
        .filter(media_attachments::id.eq_any(media))
        .filter(media_attachments::post_id.is_null());
    diesel::select(diesel::dsl::exists(waiting))
        .get_result(conn)
        .await
}

/// Removes those of an account's pictures that belong to no post.
pub async fn delete_own_unposted(
    conn: &mut Conn,
    account: AccountId,
    media: &[MediaId],
) -> QueryResult<()> {
    diesel::delete(
        media_attachments::table
            .filter(media_attachments::id.eq_any(media))
            .filter(media_attachments::account_id.eq(account))
            .filter(media_attachments::post_id.is_null()),
    )
    .execute(conn)
    .await?;
    Ok(())
}
