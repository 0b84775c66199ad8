//! What hangs on posts of other servers: mentions, tags, emoji, and where the rest
//! of their threads is.

use chrono::{DateTime, Utc};
use diesel::QueryResult;
use diesel::sql_types::{Array, BigInt, Nullable, Text, Timestamptz};
use diesel_async::RunQueryDsl;

use crate::db::Conn;
use crate::db::ids::{AccountId, EmojiId, NotificationId, PostId, TagId};
use crate::db::models::notification::{self, NotificationKind};
use crate::db::prepared;

macro_rules! column {
    ($rows:ident . $field:ident) => {
        $rows.iter().map(|row| &row.$field).collect::<Vec<_>>()
    };
}

/// Somebody whom a post names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the columns are described in the migration")]
pub struct Mentioned {
    pub post_id: PostId,
    pub account_id: AccountId,
    pub author_id: AccountId,
    /// Under which they are told, if they are members.
    pub notification_id: NotificationId,
}

/// Notes whom posts name.
pub async fn insert_mentions(conn: &mut Conn, rows: &[Mentioned]) -> QueryResult<()> {
    prepared::query(
        "INSERT INTO mentions (post_id, account_id) SELECT * FROM unnest($1, $2)
         ON CONFLICT DO NOTHING",
    )
    .bind::<Array<BigInt>, _>(column!(rows.post_id))
    .bind::<Array<BigInt>, _>(column!(rows.account_id))
    .execute(conn)
    .await?;
    Ok(())
}

/// Tells members of posts, by the rules of `notification::insert`. Returns who was
/// told, but for what was kept aside.
pub async fn tell(
    conn: &mut Conn,
    kind: NotificationKind,
    rows: &[Mentioned],
    now: DateTime<Utc>,
) -> QueryResult<Vec<(NotificationId, AccountId)>> {
    prepared::query(
        "INSERT INTO notifications
             (id, account_id, kind, from_account_id, post_id, created_at, filtered)
         SELECT r.id, r.account_id, $5, r.author_id, r.post_id, $6, v.verdict = 'filter'
         FROM unnest($1, $2, $3, $4) AS r (id, account_id, author_id, post_id)
         JOIN users u ON u.account_id = r.account_id
         CROSS JOIN LATERAL
             notification_verdict(r.account_id, r.author_id, $5, r.post_id, $6) AS v (verdict)
         WHERE v.verdict <> 'drop' AND r.account_id <> r.author_id
         AND NOT EXISTS (SELECT 1 FROM blocks b
             WHERE (b.account_id = r.account_id AND b.target_id = r.author_id)
             OR (b.account_id = r.author_id AND b.target_id = r.account_id))
         AND NOT EXISTS (SELECT 1 FROM mutes m
             WHERE m.account_id = r.account_id AND m.target_id = r.author_id
             AND m.hide_notifications AND (m.expires_at IS NULL OR m.expires_at > $6))
         AND NOT EXISTS (SELECT 1 FROM member_domain_blocks d JOIN accounts a ON a.domain = d.domain
             WHERE d.account_id = r.account_id AND a.id = r.author_id)
         ON CONFLICT DO NOTHING RETURNING id, account_id, filtered",
    )
    .bind::<Array<BigInt>, _>(column!(rows.notification_id))
    .bind::<Array<BigInt>, _>(column!(rows.account_id))
    .bind::<Array<BigInt>, _>(column!(rows.author_id))
    .bind::<Array<BigInt>, _>(column!(rows.post_id))
    .bind::<Text, _>(kind)
    .bind::<Timestamptz, _>(now)
    .load(conn)
    .await
    .map(notification::pairs)
}

/// A hashtag on a post.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the columns are described in the migration")]
pub struct Tagged {
    pub post_id: PostId,
    pub name: String,
    pub display_name: String,
    /// For the tag, if it is new.
    pub tag_id: TagId,
}

/// Puts hashtags on posts; stores those that are new, in the order of their names,
/// so that two transactions do not wait for each other in a ring. Two statements.
pub async fn insert_tags(conn: &mut Conn, rows: &[Tagged], now: DateTime<Utc>) -> QueryResult<()> {
    prepared::query(
        "INSERT INTO tags (id, name, display_name, created_at)
         SELECT id, name, display_name, $4 FROM (
             SELECT DISTINCT ON (name) id, name, display_name
             FROM unnest($1, $2, $3) AS t (id, name, display_name)
             WHERE NOT EXISTS (SELECT 1 FROM tags known WHERE known.name = t.name)
             ORDER BY name, id) t
         ORDER BY name ON CONFLICT DO NOTHING",
    )
    .bind::<Array<BigInt>, _>(column!(rows.tag_id))
    .bind::<Array<Text>, _>(column!(rows.name))
    .bind::<Array<Text>, _>(column!(rows.display_name))
    .bind::<Timestamptz, _>(now)
    .execute(conn)
    .await?;
    prepared::query(
        "INSERT INTO post_tags (tag_id, post_id)
         SELECT t.id, p.post_id FROM unnest($1, $2) AS p (post_id, name)
         JOIN tags t ON t.name = p.name ON CONFLICT DO NOTHING",
    )
    .bind::<Array<BigInt>, _>(column!(rows.post_id))
    .bind::<Array<Text>, _>(column!(rows.name))
    .execute(conn)
    .await?;
    Ok(())
}

/// A custom emoji of another server.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the columns are described in the migration")]
pub struct Emoji {
    pub id: EmojiId,
    pub shortcode: String,
    pub domain: String,
    pub uri: Option<String>,
    pub image_url: String,
    pub updated_at: DateTime<Utc>,
}

/// Stores emoji, and new pictures of known ones. Each name and domain once.
pub async fn insert_emojis(conn: &mut Conn, rows: &[Emoji]) -> QueryResult<()> {
    prepared::query(
        "INSERT INTO custom_emojis AS known (id, shortcode, domain, uri, image_url, updated_at)
         SELECT * FROM unnest($1, $2, $3, $4, $5, $6)
             AS e (id, shortcode, domain, uri, image_url, updated_at)
         ORDER BY e.shortcode, e.domain
         ON CONFLICT (shortcode, coalesce(domain, '')) DO UPDATE SET uri = excluded.uri,
             image_url = excluded.image_url, updated_at = excluded.updated_at
         WHERE known.image_url <> excluded.image_url AND known.updated_at <= excluded.updated_at",
    )
    .bind::<Array<BigInt>, _>(column!(rows.id))
    .bind::<Array<Text>, _>(column!(rows.shortcode))
    .bind::<Array<Text>, _>(column!(rows.domain))
    .bind::<Array<Nullable<Text>>, _>(column!(rows.uri))
    .bind::<Array<Text>, _>(column!(rows.image_url))
    .bind::<Array<Timestamptz>, _>(column!(rows.updated_at))
    .execute(conn)
    .await?;
    Ok(())
}

/// Where the rest of a thread is found.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the columns are described in the migration")]
pub struct Whereabouts {
    pub post_id: PostId,
    pub replies_url: Option<String>,
    pub context_url: Option<String>,
}

/// Notes where the rest of threads is found.
pub async fn insert_whereabouts(conn: &mut Conn, rows: &[Whereabouts]) -> QueryResult<()> {
    prepared::query(
        "INSERT INTO remote_posts (post_id, replies_url, context_url)
         SELECT * FROM unnest($1, $2, $3) ON CONFLICT DO NOTHING",
    )
    .bind::<Array<BigInt>, _>(column!(rows.post_id))
    .bind::<Array<Nullable<Text>>, _>(column!(rows.replies_url))
    .bind::<Array<Nullable<Text>>, _>(column!(rows.context_url))
    .execute(conn)
    .await?;
    Ok(())
}
