//! `cards` and `post_cards`: pages that posts link to, as they describe themselves.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Nullable, Text, Timestamptz};
use diesel_async::RunQueryDsl;

use crate::db::Conn;
use crate::db::ids::{AccountId, CardId, PostId};
use crate::db::prepared;
use crate::db::schema::{cards, post_cards};
use crate::db::text_enum::text_enum;

text_enum! {
    /// What a page is shown as.
    CardKind {
        /// A heading, some words and a picture.
        Link = "link",
        /// A photo.
        Photo = "photo",
        /// Something to play, in a frame.
        Video = "video",
        /// Something else in a frame.
        Rich = "rich",
    }
}

/// A page that posts link to.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = cards)]
#[diesel(check_for_backend(diesel::pg::Pg))]
#[expect(missing_docs, reason = "the columns are described in the migration")]
pub struct Card {
    pub id: CardId,
    pub url: String,
    pub kind: CardKind,
    pub title: String,
    pub description: String,
    pub author_name: String,
    pub author_url: String,
    pub provider_name: String,
    pub provider_url: String,
    pub html: String,
    pub embed_url: String,
    pub image_url: Option<String>,
    pub width: i32,
    pub height: i32,
    pub language: Option<String>,
    pub creator_id: Option<AccountId>,
}

/// What a page says about itself.
#[derive(Debug, Clone, PartialEq, Eq, AsChangeset)]
#[diesel(table_name = cards)]
#[diesel(treat_none_as_null = true)]
#[expect(missing_docs, reason = "the columns are described in the migration")]
pub struct CardContent {
    pub kind: CardKind,
    pub title: String,
    pub description: String,
    pub author_name: String,
    pub author_url: String,
    pub provider_name: String,
    pub provider_url: String,
    pub html: String,
    pub embed_url: String,
    pub image_url: Option<String>,
    pub width: i32,
    pub height: i32,
    pub language: Option<String>,
    pub creator_id: Option<AccountId>,
}

impl Default for CardContent {
    /// Says nothing.
    fn default() -> Self {
        Self {
            kind: CardKind::Link,
            title: String::new(),
            description: String::new(),
            author_name: String::new(),
            author_url: String::new(),
            provider_name: String::new(),
            provider_url: String::new(),
            html: String::new(),
            embed_url: String::new(),
            image_url: None,
            width: 0,
            height: 0,
            language: None,
            creator_id: None,
        }
    }
}

/// The cards of these posts that have one to show, in one statement.
pub async fn of_posts(conn: &mut Conn, ids: &[PostId]) -> QueryResult<HashMap<PostId, Card>> {
    let rows: Vec<(PostId, Card)> = post_cards::table
        .inner_join(cards::table.on(cards::id.eq(post_cards::card_id)))
        .filter(post_cards::post_id.eq_any(ids))
        .filter(cards::title.ne(""))
        .select((post_cards::post_id, Card::as_select()))
        .load(conn)
        .await?;
    Ok(rows.into_iter().collect())
}

/// The card with this ID.
pub async fn find(conn: &mut Conn, id: CardId) -> QueryResult<Option<Card>> {
    cards::table
        .find(id)
        .select(Card::as_select())
        .first(conn)
        .await
        .optional()
}

/// The card of this address.
pub async fn by_url(conn: &mut Conn, url: &str) -> QueryResult<Option<Card>> {
    cards::table
        .filter(cards::url.eq(url))
        .select(Card::as_select())
        .first(conn)
        .await
        .optional()
}

/// The cards with these IDs, in no order.
pub async fn find_many(conn: &mut Conn, ids: &[CardId]) -> QueryResult<Vec<Card>> {
    cards::table
        .filter(cards::id.eq_any(ids))
        .select(Card::as_select())
        .load(conn)
        .await
}

/// A post that links to a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkedPage {
    /// The post.
    pub post_id: PostId,
    /// The ID the page gets if it is new.
    pub card_id: CardId,
    /// Its address.
    pub url: String,
}

/// Notes which page each of these posts links to; pages that are new, or were
/// last read before `stale`, are to be fetched at `due`. Each post once.
/// Returns how many pages are to be fetched.
pub async fn link(
    conn: &mut Conn,
    links: &[LinkedPage],
    now: DateTime<Utc>,
    stale: DateTime<Utc>,
    due: DateTime<Utc>,
) -> QueryResult<i64> {
    #[derive(QueryableByName)]
    struct Waiting {
        #[diesel(sql_type = BigInt)]
        waiting: i64,
    }
    let posts: Vec<PostId> = links.iter().map(|link| link.post_id).collect();
    let ids: Vec<CardId> = links.iter().map(|link| link.card_id).collect();
    let urls: Vec<&str> = links.iter().map(|link| link.url.as_str()).collect();
    // The update of what is there already returns its row, and sorts first so
    // that two transactions over the same pages queue up.
    let row: Waiting = prepared::query(
        "WITH given AS (
             SELECT * FROM unnest($1, $2, $3) AS g (post_id, card_id, url)
         ), stored AS (
             INSERT INTO cards AS c (id, url, due_at, created_at)
             SELECT DISTINCT ON (url) card_id, url, $6, $4 FROM given ORDER BY url
             ON CONFLICT (url) DO UPDATE SET due_at = CASE
                 WHEN c.due_at IS NULL AND c.fetched_at < $5 THEN $6 ELSE c.due_at END
             RETURNING id, url, due_at
         ), linked AS (
             INSERT INTO post_cards (post_id, card_id)
             SELECT given.post_id, stored.id FROM given JOIN stored USING (url)
             ON CONFLICT (post_id) DO UPDATE SET card_id = excluded.card_id
         )
         SELECT count(*) AS waiting FROM stored WHERE due_at IS NOT NULL",
    )
    .bind::<Array<BigInt>, _>(posts)
    .bind::<Array<BigInt>, _>(ids)
    .bind::<Array<Text>, _>(urls)
    .bind::<Timestamptz, _>(now)
    .bind::<Timestamptz, _>(stale)
    .bind::<Timestamptz, _>(due)
    .get_result(conn)
    .await?;
    Ok(row.waiting)
}

/// Forgets which pages these posts link to.
pub async fn unlink(conn: &mut Conn, posts: &[PostId]) -> QueryResult<usize> {
    diesel::delete(post_cards::table.filter(post_cards::post_id.eq_any(posts)))
        .execute(conn)
        .await
}

/// A page to be fetched.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName)]
pub struct DueCard {
    /// The card.
    #[diesel(sql_type = BigInt)]
    pub id: CardId,
    /// Its address.
    #[diesel(sql_type = Text)]
    pub url: String,
}

/// Takes up to `limit` pages that are due; until `again` nobody else gets them.
pub async fn claim(
    conn: &mut Conn,
    now: DateTime<Utc>,
    again: DateTime<Utc>,
    limit: i64,
) -> QueryResult<Vec<DueCard>> {
    prepared::query(
        "UPDATE cards SET due_at = $2 FROM (
             SELECT id FROM cards WHERE due_at <= $1
             ORDER BY due_at LIMIT $3 FOR UPDATE SKIP LOCKED
         ) AS next WHERE cards.id = next.id RETURNING cards.id, cards.url",
    )
    .bind::<Timestamptz, _>(now)
    .bind::<Timestamptz, _>(again)
    .rows(limit)
    .load(conn)
    .await
}

/// Writes what a page said at `as_of`, or that it said nothing new (None).
pub async fn settle(
    conn: &mut Conn,
    id: CardId,
    content: Option<&CardContent>,
    as_of: DateTime<Utc>,
) -> QueryResult<()> {
    let settled = (
        cards::fetched_at.eq(as_of),
        cards::due_at.eq(None::<DateTime<Utc>>),
    );
    let row = diesel::update(cards::table.find(id));
    match content {
        Some(content) => row.set((content, settled)).execute(conn).await?,
        None => row.set(settled).execute(conn).await?,
    };
    Ok(())
}

/// Words of a post in which a link may stand.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName)]
pub struct Words {
    /// The post.
    #[diesel(sql_type = BigInt)]
    pub id: PostId,
    /// Of this server.
    #[diesel(sql_type = diesel::sql_types::Bool)]
    pub local: bool,
    /// As HTML.
    #[diesel(sql_type = Text)]
    pub content: String,
    /// The page it was known to link to.
    #[diesel(sql_type = Nullable<BigInt>)]
    pub card_id: Option<CardId>,
}

/// Those of these posts whose links are looked at: not direct ones, not
/// boosts, not what is deleted, and not what quotes another post.
pub async fn words(conn: &mut Conn, ids: &[PostId]) -> QueryResult<Vec<Words>> {
    prepared::query(
        "SELECT p.id, p.local, p.content, c.card_id FROM posts p \
         LEFT JOIN post_cards c ON c.post_id = p.id \
         WHERE p.id = ANY($1) AND p.visibility <> 'direct' AND p.boost_of_id IS NULL \
         AND p.deleted_at IS NULL \
         AND NOT EXISTS (SELECT 1 FROM quotes q WHERE q.post_id = p.id)",
    )
    .bind::<Array<BigInt>, _>(ids)
    .load(conn)
    .await
}
