//! The log of what was done.

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::web::view::{Layout, PagesView};

/// `admin/record.html`: the log of what was done, newest first.
#[derive(Debug, Clone, Serialize)]
pub struct RecordPage {
    /// The frame.
    pub layout: Layout,
    /// What is asked for: who did it.
    pub actor: String,
    /// What is asked for: what was done.
    pub action: String,
    /// What is asked for: to what.
    pub subject: String,
    /// What is asked for: the first day, `2026-11-22`.
    pub from: String,
    /// What is asked for: the last day.
    pub until: String,
    /// Every action there is.
    pub actions: Vec<&'static str>,
    /// The entries.
    pub entries: Vec<EntryView>,
    /// What the exports ask for, `actor=…&…`.
    pub query: String,
    /// The next page.
    pub pages: PagesView,
}

/// An entry of the log.
#[derive(Debug, Clone, Serialize)]
pub struct EntryView {
    /// Its number.
    pub id: i64,
    /// Who did it; empty: the command line or the server itself.
    pub actor: String,
    /// What was done.
    pub action: String,
    /// To what.
    pub subject: String,
    /// Why.
    pub reason: String,
    /// What changed: names with the values before and after.
    pub changes: Vec<(String, String, String)>,
    /// When.
    #[serde(with = "chrono::serde::ts_seconds")]
    pub at: DateTime<Utc>,
}
