//! What members read of decisions about them, and of their own reports.

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::{AccountView, FormView, Layout, PagesView};

/// `settings/strikes.html`: decisions about a member. Values: `id`, `text`.
#[derive(Debug, Clone, Serialize)]
pub struct StrikesPage {
    /// The frame; without a member on the page of a link.
    pub layout: Layout,
    /// What was typed.
    pub form: FormView,
    /// Newest first.
    pub strikes: Vec<OwnStrike>,
    /// The next page.
    pub pages: PagesView,
}

/// A decision as its subject reads it.
#[derive(Debug, Clone, Serialize)]
pub struct OwnStrike {
    /// Number in the page.
    pub id: i64,
    /// The same as a text, beside which an error stands.
    pub key: String,
    /// By the names of the API.
    pub action: &'static str,
    /// What the moderators wrote; may be empty.
    pub text: String,
    /// How many posts it is about.
    pub posts: usize,
    /// It does not hold any more.
    pub undone: bool,
    /// When.
    #[serde(with = "chrono::serde::ts_seconds")]
    pub at: DateTime<Utc>,
    /// Until when they can appeal, in seconds since 1970.
    pub open_until: Option<i64>,
    /// Where an appeal is sent.
    pub appeal_path: String,
    /// What they said against it.
    pub appeal: Option<OwnAppeal>,
}

/// What somebody said against a decision.
#[derive(Debug, Clone, Serialize)]
pub struct OwnAppeal {
    /// Why.
    pub text: String,
    /// `pending`, `approved` or `rejected`.
    pub state: &'static str,
    /// What was answered; may be empty.
    pub reply: String,
}

/// `settings/reports.html`: what a member reported.
#[derive(Debug, Clone, Serialize)]
pub struct OwnReportsPage {
    /// The frame.
    pub layout: Layout,
    /// Newest first.
    pub reports: Vec<OwnReportView>,
    /// The next page.
    pub pages: PagesView,
}

/// A report as its member reads it.
#[derive(Debug, Clone, Serialize)]
pub struct OwnReportView {
    /// Number in the page.
    pub id: i64,
    /// About whom.
    pub about: AccountView,
    /// What they wrote.
    pub comment: String,
    /// `waiting`, `looked` or `acted`.
    pub progress: &'static str,
    /// When.
    #[serde(with = "chrono::serde::ts_seconds")]
    pub at: DateTime<Utc>,
}
