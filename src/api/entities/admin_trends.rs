//! What trends, as moderators read it.

use std::collections::HashMap;

use serde::Serialize;

use crate::api::entities::preview_card::TrendsLink;
use crate::api::entities::status::Status;
use crate::api::entities::tag::Tag;
use crate::api::entities::time::Time;
use crate::api::present::Present;
use crate::db::models::card::Card;
use crate::db::models::tag::Tag as TagRow;
use crate::db::views::emojis::Emojis;
use crate::db::views::posts::PostEntry;
use crate::db::views::statuses::Beside;
use crate::domain::moderation::trends::{Decided, Publisher};
use crate::domain::trends::HistoryDay;

/// A hashtag.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the attributes are documented by Mastodon")]
pub struct AdminTag {
    #[serde(flatten)]
    pub tag: Tag,
    pub trendable: bool,
    pub usable: bool,
    pub requires_review: bool,
}

impl AdminTag {
    /// A tag with its history and what was decided; `open`: what nobody decided
    /// about is shown.
    #[must_use]
    pub fn new(
        present: &Present,
        (tag, history): (&TagRow, &[HistoryDay]),
        decided: Decided,
        open: bool,
    ) -> Self {
        Self {
            tag: Tag::new(present, tag, history),
            trendable: decided.map_or(open, |(allowed, _)| allowed),
            usable: true,
            requires_review: decided.is_none(),
        }
    }
}

/// A page.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the attributes are documented by Mastodon")]
pub struct AdminLink {
    pub id: String,
    #[serde(flatten)]
    pub link: TrendsLink,
    pub requires_review: bool,
}

impl AdminLink {
    /// A page with its history and what was decided.
    #[must_use]
    pub fn new(present: &Present, card: &Card, days: &[HistoryDay], decided: Decided) -> Self {
        Self {
            id: card.id.to_string(),
            // Whose account it may be is no part of the decision.
            link: TrendsLink::new(present, (card, days), &HashMap::new(), &Emojis::default()),
            requires_review: decided.is_none(),
        }
    }
}

/// A post.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the attributes are documented by Mastodon")]
pub struct AdminStatus {
    #[serde(flatten)]
    pub status: Status,
    pub requires_review: bool,
}

impl AdminStatus {
    /// A post and what was decided.
    #[must_use]
    pub fn new(
        present: &Present,
        entry: &PostEntry,
        beside: &Beside,
        decided: Decided,
    ) -> Option<Self> {
        Some(Self {
            status: Status::new(present, entry, beside)?,
            requires_review: decided.is_none(),
        })
    }
}

/// The server of pages.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the attributes are documented by Mastodon")]
pub struct AdminProvider {
    pub id: String,
    pub domain: String,
    pub trendable: Option<bool>,
    pub reviewed_at: Option<Time>,
    pub requested_review_at: Option<Time>,
    pub requires_review: bool,
}

impl AdminProvider {
    /// A server and what was decided.
    #[must_use]
    pub fn new(publisher: &Publisher, decided: Decided) -> Self {
        Self {
            id: publisher.id.to_string(),
            domain: publisher.domain.clone(),
            trendable: decided.map(|(allowed, _)| allowed),
            reviewed_at: decided.map(|(_, at)| Time(at)),
            requested_review_at: None,
            requires_review: decided.is_none(),
        }
    }
}
