//! `PreviewCard` and `Trends::Link`.

use std::collections::HashMap;

use serde::Serialize;

use crate::api::entities::account::Account;
use crate::api::entities::tag::TagDay;
use crate::api::present::Present;
use crate::db::ids::AccountId;
use crate::db::models::card::Card;
use crate::db::views::emojis::Emojis;
use crate::db::views::persons::Person;
use crate::domain::cards::may_be_author;
use crate::domain::trends::HistoryDay;
use crate::http::remote_media::card_path;

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

/// Who wrote a page. With an account where the page names it and it names the
/// page's website.
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
    pub fn new(
        present: &Present,
        card: &Card,
        people: &HashMap<AccountId, Person>,
        emojis: &Emojis,
    ) -> Self {
        let creator = card.creator_id.and_then(|id| people.get(&id));
        let author = creator.filter(|person| is_author(person, card));
        let (name, url) = match author {
            Some(person) if card.author_name.is_empty() => {
                let row = &person.account;
                let name = Some(&row.display_name).filter(|name| !name.is_empty());
                (name.unwrap_or(&row.username), &row.url)
            }
            _ => (&card.author_name, &card.author_url),
        };
        let authors = PreviewCardAuthor {
            name: name.clone(),
            url: url.clone(),
            account: author.map(|person| Account::new(present, person, emojis)),
        };
        let named = author.is_some() || !name.is_empty() || !url.is_empty();
        let image = card.image_url.as_ref();
        Self {
            url: card.url.clone(),
            title: card.title.clone(),
            description: card.description.clone(),
            kind: card.kind.as_str(),
            authors: named.then_some(authors).into_iter().collect(),
            author_name: card.author_name.clone(),
            author_url: card.author_url.clone(),
            provider_name: card.provider_name.clone(),
            provider_url: card.provider_url.clone(),
            html: card.html.clone(),
            width: card.width,
            height: card.height,
            image: image.map(|_| present.absolute(&card_path(card.id))),
            embed_url: card.embed_url.clone(),
            blurhash: None,
            missing_attribution: present
                .viewer
                .map(|viewer| author.is_none() && card.creator_id == Some(viewer)),
        }
    }
}

/// Whether somebody whom a page names as its author lets it do so.
fn is_author(person: &Person, card: &Card) -> bool {
    let row = &person.account;
    let shown = !person.is_hidden() && row.suspended_at.is_none();
    shown && may_be_author(&row.attribution_domains, &card.url)
}

impl TrendsLink {
    /// A page with its history, today first.
    #[must_use]
    pub fn new(
        present: &Present,
        (card, days): (&Card, &[HistoryDay]),
        people: &HashMap<AccountId, Person>,
        emojis: &Emojis,
    ) -> Self {
        Self {
            card: PreviewCard::new(present, card, people, emojis),
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
