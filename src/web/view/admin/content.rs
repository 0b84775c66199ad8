//! Rules about what posts say, and what they hold back.

use chrono::serde::{ts_seconds, ts_seconds_option};
use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::web::view::{AccountView, FormView, Layout, PagesView};

/// `admin/content.html`: the rules.
#[derive(Debug, Clone, Serialize)]
pub struct ContentPage {
    /// The frame.
    pub layout: Layout,
    /// Newest first.
    pub rules: Vec<RuleView>,
    /// The next page.
    pub pages: PagesView,
}

/// A rule in the list.
#[derive(Debug, Clone, Serialize)]
pub struct RuleView {
    /// Id in `/admin/content/ID`.
    pub id: i64,
    /// What it is called.
    pub name: String,
    /// Text keys of what it looks at, what it does, whose posts, and its state.
    pub kind: &'static str,
    /// See `kind`.
    pub action: &'static str,
    /// See `kind`.
    pub scope: &'static str,
    /// See `kind`.
    pub state: &'static str,
    /// Whether it is at work.
    pub on: bool,
    /// Why the server switched it off itself; else empty.
    pub stopped_because: String,
    /// How its pattern begins.
    pub pattern: String,
    /// How often it matched.
    pub matches: i64,
    /// When it did last.
    #[serde(with = "ts_seconds_option")]
    pub matched_at: Option<DateTime<Utc>>,
}

/// Something to choose.
#[derive(Debug, Clone, Serialize)]
pub struct ContentChoice {
    /// What the form sends.
    pub word: &'static str,
    /// The text's key.
    pub key: &'static str,
}

/// `admin/content_rule.html`: a new rule, or one that is there.
#[derive(Debug, Clone, Serialize)]
pub struct ContentRulePage {
    /// The frame.
    pub layout: Layout,
    /// The rule, where it is there.
    pub rule: Option<RuleView>,
    /// What was typed.
    pub form: FormView,
    /// What it may look at.
    pub kinds: Vec<ContentChoice>,
    /// What it may do.
    pub actions: Vec<ContentChoice>,
    /// Whose posts it may be for.
    pub scopes: Vec<ContentChoice>,
    /// What a trial found.
    pub trial: Option<TrialView>,
}

/// What a rule would have done.
#[derive(Debug, Clone, Serialize)]
pub struct TrialView {
    /// Posts that were looked at.
    pub looked_at: usize,
    /// Those that matched.
    pub matched: usize,
    /// In milliseconds.
    pub took: u64,
    /// Ended before all were looked at.
    pub cut_short: bool,
    /// The newest that matched.
    pub samples: Vec<SampleView>,
}

/// A post that matched.
#[derive(Debug, Clone, Serialize)]
pub struct SampleView {
    /// Its page here.
    pub url: String,
    /// `name` or `name@host`.
    pub author: String,
    /// How it begins.
    pub text: String,
}

/// `admin/review.html`: posts that wait for a moderator.
#[derive(Debug, Clone, Serialize)]
pub struct ReviewPage {
    /// The frame.
    pub layout: Layout,
    /// Newest first.
    pub held: Vec<HeldView>,
    /// The next page.
    pub pages: PagesView,
}

/// `member/held.html`: posts of a member that wait for a moderator.
#[derive(Debug, Clone, Serialize)]
pub struct HeldPage {
    /// The frame.
    pub layout: Layout,
    /// Newest first.
    pub held: Vec<HeldView>,
    /// The next page.
    pub pages: PagesView,
}

/// A post that waits.
#[derive(Debug, Clone, Serialize)]
pub struct HeldView {
    /// Id in forms.
    pub id: i64,
    /// Who wrote it.
    pub author: AccountView,
    /// The line before it; may be empty.
    pub content_warning: String,
    /// Its words.
    pub text: String,
    /// Pictures and other files.
    pub files: usize,
    /// Its page at the other server.
    pub url: Option<String>,
    /// The rule that holds it.
    pub rule: String,
    /// Since when.
    #[serde(with = "ts_seconds")]
    pub at: DateTime<Utc>,
}
