//! `Announcement`.

use serde::Serialize;

use crate::api::entities::custom_emoji::{self, CustomEmoji};
use crate::api::entities::reaction::Reaction;
use crate::api::entities::status_parts::Tag;
use crate::api::entities::time::Time;
use crate::api::present::Present;
use crate::db::views::emojis::Emojis;
use crate::domain::announcements::AnnouncementEntry;

/// What those in charge tell everybody.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the attributes are documented by Mastodon")]
pub struct Announcement {
    pub id: String,
    pub content: String,
    pub starts_at: Option<Time>,
    pub ends_at: Option<Time>,
    pub all_day: bool,
    pub published_at: Time,
    pub updated_at: Time,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub read: Option<bool>,
    pub mentions: Vec<Named>,
    pub statuses: Vec<Pointed>,
    pub tags: Vec<Tag>,
    pub emojis: Vec<CustomEmoji>,
    pub reactions: Vec<Reaction>,
}

/// Somebody whom an announcement names.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the attributes are documented by Mastodon")]
pub struct Named {
    pub id: String,
    pub username: String,
    pub url: String,
    pub acct: String,
}

/// A post to which an announcement points.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the attributes are documented by Mastodon")]
pub struct Pointed {
    pub id: String,
    pub url: String,
}

impl Announcement {
    /// An announcement as the asker sees it.
    #[must_use]
    pub fn new(present: &Present, entry: &AnnouncementEntry, emojis: &Emojis) -> Self {
        let row = &entry.announcement;
        let people = entry.people.iter().map(|person| Named {
            id: person.id.to_string(),
            username: person.username.clone(),
            url: person.url.clone(),
            acct: person.acct(),
        });
        let reactions = entry.reactions.iter();
        Self {
            id: row.id.to_string(),
            content: row.content.clone(),
            starts_at: row.starts_at.map(Time),
            ends_at: row.ends_at.map(Time),
            all_day: row.all_day,
            published_at: Time(row.published_at),
            updated_at: Time(row.updated_at),
            read: present.viewer.map(|_| entry.read),
            mentions: people.collect(),
            statuses: Vec::new(),
            tags: entry
                .tags
                .iter()
                .map(|tag| Tag::new(present, tag))
                .collect(),
            emojis: custom_emoji::named(present, emojis, None, [row.content.as_str()]),
            reactions: reactions
                .map(|reaction| Reaction::to_announcement(present, reaction, emojis))
                .collect(),
        }
    }
}
