//! What apps are told of posts beyond what pages show: whom they name, their
//! tags, their authors with counters. A fixed number of statements a page.

use std::collections::{BTreeSet, HashMap, HashSet};

use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt};
use diesel_async::RunQueryDsl;

use crate::db::Conn;
use crate::db::ids::{AccountId, PostId, TagId};
use crate::db::models::card::{self, Card};
use crate::db::models::filter::FilterResult;
use crate::db::models::mention::Mentioned;
use crate::db::prepared;
use crate::db::schema::{accounts, mentions, post_tags, tags};
use crate::db::views::emojis::{self, Emojis};
use crate::db::views::persons::{self, Person};
use crate::db::views::posts::PostEntry;

/// Everything beside the posts of a page.
#[derive(Debug, Clone, Default)]
pub struct Beside {
    /// Authors, boosters, authors of quoted posts, and whom pages name as theirs.
    pub people: HashMap<AccountId, Person>,
    /// The custom emoji in people's names and profiles.
    pub emojis: Emojis,
    /// Whom each post names.
    pub mentions: HashMap<PostId, Vec<Mentioned>>,
    /// The tags of each post, as they were first written.
    pub tags: HashMap<PostId, Vec<(TagId, String)>>,
    /// How often each post is quoted.
    pub quotes: HashMap<PostId, i64>,
    /// Threads of which the viewer does not want to be told.
    pub muted: HashSet<PostId>,
    /// What the viewer's filters found in each post.
    pub filtered: HashMap<PostId, Vec<FilterResult>>,
    /// The page that each post links to, where it says something of itself.
    pub cards: HashMap<PostId, Card>,
}

/// Finds what stands beside these posts.
pub async fn beside(conn: &mut Conn, entries: &[PostEntry]) -> QueryResult<Beside> {
    let mut posts = BTreeSet::new();
    let mut authors = BTreeSet::new();
    for entry in entries {
        note(entry, &mut posts, &mut authors);
    }
    let (posts, mut authors): (Vec<_>, Vec<_>) =
        (posts.into_iter().collect(), authors.into_iter().collect());
    if posts.is_empty() {
        return Ok(Beside::default());
    }
    let cards = card::of_posts(conn, &posts).await?;
    authors.extend(cards.values().filter_map(|card| card.creator_id));
    authors.sort_unstable();
    authors.dedup();
    let people = persons::find_many(conn, &authors).await?;
    Ok(Beside {
        emojis: emojis::of_accounts(conn, people.values().map(|person| &person.account)).await?,
        people,
        mentions: mentioned(conn, &posts).await?,
        tags: tagged(conn, &posts).await?,
        quotes: quoted(conn, &posts).await?,
        muted: HashSet::new(),
        filtered: HashMap::new(),
        cards,
    })
}

fn note(entry: &PostEntry, posts: &mut BTreeSet<PostId>, authors: &mut BTreeSet<AccountId>) {
    posts.insert(entry.post.id);
    authors.insert(entry.author.id);
    if let Some(boost) = &entry.boost {
        authors.insert(boost.author.id);
    }
    if let Some(quoted) = entry.quote.as_ref().and_then(|quote| quote.post.as_ref()) {
        note(quoted, posts, authors);
    }
}

async fn mentioned(
    conn: &mut Conn,
    posts: &[PostId],
) -> QueryResult<HashMap<PostId, Vec<Mentioned>>> {
    let rows: Vec<(PostId, Mentioned)> = mentions::table
        .inner_join(accounts::table.on(accounts::id.eq(mentions::account_id)))
        .filter(mentions::post_id.eq_any(posts))
        .order((mentions::post_id, accounts::id))
        .select((mentions::post_id, Mentioned::as_select()))
        .load(conn)
        .await?;
    Ok(grouped(rows))
}

async fn tagged(
    conn: &mut Conn,
    posts: &[PostId],
) -> QueryResult<HashMap<PostId, Vec<(TagId, String)>>> {
    let rows: Vec<(PostId, (TagId, String))> = post_tags::table
        .inner_join(tags::table.on(tags::id.eq(post_tags::tag_id)))
        .filter(post_tags::post_id.eq_any(posts))
        .order((post_tags::post_id, tags::name))
        .select((post_tags::post_id, (tags::id, tags::name)))
        .load(conn)
        .await?;
    Ok(grouped(rows))
}

/// How many posts quote these, by their IDs; those that nothing quotes are not in it.
pub async fn quoted(conn: &Conn, posts: &[PostId]) -> QueryResult<HashMap<PostId, i64>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = BigInt)]
        id: PostId,
        #[diesel(sql_type = BigInt)]
        count: i64,
    }
    let rows: Vec<Row> = prepared::query(
        "SELECT quoted_post_id AS id, count(*) AS count FROM quotes \
         WHERE quoted_post_id = ANY($1) AND state = 'accepted' GROUP BY quoted_post_id",
    )
    .bind::<Array<BigInt>, _>(posts)
    .load(&mut &*conn)
    .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.count)).collect())
}

fn grouped<T>(rows: Vec<(PostId, T)>) -> HashMap<PostId, Vec<T>> {
    let mut groups: HashMap<PostId, Vec<T>> = HashMap::new();
    for (post, item) in rows {
        groups.entry(post).or_default().push(item);
    }
    groups
}
