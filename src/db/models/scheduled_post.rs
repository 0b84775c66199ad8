//! `scheduled_posts`: posts that wait for their time.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::db::Conn;
use crate::db::ids::{AccountId, MediaId, ScheduledPostId};
use crate::db::models::media::Media;
use crate::db::page::{Page, Slice};
use crate::db::schema::{media_attachments, scheduled_posts, users};

/// A post that waits for its time.
#[derive(Debug, Clone, PartialEq, Queryable, Selectable, Insertable)]
#[diesel(table_name = scheduled_posts)]
#[diesel(check_for_backend(diesel::pg::Pg))]
#[expect(missing_docs, reason = "the columns are described in the migration")]
pub struct ScheduledPost {
    pub id: ScheduledPostId,
    pub account_id: AccountId,
    pub scheduled_at: DateTime<Utc>,
    pub post: serde_json::Value,
    pub application_id: Option<i64>,
    pub created_at: DateTime<Utc>,
    pub submission_key: Option<String>,
}

/// Stores a post to be; `false` when one of the same request waits already.
pub async fn insert(conn: &mut Conn, row: &ScheduledPost) -> QueryResult<bool> {
    let rows = diesel::insert_into(scheduled_posts::table)
        .values(row)
        .on_conflict((scheduled_posts::account_id, scheduled_posts::submission_key))
        .do_nothing()
        .execute(conn)
        .await?;
    Ok(rows > 0)
}

/// The post to be that came with the request of this name.
pub async fn of_submission(
    conn: &mut Conn,
    member: AccountId,
    key: &str,
) -> QueryResult<Option<ScheduledPostId>> {
    scheduled_posts::table
        .filter(scheduled_posts::account_id.eq(member))
        .filter(scheduled_posts::submission_key.eq(key))
        .select(scheduled_posts::id)
        .first(conn)
        .await
        .optional()
}

/// Lets the name of a request from before `before` stand for another one.
pub async fn forget_submission(
    conn: &mut Conn,
    member: AccountId,
    key: &str,
    before: DateTime<Utc>,
) -> QueryResult<()> {
    diesel::update(
        scheduled_posts::table
            .filter(scheduled_posts::account_id.eq(member))
            .filter(scheduled_posts::submission_key.eq(key))
            .filter(scheduled_posts::created_at.lt(before)),
    )
    .set(scheduled_posts::submission_key.eq(None::<String>))
    .execute(conn)
    .await?;
    Ok(())
}

/// How many posts of `member` wait, and how many of them for a time from `from` to
/// before `to`.
pub async fn counts(
    conn: &mut Conn,
    member: AccountId,
    (from, to): (DateTime<Utc>, DateTime<Utc>),
) -> QueryResult<(i64, i64)> {
    let own = scheduled_posts::table.filter(scheduled_posts::account_id.eq(member));
    let all = own.count().get_result(conn).await?;
    let then = own
        .filter(scheduled_posts::scheduled_at.ge(from))
        .filter(scheduled_posts::scheduled_at.lt(to))
        .count()
        .get_result(conn)
        .await?;
    Ok((all, then))
}

/// One page of what waits for `member`, what was written last first.
pub async fn page(
    conn: &mut Conn,
    member: AccountId,
    page: Page,
) -> QueryResult<Slice<ScheduledPost>> {
    let query = scheduled_posts::table
        .filter(scheduled_posts::account_id.eq(member))
        .filter(scheduled_posts::id.lt(page.upper()))
        .filter(scheduled_posts::id.gt(page.lower()))
        .select(ScheduledPost::as_select())
        .limit(page.fetch());
    let rows = if page.ascending() {
        query.order(scheduled_posts::id.asc()).load(conn).await?
    } else {
        query.order(scheduled_posts::id.desc()).load(conn).await?
    };
    Ok(page.cut(rows))
}

/// A post that waits for `member`.
pub async fn find(
    conn: &mut Conn,
    member: AccountId,
    id: ScheduledPostId,
) -> QueryResult<Option<ScheduledPost>> {
    scheduled_posts::table
        .find(id)
        .filter(scheduled_posts::account_id.eq(member))
        .select(ScheduledPost::as_select())
        .first(conn)
        .await
        .optional()
}

/// The post with this ID, locked until the transaction ends.
pub async fn lock(conn: &mut Conn, id: ScheduledPostId) -> QueryResult<Option<ScheduledPost>> {
    scheduled_posts::table
        .find(id)
        .select(ScheduledPost::as_select())
        .for_update()
        .first(conn)
        .await
        .optional()
}

/// Gives a post another time.
pub async fn set_time(
    conn: &mut Conn,
    id: ScheduledPostId,
    time: DateTime<Utc>,
) -> QueryResult<()> {
    diesel::update(scheduled_posts::table.find(id))
        .set(scheduled_posts::scheduled_at.eq(time))
        .execute(conn)
        .await?;
    Ok(())
}

/// Removes a post that waits; its media wait for nothing any more.
pub async fn delete(conn: &mut Conn, id: ScheduledPostId) -> QueryResult<()> {
    diesel::delete(scheduled_posts::table.find(id))
        .execute(conn)
        .await?;
    Ok(())
}

/// Lets uploads of `member` that were not posted wait with a post; returns how
/// many did not wait with another one.
pub async fn keep_media(
    conn: &mut Conn,
    member: AccountId,
    id: ScheduledPostId,
    media: &[MediaId],
) -> QueryResult<usize> {
    diesel::update(
        media_attachments::table
            .filter(media_attachments::id.eq_any(media))
            .filter(media_attachments::account_id.eq(member))
            .filter(media_attachments::post_id.is_null())
            .filter(media_attachments::former_post_id.is_null())
            .filter(media_attachments::scheduled_post_id.is_null()),
    )
    .set(media_attachments::scheduled_post_id.eq(id))
    .execute(conn)
    .await
}

/// The uploads that wait with these posts.
pub async fn media(
    conn: &mut Conn,
    ids: &[ScheduledPostId],
) -> QueryResult<Vec<(ScheduledPostId, Media)>> {
    let rows: Vec<(Option<ScheduledPostId>, Media)> = media_attachments::table
        .filter(media_attachments::scheduled_post_id.eq_any(ids))
        .order(media_attachments::id)
        .select((media_attachments::scheduled_post_id, Media::as_select()))
        .load(conn)
        .await?;
    Ok(rows
        .into_iter()
        .filter_map(|(id, media)| Some((id?, media)))
        .collect())
}

/// Whether the member may sign in: approved and not disabled.
pub async fn may_post(conn: &mut Conn, member: AccountId) -> QueryResult<bool> {
    diesel::select(diesel::dsl::exists(
        users::table
            .filter(users::account_id.eq(member))
            .filter(users::approved_at.is_not_null())
            .filter(users::disabled_at.is_null()),
    ))
    .get_result(conn)
    .await
}
