//! `media_attachments`: pictures and other files of posts.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt};
use diesel_async::RunQueryDsl;

use crate::db::Conn;
use crate::db::ids::{AccountId, MediaId, PostId};
use crate::db::prepared;
use crate::db::schema::media_attachments;
use crate::db::text_enum::text_enum;

text_enum! {
    /// What a file is for people.
    MediaKind {
        /// A still or animated picture.
        Image = "image",
        /// A short film without sound that goes on and on, once an animated picture.
        Gifv = "gifv",
        /// Moving pictures.
        Video = "video",
        /// Sound.
        Audio = "audio",
        /// Something else, which pages link to.
        Other = "other",
    }
}

text_enum! {
    /// How far the work on a file is.
    MediaState {
        /// A job makes the file that is shown.
        Waiting = "waiting",
        /// It can be shown.
        Ready = "ready",
        /// It could not be made.
        Failed = "failed",
    }
}

/// A picture, film or sound, uploaded and maybe posted.
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
    pub state: MediaState,
    pub source_key: Option<String>,
    pub preview_key: Option<String>,
    pub preview_width: i32,
    pub preview_height: i32,
    pub bitrate: Option<i32>,
    pub frame_rate: Option<String>,
}

impl Media {
    /// A picture of which nothing is known yet, for the caller to fill in.
    #[must_use]
    pub fn new(id: MediaId, account_id: AccountId, created_at: DateTime<Utc>) -> Self {
        Self {
            id,
            account_id,
            post_id: None,
            position: 0,
            storage_key: None,
            content_type: String::new(),
            width: 0,
            height: 0,
            colour: String::new(),
            description: String::new(),
            kind: MediaKind::Image,
            remote_url: None,
            preview_url: None,
            blurhash: None,
            focus_x: 0.0,
            focus_y: 0.0,
            duration_ms: None,
            created_at,
            state: MediaState::Ready,
            source_key: None,
            preview_key: None,
            preview_width: 0,
            preview_height: 0,
            bitrate: None,
            frame_rate: None,
        }
    }

    /// The storage keys of its files.
    pub fn files(self) -> impl Iterator<Item = String> {
        [self.storage_key, self.preview_key, self.source_key]
            .into_iter()
            .flatten()
    }
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

/// Gives files to a post, in this order. Returns how many were the account's
/// own, ready, and not yet posted.
pub async fn attach(
    conn: &mut Conn,
    account: AccountId,
    post: PostId,
    media: &[MediaId],
) -> QueryResult<usize> {
    prepared::query(
        "UPDATE media_attachments m SET post_id = $2, position = wanted.nth - 1 \
         FROM unnest($3) WITH ORDINALITY AS wanted (id, nth) \
         WHERE m.id = wanted.id AND m.account_id = $1 AND m.post_id IS NULL \
         AND m.scheduled_post_id IS NULL AND m.former_post_id IS NULL AND m.held_post_id IS NULL \
         AND m.state = 'ready'",
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
pub async fn of_posts(conn: &Conn, posts: &[PostId]) -> QueryResult<Vec<Media>> {
    static TEXT: prepared::Text = prepared::Text::new();
    let query = media_attachments::table
        .filter(media_attachments::post_id.eq_any(posts))
        .order((media_attachments::post_id, media_attachments::position))
        .select(Media::as_select());
    let query = prepared::kept(&TEXT, &query)?.bind::<Array<BigInt>, _>(posts);
    query.load(&mut &*conn).await
}

/// Gives a post these files, in this order, of those that it has, that it had,
/// or that the account did not post yet. What it does not show any more stays
/// with it for its earlier versions. Returns how many of the files it got.
pub async fn rearrange(
    conn: &mut Conn,
    account: AccountId,
    post: PostId,
    media: &[MediaId],
) -> QueryResult<usize> {
    retire(conn, post, media).await?;
    prepared::query(
        "UPDATE media_attachments m \
         SET post_id = $2, former_post_id = NULL, position = wanted.nth - 1 \
         FROM unnest($3) WITH ORDINALITY AS wanted (id, nth) \
         WHERE m.id = wanted.id AND m.account_id = $1 AND m.state = 'ready' \
         AND m.scheduled_post_id IS NULL AND m.held_post_id IS NULL \
         AND coalesce(m.post_id, m.former_post_id, $2) = $2",
    )
    .bind::<BigInt, _>(account)
    .bind::<BigInt, _>(post)
    .bind::<Array<BigInt>, _>(media)
    .execute(conn)
    .await
}

/// Leaves files of a post, but for `kept`, to its earlier versions.
pub async fn retire(conn: &mut Conn, post: PostId, kept: &[MediaId]) -> QueryResult<usize> {
    diesel::update(
        media_attachments::table
            .filter(media_attachments::post_id.eq(post))
            .filter(media_attachments::id.ne_all(kept)),
    )
    .set((
        media_attachments::post_id.eq(None::<PostId>),
        media_attachments::former_post_id.eq(post),
    ))
    .execute(conn)
    .await
}

/// The files of a post's earlier versions, those it still shows included.
pub async fn of_versions(conn: &mut Conn, post: PostId) -> QueryResult<Vec<Media>> {
    let shown = media_attachments::post_id.eq(post);
    media_attachments::table
        .filter(shown.or(media_attachments::former_post_id.eq(post)))
        .select(Media::as_select())
        .load(conn)
        .await
}

/// The post of whose earlier versions a file is.
pub async fn former_post(conn: &mut Conn, id: MediaId) -> QueryResult<Option<PostId>> {
    media_attachments::table
        .find(id)
        .select(media_attachments::former_post_id)
        .first(conn)
        .await
}

/// Takes the files of a post from it: they wait, from now on, to be posted again.
pub async fn detach(conn: &mut Conn, post: PostId, now: DateTime<Utc>) -> QueryResult<()> {
    diesel::update(media_attachments::table.filter(media_attachments::post_id.eq(post)))
        .set((
            media_attachments::post_id.eq(None::<PostId>),
            media_attachments::position.eq(0),
            media_attachments::created_at.eq(now),
        ))
        .execute(conn)
        .await?;
    Ok(())
}

/// Changes what of a picture of a post stays in view when it is cut; `false` when
/// the post has no such picture or it is so already.
pub async fn set_focus(
    conn: &mut Conn,
    post: PostId,
    media: MediaId,
    (x, y): (f32, f32),
) -> QueryResult<bool> {
    let other = media_attachments::focus_x
        .ne(x)
        .or(media_attachments::focus_y.ne(y));
    let rows = diesel::update(
        media_attachments::table
            .find(media)
            .filter(media_attachments::post_id.eq(post))
            .filter(other),
    )
    .set((
        media_attachments::focus_x.eq(x),
        media_attachments::focus_y.eq(y),
    ))
    .execute(conn)
    .await?;
    Ok(rows > 0)
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

/// Changes what a file of an account that belongs to no post shows, in words.
pub async fn describe_unposted(
    conn: &mut Conn,
    account: AccountId,
    media: MediaId,
    description: &str,
) -> QueryResult<()> {
    diesel::update(
        media_attachments::table
            .find(media)
            .filter(media_attachments::account_id.eq(account))
            .filter(media_attachments::post_id.is_null())
            .filter(media_attachments::former_post_id.is_null()),
    )
    .set(media_attachments::description.eq(description))
    .execute(conn)
    .await?;
    Ok(())
}

/// Removes the files of a post; returns their storage keys.
pub async fn delete_of_post(conn: &mut Conn, post: PostId) -> QueryResult<Vec<String>> {
    let gone: Vec<Media> =
        diesel::delete(media_attachments::table.filter(media_attachments::post_id.eq(post)))
            .returning(Media::as_returning())
            .get_results(conn)
            .await?;
    Ok(gone.into_iter().flat_map(Media::files).collect())
}

/// Removes the files that only earlier versions of a post show; returns their
/// storage keys.
pub async fn delete_of_versions(conn: &mut Conn, post: PostId) -> QueryResult<Vec<String>> {
    let gone: Vec<Media> =
        diesel::delete(media_attachments::table.filter(media_attachments::former_post_id.eq(post)))
            .returning(Media::as_returning())
            .get_results(conn)
            .await?;
    Ok(gone.into_iter().flat_map(Media::files).collect())
}

/// Writes what came of the work on a file that was waiting, with `thumbnail` as
/// its smaller picture; `false` when that is not so any more.
pub async fn settle(conn: &mut Conn, media: &Media, thumbnail: Option<&str>) -> QueryResult<bool> {
    let waiting = media_attachments::table
        .find(media.id)
        .filter(media_attachments::state.eq(MediaState::Waiting))
        .filter(media_attachments::preview_key.is_not_distinct_from(thumbnail));
    let rows = diesel::update(waiting)
        .set((
            media_attachments::state.eq(media.state),
            media_attachments::source_key.eq(None::<String>),
            media_attachments::storage_key.eq(&media.storage_key),
            media_attachments::preview_key.eq(&media.preview_key),
            media_attachments::preview_width.eq(media.preview_width),
            media_attachments::preview_height.eq(media.preview_height),
            media_attachments::content_type.eq(&media.content_type),
            media_attachments::kind.eq(media.kind),
            media_attachments::width.eq(media.width),
            media_attachments::height.eq(media.height),
            media_attachments::colour.eq(&media.colour),
            media_attachments::blurhash.eq(&media.blurhash),
            media_attachments::duration_ms.eq(media.duration_ms),
            media_attachments::bitrate.eq(media.bitrate),
            media_attachments::frame_rate.eq(&media.frame_rate),
        ))
        .execute(conn)
        .await?;
    Ok(rows > 0)
}

/// Writes down how many bytes the files of an upload have together.
pub async fn set_bytes(conn: &mut Conn, id: MediaId, bytes: i64) -> QueryResult<()> {
    diesel::update(media_attachments::table.find(id))
        .set(media_attachments::bytes.eq(bytes))
        .execute(conn)
        .await?;
    Ok(())
}

/// Writes what a member says of a file, and its smaller picture; `false` when it
/// is posted or gone.
pub async fn rewrite(conn: &mut Conn, media: &Media) -> QueryResult<bool> {
    let unposted = media_attachments::table
        .find(media.id)
        .filter(media_attachments::post_id.is_null())
        .filter(media_attachments::former_post_id.is_null());
    let rows = diesel::update(unposted)
        .set((
            media_attachments::description.eq(&media.description),
            media_attachments::focus_x.eq(media.focus_x),
            media_attachments::focus_y.eq(media.focus_y),
            media_attachments::preview_key.eq(&media.preview_key),
            media_attachments::preview_width.eq(media.preview_width),
            media_attachments::preview_height.eq(media.preview_height),
            media_attachments::colour.eq(&media.colour),
            media_attachments::blurhash.eq(&media.blurhash),
        ))
        .execute(conn)
        .await?;
    Ok(rows > 0)
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

/// Removes those of an account's files that belong to no post; returns the
/// storage keys of what went.
pub async fn delete_own_unposted(
    conn: &mut Conn,
    account: AccountId,
    media: &[MediaId],
) -> QueryResult<Vec<String>> {
    let gone: Vec<Media> = diesel::delete(
        media_attachments::table
            .filter(media_attachments::id.eq_any(media))
            .filter(media_attachments::account_id.eq(account))
            .filter(media_attachments::post_id.is_null())
            .filter(media_attachments::held_post_id.is_null())
            .filter(media_attachments::former_post_id.is_null()),
    )
    .returning(Media::as_returning())
    .get_results(conn)
    .await?;
    Ok(gone.into_iter().flat_map(Media::files).collect())
}
