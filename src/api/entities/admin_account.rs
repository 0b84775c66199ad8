//! `Admin::Account`: an account as moderators read it.

use serde::Serialize;

use crate::api::entities::account::Account;
use crate::api::entities::role::Role;
use crate::api::entities::time::Time;
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
            role: person.map(|person| Role::new(person.role, moderated.custom_role.as_ref())),
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
