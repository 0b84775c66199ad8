//! Letting programs in, and the second step of signing in.

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::{FormView, Layout};

/// `auth/authorize.html`: whether a program may act for the member. Fields of
/// the form: those of `values`, and `answer`, `yes` or `no`.
#[derive(Debug, Clone, Serialize)]
pub struct AuthorizePage {
    /// The frame.
    pub layout: Layout,
    /// What the program calls itself.
    pub app: String,
    /// Where people read about it.
    pub website: Option<String>,
    /// What it wants to do.
    pub scopes: Vec<ScopeGroupView>,
    /// Where the answer goes, in short: a host or a scheme; `None` when a code
    /// is shown instead.
    pub goes_to: Option<String>,
    /// What the program asked, sent along with the answer.
    pub values: Vec<(String, String)>,
    /// Signing in as somebody else, and back here.
    pub other_account: String,
}

/// What a program may do, in words.
#[derive(Debug, Clone, Serialize)]
pub struct ScopeGroupView {
    /// "It may see"
    pub title: String,
    /// "posts"
    pub things: Vec<String>,
}

/// `auth/code.html`: a code that the member copies into a program.
#[derive(Debug, Clone, Serialize)]
pub struct CodePage {
    /// The frame.
    pub layout: Layout,
    /// What the program calls itself.
    pub app: String,
    /// The code; `None` when the member said no.
    pub code: Option<String>,
}

/// `auth/second_step.html`. Values: `ticket`, `return_to`; field `code`.
#[derive(Debug, Clone, Serialize)]
pub struct SecondStepPage {
    /// The frame.
    pub layout: Layout,
    /// What was typed.
    pub form: FormView,
}

/// `settings/apps.html`: programs that may act for the member.
#[derive(Debug, Clone, Serialize)]
pub struct AppsPage {
    /// The frame.
    pub layout: Layout,
    /// The one used last first.
    pub apps: Vec<AppView>,
}

/// A program that may act for the member.
#[derive(Debug, Clone, Serialize)]
pub struct AppView {
    /// Its ID.
    pub id: i64,
    /// What it calls itself.
    pub name: String,
    /// Where people read about it.
    pub website: Option<String>,
    /// What it may do.
    pub scopes: Vec<ScopeGroupView>,
    /// When it was let in.
    #[serde(with = "chrono::serde::ts_seconds")]
    pub since: DateTime<Utc>,
    /// When it was last used, to the day.
    #[serde(with = "chrono::serde::ts_seconds")]
    pub used_at: DateTime<Utc>,
}

/// `settings/two_factor.html`: field `code`.
#[derive(Debug, Clone, Serialize)]
pub struct TwoFactorPage {
    /// The frame.
    pub layout: Layout,
    /// What was wrong.
    pub form: FormView,
    /// It is switched on.
    pub on: bool,
    /// How many recovery codes are left, when it is on.
    pub codes_left: i64,
    /// What the member's device is told, while it is being set up.
    pub setup: Option<SetupView>,
    /// New recovery codes, shown this once.
    pub new_codes: Vec<String>,
}

/// What the member's device is told.
#[derive(Debug, Clone, Serialize)]
pub struct SetupView {
    /// The secret in groups of four, to be typed.
    pub secret: String,
    /// `otpauth://…`, to be opened.
    pub uri: String,
    /// The same as a picture.
    pub picture: QrView,
}

/// A QR code as one path of dark squares.
#[derive(Debug, Clone, Serialize)]
pub struct QrView {
    /// Squares on each side, the white edge included.
    pub size: usize,
    /// The path's data.
    pub path: String,
}
