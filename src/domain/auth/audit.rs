//! The log of what was done with power over others or over an account's safety.

use std::net::IpAddr;

use crate::db::Conn;
use crate::db::ids::UserId;
use crate::db::models::audit::{self, AuditEntry};
use crate::domain::DomainContext;
use crate::foundation::error::Result;

/// What was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it all")]
pub enum Action {
    OwnerSetUp,
    AccountCreated,
    SignUpApproved,
    SignUpRejected,
    RoleChanged,
    AccountDisabled,
    AccountEnabled,
    PasswordChanged,
    PasswordReset,
    ResetLinkMade,
    NewDevice,
    DomainRuleMade,
    DomainRuleEnded,
    TwoFactorOn,
    TwoFactorOff,
    EmailRuleMade,
    EmailRuleEnded,
    IpRuleMade,
    IpRuleChanged,
    IpRuleEnded,
    AccountWarned,
    AccountSilenced,
    AccountUnsilenced,
    AccountSuspended,
    AccountUnsuspended,
    AccountSensitized,
    AccountUnsensitized,
    AccountDeleted,
    ReportAssigned,
    ReportUnassigned,
    ReportResolved,
    ReportReopened,
    ReportChanged,
    TrendApproved,
    TrendRejected,
}

impl Action {
    /// The word in the log.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::OwnerSetUp => "owner_set_up",
            Self::AccountCreated => "account_created",
            Self::SignUpApproved => "sign_up_approved",
            Self::SignUpRejected => "sign_up_rejected",
            Self::RoleChanged => "role_changed",
            Self::AccountDisabled => "account_disabled",
            Self::AccountEnabled => "account_enabled",
            Self::PasswordChanged => "password_changed",
            Self::PasswordReset => "password_reset",
            Self::ResetLinkMade => "reset_link_made",
            Self::NewDevice => "new_device",
            Self::DomainRuleMade => "domain_rule_made",
            Self::DomainRuleEnded => "domain_rule_ended",
            Self::TwoFactorOn => "two_factor_on",
            Self::TwoFactorOff => "two_factor_off",
            Self::EmailRuleMade => "email_rule_made",
            Self::EmailRuleEnded => "email_rule_ended",
            Self::IpRuleMade => "ip_rule_made",
            Self::IpRuleChanged => "ip_rule_changed",
            Self::IpRuleEnded => "ip_rule_ended",
            Self::AccountWarned => "account_warned",
            Self::AccountSilenced => "account_silenced",
            Self::AccountUnsilenced => "account_unsilenced",
            Self::AccountSuspended => "account_suspended",
            Self::AccountUnsuspended => "account_unsuspended",
            Self::AccountSensitized => "account_sensitized",
            Self::AccountUnsensitized => "account_unsensitized",
            Self::AccountDeleted => "account_deleted",
            Self::ReportAssigned => "report_assigned",
            Self::ReportUnassigned => "report_unassigned",
            Self::ReportResolved => "report_resolved",
            Self::ReportReopened => "report_reopened",
            Self::ReportChanged => "report_changed",
            Self::TrendApproved => "trend_approved",
            Self::TrendRejected => "trend_rejected",
        }
    }
}

/// Who did it, to whom, and what else is to be known.
#[derive(Debug, Clone, Default)]
pub struct Note {
    /// Nobody: the command line or the server itself.
    pub actor: Option<UserId>,
    /// Whom it was done to.
    pub target: Option<UserId>,
    /// Figures and names; never secrets.
    pub details: serde_json::Value,
    /// Where the request came from.
    pub ip: Option<IpAddr>,
}

/// Writes an entry; call it in the transaction of what it is about.
pub async fn record(conn: &mut Conn, cx: &DomainContext, action: Action, note: Note) -> Result<()> {
    let details = match note.details {
        serde_json::Value::Null => serde_json::json!({}),
        details => details,
    };
    let entry = AuditEntry {
        id: cx.ids.next(),
        actor_user_id: note.actor,
        action: action.as_str().to_owned(),
        target_user_id: note.target,
        details,
        ip: note.ip.map(audit::network),
        created_at: cx.clock.now(),
    };
    audit::insert(conn, &entry).await?;
    Ok(())
}
