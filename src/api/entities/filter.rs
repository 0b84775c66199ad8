//! `Filter`, what is in it, what it found, and `V1::Filter`.

use serde::Serialize;

use crate::api::entities::time::Time;
use crate::db::models::filter;
use crate::domain::filters::single;

/// What a member does not want to read.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the attributes are documented by Mastodon")]
pub struct Filter {
    pub id: String,
    pub title: String,
    pub context: Vec<String>,
    pub expires_at: Option<Time>,
    pub filter_action: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub keywords: Option<Vec<FilterKeyword>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub statuses: Option<Vec<FilterStatus>>,
}

/// A word of a filter.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the attributes are documented by Mastodon")]
pub struct FilterKeyword {
    pub id: String,
    pub keyword: String,
    pub whole_word: bool,
}

/// A post in a filter.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the attributes are documented by Mastodon")]
pub struct FilterStatus {
    pub id: String,
    pub status_id: String,
}

/// What a filter found in a post.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the attributes are documented by Mastodon")]
pub struct FilterResult {
    pub filter: Filter,
    pub keyword_matches: Option<Vec<String>>,
    pub status_matches: Option<Vec<String>>,
}

/// A filter as older apps know it: one word.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the attributes are documented by Mastodon")]
pub struct SingleFilter {
    pub id: String,
    pub phrase: String,
    pub context: Vec<String>,
    pub whole_word: bool,
    pub expires_at: Option<Time>,
    pub irreversible: bool,
}

impl Filter {
    fn bare(row: &filter::Filter) -> Self {
        Self {
            id: row.id.to_string(),
            title: row.title.clone(),
            context: row.contexts.clone(),
            expires_at: row.expires_at.map(Time),
            filter_action: row.action.as_str(),
            keywords: None,
            statuses: None,
        }
    }

    /// A filter with everything in it.
    #[must_use]
    pub fn new(whole: &filter::WholeFilter) -> Self {
        Self {
            keywords: Some(whole.keywords.iter().map(FilterKeyword::new).collect()),
            statuses: Some(whole.posts.iter().map(FilterStatus::new).collect()),
            ..Self::bare(&whole.filter)
        }
    }
}

impl FilterKeyword {
    /// A word.
    #[must_use]
    pub fn new(row: &filter::FilterKeyword) -> Self {
        Self {
            id: row.id.to_string(),
            keyword: row.keyword.clone(),
            whole_word: row.whole_word,
        }
    }
}

impl FilterStatus {
    /// A post.
    #[must_use]
    pub fn new(row: &filter::FilterPost) -> Self {
        Self {
            id: row.id.to_string(),
            status_id: row.post_id.to_string(),
        }
    }
}

impl FilterResult {
    /// What was found.
    #[must_use]
    pub fn new(result: &filter::FilterResult) -> Self {
        let posts = result.posts.iter().map(ToString::to_string);
        let (keywords, posts) = (result.keywords.clone(), posts.collect::<Vec<_>>());
        Self {
            filter: Filter::bare(&result.filter),
            keyword_matches: (!keywords.is_empty()).then_some(keywords),
            status_matches: (!posts.is_empty()).then_some(posts),
        }
    }
}

impl SingleFilter {
    /// A word and its filter.
    #[must_use]
    pub fn new((keyword, filter): &single::Single) -> Self {
        Self {
            id: keyword.id.to_string(),
            phrase: keyword.keyword.clone(),
            context: filter.contexts.clone(),
            whole_word: keyword.whole_word,
            expires_at: filter.expires_at.map(Time),
            irreversible: single::hides(filter),
        }
    }
}
