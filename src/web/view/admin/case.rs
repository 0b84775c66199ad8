//! One complaint, and appeals.

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::PresetView;
use crate::web::view::{AccountView, FormView, Layout, PagesView};

/// `admin/report.html`: a complaint with everything to decide it. Values of the
/// form: `verdict`, `text`, `preset`, `note`, `forward`, `forward_text`, `also`.
#[derive(Debug, Clone, Serialize)]
pub struct CasePage {
    /// The frame.
    pub layout: Layout,
    /// What was typed.
    pub form: FormView,
    /// Id in `/admin/reports/ID`.
    pub id: i64,
    /// `spam`, `legal`, `violation` or `other`.
    pub category: &'static str,
    /// What who complains says.
    pub comment: String,
    /// When.
    #[serde(with = "chrono::serde::ts_seconds")]
    pub at: DateTime<Utc>,
    /// For how many hours it has waited.
    pub hours: i64,
    /// Whom it is about.
    pub about: PartyView,
    /// Who complains.
    pub by: PartyView,
    /// The server of whom it is about; none for members.
    pub host: Option<String>,
    /// That server was told.
    pub forwarded: bool,
    /// Who looks after it.
    pub assigned: Option<AccountView>,
    /// The moderator does.
    pub mine: bool,
    /// It is settled.
    pub settled: Option<SettledView>,
    /// The reported posts as they were.
    pub evidence: Vec<EvidenceView>,
    /// What moderators told each other.
    pub notes: Vec<CaseNote>,
    /// What can be decided.
    pub verdicts: Vec<&'static str>,
    /// Members who follow whom it is about.
    pub followers: i64,
    /// Members whom they follow.
    pub following: i64,
    /// Their posts here.
    pub posts: i64,
    /// Their pictures and other files here.
    pub media: i64,
    /// Words to choose from.
    pub presets: Vec<PresetView>,
    /// Whom it can be given to.
    pub moderators: Vec<AccountView>,
    /// The server's rules.
    pub rules: Vec<RuleChoice>,
}

/// How a complaint ended.
#[derive(Debug, Clone, Serialize)]
pub struct SettledView {
    /// Who settled it; nobody: the command line.
    pub by: Option<AccountView>,
    /// When.
    #[serde(with = "chrono::serde::ts_seconds")]
    pub at: DateTime<Utc>,
    /// What was done, by the names of the API; empty for nothing.
    pub actions: Vec<&'static str>,
}

/// One side of a complaint.
#[derive(Debug, Clone, Serialize)]
pub struct PartyView {
    /// Who it is.
    pub account: AccountView,
    /// Complaints about them, this one included.
    pub reported: i64,
    /// Complaints of theirs.
    pub reports: i64,
    /// Complaints of theirs after which something was done.
    pub heard: i64,
    /// Decisions against them that hold.
    pub strikes: i64,
    /// What happened before, the oldest first.
    pub history: Vec<StepView>,
}

/// Something that happened.
#[derive(Debug, Clone, Serialize)]
pub struct StepView {
    /// When.
    #[serde(with = "chrono::serde::ts_seconds")]
    pub at: DateTime<Utc>,
    /// The other complaint that came then.
    pub report: Option<RelatedView>,
    /// The decision that was made then.
    pub strike: Option<CaseStrike>,
}

/// Another complaint.
#[derive(Debug, Clone, Serialize)]
pub struct RelatedView {
    /// Id in `/admin/reports/ID`.
    pub id: i64,
    /// `spam`, `legal`, `violation` or `other`.
    pub category: &'static str,
    /// The other side: who complained, or about whom.
    pub other: Option<AccountView>,
    /// Somebody settled it.
    pub settled: bool,
}

/// A decision.
#[derive(Debug, Clone, Serialize)]
pub struct CaseStrike {
    /// By the names of the API.
    pub action: &'static str,
    /// What was said.
    pub text: String,
    /// Who decided.
    pub by: Option<AccountView>,
    /// It does not hold any more.
    pub undone: bool,
}

/// A post as it was when it was reported.
#[derive(Debug, Clone, Serialize)]
pub struct EvidenceView {
    /// Number in the page.
    pub id: i64,
    /// Who wrote it.
    pub author: String,
    /// Where it is or was.
    pub url: String,
    /// What it said, as safe HTML.
    pub html: String,
    /// Its content warning; may be empty.
    pub content_warning: String,
    /// Who could read it.
    pub audience: &'static str,
    /// Its language.
    pub language: Option<String>,
    /// What it showed.
    pub media: Vec<EvidenceFile>,
    /// `same`, `edited` or `deleted`.
    pub now: &'static str,
    /// When it was written.
    #[serde(with = "chrono::serde::ts_seconds")]
    pub at: DateTime<Utc>,
}

/// A file of a reported post.
#[derive(Debug, Clone, Serialize)]
pub struct EvidenceFile {
    /// Where it is, if it still is.
    pub url: String,
    /// Its description; may be empty.
    pub description: String,
    /// `image`, `video` …
    pub kind: String,
}

/// What a moderator told the others.
#[derive(Debug, Clone, Serialize)]
pub struct CaseNote {
    /// Id in `/admin/reports/ID/notes/NOTE/delete`.
    pub id: i64,
    /// Who; nobody: somebody who is gone.
    pub by: Option<AccountView>,
    /// The reader wrote it.
    pub own: bool,
    /// What.
    pub text: String,
    /// When.
    #[serde(with = "chrono::serde::ts_seconds")]
    pub at: DateTime<Utc>,
}

/// A rule of the server that a complaint may be about.
#[derive(Debug, Clone, Serialize)]
pub struct RuleChoice {
    /// From 1.
    pub number: i32,
    /// The rule.
    pub text: String,
    /// It is one of those that were broken.
    pub broken: bool,
}

/// `admin/appeals.html`.
#[derive(Debug, Clone, Serialize)]
pub struct AppealsPage {
    /// The frame.
    pub layout: Layout,
    /// How many wait.
    pub waiting: usize,
    /// For how many hours the oldest has waited.
    pub oldest_hours: Option<i64>,
    /// Those that are decided are shown.
    pub decided: bool,
    /// Newest first.
    pub appeals: Vec<AppealView>,
    /// The next page.
    pub pages: PagesView,
}

/// An appeal as moderators read it.
#[derive(Debug, Clone, Serialize)]
pub struct AppealView {
    /// Id in `/admin/appeals/ID/decide`.
    pub id: i64,
    /// Who appeals.
    pub account: AccountView,
    /// Why.
    pub text: String,
    /// Against what.
    pub strike: CaseStrike,
    /// The complaint that the decision settled.
    pub report: Option<i64>,
    /// `pending`, `approved` or `rejected`.
    pub state: &'static str,
    /// What was answered.
    pub reply: String,
    /// Who decided.
    pub decided_by: Option<AccountView>,
    /// When it came.
    #[serde(with = "chrono::serde::ts_seconds")]
    pub at: DateTime<Utc>,
}
