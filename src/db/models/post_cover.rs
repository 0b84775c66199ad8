//! `post_covers`: posts of other servers whose pictures moderators cover.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::db::Conn;
use crate::db::ids::PostId;
use crate::db::schema::post_covers;

/// Notes that moderators cover a post, and what its author's server says of it.
/// What was noted before stays.
pub async fn put(
    conn: &mut Conn,
    post: PostId,
    author_sensitive: bool,
    now: DateTime<Utc>,
) -> QueryResult<()> {
    diesel::insert_into(post_covers::table)
        .values((
            post_covers::post_id.eq(post),
            post_covers::author_sensitive.eq(author_sensitive),
            post_covers::created_at.eq(now),
        ))
        .on_conflict_do_nothing()
        .execute(conn)
        .await?;
    Ok(())
}

/// Notes what the author's server says of a post now; whether moderators cover it.
pub async fn said(conn: &mut Conn, post: PostId, author_sensitive: bool) -> QueryResult<bool> {
    let rows = diesel::update(post_covers::table.find(post))
        .set(post_covers::author_sensitive.eq(author_sensitive))
        .execute(conn)
        .await?;
    Ok(rows > 0)
}

/// Takes the cover off; what the author's server says of the post, where there was
/// one.
pub async fn take(conn: &mut Conn, post: PostId) -> QueryResult<Option<bool>> {
    diesel::delete(post_covers::table.find(post))
        .returning(post_covers::author_sensitive)
        .get_result(conn)
        .await
        .optional()
}
