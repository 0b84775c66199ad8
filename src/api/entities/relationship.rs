//! `Relationship`.

use serde::Serialize;

use crate::api::entities::time::Time;
use crate::db::ids::AccountId;
use crate::domain::relationships::Relationship as Facts;

/// How the asker stands to somebody.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the attributes are documented by Mastodon")]
#[expect(clippy::struct_excessive_bools, reason = "so it is documented")]
pub struct Relationship {
    pub id: String,
    pub following: bool,
    pub showing_reblogs: bool,
    pub notifying: bool,
    pub languages: Option<Vec<String>>,
    pub followed_by: bool,
    pub blocking: bool,
    pub blocked_by: bool,
    pub muting: bool,
    pub muting_notifications: bool,
    pub muting_expires_at: Option<Time>,
    pub requested: bool,
    pub requested_by: bool,
    pub domain_blocking: bool,
    pub endorsed: bool,
    pub note: String,
}

impl Relationship {
    /// What is known of the two.
    #[must_use]
    pub fn new(other: AccountId, facts: &Facts) -> Self {
        Self {
            id: other.to_string(),
            following: facts.following,
            showing_reblogs: facts.showing_boosts,
            notifying: false,
            languages: None,
            followed_by: facts.followed_by,
            blocking: facts.blocking,
            blocked_by: facts.blocked_by,
            muting: facts.muting,
            muting_notifications: facts.muting_notifications,
            muting_expires_at: None,
            requested: facts.requested,
            requested_by: facts.requested_by,
            domain_blocking: false,
            endorsed: false,
            note: String::new(),
        }
    }
}
