//! Filters as older apps know them: one word each, which is the filter.

use crate::db::Conn;
use crate::db::ids::{AccountId, FilterKeywordId};
use crate::db::models::filter::{Filter, FilterAction, FilterKeyword};
use crate::domain::DomainContext;
use crate::domain::filters::{self, Expiry, SentFilter, SentKeyword, parts};
use crate::foundation::error::{Error, Result};

/// A word and the filter it stands in.
pub type Single = (FilterKeyword, Filter);

/// What an older app sends.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SentSingle {
    /// The word.
    pub phrase: Option<String>,
    /// Where the filter holds.
    pub contexts: Option<Vec<String>>,
    /// Whether it hides instead of warning.
    pub irreversible: Option<bool>,
    /// Whether it has to be a whole word.
    pub whole_word: Option<bool>,
    /// When it ends.
    pub expiry: Expiry,
}

/// Every word of every filter of a member.
pub async fn all(conn: &mut Conn, member: AccountId) -> Result<Vec<Single>> {
    let all = filters::all(conn, member).await?;
    let singles = all.into_iter().flat_map(|whole| {
        let filter = whole.filter;
        let words = whole.keywords.into_iter();
        words.map(move |keyword| (keyword, filter.clone()))
    });
    Ok(singles.collect())
}

/// A word of a member's filter.
///
/// # Errors
/// `NotFound`.
pub async fn get(conn: &mut Conn, member: AccountId, id: FilterKeywordId) -> Result<Single> {
    let keyword = parts::get_keyword(conn, member, id).await?;
    let whole = filters::get(conn, member, keyword.filter_id).await?;
    Ok((keyword, whole.filter))
}

/// Makes a filter of one word.
///
/// # Errors
/// As [`filters::create`]; also `phrase`.
pub async fn create(
    conn: &mut Conn,
    cx: &DomainContext,
    member: AccountId,
    sent: &SentSingle,
) -> Result<Single> {
    if sent
        .phrase
        .as_deref()
        .is_none_or(|phrase| phrase.trim().is_empty())
    {
        return Err(Error::field("phrase", "Phrase can't be blank"));
    }
    let made = filters::create(conn, cx, member, &whole(sent, None)).await?;
    let keyword = made.keywords.into_iter().next();
    Ok((keyword.ok_or_else(Error::not_found)?, made.filter))
}

/// Changes a word and its filter.
///
/// # Errors
/// As [`create`]; `NotFound`; `Invalid` when the filter has other words, for which
/// that would change as well.
pub async fn update(
    conn: &mut Conn,
    cx: &DomainContext,
    member: AccountId,
    id: FilterKeywordId,
    sent: &SentSingle,
) -> Result<Single> {
    let keyword = parts::get_keyword(conn, member, id).await?;
    let there = filters::get(conn, member, keyword.filter_id).await?;
    let changes = whole(sent, Some(id));
    let context = changes.contexts.as_ref();
    let same = context.is_none_or(|contexts| *contexts == there.filter.contexts)
        && sent
            .irreversible
            .is_none_or(|hide| hide == hides(&there.filter))
        && sent.expiry == Expiry::AsBefore;
    if there.keywords.len() > 1 && !same {
        let message = "These parameters cannot be changed from this application because they \
                       apply to more than one filter keyword. Use a more recent application or \
                       the web interface.";
        return Err(Error::invalid(message));
    }
    let changed = filters::update(conn, cx, member, keyword.filter_id, &changes).await?;
    let keyword = changed.keywords.into_iter().find(|word| word.id == id);
    Ok((keyword.ok_or_else(Error::not_found)?, changed.filter))
}

/// Removes a word, and its filter when nothing else is in it.
///
/// # Errors
/// `NotFound`.
pub async fn delete(conn: &mut Conn, member: AccountId, id: FilterKeywordId) -> Result<()> {
    let keyword = parts::get_keyword(conn, member, id).await?;
    let there = filters::get(conn, member, keyword.filter_id).await?;
    if there.keywords.len() == 1 && there.posts.is_empty() {
        return filters::delete(conn, member, keyword.filter_id).await;
    }
    parts::remove_keyword(conn, member, id).await
}

/// Whether the filter is what older apps call irreversible.
#[must_use]
pub fn hides(filter: &Filter) -> bool {
    filter.action == FilterAction::Hide
}

fn whole(sent: &SentSingle, id: Option<FilterKeywordId>) -> SentFilter {
    let action = sent.irreversible.map(|hide| {
        if hide {
            FilterAction::Hide
        } else {
            FilterAction::Warn
        }
    });
    SentFilter {
        title: sent.phrase.clone(),
        contexts: sent.contexts.clone(),
        action: action.map(|action| action.as_str().to_owned()),
        expiry: sent.expiry,
        keywords: vec![SentKeyword {
            id,
            keyword: sent.phrase.clone(),
            whole_word: sent.whole_word,
            destroy: false,
        }],
    }
}
