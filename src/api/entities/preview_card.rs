//! `PreviewCard` and `Trends::Link`.

use serde::Serialize;

use crate::api::entities::account::Account;
use crate::api::entities::tag::TagDay;
use crate::api::present::Present;
use crate::db::models::card::Card;
use crate::domain::trends::HistoryDay;

/// A page that a post links to.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the attributes are documented by Mastodon")]
pub struct PreviewCard {
    pub url: String,
    pub title: String,
    pub description: String,
    #[serde(rename = "type")]
    pub kind: &'static str,
    pub authors: Vec<PreviewCardAuthor>,
    pub author_name: String,
    pub author_url: String,
    pub provider_name: String,
    pub provider_url: String,
    pub html: String,
    pub width: i32,
    pub height: i32,
    pub image: Option<String>,
    pub embed_url: String,
    pub blurhash: Option<String>,
    pub missing_attribution: Option<bool>,
}

/// Who wrote a page. `account` stays empty: pages do not prove whose they are.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the attributes are documented by Mastodon")]
pub struct PreviewCardAuthor {
    pub name: String,
    pub url: String,
    pub account: Option<Account>,
}

/// A page that trends.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the attributes are documented by Mastodon")]
pub struct TrendsLink {
    #[serde(flatten)]
    pub card: PreviewCard,
    pub history: Vec<TagDay>,
}

impl PreviewCard {
    /// The card of a page; its picture comes through this server.
    #[must_use]
    pub fn new(present: &Present, card: &Card) -> Self {
        let author = PreviewCardAuthor {
            name: card.author_name.clone(),
            url: card.author_url.clone(),
            account: None,
        };
        let named = !author.name.is_empty() || !author.url.is_empty();
        let image = card.image_url.as_ref();
        Self {
            url: card.url.clone(),
            title: card.title.clone(),
            description: card.description.clone(),
            kind: card.kind.as_str(),
            authors: named.then_some(author).into_iter().collect(),
            author_name: card.author_name.clone(),
            author_url: card.author_url.clone(),
            provider_name: card.provider_name.clone(),
            provider_url: card.provider_url.clone(),
            html: card.html.clone(),
            width: card.width,
            height: card.height,
            image: image.map(|_| present.absolute(&format!("/media/remote/cards/{}", card.id))),
            embed_url: card.embed_url.clone(),
            blurhash: None,
            missing_attribution: None,
        }
    }
}

impl TrendsLink {
    /// A page with its history, today first.
    #[must_use]
    pub fn new(present: &Present, card: &Card, days: &[HistoryDay]) -> Self {
        Self {
            card: PreviewCard::new(present, card),
            history: days.iter().map(day).collect(),
        }
    }
}

fn day(day: &HistoryDay) -> TagDay {
    TagDay {
        day: day.day.to_string(),
        uses: day.uses.to_string(),
        accounts: day.accounts.to_string(),
    }
}
