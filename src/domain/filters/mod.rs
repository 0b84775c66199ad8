//! What members do not want to read: words and posts, each with where the filter
//! holds and what it does. The server says which filters match; clients act on it.

mod matching;
pub mod parts;
mod reading;
pub mod single;

use std::collections::HashMap;

use chrono::Duration;

use crate::db::ids::{AccountId, FilterId, FilterKeywordId, PostId};
pub use crate::db::models::filter::FilterResult;
use crate::db::models::filter::{
    self, Filter, FilterAction, FilterContext, FilterKeyword, WholeFilter,
};
use crate::db::views::posts::PostEntry;
use crate::db::{Conn, Transactional as _};
use crate::domain::DomainContext;
use crate::domain::live::{self, Signal};
use crate::foundation::error::{Error, FieldError, Result};
use crate::foundation::message::Message;
use crate::foundation::text::clean_line;

pub use reading::Reading;

/// Most filters of a member.
pub const FILTERS_MAX: usize = 200;
/// Most words of a filter.
pub const KEYWORDS_MAX: usize = 200;
/// Most posts in a filter.
pub const POSTS_MAX: usize = 1000;
/// Longest title, in characters.
pub const TITLE_MAX: usize = 256;
/// Longest word or words, in characters.
pub const KEYWORD_MAX: usize = 512;
/// The longest time that a filter holds if it ends by itself, in seconds.
const EXPIRES_MAX: i64 = 100 * 366 * 86_400;

/// When a filter ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Expiry {
    /// As before; a new one never.
    #[default]
    AsBefore,
    /// Never.
    Never,
    /// After so many seconds.
    In(i64),
}

/// A word as it was sent.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SentKeyword {
    /// The word that is there, to change or remove it.
    pub id: Option<FilterKeywordId>,
    /// What to look for; None leaves it as it is.
    pub keyword: Option<String>,
    /// Whether it has to be a whole word; None leaves it as it is, for a new one no.
    pub whole_word: Option<bool>,
    /// It goes.
    pub destroy: bool,
}

/// A filter as it was sent. What is None stays as it is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SentFilter {
    /// What it is called.
    pub title: Option<String>,
    /// Where it holds, in words of [`FilterContext`].
    pub contexts: Option<Vec<String>>,
    /// What it does, a word of [`FilterAction`].
    pub action: Option<String>,
    /// When it ends.
    pub expiry: Expiry,
    /// Its words; those that are not named stay.
    pub keywords: Vec<SentKeyword>,
}

/// All filters of a member, those that ended included.
pub async fn all(conn: &mut Conn, member: AccountId) -> Result<Vec<WholeFilter>> {
    Ok(filter::load(conn, member, None, None).await?)
}

/// A filter of a member.
///
/// # Errors
/// `NotFound`.
pub async fn get(conn: &mut Conn, member: AccountId, id: FilterId) -> Result<WholeFilter> {
    let found = filter::load(conn, member, Some(id), None).await?;
    found.into_iter().next().ok_or_else(Error::not_found)
}

/// Makes a filter.
///
/// # Errors
/// `Invalid` naming `title`, `context`, `filter_action`, `expires_in` or `keywords`.
pub async fn create(
    conn: &mut Conn,
    cx: &DomainContext,
    member: AccountId,
    sent: &SentFilter,
) -> Result<WholeFilter> {
    let blank = Filter {
        id: FilterId(cx.ids.next()),
        account_id: member,
        title: String::new(),
        contexts: Vec::new(),
        action: FilterAction::Warn,
        expires_at: None,
        created_at: cx.clock.now(),
    };
    let row = apply(cx, blank, sent)?;
    if filter::count(conn, member).await? >= as_count(FILTERS_MAX) {
        return Err(Error::invalid(Message::of("refused-filter-many")));
    }
    conn.transaction(async |conn| {
        filter::insert(conn, &row).await?;
        put_keywords(conn, cx, &row, &[], &sent.keywords).await?;
        changed(conn, member).await
    })
    .await?;
    get(conn, member, row.id).await
}

/// Changes a filter.
///
/// # Errors
/// As [`create`]; `NotFound`.
pub async fn update(
    conn: &mut Conn,
    cx: &DomainContext,
    member: AccountId,
    id: FilterId,
    sent: &SentFilter,
) -> Result<WholeFilter> {
    let before = get(conn, member, id).await?;
    let row = apply(cx, before.filter, sent)?;
    conn.transaction(async |conn| {
        filter::update(conn, &row).await?;
        put_keywords(conn, cx, &row, &before.keywords, &sent.keywords).await?;
        changed(conn, member).await
    })
    .await?;
    get(conn, member, id).await
}

/// Removes a filter with everything in it.
///
/// # Errors
/// `NotFound`.
pub async fn delete(conn: &mut Conn, member: AccountId, id: FilterId) -> Result<()> {
    conn.transaction(async |conn| {
        if !filter::delete(conn, member, id).await? {
            return Err(Error::not_found());
        }
        changed(conn, member).await
    })
    .await
}

/// Tells the member's devices.
async fn changed(conn: &mut Conn, member: AccountId) -> Result<()> {
    live::announce(conn, &[Signal::FiltersChanged { account: member }]).await
}

fn apply(cx: &DomainContext, mut row: Filter, sent: &SentFilter) -> Result<Filter> {
    let mut wrong = Vec::new();
    if let Some(title) = &sent.title {
        row.title = clean_line(title);
    }
    if row.title.is_empty() {
        wrong.push(problem("title", Message::of("refused-title-blank")));
    } else if row.title.chars().count() > TITLE_MAX {
        let message = Message::about("refused-title-long", [("max", TITLE_MAX.into())]);
        wrong.push(problem("title", message));
    }
    if let Some(contexts) = &sent.contexts {
        row.contexts.clone_from(contexts);
        row.contexts.dedup();
    }
    let known = |word: &String| word.parse::<FilterContext>().is_ok();
    if row.contexts.is_empty() {
        let message = Message::of("refused-filter-where-blank");
        wrong.push(problem("context", message));
    }
    if row.contexts.is_empty() || !row.contexts.iter().all(known) {
        let message = Message::of("refused-filter-where");
        wrong.push(problem("context", message));
    }
    match sent.action.as_deref().map(str::parse) {
        None => {}
        Some(Ok(action)) => row.action = action,
        Some(Err(_)) => {
            let message = Message::of("refused-filter-action");
            wrong.push(problem("filter_action", message));
        }
    }
    match sent.expiry {
        Expiry::AsBefore => {}
        Expiry::Never => row.expires_at = None,
        Expiry::In(seconds) => {
            let seconds = seconds.clamp(0, EXPIRES_MAX);
            row.expires_at = Some(cx.clock.now() + Duration::seconds(seconds));
        }
    }
    if wrong.is_empty() {
        Ok(row)
    } else {
        Err(Error::invalid_fields(wrong))
    }
}

async fn put_keywords(
    conn: &mut Conn,
    cx: &DomainContext,
    row: &Filter,
    before: &[FilterKeyword],
    sent: &[SentKeyword],
) -> Result<()> {
    let (mut put, mut gone) = (Vec::new(), Vec::new());
    for word in sent {
        let there = match word.id {
            None => None,
            Some(id) => {
                let there = before.iter().find(|keyword| keyword.id == id);
                Some(there.ok_or_else(Error::not_found)?)
            }
        };
        match (there, word.destroy) {
            (Some(there), true) => gone.push(there.id),
            (None, true) => {}
            (there, false) => put.push(keyword(cx, row.id, there, word)?),
        }
    }
    let after = before.len() + put.iter().filter(|word| is_new(before, word)).count();
    if after.saturating_sub(gone.len()) > KEYWORDS_MAX {
        return Err(too_many_words());
    }
    if !gone.is_empty() {
        filter::delete_keywords(conn, row.id, &gone).await?;
    }
    // One statement cannot write the same row twice: the last word counts.
    put.reverse();
    let mut seen = std::collections::HashSet::new();
    put.retain(|word| seen.insert(word.id));
    put.reverse();
    if !put.is_empty() {
        filter::put_keywords(conn, &put).await?;
    }
    Ok(())
}

fn is_new(before: &[FilterKeyword], word: &FilterKeyword) -> bool {
    before.iter().all(|there| there.id != word.id)
}

/// The row of a word: a new one, or `there` with new terms.
fn keyword(
    cx: &DomainContext,
    filter_id: FilterId,
    there: Option<&FilterKeyword>,
    sent: &SentKeyword,
) -> Result<FilterKeyword> {
    let text = match (&sent.keyword, there) {
        (Some(text), _) => clean_line(text),
        (None, Some(there)) => there.keyword.clone(),
        (None, None) => String::new(),
    };
    if text.is_empty() {
        let message = Message::of("refused-filter-word-blank");
        return Err(Error::field("keywords", message));
    }
    if text.chars().count() > KEYWORD_MAX {
        let values = [("max", KEYWORD_MAX.into())];
        let message = Message::about("refused-filter-word-long", values);
        return Err(Error::field("keywords", message));
    }
    Ok(FilterKeyword {
        id: there.map_or_else(|| FilterKeywordId(cx.ids.next()), |there| there.id),
        filter_id,
        keyword: text,
        whole_word: sent
            .whole_word
            .unwrap_or_else(|| there.is_some_and(|there| there.whole_word)),
    })
}

fn problem(field: &'static str, message: Message) -> FieldError {
    FieldError { field, message }
}

fn too_many_words() -> Error {
    let values = [("max", KEYWORDS_MAX.into())];
    let message = Message::about("refused-filter-words-many", values);
    Error::field("keywords", message)
}

fn as_count(most: usize) -> i64 {
    i64::try_from(most).unwrap_or(i64::MAX)
}

/// The filters of these members that hold now, by the member. One statement.
pub async fn of_many(
    conn: &mut Conn,
    cx: &DomainContext,
    members: &[AccountId],
) -> Result<HashMap<AccountId, Vec<WholeFilter>>> {
    let mut filters: HashMap<AccountId, Vec<WholeFilter>> = HashMap::new();
    for whole in filter::of_many(conn, members, cx.clock.now()).await? {
        let owner = whole.filter.account_id;
        filters.entry(owner).or_default().push(whole);
    }
    Ok(filters)
}

/// What the member's filters find in these posts and in those that they quote, by
/// the post's ID (for a boost, that of the boosted post). One statement.
pub async fn matches(
    conn: &mut Conn,
    cx: &DomainContext,
    member: AccountId,
    entries: &[PostEntry],
) -> Result<HashMap<PostId, Vec<FilterResult>>> {
    let mut found = HashMap::new();
    if entries.is_empty() {
        return Ok(found);
    }
    let filters = filter::load(conn, member, None, Some(cx.clock.now())).await?;
    if filters.is_empty() {
        return Ok(found);
    }
    for entry in entries {
        found.extend(Reading::new(entry).find(&filters));
    }
    Ok(found)
}
