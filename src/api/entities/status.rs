//! `Status`.

use serde::Serialize;
use serde_json::Value;

use crate::api::entities::account::Account;
use crate::api::entities::custom_emoji::{self, CustomEmoji};
use crate::api::entities::filter::FilterResult;
use crate::api::entities::media_attachment::MediaAttachment;
use crate::api::entities::poll::Poll;
use crate::api::entities::preview_card::PreviewCard;
use crate::api::entities::reaction::Reaction;
use crate::api::entities::status_parts::{
    Application, Mention, Quote, QuoteApproval, Tag, sees_for_all, visibility,
};
use crate::api::entities::time::Time;
use crate::api::present::Present;
use crate::db::views::posts::PostEntry;
use crate::db::views::statuses::Beside;
use crate::domain::posts::content::content;
use crate::domain::statuses::Statuses;

/// A post as apps read it.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the attributes are documented by Mastodon")]
pub struct Status {
    pub id: String,
    pub uri: String,
    pub created_at: Time,
    pub account: Account,
    pub content: String,
    pub visibility: &'static str,
    pub sensitive: bool,
    pub spoiler_text: String,
    pub media_attachments: Vec<MediaAttachment>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub application: Option<Application>,
    pub mentions: Vec<Mention>,
    pub tags: Vec<Tag>,
    pub emojis: Vec<CustomEmoji>,
    pub reblogs_count: i64,
    pub favourites_count: i64,
    pub quotes_count: i64,
    pub replies_count: i64,
    pub url: Option<String>,
    pub in_reply_to_id: Option<String>,
    pub in_reply_to_account_id: Option<String>,
    pub reblog: Option<Box<Status>>,
    pub poll: Option<Poll>,
    pub card: Option<PreviewCard>,
    pub language: Option<String>,
    /// Only where a post is deleted to be written anew.
    pub text: Option<String>,
    pub edited_at: Option<Time>,
    pub quote: Option<Quote>,
    pub quote_approval: QuoteApproval,
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    pub mine: Option<Mine>,
    pub tagged_collections: Vec<Value>,
    /// As glitch-soc and others have it.
    pub reactions: Vec<Reaction>,
}

/// What the asker did with a post; only for members.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the attributes are documented by Mastodon")]
#[expect(clippy::struct_excessive_bools, reason = "so it is documented")]
pub struct Mine {
    pub favourited: bool,
    pub reblogged: bool,
    pub muted: bool,
    pub bookmarked: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pinned: Option<bool>,
    pub filtered: Vec<FilterResult>,
}

/// The posts of a page.
#[must_use]
pub fn list(present: &Present, statuses: &Statuses) -> Vec<Status> {
    let entries = statuses.entries.iter();
    entries
        .filter_map(|entry| Status::new(present, entry, &statuses.beside))
        .collect()
}

impl Status {
    /// One post; nothing where its author has gone in the same moment.
    #[must_use]
    pub fn new(present: &Present, entry: &PostEntry, beside: &Beside) -> Option<Self> {
        let inner = Self::plain(present, entry, beside, true)?;
        let Some(boost) = &entry.boost else {
            return Some(inner);
        };
        let booster = beside.people.get(&boost.author.id)?;
        Some(Self {
            id: boost.post.id.to_string(),
            uri: boost.post.uri.clone(),
            url: boost
                .post
                .url
                .clone()
                .or_else(|| Some(boost.post.uri.clone())),
            created_at: Time(boost.post.created_at),
            account: Account::new(present, booster, &beside.emojis),
            visibility: visibility(boost.post.visibility),
            in_reply_to_id: None,
            in_reply_to_account_id: None,
            application: None,
            edited_at: None,
            reblog: Some(Box::new(inner.clone())),
            ..inner
        })
    }

    /// A post that is no boost. `whole`: with what it quotes.
    pub(super) fn plain(
        present: &Present,
        entry: &PostEntry,
        beside: &Beside,
        whole: bool,
    ) -> Option<Self> {
        let row = &entry.post;
        let author = beside.people.get(&entry.author.id)?;
        let domain = entry.author.domain.as_deref();
        let texts = [row.content.as_str(), row.content_warning.as_str()];
        let mentions = beside.mentions.get(&row.id).into_iter().flatten();
        let tags = beside.tags.get(&row.id).into_iter().flatten();
        Some(Self {
            id: row.id.to_string(),
            uri: row.uri.clone(),
            created_at: Time(row.created_at),
            account: Account::new(present, author, &beside.emojis),
            content: content(row),
            visibility: visibility(row.visibility),
            sensitive: row.sensitive,
            spoiler_text: row.content_warning.clone(),
            media_attachments: entry
                .media
                .iter()
                .map(|media| MediaAttachment::new(present, media))
                .collect(),
            application: Application::new(present, entry, author),
            mentions: mentions.map(Mention::new).collect(),
            tags: tags.map(|(_, name)| Tag::new(present, name)).collect(),
            emojis: custom_emoji::named(present, &entry.emojis, domain, texts),
            reblogs_count: entry.stats.boosts_count,
            favourites_count: entry.stats.favourites_count,
            quotes_count: beside.quotes.get(&row.id).copied().unwrap_or(0),
            replies_count: entry.stats.replies_count,
            url: row.url.clone().or_else(|| Some(row.uri.clone())),
            in_reply_to_id: row.in_reply_to_id.map(|id| id.to_string()),
            in_reply_to_account_id: row.in_reply_to_account_id.map(|id| id.to_string()),
            reblog: None,
            poll: entry
                .poll
                .as_ref()
                .map(|poll| Poll::new(present, entry, poll)),
            card: beside
                .cards
                .get(&row.id)
                .map(|card| PreviewCard::new(present, card, &beside.people, &beside.emojis)),
            language: row.language.clone(),
            text: None,
            edited_at: row.edited_at.map(Time),
            quote: entry
                .quote
                .as_ref()
                .map(|quote| Quote::new(present, quote, beside, whole)),
            quote_approval: QuoteApproval::new(present, entry),
            mine: mine(present, entry, beside),
            tagged_collections: Vec::new(),
            reactions: entry
                .reactions
                .iter()
                .map(|row| Reaction::to_post(present, entry, row))
                .collect(),
        })
    }
}

fn mine(present: &Present, entry: &PostEntry, beside: &Beside) -> Option<Mine> {
    let viewer = present.viewer?;
    let found = beside.filtered.get(&entry.post.id).into_iter().flatten();
    let own = viewer == entry.author.id && sees_for_all(entry.post.visibility);
    Some(Mine {
        favourited: entry.flags.favourited,
        reblogged: entry.flags.boosted,
        muted: beside.muted.contains(&entry.post.conversation_id),
        bookmarked: entry.flags.bookmarked,
        pinned: own.then_some(entry.flags.pinned),
        filtered: found.map(FilterResult::new).collect(),
    })
}
