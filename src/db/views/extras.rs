//! What some posts have beside their words: a poll, a quoted post, custom emoji.
//! Each kind costs statements only where there is one on the page.

use std::collections::HashMap;
use std::sync::Arc;

use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt};
use diesel_async::RunQueryDsl;

use crate::db::Conn;
use crate::db::ids::PostId;
use crate::db::models::poll::{self, Poll, PollOption};
use crate::db::models::post::Post;
use crate::db::models::quote::Quote;
use crate::db::prepared;
use crate::db::views::emojis::Emojis;
use crate::db::views::posts::PostEntry;
use crate::db::views::timelines::Line;
use crate::db::views::viewer::Viewer;

/// The poll of a post.
#[derive(Debug, Clone)]
pub struct PollEntry {
    /// The question.
    pub poll: Poll,
    /// Its answers, in their order.
    pub options: Vec<PollOption>,
    /// The positions that the viewer voted for.
    pub chosen: Vec<i16>,
    /// Nobody can vote any more.
    pub over: bool,
}

/// What a post quotes.
#[derive(Debug, Clone)]
pub struct QuoteEntry {
    /// How it stands.
    pub quote: Quote,
    /// The quoted post, where the viewer may see it and wants to.
    pub post: Option<Box<PostEntry>>,
}

impl QuoteEntry {
    pub(super) fn new(quote: Quote) -> Self {
        Self { quote, post: None }
    }
}

/// The polls of those posts that have one: two statements, three for members.
pub(super) async fn polls(
    conn: &mut Conn,
    viewer: &Viewer,
    posts: impl Iterator<Item = &Post>,
) -> QueryResult<HashMap<PostId, PollEntry>> {
    let ids: Vec<PostId> = posts
        .filter(|post| post.object_kind == "question")
        .map(|post| post.id)
        .collect();
    let mut entries = HashMap::new();
    if ids.is_empty() {
        return Ok(entries);
    }
    for poll in poll::find_many(conn, &ids).await? {
        let entry = PollEntry {
            poll,
            options: Vec::new(),
            chosen: Vec::new(),
            over: poll.is_over(viewer.at),
        };
        entries.insert(poll.post_id, entry);
    }
    for option in poll::options(conn, &ids).await? {
        if let Some(entry) = entries.get_mut(&option.post_id) {
            entry.options.push(option);
        }
    }
    if let Some(account) = viewer.account_id {
        for vote in poll::votes_of(conn, &[account], &ids).await? {
            if let Some(entry) = entries.get_mut(&vote.post_id) {
                entry.chosen.push(vote.position);
            }
        }
    }
    Ok(entries)
}

/// The lines of the posts that these quote, as far as the viewer may see them
/// and has not blocked or muted who wrote them.
pub(super) async fn quoted(
    conn: &mut Conn,
    viewer: &Viewer,
    entries: &[PostEntry],
) -> QueryResult<Vec<Line>> {
    let ids = quoted_ids(entries);
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let sql = format!(
        "SELECT p.id AS cursor, p.id, p.boost_of_id FROM posts p \
         WHERE p.id = ANY($1) AND p.boost_of_id IS NULL AND {} AND {}",
        viewer.sees("p"),
        viewer.wants_author_of("p"),
    );
    prepared::query(sql)
        .bind::<Array<BigInt>, _>(ids)
        .load(conn)
        .await
}

/// What these posts quote, whoever may see it.
pub(super) fn quoted_ids(entries: &[PostEntry]) -> Vec<PostId> {
    let mut ids: Vec<PostId> = entries
        .iter()
        .filter_map(|entry| entry.quote.as_ref()?.quote.quoted_post_id)
        .collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

/// Puts quoted posts into those that quote them, one level deep.
pub(super) fn put_quoted(entries: &mut [PostEntry], quoted: &[PostEntry]) {
    for entry in entries {
        let Some(quote) = &mut entry.quote else {
            continue;
        };
        let found = quoted
            .iter()
            .find(|post| Some(post.post.id) == quote.quote.quoted_post_id);
        quote.post = found.map(|post| {
            let mut post = post.clone();
            post.quote = None;
            Box::new(post)
        });
    }
}

/// Finds the custom emoji that these posts show, in one statement where there
/// are any.
pub(super) async fn put_emojis(conn: &mut Conn, entries: &mut [PostEntry]) -> QueryResult<()> {
    let mut texts: Vec<(Option<&str>, &str)> = Vec::new();
    let mut named: Vec<(&str, &str)> = Vec::new();
    for entry in entries.iter() {
        let quoted = entry.quote.as_ref().and_then(|quote| quote.post.as_deref());
        for post in std::iter::once(entry).chain(quoted) {
            collect(post, &mut texts);
            let reactions = post.reactions.iter();
            named.extend(reactions.filter_map(|one| one.reaction.custom()));
        }
    }
    let emojis = Arc::new(Emojis::find_with(conn, texts, named).await?);
    for entry in entries {
        let quoted = entry.quote.as_mut().and_then(|quote| quote.post.as_mut());
        if let Some(quoted) = quoted {
            quoted.emojis = Arc::clone(&emojis);
        }
        entry.emojis = Arc::clone(&emojis);
    }
    Ok(())
}

fn collect<'a>(entry: &'a PostEntry, texts: &mut Vec<(Option<&'a str>, &'a str)>) {
    let domain = entry.author.domain.as_deref();
    texts.push((domain, &entry.author.display_name));
    texts.push((domain, &entry.post.content));
    texts.push((domain, &entry.post.content_warning));
    if let Some(poll) = &entry.poll {
        let titles = poll.options.iter().map(|option| option.title.as_str());
        texts.extend(titles.map(|title| (domain, title)));
    }
    if let Some(who) = entry.boost.as_ref().map(|boost| &boost.author) {
        texts.push((who.domain.as_deref(), &who.display_name));
    }
}
