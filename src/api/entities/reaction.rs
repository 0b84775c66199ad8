//! `Reaction`: to an announcement, and to a post as several other servers have it.

use serde::Serialize;

use crate::api::entities::custom_emoji;
use crate::api::present::Present;
use crate::db::models::announcement::Reactions;
use crate::db::models::reaction::ReactionCount;
use crate::db::views::emojis::Emojis;
use crate::db::views::posts::PostEntry;

/// How people react.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the attributes are documented by Mastodon")]
pub struct Reaction {
    pub name: String,
    pub count: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub me: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub static_url: Option<String>,
}

impl Reaction {
    /// To an announcement.
    #[must_use]
    pub fn to_announcement(present: &Present, row: &Reactions, emojis: &Emojis) -> Self {
        let me = present.viewer.map(|_| row.me);
        Self::new(present, (&row.name, row.count, me), emojis, (&row.name, ""))
    }

    /// To a post. Custom emoji of other servers are named `shortcode@domain`.
    #[must_use]
    pub fn to_post(present: &Present, entry: &PostEntry, row: &ReactionCount) -> Self {
        let reaction = &row.reaction;
        let me = present.viewer.map(|_| entry.flags.reacted_with(reaction));
        let custom = reaction.custom().unwrap_or_default();
        let name = reaction.name();
        Self::new(present, (&name, row.count, me), &entry.emojis, custom)
    }

    fn new(
        present: &Present,
        (name, count, me): (&str, i64, Option<bool>),
        emojis: &Emojis,
        (code, domain): (&str, &str),
    ) -> Self {
        let text = format!(":{code}:");
        let domain = Some(domain).filter(|domain| !domain.is_empty());
        let picture = custom_emoji::named(present, emojis, domain, [text.as_str()]);
        let picture = picture.into_iter().next();
        Self {
            name: name.to_owned(),
            count,
            me,
            url: picture.as_ref().map(|picture| picture.url.clone()),
            static_url: picture.map(|picture| picture.static_url),
        }
    }
}
