//! Complaints.

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::web::view::{AccountView, Layout, PagesView};

/// `admin/reports.html`: complaints that nobody settled.
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
    /// Id in `/admin/reports/ID/resolve`.
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
