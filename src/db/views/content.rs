//! What rules about posts are asked with: facts about authors, and the newest
//! posts to try a rule on.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Nullable, Text, Timestamptz};
use diesel_async::RunQueryDsl;

use crate::db::Conn;
use crate::db::ids::{AccountId, PostId};
use crate::db::prepared;

/// What is known of an author.
#[derive(Debug, Clone, Copy, PartialEq, Eq, QueryableByName)]
pub struct Author {
    /// Who.
    #[diesel(sql_type = BigInt)]
    pub id: AccountId,
    /// When the account says it was made.
    #[diesel(sql_type = Timestamptz)]
    pub created_at: DateTime<Utc>,
    /// Whether it has a picture.
    #[diesel(sql_type = Bool)]
    pub has_avatar: bool,
    /// Whether a member follows it.
    #[diesel(sql_type = Bool)]
    pub followed_here: bool,
}

/// What is known of these authors, in one statement.
pub async fn authors(conn: &mut Conn, ids: &[AccountId]) -> QueryResult<Vec<Author>> {
    prepared::query(
        "SELECT a.id, a.created_at, a.avatar IS NOT NULL AS has_avatar, EXISTS (
             SELECT 1 FROM follows f JOIN users u ON u.account_id = f.account_id
             WHERE f.target_id = a.id AND f.state = 'accepted') AS followed_here
         FROM accounts a WHERE a.id = ANY($1)",
    )
    .bind::<Array<BigInt>, _>(ids)
    .load(conn)
    .await
}

#[derive(QueryableByName)]
struct Pair {
    #[diesel(sql_type = BigInt)]
    a: i64,
    #[diesel(sql_type = BigInt)]
    b: AccountId,
}

/// Which of these pairs of an author and somebody are an author and a follower.
pub async fn followers_among(
    conn: &mut Conn,
    pairs: &[(AccountId, AccountId)],
) -> QueryResult<Vec<(AccountId, AccountId)>> {
    let (authors, others): (Vec<AccountId>, Vec<AccountId>) = pairs.iter().copied().unzip();
    let rows: Vec<Pair> = prepared::query(
        "SELECT n.author AS a, n.other AS b FROM unnest($1, $2) AS n (author, other)
         WHERE EXISTS (SELECT 1 FROM follows f WHERE f.account_id = n.other
             AND f.target_id = n.author AND f.state = 'accepted')",
    )
    .bind::<Array<BigInt>, _>(authors)
    .bind::<Array<BigInt>, _>(others)
    .load(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| (AccountId(row.a), row.b))
        .collect())
}

/// A post that a rule is tried on.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName)]
#[expect(missing_docs, reason = "the columns are described in the migration")]
pub struct Tried {
    #[diesel(sql_type = BigInt)]
    pub id: PostId,
    #[diesel(sql_type = BigInt)]
    pub account_id: AccountId,
    #[diesel(sql_type = Bool)]
    pub local: bool,
    #[diesel(sql_type = Text)]
    pub text: String,
    #[diesel(sql_type = Text)]
    pub content: String,
    #[diesel(sql_type = Text)]
    pub content_warning: String,
    #[diesel(sql_type = Text)]
    pub title: String,
    #[diesel(sql_type = Text)]
    pub uri: String,
    #[diesel(sql_type = Text)]
    pub username: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub domain: Option<String>,
    #[diesel(sql_type = Timestamptz)]
    pub created_at: DateTime<Utc>,
}

/// The newest posts below `before`, at most `limit` of the table's rows looked at.
/// Returns them and the ID to go on from.
pub async fn newest(
    conn: &mut Conn,
    before: PostId,
    limit: i64,
) -> QueryResult<(Vec<Tried>, Option<PostId>)> {
    let rows: Vec<Tried> = prepared::query(
        "SELECT p.id, p.account_id, p.local, p.text, p.content, p.content_warning, p.title,
             p.uri, a.username, a.domain, p.created_at
         FROM (SELECT * FROM posts WHERE id < $1 AND boost_of_id IS NULL AND deleted_at IS NULL
             ORDER BY id DESC LIMIT $2) AS p
         JOIN accounts a ON a.id = p.account_id ORDER BY p.id DESC",
    )
    .bind::<BigInt, _>(before)
    .rows(limit)
    .load(conn)
    .await?;
    let next = rows.last().map(|row| row.id);
    Ok((rows, next))
}

/// Whom these posts name.
pub async fn named(conn: &mut Conn, posts: &[PostId]) -> QueryResult<Vec<(PostId, AccountId)>> {
    let rows: Vec<Pair> = prepared::query(
        "SELECT post_id AS a, account_id AS b FROM mentions WHERE post_id = ANY($1)",
    )
    .bind::<Array<BigInt>, _>(posts)
    .load(conn)
    .await?;
    Ok(rows.into_iter().map(|row| (PostId(row.a), row.b)).collect())
}
