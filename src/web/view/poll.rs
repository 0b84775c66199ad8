//! Polls and quoted posts as pages show them.

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::{AccountView, NamePart};

/// What a post asks.
#[derive(Debug, Clone, Hash, Serialize)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a separate fact about one poll"
)]
pub struct PollView {
    /// One may choose several answers.
    pub multiple: bool,
    /// The answers, in their order.
    pub options: Vec<PollOptionView>,
    /// People who voted.
    pub voters: u32,
    /// When it ends or ended; `None` for never.
    #[serde(with = "chrono::serde::ts_seconds_option")]
    pub ends_at: Option<DateTime<Utc>>,
    /// Nobody can vote any more.
    pub over: bool,
    /// The reader can vote.
    pub can_vote: bool,
    /// The reader voted.
    pub voted: bool,
}

/// One answer.
#[derive(Debug, Clone, Hash, Serialize)]
pub struct PollOptionView {
    /// Its number in the form, from 0.
    pub position: i16,
    /// What it says, with custom emoji.
    pub parts: Vec<NamePart>,
    /// Votes for it.
    pub votes: u32,
    /// Votes of a hundred voters, 0 to 100.
    pub percent: u32,
    /// The reader chose it.
    pub chosen: bool,
    /// No other has more votes.
    pub leads: bool,
}

/// What a post quotes.
#[derive(Debug, Clone, Hash, Serialize)]
pub struct QuoteView {
    /// How it stands.
    pub state: QuoteStateView,
    /// Where the quoted post is: a path, or an address of another server.
    pub link: Option<String>,
    /// The link leaves this server.
    pub away: bool,
    /// The quoted post; only where it is shown.
    pub post: Option<QuotedView>,
    /// The reader wrote the quoted post and can take it out.
    pub can_revoke: bool,
}

/// How a quote stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum QuoteStateView {
    /// The quoted post is shown.
    Shown,
    /// Its author did not say yes (yet).
    Waiting,
    /// Its author said no, or not any more.
    Refused,
    /// It is not here, or not for the reader.
    Missing,
}

/// A post inside another one.
#[derive(Debug, Clone, Hash, Serialize)]
pub struct QuotedView {
    /// Path of its page.
    pub url: String,
    /// Who wrote it.
    pub author: AccountView,
    /// The words as sanitised HTML.
    pub content_html: String,
    /// The line readers see first.
    pub content_warning: Option<String>,
    /// Language tag of the words.
    pub language: Option<String>,
    /// When it was published.
    #[serde(with = "chrono::serde::ts_seconds")]
    pub created_at: DateTime<Utc>,
    /// How many pictures and other files it has.
    pub files: u32,
    /// It asks something.
    pub asks: bool,
}
