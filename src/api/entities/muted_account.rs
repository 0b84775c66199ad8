//! `MutedAccount` and `FamiliarFollowers`: accounts with something beside them.

use serde::Serialize;

use crate::api::entities::account::Account;
use crate::api::entities::time::Time;

/// Somebody whom the asker mutes.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the attributes are documented by Mastodon")]
pub struct MutedAccount {
    #[serde(flatten)]
    pub account: Account,
    pub mute_expires_at: Option<Time>,
}

/// Who of the people whom the asker follows follows somebody.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the attributes are documented by Mastodon")]
pub struct FamiliarFollowers {
    pub id: String,
    pub accounts: Vec<Account>,
}
