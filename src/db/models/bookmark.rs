//! `bookmarks`: what members keep for themselves.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::db::Conn;
use crate::db::ids::{AccountId, BookmarkId, PostId};
use crate::db::schema::bookmarks;

/// A bookmark of a post.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = bookmarks)]
#[diesel(check_for_backend(diesel::pg::Pg))]
#[expect(missing_docs, reason = "the columns are described in the migration")]
pub struct Bookmark {
    pub id: BookmarkId,
    pub account_id: AccountId,
    pub post_id: PostId,
    pub created_at: DateTime<Utc>,
}

/// Stores a bookmark; `false` when it was there already.
pub async fn insert(conn: &mut Conn, bookmark: &Bookmark) -> QueryResult<bool> {
    let rows = diesel::insert_into(bookmarks::table)
        .values(bookmark)
        .on_conflict_do_nothing()
        .execute(conn)
        .await?;
    Ok(rows > 0)
}

/// Removes a bookmark; `false` when there was none.
pub async fn delete(conn: &mut Conn, account: AccountId, post: PostId) -> QueryResult<bool> {
    let rows = diesel::delete(
        bookmarks::table
            .filter(bookmarks::account_id.eq(account))
            .filter(bookmarks::post_id.eq(post)),
    )
    .execute(conn)
    .await?;
    Ok(rows > 0)
}

/// Removes every bookmark of a post.
pub async fn delete_of_post(conn: &mut Conn, post: PostId) -> QueryResult<()> {
    diesel::delete(bookmarks::table.filter(bookmarks::post_id.eq(post)))
        .execute(conn)
        .await?;
    Ok(())
}
