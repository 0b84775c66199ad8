//! Who is asking.

use crate::db::ids::{AccountId, SessionId, UserId};
use crate::db::models::post::{QuotePolicy, Visibility};
use crate::db::models::user::Role;
use crate::domain::moderation::permission::Powers;

/// A signed-in person, as the session or the token tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// The sign-in.
    pub user_id: UserId,
    /// The account they act as.
    pub account_id: AccountId,
    /// The session that carried the request; none where a token did.
    pub session_id: Option<SessionId>,
    /// What they may do beyond their own account.
    pub role: Role,
    /// What that role, or one that the people in charge made, gives them.
    pub powers: Powers,
    /// The account's username.
    pub username: String,
    /// The account's display name; may be empty.
    pub display_name: String,
    /// Storage key of the account's face.
    pub avatar: Option<String>,
    /// The interface language they chose.
    pub locale: Option<String>,
    /// What the compose form starts with.
    pub default_visibility: Visibility,
    /// What the compose form starts with.
    pub default_language: Option<String>,
    /// Whether pictures of new posts are covered.
    pub default_sensitive: bool,
    /// Who may quote new posts; None: what fits the audience.
    pub default_quote_policy: Option<QuotePolicy>,
    /// Notifications up to this one have been seen.
    pub notifications_read_id: i64,
}
