//! The moderators' pages.

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::{AccountView, Layout, PagesView};

/// `moderation/reports.html`: complaints that nobody settled.
#[derive(Debug, Clone, Serialize)]
pub struct ReportsPage {
    /// The frame.
    pub layout: Layout,
    /// Newest first.
    pub reports: Vec<ReportView>,
    /// The next page.
    pub pages: PagesView,
}

/// A complaint.
#[derive(Debug, Clone, Serialize)]
pub struct ReportView {
    /// Id in `/moderation/reports/ID/resolve`.
    pub id: i64,
    /// Who complains: a member, or another server.
    pub by: AccountView,
    /// About whom.
    pub about: AccountView,
    /// What is wrong.
    pub comment: String,
    /// Paths of the posts it is about.
    pub posts: Vec<String>,
    /// The other server was told.
    pub forwarded: bool,
    /// When.
    #[serde(with = "chrono::serde::ts_seconds")]
    pub at: DateTime<Utc>,
}

/// `moderation/sign_ups.html`: people who ask to join.
#[derive(Debug, Clone, Serialize)]
pub struct SignUpsPage {
    /// The frame.
    pub layout: Layout,
    /// Oldest first.
    pub waiting: Vec<WaitingSignUp>,
    /// The next page.
    pub pages: PagesView,
}

/// Somebody who asks to join.
#[derive(Debug, Clone, Serialize)]
pub struct WaitingSignUp {
    /// Id in `/moderation/sign_ups/ID/approve`.
    pub id: i64,
    /// The account they would have.
    pub account: AccountView,
    /// Their mail address.
    pub email: String,
    /// They opened the link in the mail (or mail is off).
    pub email_confirmed: bool,
    /// Why they want to join.
    pub reason: String,
    /// When they asked.
    #[serde(with = "chrono::serde::ts_seconds")]
    pub asked_at: DateTime<Utc>,
}
