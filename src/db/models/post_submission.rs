//! `post_submissions`: forms that were sent, so that one sent twice makes one post.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::db::Conn;
use crate::db::ids::{AccountId, PostId};
use crate::db::schema::post_submissions;

/// A form of a member that became a post.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = post_submissions)]
#[diesel(check_for_backend(diesel::pg::Pg))]
#[expect(missing_docs, reason = "the columns are described in the migration")]
pub struct PostSubmission {
    pub account_id: AccountId,
    pub key: String,
    pub post_id: PostId,
    pub created_at: DateTime<Utc>,
}

/// Notes that the form becomes this post; `false` when it has become a post
/// since `stale_before`. Waits for another transaction that is at the same form.
pub async fn insert(
    conn: &mut Conn,
    submission: &PostSubmission,
    stale_before: DateTime<Utc>,
) -> QueryResult<bool> {
    let upsert = diesel::insert_into(post_submissions::table)
        .values(submission)
        .on_conflict((post_submissions::account_id, post_submissions::key))
        .do_update()
        .set((
            post_submissions::post_id.eq(submission.post_id),
            post_submissions::created_at.eq(submission.created_at),
        ));
    let rows = diesel::query_dsl::methods::FilterDsl::filter(
        upsert,
        post_submissions::created_at.lt(stale_before),
    )
    .execute(conn)
    .await?;
    Ok(rows > 0)
}

/// What the form became.
pub async fn find(
    conn: &mut Conn,
    account: AccountId,
    key: &str,
) -> QueryResult<Option<PostSubmission>> {
    post_submissions::table
        .find((account, key))
        .select(PostSubmission::as_select())
        .first(conn)
        .await
        .optional()
}

/// Forgets what was sent before `time`; returns how many rows went.
pub async fn delete_before(conn: &mut Conn, time: DateTime<Utc>) -> QueryResult<usize> {
    diesel::delete(post_submissions::table.filter(post_submissions::created_at.lt(time)))
        .execute(conn)
        .await
}
