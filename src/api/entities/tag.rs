//! `Tag` and `FeaturedTag`.

use serde::Serialize;

use crate::api::entities::time::Day;
use crate::api::present::Present;
use crate::db::models::featured_tag::FeaturedTag as Row;
use crate::db::models::tag::Tag as TagRow;
use crate::domain::tags::TagEntry;
use crate::domain::trends::HistoryDay;
use crate::foundation::text::path_segment;

/// A hashtag with its use in the last days.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the attributes are documented by Mastodon")]
pub struct Tag {
    pub id: String,
    pub name: String,
    pub url: String,
    pub history: Vec<TagDay>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub following: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub featuring: Option<bool>,
}

/// How much a tag was used on a day; numbers as text.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the attributes are documented by Mastodon")]
pub struct TagDay {
    pub day: String,
    pub uses: String,
    pub accounts: String,
}

impl Tag {
    /// A tag with its history, today first.
    #[must_use]
    pub fn new(present: &Present, tag: &TagRow, history: &[HistoryDay]) -> Self {
        let day = |day: &HistoryDay| TagDay {
            day: day.day.to_string(),
            uses: day.uses.to_string(),
            accounts: day.accounts.to_string(),
        };
        Self {
            id: tag.id.to_string(),
            name: tag.display_name.clone(),
            url: url(present, &tag.name),
            history: history.iter().map(day).collect(),
            following: None,
            featuring: None,
        }
    }

    /// A tag with what the asker has to do with it.
    #[must_use]
    pub fn of_entry(present: &Present, entry: &TagEntry, history: &[HistoryDay]) -> Self {
        Self {
            following: entry.mine.map(|mine| mine.following),
            featuring: entry.mine.map(|mine| mine.featuring),
            ..Self::new(present, &entry.tag, history)
        }
    }
}

fn url(present: &Present, stored: &str) -> String {
    present.absolute(&format!("/tags/{}", path_segment(stored)))
}

/// A hashtag on a profile.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the attributes are documented by Mastodon")]
pub struct FeaturedTag {
    pub id: String,
    pub name: String,
    pub url: String,
    pub statuses_count: String,
    pub last_status_at: Option<Day>,
}

impl FeaturedTag {
    /// A tag of a profile; `stored` is its normalised name.
    #[must_use]
    pub fn new(present: &Present, row: &Row, stored: &str) -> Self {
        Self {
            id: row.id.to_string(),
            name: row.name.clone(),
            url: url(present, stored),
            statuses_count: row.posts_count.to_string(),
            last_status_at: row.last_post_at.map(Day),
        }
    }
}
