//! A member's filters.

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::{FormView, Layout, PostView};

/// `member/filters.html`: all filters of the member; with `post`, to choose one
/// for it.
#[derive(Debug, Clone, Serialize)]
pub struct FiltersPage {
    /// The frame.
    pub layout: Layout,
    /// The oldest first.
    pub filters: Vec<FilterView>,
    /// The post that is to go into one of them.
    pub post: Option<PostView>,
}

/// One filter in short.
#[derive(Debug, Clone, Serialize)]
pub struct FilterView {
    /// Filter id.
    pub id: i64,
    /// What it is called.
    pub title: String,
    /// `warn`, `hide` or `blur`.
    pub action: String,
    /// Where it holds: `home`, `notifications`, `public`, `thread`, `account`.
    pub contexts: Vec<String>,
    /// Its words.
    pub keywords: Vec<String>,
    /// How many posts are in it.
    pub posts: u32,
    /// When it ends.
    #[serde(with = "chrono::serde::ts_seconds_option")]
    pub expires_at: Option<DateTime<Utc>>,
    /// It has ended.
    pub over: bool,
}

/// `member/filter.html`: makes or changes a filter. Values: `title`, `action`,
/// `expires_in` (seconds, or empty), `context_home` and so on as `true`, and for
/// each of `rows` `keyword_N`, `whole_N` and, of words that are there, `id_N`.
#[derive(Debug, Clone, Serialize)]
pub struct FilterPage {
    /// The frame.
    pub layout: Layout,
    /// The filter that is changed; `None` for a new one.
    pub filter: Option<FilterView>,
    /// What was typed.
    pub form: FormView,
    /// The lines for words, counted from 1.
    pub rows: Vec<usize>,
    /// A post that goes into the new filter at once.
    pub post_id: Option<i64>,
    /// The posts in it.
    pub caught: Vec<CaughtPost>,
}

/// A post in a filter.
#[derive(Debug, Clone, Serialize)]
pub struct CaughtPost {
    /// Id of its place in the filter.
    pub id: i64,
    /// Path of its page; `None` where the member cannot see it any more.
    pub url: Option<String>,
    /// The start of its words.
    pub excerpt: String,
}
