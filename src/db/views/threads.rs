//! What stands above and below a post in its conversation.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Nullable};
use diesel_async::RunQueryDsl;

use crate::db::Conn;
use crate::db::ids::PostId;
use crate::db::prepared;
use crate::db::views::viewer::Viewer;

/// Most posts that are read above a post.
pub const ANCESTORS_MAX: i64 = 100;
/// Most posts that are read below a post.
pub const DESCENDANTS_MAX: i64 = 500;
/// How deep the replies are followed.
const DEPTH_MAX: i32 = 100;

/// A post in its conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, QueryableByName)]
pub struct Node {
    /// The post.
    #[diesel(sql_type = BigInt)]
    pub id: PostId,
    /// What it replies to.
    #[diesel(sql_type = Nullable<BigInt>)]
    pub parent: Option<PostId>,
    /// Whether the viewer may see it and has not blocked or muted its author.
    #[diesel(sql_type = Bool)]
    pub shown: bool,
}

/// What stands above `post`, the first of the conversation first, and what stands below
/// it, those closest to it first; in one exchange with PostgreSQL.
pub async fn around(
    conn: &Conn,
    post: PostId,
    viewer: &Viewer,
) -> QueryResult<(Vec<Node>, Vec<Node>)> {
    tokio::try_join!(
        ancestors(conn, post, viewer),
        descendants(conn, post, viewer)
    )
}

/// The posts above `post`, the first of the conversation first, hidden ones and
/// tombstones included.
async fn ancestors(conn: &Conn, post: PostId, viewer: &Viewer) -> QueryResult<Vec<Node>> {
    let sql = format!(
        "WITH RECURSIVE above AS ( \
             SELECT p.id, p.in_reply_to_id, 0 AS depth FROM posts p WHERE p.id = $1 \
             UNION ALL \
             SELECT p.id, p.in_reply_to_id, above.depth + 1 \
             FROM above JOIN posts p ON p.id = above.in_reply_to_id \
             WHERE above.depth < {ANCESTORS_MAX}) \
         SELECT p.id, p.in_reply_to_id AS parent, {} AND {} AS shown \
         FROM above JOIN posts p ON p.id = above.id \
         WHERE above.depth > 0 ORDER BY above.depth DESC",
        viewer.sees("p"),
        viewer.wants_author_of("p"),
    );
    prepared::query(sql)
        .bind::<BigInt, _>(post)
        .load(&mut &*conn)
        .await
}

/// The posts below `post`, those closest to it first, hidden ones and
/// tombstones included; one more than [`DESCENDANTS_MAX`] when there are more.
async fn descendants(conn: &Conn, post: PostId, viewer: &Viewer) -> QueryResult<Vec<Node>> {
    // PostgreSQL works a recursive query off level by level and stops at the
    // limit, so a conversation of any size costs no more than what is shown.
    let sql = format!(
        "WITH RECURSIVE below AS ( \
             SELECT p.id, p.in_reply_to_id, 1 AS depth FROM posts p WHERE p.in_reply_to_id = $1 \
             UNION ALL \
             SELECT p.id, p.in_reply_to_id, below.depth + 1 \
             FROM below JOIN posts p ON p.in_reply_to_id = below.id \
             WHERE below.depth < {DEPTH_MAX}) \
         SELECT p.id, p.in_reply_to_id AS parent, {} AND {} AS shown \
         FROM (SELECT id, depth FROM below LIMIT {}) b JOIN posts p ON p.id = b.id \
         ORDER BY b.depth, p.id",
        viewer.sees("p"),
        viewer.wants_author_of("p"),
        DESCENDANTS_MAX + 1,
    );
    prepared::query(sql)
        .bind::<BigInt, _>(post)
        .load(&mut &*conn)
        .await
}
