//! `Admin::Report`: a complaint as moderators work on it.

use serde::Serialize;

use crate::api::entities::admin_account::AdminAccount;
use crate::api::entities::status::Status;
use crate::api::entities::time::Time;

/// A complaint.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the attributes are documented by Mastodon")]
pub struct AdminReport {
    pub id: String,
    pub action_taken: bool,
    pub action_taken_at: Option<Time>,
    pub category: &'static str,
    pub comment: String,
    pub forwarded: bool,
    pub created_at: Time,
    pub updated_at: Time,
    pub account: AdminAccount,
    pub target_account: AdminAccount,
    pub assigned_account: Option<AdminAccount>,
    pub action_taken_by_account: Option<AdminAccount>,
    pub statuses: Vec<Status>,
    pub rules: Vec<BrokenRule>,
}

/// A rule of the server.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the attributes are documented by Mastodon")]
pub struct BrokenRule {
    pub id: String,
    pub text: String,
    pub hint: String,
    pub translations: serde_json::Map<String, serde_json::Value>,
}
