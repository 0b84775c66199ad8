//! `Admin::Account`: an account as moderators read it.

use serde::Serialize;

use crate::api::entities::account::Account;
use crate::api::entities::time::Time;
use crate::db::models::user;
use crate::domain::moderation::accounts::Moderated;

/// An account with what only moderators know.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the attributes are documented by Mastodon")]
#[expect(clippy::struct_excessive_bools, reason = "so it is documented")]
pub struct AdminAccount {
    pub id: String,
    pub username: String,
    pub domain: Option<String>,
    pub created_at: Time,
    pub email: Option<String>,
    pub ip: Option<String>,
    pub ips: Vec<AdminIp>,
    pub locale: Option<String>,
    pub invite_request: Option<String>,
    pub role: Option<Role>,
    pub confirmed: bool,
    pub approved: bool,
    pub disabled: bool,
    pub sensitized: bool,
    pub silenced: bool,
    pub suspended: bool,
    pub account: Account,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created_by_application_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub invited_by_account_id: Option<String>,
}

/// An address that somebody was seen at.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the attributes are documented by Mastodon")]
pub struct AdminIp {
    pub ip: String,
    pub used_at: Time,
}

/// A role with its powers.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the attributes are documented by Mastodon")]
pub struct Role {
    pub id: String,
    pub name: String,
    pub color: String,
    pub permissions: String,
    pub highlighted: bool,
    pub collection_limit: u32,
}

/// Collections that a member may have.
const COLLECTIONS: u32 = 10;

impl Role {
    /// A role. Its powers are bits, as documented.
    #[must_use]
    pub fn new(role: user::Role) -> Self {
        let (id, name, permissions) = match role {
            user::Role::User => ("-99", "", "65536"),
            user::Role::Moderator => ("1", "Moderator", "1308"),
            user::Role::Admin => ("2", "Admin", "983036"),
            user::Role::Owner => ("3", "Owner", "1048575"),
        };
        Self {
            id: id.to_owned(),
            name: name.to_owned(),
            color: String::new(),
            permissions: permissions.to_owned(),
            highlighted: role.is_moderator(),
            collection_limit: COLLECTIONS,
        }
    }
}

impl AdminAccount {
    /// An account as moderators read it.
    #[must_use]
    pub fn new(moderated: &Moderated, account: Account) -> Self {
        let (row, person) = (&moderated.account, moderated.person.as_ref());
        let ips = moderated.ips.iter().map(|(ip, at)| AdminIp {
            ip: ip.ip().to_string(),
            used_at: Time(*at),
        });
        let ips: Vec<AdminIp> = ips.collect();
        let reason = person.map(|person| person.sign_up_reason.clone());
        Self {
            id: row.id.to_string(),
            username: row.username.clone(),
            domain: row.domain.clone(),
            created_at: Time(row.created_at),
            email: person.map(|person| person.email.clone()),
            ip: ips.first().map(|seen| seen.ip.clone()),
            ips,
            locale: person.map(|person| person.locale.clone().unwrap_or_else(|| "en".to_owned())),
            invite_request: reason.filter(|reason| !reason.is_empty()),
            role: person.map(|person| Role::new(person.role)),
            confirmed: person.is_some_and(|person| person.email_confirmed_at.is_some()),
            approved: person.is_some_and(|person| person.approved_at.is_some()),
            disabled: person.is_some_and(|person| person.disabled_at.is_some()),
            sensitized: moderated.sensitized,
            silenced: moderated.silenced,
            suspended: row.suspended_at.is_some(),
            account,
            created_by_application_id: None,
            invited_by_account_id: moderated.invited_by.map(|id| id.to_string()),
        }
    }
}
