//! The lists that other servers read page by page: replies, likes, boosts and
//! threads of a post, and what is pinned. Only what everybody may see.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use diesel_async::RunQueryDsl;

use crate::db::Conn;
use crate::db::ids::{AccountId, PostId};
use crate::db::page::{Page, Slice};
use crate::db::prepared;
use crate::db::views::viewer::Viewer;

/// Most inboxes that hear of a deletion beside those of the followers.
const REACHED_MAX: i64 = 5_000;
/// Most posts that a profile pins.
const PINS_MAX: i64 = 20;

/// An entry of such a list.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName)]
pub struct Entry {
    /// What the list is sorted by.
    #[diesel(sql_type = BigInt)]
    pub key: i64,
    /// The post or activity.
    #[diesel(sql_type = Text)]
    pub uri: String,
    /// Who wrote or did it.
    #[diesel(sql_type = Text)]
    pub actor: String,
}

/// Open replies to a post; pages run from the oldest when `min_id` is set.
pub async fn replies(
    conn: &mut Conn,
    post: PostId,
    viewer: &Viewer,
    page: &Page,
) -> QueryResult<Slice<Entry>> {
    let of = format!("p.in_reply_to_id = {post} AND p.boost_of_id IS NULL");
    posts(conn, &of, viewer, page).await
}

/// The open posts of a conversation.
pub async fn thread(
    conn: &mut Conn,
    conversation: PostId,
    viewer: &Viewer,
    page: &Page,
) -> QueryResult<Slice<Entry>> {
    let of = format!("p.conversation_id = {conversation} AND p.boost_of_id IS NULL");
    posts(conn, &of, viewer, page).await
}

/// Boosts of a post.
pub async fn boosts(
    conn: &mut Conn,
    post: PostId,
    viewer: &Viewer,
    page: &Page,
) -> QueryResult<Slice<Entry>> {
    posts(conn, &format!("p.boost_of_id = {post}"), viewer, page).await
}

/// Favourites of a post; those made here have no address in their row.
pub async fn favourites(conn: &mut Conn, post: PostId, page: &Page) -> QueryResult<Slice<Entry>> {
    let sql = format!(
        "SELECT p.id AS key, coalesce(p.uri, a.uri || '#likes/' || p.id) AS uri, a.uri AS actor \
         FROM favourites p JOIN accounts a ON a.id = p.account_id \
         WHERE p.post_id = {post} AND {} AND {}",
        Viewer::author_is_shown("p"),
        bounds(page)
    );
    Ok(page.cut(prepared::query(sql).load(conn).await?))
}

async fn posts(
    conn: &mut Conn,
    of: &str,
    viewer: &Viewer,
    page: &Page,
) -> QueryResult<Slice<Entry>> {
    let sql = format!(
        "SELECT p.id AS key, p.uri, a.uri AS actor \
         FROM posts p JOIN accounts a ON a.id = p.account_id WHERE {of} AND {} AND {}",
        viewer.sees("p"),
        bounds(page)
    );
    let mut slice = page.cut(prepared::query(sql).load(conn).await?);
    if page.ascending() {
        // Conversations are read from their beginning.
        slice.items.reverse();
    }
    Ok(slice)
}

fn bounds(page: &Page) -> String {
    format!(
        "p.id < {} AND p.id > {} ORDER BY p.id {} LIMIT {}",
        page.upper(),
        page.lower(),
        if page.ascending() { "ASC" } else { "DESC" },
        page.fetch(),
    )
}

/// People of other servers whom a post names, who wrote what it replies to, or
/// who boosted, favourited, answered or quote it: one for each inbox, which
/// stands for all who share that.
pub async fn reached(conn: &mut Conn, post: PostId) -> QueryResult<Vec<AccountId>> {
    let sql = format!(
        "SELECT DISTINCT ON (coalesce(r.shared_inbox_url, r.inbox_url)) r.account_id AS id FROM ( \
             SELECT account_id FROM mentions WHERE post_id = {post} \
             UNION SELECT in_reply_to_account_id FROM posts WHERE id = {post} \
                 AND visibility IN ('public', 'unlisted') \
             UNION SELECT account_id FROM favourites WHERE post_id = {post} \
             UNION SELECT account_id FROM posts \
                 WHERE boost_of_id = {post} OR in_reply_to_id = {post} \
             UNION SELECT p.account_id FROM quotes q JOIN posts p ON p.id = q.post_id \
                 WHERE q.quoted_post_id = {post}) people \
         JOIN remote_actors r ON r.account_id = people.account_id \
         ORDER BY coalesce(r.shared_inbox_url, r.inbox_url), r.account_id LIMIT {REACHED_MAX}"
    );
    let rows: Vec<AccountIdRow> = prepared::query(sql).load(conn).await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

#[derive(QueryableByName)]
struct AccountIdRow {
    #[diesel(sql_type = BigInt)]
    id: AccountId,
}

#[derive(QueryableByName)]
struct PostIdRow {
    #[diesel(sql_type = BigInt)]
    id: PostId,
}

/// The open posts that an account pinned, the newest pin first.
pub async fn pinned(conn: &mut Conn, account: AccountId) -> QueryResult<Vec<PostId>> {
    let sql = format!(
        "SELECT p.id FROM pins k JOIN posts p ON p.id = k.post_id \
         WHERE k.account_id = {account} AND p.visibility IN ('public', 'unlisted') \
         AND p.deleted_at IS NULL ORDER BY k.created_at DESC, p.id DESC LIMIT {PINS_MAX}"
    );
    let rows: Vec<PostIdRow> = prepared::query(sql).load(conn).await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}
