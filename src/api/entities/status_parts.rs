//! What a `Status` is made of: mentions, tags, quotes.

use serde::Serialize;

use crate::api::entities::status::Status;
use crate::api::present::Present;
use crate::db::models::mention::Mentioned;
use crate::db::models::post::{QuotePolicy, Visibility};
use crate::db::models::quote::QuoteState;
use crate::db::views::extras::QuoteEntry;
use crate::db::views::persons::Person;
use crate::db::views::posts::PostEntry;
use crate::db::views::statuses::Beside;

/// The app that a post was written with.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the attributes are documented by Mastodon")]
pub struct Application {
    pub name: String,
    pub website: Option<String>,
}

impl Application {
    /// The app of a post, where its author lets others know, and always for them.
    pub(super) fn new(present: &Present, entry: &PostEntry, author: &Person) -> Option<Self> {
        let own = present.viewer == Some(entry.author.id);
        let app = entry.application.as_ref();
        let app = app.filter(|_| own || author.shows_application)?;
        Some(Self {
            name: app.name.clone(),
            website: app.website.clone(),
        })
    }
}

/// Somebody whom a post names.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the attributes are documented by Mastodon")]
pub struct Mention {
    pub id: String,
    pub username: String,
    pub url: String,
    pub acct: String,
}

impl Mention {
    pub(super) fn new(mentioned: &Mentioned) -> Self {
        let acct = match &mentioned.domain {
            None => mentioned.username.clone(),
            Some(domain) => format!("{}@{domain}", mentioned.username),
        };
        Self {
            id: mentioned.id.to_string(),
            username: mentioned.username.clone(),
            url: mentioned.url.clone(),
            acct,
        }
    }
}

/// A tag of a post.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the attributes are documented by Mastodon")]
pub struct Tag {
    pub name: String,
    pub url: String,
}

impl Tag {
    pub(super) fn new(present: &Present, name: &str) -> Self {
        Self {
            name: name.to_owned(),
            url: tag_url(present, name),
        }
    }
}

/// The page of a tag.
#[must_use]
pub fn tag_url(present: &Present, name: &str) -> String {
    let name = percent_encoding::utf8_percent_encode(name, percent_encoding::NON_ALPHANUMERIC);
    present.absolute(&format!("/tags/{name}"))
}

/// A quote: whole at the first level, by its ID below.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the attributes are documented by Mastodon")]
#[serde(untagged)]
pub enum Quote {
    Whole {
        state: &'static str,
        quoted_status: Option<Box<Status>>,
    },
    Shallow {
        state: &'static str,
        quoted_status_id: Option<String>,
    },
}

impl Quote {
    pub(super) fn new(present: &Present, found: &QuoteEntry, beside: &Beside, whole: bool) -> Self {
        let accepted = found.quote.state == QuoteState::Accepted;
        let quoted = found.post.as_deref().filter(|_| accepted);
        let state = match found.quote.state {
            QuoteState::Pending => "pending",
            QuoteState::Rejected => "rejected",
            QuoteState::Revoked => "revoked",
            QuoteState::Accepted if found.quote.quoted_post_id.is_none() => "deleted",
            QuoteState::Accepted if whole && quoted.is_none() => "unauthorized",
            QuoteState::Accepted => "accepted",
        };
        if whole {
            let quoted = quoted.and_then(|entry| Status::plain(present, entry, beside, false));
            return Self::Whole {
                state,
                quoted_status: quoted.map(Box::new),
            };
        }
        let id = found.quote.quoted_post_id.filter(|_| accepted);
        Self::Shallow {
            state,
            quoted_status_id: id.map(|id| id.to_string()),
        }
    }
}

/// Who may quote a post.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the attributes are documented by Mastodon")]
pub struct QuoteApproval {
    pub automatic: Vec<&'static str>,
    pub manual: Vec<&'static str>,
    pub current_user: &'static str,
}

impl QuoteApproval {
    pub(super) fn new(present: &Present, entry: &PostEntry) -> Self {
        let row = &entry.post;
        let automatic = match row.quote_policy {
            QuotePolicy::Everyone => vec!["public"],
            QuotePolicy::Followers => vec!["followers"],
            QuotePolicy::Nobody => Vec::new(),
        };
        let own = present.viewer == Some(row.account_id);
        let current_user = match (present.viewer, row.quote_policy) {
            (Some(_), _) if own && row.visibility != Visibility::Direct => "automatic",
            (Some(_), QuotePolicy::Everyone) if sees_for_all(row.visibility) => "automatic",
            (Some(_), QuotePolicy::Followers) => "unknown",
            _ => "denied",
        };
        Self {
            automatic,
            manual: Vec::new(),
            current_user,
        }
    }
}

/// Whether everybody can read posts of this audience.
pub(super) fn sees_for_all(visibility: Visibility) -> bool {
    matches!(visibility, Visibility::Public | Visibility::Unlisted)
}

/// The audience in Mastodon's words.
#[must_use]
pub fn visibility(visibility: Visibility) -> &'static str {
    match visibility {
        Visibility::Public => "public",
        Visibility::Unlisted => "unlisted",
        Visibility::Followers => "private",
        Visibility::Direct => "direct",
    }
}
