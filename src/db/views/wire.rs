//! Posts as other servers get them: with the addresses of everybody and
//! everything they name, in a fixed number of statements.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Nullable, Text};
use diesel_async::RunQueryDsl;

use crate::db::Conn;
use crate::db::ids::PostId;
use crate::db::models::account::Account;
use crate::db::models::custom_emoji::CustomEmoji;
use crate::db::models::media::{self, Media};
use crate::db::models::post::Post;
use crate::db::models::post_stats::PostStats;
use crate::db::prepared;
use crate::db::schema::{account_limits, accounts, post_stats, posts};
use crate::db::views::emojis;
use crate::foundation::text::emoji;

/// Somebody whom a post names, or to whom it replies openly.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName)]
pub struct Named {
    /// The post.
    #[diesel(sql_type = BigInt)]
    pub post_id: PostId,
    /// The actor.
    #[diesel(sql_type = Text)]
    pub uri: String,
    /// Their name.
    #[diesel(sql_type = Text)]
    pub username: String,
    /// Their host; None on this server.
    #[diesel(sql_type = Nullable<Text>)]
    pub domain: Option<String>,
}

/// A hashtag of a post.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName)]
pub struct Tagged {
    /// The post.
    #[diesel(sql_type = BigInt)]
    pub post_id: PostId,
    /// As stored.
    #[diesel(sql_type = Text)]
    pub name: String,
    /// As first written.
    #[diesel(sql_type = Text)]
    pub display_name: String,
}

/// An option of a poll.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName)]
pub struct PollOption {
    /// The post.
    #[diesel(sql_type = BigInt)]
    pub post_id: PostId,
    /// What can be chosen.
    #[diesel(sql_type = Text)]
    pub title: String,
    /// How many chose it.
    #[diesel(sql_type = BigInt)]
    pub votes_count: i64,
}

/// The poll of a post, without its options.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName)]
pub struct PollRow {
    /// The post.
    #[diesel(sql_type = BigInt)]
    pub post_id: PostId,
    /// More than one option may be chosen.
    #[diesel(sql_type = diesel::sql_types::Bool)]
    pub multiple: bool,
    /// When it ends.
    #[diesel(sql_type = Nullable<diesel::sql_types::Timestamptz>)]
    pub ends_at: Option<chrono::DateTime<chrono::Utc>>,
    /// Since when it is over.
    #[diesel(sql_type = Nullable<diesel::sql_types::Timestamptz>)]
    pub closed_at: Option<chrono::DateTime<chrono::Utc>>,
    /// How many took part.
    #[diesel(sql_type = BigInt)]
    pub voters_count: i64,
}

/// What surrounds a post, by address.
#[derive(Debug, Clone, Default, PartialEq, Eq, QueryableByName)]
pub struct Around {
    /// The post.
    #[diesel(sql_type = BigInt)]
    pub post_id: i64,
    /// The post that it boosts.
    #[diesel(sql_type = Nullable<Text>)]
    pub boosted: Option<String>,
    /// The author of the boosted post.
    #[diesel(sql_type = Nullable<Text>)]
    pub boosted_author: Option<String>,
    /// What it replies to.
    #[diesel(sql_type = Nullable<Text>)]
    pub in_reply_to: Option<String>,
    /// The first post of the thread, where that is of this server.
    #[diesel(sql_type = Nullable<Text>)]
    pub local_root: Option<String>,
    /// The thread's collection at another server.
    #[diesel(sql_type = Nullable<Text>)]
    pub context: Option<String>,
    /// The post that is quoted.
    #[diesel(sql_type = Nullable<Text>)]
    pub quote: Option<String>,
    /// The page of the post that is quoted.
    #[diesel(sql_type = Nullable<Text>)]
    pub quote_url: Option<String>,
    /// The proof that it may be quoted.
    #[diesel(sql_type = Nullable<Text>)]
    pub quote_stamp: Option<String>,
}

/// A post with everything that goes over the wire with it.
#[derive(Debug, Clone)]
pub struct WirePost {
    /// The post.
    pub post: Post,
    /// Who wrote it.
    pub author: Account,
    /// Its counters.
    pub stats: PostStats,
    /// Its pictures, in their order.
    pub media: Vec<Media>,
    /// Whom it names.
    pub named: Vec<Named>,
    /// Its hashtags.
    pub tags: Vec<Tagged>,
    /// Its poll and the options, in their order.
    pub poll: Option<(PollRow, Vec<PollOption>)>,
    /// The custom emoji of this server that it shows, in the order of their names.
    pub emojis: Vec<CustomEmoji>,
    /// What surrounds it.
    pub around: Around,
}

/// The posts with these IDs (tombstones are left out), by ID. Seven statements,
/// however many posts, and one more where they show custom emoji.
pub async fn load(conn: &mut Conn, ids: &[PostId]) -> QueryResult<HashMap<PostId, WirePost>> {
    type Row = (Post, Account, Option<PostStats>, Option<DateTime<Utc>>);
    let rows: Vec<Row> = posts::table
        .inner_join(accounts::table.on(accounts::id.eq(posts::account_id)))
        .left_join(post_stats::table.on(post_stats::post_id.eq(posts::id)))
        .left_join(account_limits::table.on(account_limits::account_id.eq(posts::account_id)))
        .filter(posts::id.eq_any(ids))
        .filter(posts::deleted_at.is_null())
        .select((
            Post::as_select(),
            Account::as_select(),
            Option::<PostStats>::as_select(),
            account_limits::sensitized_at.nullable(),
        ))
        .load(conn)
        .await?;
    if rows.is_empty() {
        return Ok(HashMap::new());
    }
    let mut pictures = HashMap::<PostId, Vec<Media>>::new();
    for picture in media::of_posts(conn, ids).await? {
        if let Some(post) = picture.post_id {
            pictures.entry(post).or_default().push(picture);
        }
    }
    let mut named = by_post(named(conn, ids).await?, |row| row.post_id);
    let mut tags = by_post(tags(conn, ids).await?, |row| row.post_id);
    let mut polls = by_post(polls(conn, ids).await?, |row| row.post_id);
    let mut options = by_post(options(conn, ids).await?, |row| row.post_id);
    let mut around = by_post(around(conn, ids).await?, |row| PostId(row.post_id));
    let complete = rows.into_iter().map(|(mut post, author, stats, covered)| {
        let id = post.id;
        post.sensitive |= covered.is_some();
        let poll = polls.remove(&id).and_then(|mut rows| rows.pop());
        let wire = WirePost {
            post,
            author,
            stats: stats.unwrap_or_default(),
            media: pictures.remove(&id).unwrap_or_default(),
            named: named.remove(&id).unwrap_or_default(),
            tags: tags.remove(&id).unwrap_or_default(),
            poll: poll.map(|poll| (poll, options.remove(&id).unwrap_or_default())),
            emojis: Vec::new(),
            around: around
                .remove(&id)
                .and_then(|mut rows| rows.pop())
                .unwrap_or_default(),
        };
        (id, wire)
    });
    let mut posts = complete.collect();
    put_emojis(conn, &mut posts).await?;
    Ok(posts)
}

async fn put_emojis(conn: &mut Conn, posts: &mut HashMap<PostId, WirePost>) -> QueryResult<()> {
    let names = posts.values().flat_map(shown_names).collect();
    let found = emojis::own(conn, names).await?;
    if found.is_empty() {
        return Ok(());
    }
    for post in posts.values_mut() {
        let names: HashSet<&str> = shown_names(post).collect();
        let shown = |emoji: &&CustomEmoji| names.contains(&*emoji.shortcode);
        post.emojis = found.iter().filter(shown).cloned().collect();
    }
    Ok(())
}

/// What may be the name of a custom emoji in the words of a post.
fn shown_names(wire: &WirePost) -> impl Iterator<Item = &str> {
    let options = wire.poll.iter().flat_map(|(_, options)| options);
    [&wire.post.content, &wire.post.content_warning]
        .into_iter()
        .chain(options.map(|option| &option.title))
        .flat_map(|text| emoji::shortcodes(text))
}

/// One post, unless it is a tombstone.
pub async fn one(conn: &mut Conn, id: PostId) -> QueryResult<Option<WirePost>> {
    Ok(load(conn, &[id]).await?.remove(&id))
}

fn by_post<T>(rows: Vec<T>, post: impl Fn(&T) -> PostId) -> HashMap<PostId, Vec<T>> {
    let mut groups = HashMap::<PostId, Vec<T>>::new();
    for row in rows {
        groups.entry(post(&row)).or_default().push(row);
    }
    groups
}

async fn named(conn: &mut Conn, ids: &[PostId]) -> QueryResult<Vec<Named>> {
    // Whoever an open post replies to is named by it, whatever its text says.
    prepared::query(
        "SELECT n.post_id, a.uri, a.username, a.domain FROM ( \
             SELECT post_id, account_id FROM mentions WHERE post_id = ANY($1) \
             UNION SELECT id, in_reply_to_account_id FROM posts \
             WHERE id = ANY($1) AND in_reply_to_account_id <> account_id \
                 AND visibility IN ('public', 'unlisted')) n \
         JOIN accounts a ON a.id = n.account_id ORDER BY n.post_id, a.id",
    )
    .bind::<Array<BigInt>, _>(ids)
    .load(conn)
    .await
}

async fn tags(conn: &mut Conn, ids: &[PostId]) -> QueryResult<Vec<Tagged>> {
    prepared::query(
        "SELECT p.post_id, t.name, t.display_name \
         FROM post_tags p JOIN tags t ON t.id = p.tag_id \
         WHERE p.post_id = ANY($1) ORDER BY p.post_id, t.name",
    )
    .bind::<Array<BigInt>, _>(ids)
    .load(conn)
    .await
}

async fn polls(conn: &mut Conn, ids: &[PostId]) -> QueryResult<Vec<PollRow>> {
    prepared::query(
        "SELECT post_id, multiple, ends_at, closed_at, voters_count \
         FROM polls WHERE post_id = ANY($1)",
    )
    .bind::<Array<BigInt>, _>(ids)
    .load(conn)
    .await
}

async fn options(conn: &mut Conn, ids: &[PostId]) -> QueryResult<Vec<PollOption>> {
    prepared::query(
        "SELECT post_id, title, votes_count FROM poll_options \
         WHERE post_id = ANY($1) ORDER BY post_id, position",
    )
    .bind::<Array<BigInt>, _>(ids)
    .load(conn)
    .await
}

async fn around(conn: &mut Conn, ids: &[PostId]) -> QueryResult<Vec<Around>> {
    prepared::query(
        "SELECT p.id AS post_id, boosted.uri AS boosted, author.uri AS boosted_author, \
             coalesce(parent.uri, p.in_reply_to_uri) AS in_reply_to, \
             CASE WHEN root.local THEN root.uri END AS local_root, thread.context_url AS context, \
             coalesce(quoted.uri, q.quoted_uri) AS quote, quoted.url AS quote_url, \
             CASE WHEN q.state = 'accepted' THEN q.stamp_uri END AS quote_stamp \
         FROM posts p \
         LEFT JOIN posts boosted ON boosted.id = p.boost_of_id \
         LEFT JOIN accounts author ON author.id = boosted.account_id \
         LEFT JOIN posts parent ON parent.id = p.in_reply_to_id \
         LEFT JOIN posts root ON root.id = p.conversation_id \
         LEFT JOIN remote_posts thread ON thread.post_id = p.conversation_id \
         LEFT JOIN quotes q ON q.post_id = p.id AND q.state IN ('pending', 'accepted') \
         LEFT JOIN posts quoted ON quoted.id = q.quoted_post_id \
         WHERE p.id = ANY($1)",
    )
    .bind::<Array<BigInt>, _>(ids)
    .load(conn)
    .await
}
