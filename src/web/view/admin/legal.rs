//! Rules, texts, announcements, webhooks.

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::web::view::{FormView, Layout};

/// `admin/rules.html`. Values: `text`, `hint`.
#[derive(Debug, Clone, Serialize)]
pub struct RulesPage {
    /// The frame.
    pub layout: Layout,
    /// The rules that hold, in their order.
    pub rules: Vec<RuleRow>,
    /// The age from which people may join, in years; 0: nobody is asked.
    pub minimum_age: u32,
    /// Everybody may read what was decided.
    pub public_log: bool,
    /// A rule to be.
    pub form: FormView,
}

/// A rule in the list.
#[derive(Debug, Clone, Serialize)]
pub struct RuleRow {
    /// The number by which reports know it.
    pub number: i32,
    /// What it says.
    pub text: String,
    /// More about it; may be empty.
    pub hint: String,
    /// In which other languages it is said.
    pub languages: Vec<String>,
}

/// `admin/rule.html`. Values: `text`, `hint`.
#[derive(Debug, Clone, Serialize)]
pub struct RulePage {
    /// The frame.
    pub layout: Layout,
    /// The number by which reports know it.
    pub number: i32,
    /// What it says.
    pub form: FormView,
    /// Language, text and hint.
    pub translations: Vec<(String, String, String)>,
}

/// `admin/legal_text.html`. Values: `text`, `changes`.
#[derive(Debug, Clone, Serialize)]
pub struct LegalTextDraftPage {
    /// The frame.
    pub layout: Layout,
    /// `terms` or `privacy`.
    pub kind: &'static str,
    /// The draft, or what holds now where there is none.
    pub form: FormView,
    /// The draft as it was kept.
    pub draft_html: Option<String>,
    /// The days of all versions, the newest first.
    pub days: Vec<String>,
    /// Today.
    pub today: String,
    /// Mail works here.
    pub mail: bool,
}

/// `admin/announcements.html`. Values: `text`, `starts_at`, `ends_at`, `all_day`,
/// `published_at`, `draft`.
#[derive(Debug, Clone, Serialize)]
pub struct AnnouncementsPage {
    /// The frame.
    pub layout: Layout,
    /// The newest first.
    pub announcements: Vec<AnnouncementRow>,
    /// One to be.
    pub form: FormView,
}

/// An announcement in the list.
#[derive(Debug, Clone, Serialize)]
pub struct AnnouncementRow {
    /// Its number.
    pub id: i64,
    /// What it says.
    pub text: String,
    /// `draft`, `scheduled`, `told` or `over`.
    pub state: &'static str,
    /// Since when, or from when on, it is told.
    #[serde(with = "chrono::serde::ts_seconds")]
    pub published_at: DateTime<Utc>,
    /// When what it is about begins.
    #[serde(with = "chrono::serde::ts_seconds_option")]
    pub starts_at: Option<DateTime<Utc>>,
    /// When that is over.
    #[serde(with = "chrono::serde::ts_seconds_option")]
    pub ends_at: Option<DateTime<Utc>>,
}

/// `admin/announcement.html`. Values as in [`AnnouncementsPage`].
#[derive(Debug, Clone, Serialize)]
pub struct AnnouncementPage {
    /// The frame.
    pub layout: Layout,
    /// Its number.
    pub id: i64,
    /// What it says.
    pub form: FormView,
}

/// `admin/webhooks.html`. Values: `url` and one for each event.
#[derive(Debug, Clone, Serialize)]
pub struct WebhooksPage {
    /// The frame.
    pub layout: Layout,
    /// The oldest first.
    pub webhooks: Vec<WebhookRow>,
    /// The name of each event's box, and the event.
    pub boxes: Vec<(String, &'static str)>,
    /// One to be.
    pub form: FormView,
}

/// A webhook in the list.
#[derive(Debug, Clone, Serialize)]
pub struct WebhookRow {
    /// Its number.
    pub id: i64,
    /// Where it is.
    pub url: String,
    /// What it is told.
    pub events: Vec<String>,
    /// Whether it is told anything.
    pub enabled: bool,
}

/// `admin/webhook.html`. Values as in [`WebhooksPage`].
#[derive(Debug, Clone, Serialize)]
pub struct WebhookPage {
    /// The frame.
    pub layout: Layout,
    /// Its number.
    pub id: i64,
    /// Whether it is told anything.
    pub enabled: bool,
    /// What its requests are signed with.
    pub secret: String,
    /// The name of each event's box, and the event.
    pub boxes: Vec<(String, &'static str)>,
    /// Where it is, and what it is told.
    pub form: FormView,
    /// The last requests, the newest first.
    pub attempts: Vec<WebhookAttempt>,
}

/// A request to a webhook.
#[derive(Debug, Clone, Serialize)]
pub struct WebhookAttempt {
    /// What it was about.
    pub event: String,
    /// The last answer; empty: none came.
    pub status: String,
    /// What went wrong; may be empty.
    pub error: String,
    /// How often it was tried.
    pub attempts: u32,
    /// Whether it was taken.
    pub delivered: bool,
    /// When it was ordered.
    #[serde(with = "chrono::serde::ts_seconds")]
    pub at: DateTime<Utc>,
}
