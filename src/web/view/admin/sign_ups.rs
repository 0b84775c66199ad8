//! People who ask to join.

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::web::view::admin::people::Choice;
use crate::web::view::{AccountView, Layout, PagesView};

/// `admin/sign_ups.html`: people who ask to join.
#[derive(Debug, Clone, Serialize)]
pub struct SignUpsPage {
    /// The frame.
    pub layout: Layout,
    /// Oldest first.
    pub rows: Vec<WaitingSignUp>,
    /// What can be done with several of them.
    pub bulk: Vec<Choice>,
    /// The next page.
    pub pages: PagesView,
}

/// The invitation by which somebody came.
#[derive(Debug, Clone, Serialize)]
pub struct CameBy {
    /// Id in `/admin/invites/ID`.
    pub id: i64,
    /// Its code.
    pub code: String,
    /// Username of who made it.
    pub by: Option<String>,
}

/// Somebody who asks to join.
#[derive(Debug, Clone, Serialize)]
pub struct WaitingSignUp {
    /// Id in `/admin/accounts/ID`.
    pub id: i64,
    /// The account they would have.
    pub account: AccountView,
    /// Their mail address.
    pub email: String,
    /// Where that is.
    pub email_domain: String,
    /// They opened the link in the mail (or mail is off).
    pub email_confirmed: bool,
    /// Where they were.
    pub ip: Option<String>,
    /// How they came.
    pub invite: Option<CameBy>,
    /// Why they want to join.
    pub reason: String,
    /// When they asked.
    #[serde(with = "chrono::serde::ts_seconds")]
    pub asked_at: DateTime<Utc>,
}
