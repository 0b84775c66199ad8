//! The list of complaints, and the words that are used again and again.

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::web::view::{AccountView, FormView, Layout, PagesView};

/// `admin/reports.html`: complaints.
#[derive(Debug, Clone, Serialize)]
pub struct ReportsPage {
    /// The frame.
    pub layout: Layout,
    /// How many wait.
    pub open: i64,
    /// Of them, how many nobody looks after.
    pub free: i64,
    /// Of them, how many the moderator looks after.
    pub mine: i64,
    /// For how many hours the oldest has waited.
    pub oldest_hours: Option<i64>,
    /// What is looked for. Values: `state`, `assigned`, `about`, `from`, `category`,
    /// `domain`, `person`, `reporter`.
    pub form: FormView,
    /// Newest first.
    pub reports: Vec<ReportLine>,
    /// The next page.
    pub pages: PagesView,
}

/// A complaint in a list.
#[derive(Debug, Clone, Serialize)]
pub struct ReportLine {
    /// Id in `/admin/reports/ID`.
    pub id: i64,
    /// Who complains: a member, or another server.
    pub by: AccountView,
    /// About whom.
    pub about: AccountView,
    /// `spam`, `legal`, `violation` or `other`.
    pub category: &'static str,
    /// The beginning of what is wrong.
    pub comment: String,
    /// How many posts it is about.
    pub posts: usize,
    /// Who looks after it.
    pub assigned: Option<AccountView>,
    /// Somebody settled it.
    pub settled: bool,
    /// When.
    #[serde(with = "chrono::serde::ts_seconds")]
    pub at: DateTime<Utc>,
}

/// `admin/report_templates.html`. Values: `title`, `text`.
#[derive(Debug, Clone, Serialize)]
pub struct PresetsPage {
    /// The frame.
    pub layout: Layout,
    /// What was typed for a new one.
    pub form: FormView,
    /// By their titles.
    pub presets: Vec<PresetView>,
}

/// Words with a title.
#[derive(Debug, Clone, Serialize)]
pub struct PresetView {
    /// Id in `/admin/reports/templates/ID`.
    pub id: i64,
    /// The same as a text, as the form has it.
    pub key: String,
    /// What moderators choose it by.
    pub title: String,
    /// What is said.
    pub text: String,
}
