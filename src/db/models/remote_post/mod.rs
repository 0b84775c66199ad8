//! Posts of other servers, stored many at a time: each function is one statement
//! whatever the length of its list.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Nullable, Text, Timestamptz};
use diesel_async::RunQueryDsl;

use crate::db::Conn;
use crate::db::ids::{AccountId, PostId};
use crate::db::models::post::{Post, QuotePolicy, Visibility};
use crate::db::prepared;
use crate::db::schema::{accounts, posts, remote_actors, users};

mod counts;
mod parts;

pub use counts::{add_replies, count_posts, start_counts};
pub use parts::{
    Emoji, Mentioned, Tagged, Whereabouts, insert_emojis, insert_mentions, insert_tags,
    insert_whereabouts, tell,
};

/// A row of `posts` to be.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "the columns are described in the migration")]
pub struct NewRemotePost {
    pub id: PostId,
    pub account_id: AccountId,
    pub uri: String,
    pub url: Option<String>,
    pub in_reply_to_uri: Option<String>,
    pub visibility: Visibility,
    pub text: String,
    pub content: String,
    pub content_warning: String,
    pub sensitive: bool,
    pub language: Option<String>,
    pub edited_at: Option<DateTime<Utc>>,
    pub created_at: DateTime<Utc>,
    pub title: String,
    pub object_kind: String,
    pub quote_policy: QuotePolicy,
}

/// What became of a post that was stored.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName)]
#[expect(missing_docs, reason = "the columns are described in the migration")]
pub struct Stored {
    #[diesel(sql_type = BigInt)]
    pub id: PostId,
    #[diesel(sql_type = Text)]
    pub uri: String,
    #[diesel(sql_type = Nullable<BigInt>)]
    pub in_reply_to_id: Option<PostId>,
}

const INSERT: &str = "
    INSERT INTO posts (id, account_id, uri, url, local, in_reply_to_id, in_reply_to_account_id,
        conversation_id, visibility, text, content, content_warning, sensitive, language,
        edited_at, created_at, title, object_kind, in_reply_to_uri, quote_policy)
    SELECT n.id, n.account_id, n.uri, n.url, false, p.id, p.account_id,
        coalesce(p.conversation_id, n.id), n.visibility, n.text, n.content, n.content_warning,
        n.sensitive, n.language, n.edited_at, n.created_at, n.title, n.object_kind,
        CASE WHEN p.id IS NULL THEN n.in_reply_to_uri END, n.quote_policy
    FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
        AS n (id, account_id, uri, url, in_reply_to_uri, visibility, text, content,
            content_warning, sensitive, language, edited_at, created_at, title, object_kind,
            quote_policy)
    LEFT JOIN posts p ON p.uri = n.in_reply_to_uri AND p.boost_of_id IS NULL
    WHERE NOT EXISTS (
        SELECT 1 FROM withdrawn w JOIN accounts a ON a.uri = w.actor_uri
        WHERE w.uri = n.uri AND a.id = n.account_id)
    ON CONFLICT DO NOTHING
    RETURNING id, uri, in_reply_to_id";

/// Stores those of `posts` that are not here and were not withdrawn by their
/// authors, under the posts they reply to where those are here.
pub async fn insert(conn: &mut Conn, posts: &[NewRemotePost]) -> QueryResult<Vec<Stored>> {
    macro_rules! column {
        ($field:ident) => {
            posts.iter().map(|post| &post.$field).collect::<Vec<_>>()
        };
    }
    prepared::query(INSERT)
        .bind::<Array<BigInt>, _>(column!(id))
        .bind::<Array<BigInt>, _>(column!(account_id))
        .bind::<Array<Text>, _>(column!(uri))
        .bind::<Array<Nullable<Text>>, _>(column!(url))
        .bind::<Array<Nullable<Text>>, _>(column!(in_reply_to_uri))
        .bind::<Array<Text>, _>(column!(visibility))
        .bind::<Array<Text>, _>(column!(text))
        .bind::<Array<Text>, _>(column!(content))
        .bind::<Array<Text>, _>(column!(content_warning))
        .bind::<Array<Bool>, _>(column!(sensitive))
        .bind::<Array<Nullable<Text>>, _>(column!(language))
        .bind::<Array<Nullable<Timestamptz>>, _>(column!(edited_at))
        .bind::<Array<Timestamptz>, _>(column!(created_at))
        .bind::<Array<Text>, _>(column!(title))
        .bind::<Array<Text>, _>(column!(object_kind))
        .bind::<Array<Text>, _>(column!(quote_policy))
        .load(conn)
        .await
}

/// Which of these URIs are here or were withdrawn by these authors.
pub async fn known(conn: &mut Conn, wanted: &[(String, AccountId)]) -> QueryResult<Vec<String>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Text)]
        uri: String,
    }
    let (uris, accounts): (Vec<&str>, Vec<AccountId>) = wanted
        .iter()
        .map(|(uri, account)| (uri.as_str(), *account))
        .unzip();
    let rows: Vec<Row> = prepared::query(
        "SELECT n.uri FROM unnest($1, $2) AS n (uri, account_id)
         WHERE EXISTS (SELECT 1 FROM posts p WHERE p.uri = n.uri)
            OR EXISTS (SELECT 1 FROM withdrawn w JOIN accounts a ON a.uri = w.actor_uri
                WHERE w.uri = n.uri AND a.id = n.account_id)",
    )
    .bind::<Array<Text>, _>(uris)
    .bind::<Array<BigInt>, _>(accounts)
    .load(conn)
    .await?;
    Ok(rows.into_iter().map(|row| row.uri).collect())
}

/// A post that waits for one that just came.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName)]
#[expect(missing_docs, reason = "the columns are described in the migration")]
pub struct Waiting {
    #[diesel(sql_type = BigInt)]
    pub id: PostId,
    #[diesel(sql_type = BigInt)]
    pub parent_id: PostId,
    /// The conversation the waiting post began.
    #[diesel(sql_type = BigInt)]
    pub conversation_id: PostId,
    /// That of the post it waited for.
    #[diesel(sql_type = BigInt)]
    pub parent_conversation_id: PostId,
    /// Whether the reply is counted where everybody reads the count.
    #[diesel(sql_type = Bool)]
    pub counted: bool,
}

/// Puts posts that waited for `parents` under them, at most `limit`.
pub async fn link_waiting(
    conn: &mut Conn,
    parents: &[PostId],
    limit: i64,
) -> QueryResult<Vec<Waiting>> {
    prepared::query(
        "WITH waiting AS (
             SELECT c.id, p.id AS parent_id, p.account_id, p.conversation_id
             FROM posts p JOIN posts c ON c.in_reply_to_uri = p.uri
             WHERE p.id = ANY($1) AND c.id <> p.id ORDER BY c.id LIMIT $2)
         UPDATE posts c SET in_reply_to_id = w.parent_id,
             in_reply_to_account_id = w.account_id, in_reply_to_uri = NULL
         FROM waiting w WHERE c.id = w.id
         RETURNING c.id, w.parent_id, c.conversation_id,
             w.conversation_id AS parent_conversation_id,
             c.deleted_at IS NULL AND c.visibility IN ('public', 'unlisted') AS counted",
    )
    .bind::<Array<BigInt>, _>(parents)
    .rows(limit)
    .load(conn)
    .await
}

/// Moves whole conversations into others: pairs of the old and the new one.
pub async fn join_conversations(conn: &mut Conn, moves: &[(PostId, PostId)]) -> QueryResult<()> {
    let (old, new): (Vec<PostId>, Vec<PostId>) = moves.iter().copied().unzip();
    prepared::query(
        "UPDATE posts p SET conversation_id = m.new FROM unnest($1, $2) AS m (old, new)
         WHERE p.conversation_id = m.old",
    )
    .bind::<Array<BigInt>, _>(old)
    .bind::<Array<BigInt>, _>(new)
    .execute(conn)
    .await?;
    Ok(())
}

/// The post or boost with this object ID, locked until the transaction ends.
pub async fn lock_by_uri(conn: &mut Conn, uri: &str) -> QueryResult<Option<Post>> {
    posts::table
        .filter(posts::uri.eq(uri))
        .select(Post::as_select())
        .for_no_key_update()
        .first(conn)
        .await
        .optional()
}

/// What an edit from elsewhere changes.
#[derive(Debug, Clone, AsChangeset)]
#[diesel(table_name = posts)]
#[diesel(treat_none_as_null = true)]
#[expect(missing_docs, reason = "the columns are described in the migration")]
pub struct RemoteChange {
    pub url: Option<String>,
    pub text: String,
    pub content: String,
    pub content_warning: String,
    pub sensitive: bool,
    pub language: Option<String>,
    pub edited_at: Option<DateTime<Utc>>,
    pub title: String,
    pub object_kind: String,
    pub quote_policy: QuotePolicy,
}

/// Writes an edit.
pub async fn update(conn: &mut Conn, id: PostId, change: &RemoteChange) -> QueryResult<()> {
    diesel::update(posts::table.find(id))
        .set(change)
        .execute(conn)
        .await?;
    Ok(())
}

/// Which of these authors somebody here follows.
pub async fn followed_here(conn: &mut Conn, authors: &[AccountId]) -> QueryResult<Vec<AccountId>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = BigInt)]
        id: AccountId,
    }
    let rows: Vec<Row> = prepared::query(
        "SELECT a.id FROM unnest($1) AS a (id) WHERE EXISTS (
             SELECT 1 FROM follows f JOIN users u ON u.account_id = f.account_id
             WHERE f.target_id = a.id AND f.state = 'accepted')",
    )
    .bind::<Array<BigInt>, _>(authors)
    .load(conn)
    .await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// Accounts by their IDs in the protocol, hidden ones left out: of each its ID here.
pub async fn accounts_by_uri(
    conn: &mut Conn,
    uris: &[String],
) -> QueryResult<Vec<(String, AccountId)>> {
    accounts::table
        .filter(accounts::uri.eq_any(uris))
        .filter(accounts::suspended_at.is_null())
        .filter(accounts::deleted_at.is_null())
        .select((accounts::uri, accounts::id))
        .load(conn)
        .await
}

/// The addresses of these accounts' followers, where they are known.
pub async fn followers_urls(
    conn: &mut Conn,
    ids: &[AccountId],
) -> QueryResult<Vec<(AccountId, Option<String>)>> {
    remote_actors::table
        .filter(remote_actors::account_id.eq_any(ids))
        .select((remote_actors::account_id, remote_actors::followers_url))
        .load(conn)
        .await
}

/// Which of these accounts are members.
pub async fn members(conn: &mut Conn, accounts: &[AccountId]) -> QueryResult<Vec<AccountId>> {
    users::table
        .filter(users::account_id.eq_any(accounts))
        .select(users::account_id)
        .load(conn)
        .await
}

/// Which of these object IDs are posts here that are not deleted.
pub async fn present(conn: &mut Conn, uris: &[&str]) -> QueryResult<Vec<String>> {
    posts::table
        .filter(posts::uri.eq_any(uris))
        .filter(posts::deleted_at.is_null())
        .select(posts::uri)
        .load(conn)
        .await
}
