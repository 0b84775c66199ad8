//! People who ask to join.

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::web::view::{AccountView, Layout, PagesView};

/// `admin/sign_ups.html`: people who ask to join.
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
    /// Id in `/admin/sign_ups/ID/approve`.
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
