//! `Relationship`.

use serde::Serialize;

use crate::api::entities::time::Time;
use crate::db::models::follow::FollowState;
use crate::db::views::relationships::RelationshipRow;

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
    /// What is known of the two. The terms of a request are told as those of a
    /// follow.
    #[must_use]
    pub fn new(row: &RelationshipRow) -> Self {
        Self {
            id: row.id.to_string(),
            following: row.follow == Some(FollowState::Accepted),
            showing_reblogs: row.show_boosts.unwrap_or(false),
            notifying: row.notify.unwrap_or(false),
            languages: row.languages.clone(),
            followed_by: row.followed == Some(FollowState::Accepted),
            blocking: row.blocking,
            blocked_by: row.blocked_by,
            muting: row.mute_hides_notifications.is_some(),
            muting_notifications: row.mute_hides_notifications.unwrap_or(false),
            muting_expires_at: row.mute_expires_at.map(Time),
            requested: row.follow == Some(FollowState::Pending),
            requested_by: row.followed == Some(FollowState::Pending),
            domain_blocking: row.domain_blocking,
            endorsed: row.endorsed,
            note: row.note.clone().unwrap_or_default(),
        }
    }
}
