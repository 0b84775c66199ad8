//! Public pages that the law or good manners ask for.

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::{Layout, PagesView};

/// `public/legal_text.html`: a version of the terms or of the privacy page.
#[derive(Debug, Clone, Serialize)]
pub struct LegalTextPage {
    /// The frame.
    pub layout: Layout,
    /// `terms` or `privacy`.
    pub kind: &'static str,
    /// What it says.
    pub html: String,
    /// What is new in it; may be empty.
    pub changes_html: String,
    /// The day from which it holds.
    pub day: Option<String>,
    /// Whether that day has come.
    pub holds: bool,
    /// The day of the version after it.
    pub succeeded_by: Option<String>,
    /// The days of all versions, the newest first.
    pub days: Vec<String>,
}

/// `public/transparency.html`: what moderators did in a span of time.
#[derive(Debug, Clone, Serialize)]
pub struct TransparencyPage {
    /// The frame.
    pub layout: Layout,
    /// Which span: `2026-11` or `2026-H2`.
    pub period: String,
    /// Those that can be chosen.
    pub periods: Vec<String>,
    /// What complaints were about, and how many came.
    pub received: Vec<(String, i64)>,
    /// All of them.
    pub received_total: i64,
    /// Complaints that were settled.
    pub settled: i64,
    /// Hours that half of these took at most.
    pub median_hours: Option<i64>,
    /// What was decided, whether by itself, and how often.
    pub measures: Vec<(String, bool, i64)>,
    /// What was said against decisions, and what came of it: word and number.
    pub appeals: Vec<(String, i64)>,
    /// Country, what authorities asked for, what came of it, how often.
    pub asked: Vec<(String, String, String, i64)>,
    /// Day, country, authority and what is said in public.
    pub notes: Vec<(String, String, String, String)>,
    /// The log of decisions is public as well.
    pub public_log: bool,
}

/// `public/modlog.html`: one decision after the other.
#[derive(Debug, Clone, Serialize)]
pub struct ModlogPage {
    /// The frame.
    pub layout: Layout,
    /// The newest first.
    pub entries: Vec<ModlogRow>,
    /// The next page.
    pub pages: PagesView,
}

/// A decision.
#[derive(Debug, Clone, Serialize)]
pub struct ModlogRow {
    /// What was done: a word of the log.
    pub action: String,
    /// To which account or server.
    pub subject: String,
    /// Why, as far as it is public; may be empty.
    pub reason: String,
    /// When.
    #[serde(with = "chrono::serde::ts_seconds")]
    pub at: DateTime<Utc>,
}

/// `public/mail_stop.html`: no more news by mail.
#[derive(Debug, Clone, Serialize)]
pub struct MailStopPage {
    /// The frame.
    pub layout: Layout,
    /// Where the form goes.
    pub action: String,
    /// It is done.
    pub stopped: bool,
}
