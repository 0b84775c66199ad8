//! `post_edits`: earlier versions of edited posts.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::db::Conn;
use crate::db::ids::{MediaId, PostEditId, PostId};
use crate::db::schema::post_edits;

/// Most versions that are read at once.
const VERSIONS_MAX: i64 = 100;

/// An earlier version of a post.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = post_edits)]
#[diesel(check_for_backend(diesel::pg::Pg))]
#[expect(missing_docs, reason = "the columns are described in the migration")]
pub struct PostEdit {
    pub id: PostEditId,
    pub post_id: PostId,
    pub text: String,
    pub content: String,
    pub content_warning: String,
    pub sensitive: bool,
    pub language: Option<String>,
    pub created_at: DateTime<Utc>,
    pub media_ids: Vec<MediaId>,
    pub media_descriptions: Vec<String>,
    pub poll_options: Option<Vec<String>>,
}

/// Keeps a version.
pub async fn insert(conn: &mut Conn, edit: &PostEdit) -> QueryResult<()> {
    diesel::insert_into(post_edits::table)
        .values(edit)
        .execute(conn)
        .await?;
    Ok(())
}

/// The newest hundred earlier versions of a post, the newest first.
pub async fn of_post(conn: &mut Conn, post: PostId) -> QueryResult<Vec<PostEdit>> {
    post_edits::table
        .filter(post_edits::post_id.eq(post))
        .order(post_edits::id.desc())
        .limit(VERSIONS_MAX)
        .select(PostEdit::as_select())
        .load(conn)
        .await
}

/// How many earlier versions of a post are kept.
pub async fn count(conn: &mut Conn, post: PostId) -> QueryResult<i64> {
    post_edits::table
        .filter(post_edits::post_id.eq(post))
        .count()
        .get_result(conn)
        .await
}

/// Forgets every earlier version of a post.
pub async fn delete_of_post(conn: &mut Conn, post: PostId) -> QueryResult<()> {
    diesel::delete(post_edits::table.filter(post_edits::post_id.eq(post)))
        .execute(conn)
        .await?;
    Ok(())
}
