//! `polls` and `poll_options`, as edits from elsewhere see them.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::db::Conn;
use crate::db::ids::PostId;
use crate::db::schema::{poll_options, polls};

/// The answers of a post's poll, in their order; none when it has no poll.
pub async fn titles(conn: &mut Conn, post: PostId) -> QueryResult<Vec<String>> {
    poll_options::table
        .filter(poll_options::post_id.eq(post))
        .order(poll_options::position)
        .select(poll_options::title)
        .load(conn)
        .await
}

/// Removes a post's poll with its answers and votes.
pub async fn delete(conn: &mut Conn, post: PostId) -> QueryResult<()> {
    diesel::delete(polls::table.find(post))
        .execute(conn)
        .await?;
    Ok(())
}
