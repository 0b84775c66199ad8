//! `accounts`, `account_stats` and `actor_keys`.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use crate::db::ids::AccountId;
use crate::db::schema::accounts;
use crate::db::text_enum::text_enum;

text_enum! {
    /// What an actor is (ActivityStreams 2.0 vocabulary, section 3.2).
    AccountKind {
        /// A human being.
        Person = "person",
        /// A bot.
        Service = "service",
        /// A server speaking for itself.
        Application = "application",
        /// A group or community.
        Group = "group",
        /// An organisation.
        Organization = "organization",
    }
}

/// One line of a profile's table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProfileField {
    /// The label, as typed.
    pub name: String,
    /// The value, as typed.
    pub value: String,
    /// The value as safe HTML.
    pub value_html: String,
}

/// An actor, local or remote.
#[derive(Debug, Clone, Queryable, Selectable, Identifiable)]
#[diesel(table_name = accounts)]
#[diesel(check_for_backend(diesel::pg::Pg))]
#[expect(missing_docs, reason = "the columns are described in the migration")]
pub struct Account {
    pub id: AccountId,
    pub username: String,
    pub domain: Option<String>,
    pub kind: AccountKind,
    pub display_name: String,
    pub bio: String,
    pub bio_html: String,
    pub fields: serde_json::Value,
    pub avatar: Option<String>,
    pub header: Option<String>,
    pub locked: bool,
    pub discoverable: bool,
    pub uri: String,
    pub url: String,
    pub suspended_at: Option<DateTime<Utc>>,
    pub deleted_at: Option<DateTime<Utc>>,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

impl Account {
    /// Whether the account belongs to this server.
    #[must_use]
    pub fn is_local(&self) -> bool {
        self.domain.is_none()
    }

    /// `name` for local accounts, `name@host` for others.
    #[must_use]
    pub fn acct(&self) -> String {
        match &self.domain {
            None => self.username.clone(),
            Some(domain) => format!("{}@{domain}", self.username),
        }
    }

    /// The display name, or the username where there is none.
    #[must_use]
    pub fn name(&self) -> &str {
        if self.display_name.is_empty() {
            &self.username
        } else {
            &self.display_name
        }
    }

    /// The profile's table; unreadable JSON counts as empty.
    #[must_use]
    pub fn profile_fields(&self) -> Vec<ProfileField> {
        serde_json::from_value(self.fields.clone()).unwrap_or_default()
    }
}
