//! What search engines may list: people and posts whose owners let themselves be
//! found.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Text, Timestamptz};
use diesel_async::RunQueryDsl;

use crate::db::Conn;
use crate::db::ids::PostId;
use crate::db::prepared;
use crate::db::views::listed::{is_listed, is_public};
use crate::db::views::viewer::Viewer;

/// A member in a sitemap.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName)]
pub struct ListedMember {
    /// The username.
    #[diesel(sql_type = Text)]
    pub username: String,
    /// When they last wrote.
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub changed_at: Option<DateTime<Utc>>,
}

/// A post in a sitemap.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName)]
pub struct ListedPost {
    /// Its ID.
    #[diesel(sql_type = BigInt)]
    pub id: PostId,
    /// Its author's username.
    #[diesel(sql_type = Text)]
    pub username: String,
    /// When it was written or last edited.
    #[diesel(sql_type = Timestamptz)]
    pub changed_at: DateTime<Utc>,
}

/// Members who want to be found, those who wrote last first; at most `limit`.
pub async fn members(conn: &mut Conn, limit: i64) -> QueryResult<Vec<ListedMember>> {
    let sql = format!(
        "SELECT a.username, d.last_post_at AS changed_at \
         FROM directory d JOIN accounts a ON a.id = d.account_id \
         WHERE d.local AND {} \
         ORDER BY d.last_post_at DESC NULLS LAST, d.account_id DESC LIMIT $1",
        is_listed("a")
    );
    prepared::query(sql)
        .bind::<BigInt, _>(limit)
        .load(conn)
        .await
}

/// Public posts of this server with IDs from `first` to before `after`, whose authors
/// let search engines list them; the newest first, at most `limit`.
pub async fn posts(
    conn: &mut Conn,
    visitor: &Viewer,
    (first, after): (i64, i64),
    limit: i64,
) -> QueryResult<Vec<ListedPost>> {
    let sql = format!(
        "SELECT p.id, a.username, COALESCE(p.edited_at, p.created_at) AS changed_at \
         FROM posts p JOIN accounts a ON a.id = p.account_id \
         WHERE p.id >= $1 AND p.id < $2 AND {} AND p.local AND a.indexable AND {} AND {} \
         ORDER BY p.id DESC LIMIT $3",
        is_public("p"),
        visitor.sees("p"),
        visitor.wants_in_public("p")
    );
    prepared::query(sql)
        .bind::<BigInt, _>(first)
        .bind::<BigInt, _>(after)
        .bind::<BigInt, _>(limit)
        .load(conn)
        .await
}

/// When the first of those who are members now came.
pub async fn began(conn: &mut Conn) -> QueryResult<Option<DateTime<Utc>>> {
    use crate::db::schema::users;
    users::table
        .select(diesel::dsl::min(users::created_at))
        .first(conn)
        .await
}
