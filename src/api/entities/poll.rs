//! `Poll`.

use serde::Serialize;

use crate::api::entities::custom_emoji::{self, CustomEmoji};
use crate::api::entities::time::Time;
use crate::api::present::Present;
use crate::db::views::extras::PollEntry;
use crate::db::views::posts::PostEntry;

/// A question with its answers.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the attributes are documented by Mastodon")]
pub struct Poll {
    pub id: String,
    pub expires_at: Option<Time>,
    pub expired: bool,
    pub multiple: bool,
    pub votes_count: i64,
    pub voters_count: Option<i64>,
    pub options: Vec<PollOption>,
    pub emojis: Vec<CustomEmoji>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub voted: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub own_votes: Option<Vec<i16>>,
}

/// One of the answers.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the attributes are documented by Mastodon")]
pub struct PollOption {
    pub title: String,
    pub votes_count: Option<i64>,
}

impl Poll {
    /// The poll of a post.
    #[must_use]
    pub fn new(present: &Present, entry: &PostEntry, found: &PollEntry) -> Self {
        let options = found.options.iter().map(|option| PollOption {
            title: option.title.clone(),
            votes_count: Some(option.votes_count),
        });
        let titles = found.options.iter().map(|option| option.title.as_str());
        let domain = entry.author.domain.as_deref();
        let voted = present.viewer.map(|viewer| {
            // Who asks has their say, too.
            viewer == entry.author.id || !found.chosen.is_empty()
        });
        Self {
            id: entry.post.id.to_string(),
            expires_at: found.poll.ends_at.map(Time),
            expired: found.over,
            multiple: found.poll.multiple,
            votes_count: found.options.iter().map(|option| option.votes_count).sum(),
            voters_count: found.poll.multiple.then_some(found.poll.voters_count),
            options: options.collect(),
            emojis: custom_emoji::named(present, &entry.emojis, domain, titles),
            voted,
            own_votes: present.viewer.map(|_| found.chosen.clone()),
        }
    }
}
