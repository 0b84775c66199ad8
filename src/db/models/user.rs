//! `users`: people who can sign in here.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use crate::db::ids::{AccountId, InviteId, UserId};
use crate::db::models::post::Visibility;
use crate::db::schema::users;
use crate::db::text_enum::text_enum;

text_enum! {
    /// What a member may do beyond their own account.
    Role {
        /// Nothing beyond.
        User = "user",
        /// Answers reports and sign-ups.
        Moderator = "moderator",
        /// Also changes settings and roles.
        Admin = "admin",
        /// The person in charge.
        Owner = "owner",
    }
}

impl Role {
    /// Whether this role includes a moderator's powers.
    #[must_use]
    pub fn is_moderator(self) -> bool {
        self != Self::User
    }
}

/// A person who can sign in here.
#[derive(Debug, Clone, Queryable, Selectable, Identifiable)]
#[diesel(table_name = users)]
#[diesel(check_for_backend(diesel::pg::Pg))]
#[expect(missing_docs, reason = "the columns are described in the migration")]
pub struct User {
    pub id: UserId,
    pub account_id: AccountId,
    pub email: String,
    pub email_confirmed_at: Option<DateTime<Utc>>,
    pub password_hash: String,
    pub role: Role,
    pub approved_at: Option<DateTime<Utc>>,
    pub disabled_at: Option<DateTime<Utc>>,
    pub sign_up_reason: String,
    pub invite_id: Option<InviteId>,
    pub locale: Option<String>,
    pub default_visibility: Visibility,
    pub default_language: Option<String>,
    pub notifications_read_id: i64,
    pub created_at: DateTime<Utc>,
}
