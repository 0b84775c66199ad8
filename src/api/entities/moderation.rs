//! `AccountWarning` and `RelationshipSeveranceEvent`: what a member is told of
//! decisions by those who look after the server.

use serde::Serialize;

use crate::api::entities::account::Account;
use crate::api::entities::time::Time;
use crate::db::models::account_warning::AccountWarning as WarningRow;
use crate::db::models::appeal::Appeal as AppealRow;
use crate::db::models::severance::Severance;

/// What moderators did to the member's account.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the attributes are documented by Mastodon")]
pub struct AccountWarning {
    pub id: String,
    pub action: &'static str,
    pub text: String,
    pub status_ids: Option<Vec<String>>,
    pub target_account: Account,
    pub appeal: Option<Appeal>,
    pub created_at: Time,
}

impl AccountWarning {
    /// A warning of the member with this account.
    #[must_use]
    pub fn new(row: &WarningRow, appeal: Option<&AppealRow>, target_account: Account) -> Self {
        let posts: Vec<String> = row.post_ids.iter().map(ToString::to_string).collect();
        Self {
            id: row.id.to_string(),
            action: row.action.as_str(),
            text: row.text.clone(),
            status_ids: (!posts.is_empty()).then_some(posts),
            target_account,
            appeal: appeal.map(Appeal::from),
            created_at: Time(row.created_at),
        }
    }
}

/// What the member said against a decision, and what became of it.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the attributes are documented by Mastodon")]
pub struct Appeal {
    pub text: String,
    pub state: &'static str,
}

impl From<&AppealRow> for Appeal {
    fn from(row: &AppealRow) -> Self {
        Self {
            text: row.text.clone(),
            state: row.state.as_str(),
        }
    }
}

/// Follows that ended because of a decision.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the attributes are documented by Mastodon")]
pub struct RelationshipSeveranceEvent {
    pub id: String,
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// Whether the list of whom it was about is gone; there is none here.
    pub purged: bool,
    pub target_name: String,
    pub followers_count: i64,
    pub following_count: i64,
    pub created_at: Time,
}

impl RelationshipSeveranceEvent {
    /// What a member lost.
    #[must_use]
    pub fn new(row: &Severance) -> Self {
        Self {
            id: row.id.to_string(),
            kind: row.kind.as_str(),
            purged: true,
            target_name: row.target_name.clone(),
            followers_count: row.followers_count,
            following_count: row.following_count,
            created_at: Time(row.created_at),
        }
    }
}
