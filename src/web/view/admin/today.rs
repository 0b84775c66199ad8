//! What waits, and how the server is.

use serde::Serialize;

use crate::web::view::Layout;
use crate::web::view::admin::chart::Chart;
use crate::web::view::admin::costs::{KindView, PeerView, SpentView};

/// `admin/today.html`: the first page of the panel.
#[derive(Debug, Clone, Serialize)]
pub struct TodayPage {
    /// The frame.
    pub layout: Layout,
    /// Reports that nobody settled.
    pub reports: u32,
    /// When the oldest of them came, in seconds since 1970.
    pub oldest_report: Option<i64>,
    /// People who ask to join.
    pub sign_ups: u32,
    /// Measures that somebody objects to.
    pub appeals: u32,
    /// Posts that a rule held back.
    pub held: u32,
    /// Activities that did not get through.
    pub failed: u32,
    /// Nothing of this waits.
    pub calm: bool,
    /// Members, those who wrote this week, and other servers; none until counted.
    pub people: Option<(i64, i64, i64)>,
    /// Activities on their way out.
    pub deliveries: u32,
    /// What this month costs; none where nobody said what things cost.
    pub spent: Option<SpentView>,
    /// The oldest reports.
    pub open: Vec<OpenReportView>,
    /// What happened, day by day.
    pub charts: Vec<Chart>,
    /// The disk; none until it was measured.
    pub disk: Option<DiskView>,
    /// What uses it.
    pub kinds: Vec<KindView>,
    /// Traffic by the other server, over a week.
    pub peers: Vec<PeerView>,
    /// How the server is.
    pub health: Vec<HealthView>,
}

/// A report in a line.
#[derive(Debug, Clone, Serialize)]
pub struct OpenReportView {
    /// Which it is.
    pub id: i64,
    /// The key of its kind.
    pub category: String,
    /// Whom it is about.
    pub about: String,
    /// What the reporter said.
    pub said: String,
    /// When it came, in seconds since 1970.
    pub at: i64,
    /// It waits for more than a day.
    pub late: bool,
    /// Who looks after it.
    pub with: Option<String>,
}

/// The disk that the files are on.
#[derive(Debug, Clone, Serialize)]
pub struct DiskView {
    /// What is used.
    pub used: String,
    /// How large it is.
    pub size: String,
    /// When it will be full: in `days`, `never`, or that is `unknown`.
    pub full: &'static str,
    /// Days until then.
    pub days: u32,
    /// How it grew.
    pub chart: Chart,
}

/// One thing that may be well or not.
#[derive(Debug, Clone, Serialize)]
pub struct HealthView {
    /// The key of what it is.
    pub key: String,
    /// How many, or how much.
    pub said: String,
    /// Since when, in seconds since 1970.
    pub since: Option<i64>,
    /// `ok`, `late` or `bad`.
    pub state: &'static str,
}
