//! Rules about other servers: made, changed and ended, and in force at once.

use crate::db::ids::UserId;
use crate::db::models::domain_rule::{self, DomainRule, Terms};
use crate::db::page::{Page, Slice};
use crate::db::{Conn, Transactional as _};
use crate::domain::DomainContext;
use crate::domain::auth::audit::{self, Action, Note};
use crate::domain::event;
use crate::domain::notifications::official;
use crate::domain::peers::Severity;
use crate::foundation::config::Domain;
use crate::foundation::error::{Error, Result};
use crate::foundation::text::{clean, count_characters};

/// Longest reason, in characters.
pub const REASON_MAX: usize = 1000;

/// A rule to be.
#[derive(Debug, Clone)]
pub struct NewRule {
    /// The host name; the rule holds for everything below it, too.
    pub domain: String,
    /// How the server is treated.
    pub severity: Severity,
    /// The reason, for everybody; may be empty.
    pub public_comment: String,
    /// The reason, for moderators; may be empty.
    pub private_comment: String,
    /// Its pictures and other media are neither fetched nor shown.
    pub reject_media: bool,
    /// Its reports are dropped.
    pub reject_reports: bool,
    /// The name is shown in part only to those who are no members.
    pub obfuscate: bool,
}

impl NewRule {
    /// A rule without reasons.
    pub fn plain(domain: impl Into<String>, severity: Severity) -> Self {
        Self {
            domain: domain.into(),
            severity,
            public_comment: String::new(),
            private_comment: String::new(),
            reject_media: false,
            reject_reports: false,
            obfuscate: false,
        }
    }
}

impl From<DomainRule> for NewRule {
    fn from(rule: DomainRule) -> Self {
        Self {
            domain: rule.domain,
            severity: rule.severity,
            public_comment: rule.public_comment,
            private_comment: rule.private_comment,
            reject_media: rule.reject_media,
            reject_reports: rule.reject_reports,
            obfuscate: rule.obfuscate,
        }
    }
}

/// Makes a rule for a domain and everything below it, in place of an earlier
/// one. It holds for what comes next, and hides or shows the accounts that are
/// known already.
///
/// # Errors
/// The field `domain` when it is no host name, or this server's own; the field
/// `reason` when one is too long.
pub async fn decide(
    conn: &mut Conn,
    cx: &DomainContext,
    actor: Option<UserId>,
    new: &NewRule,
) -> Result<DomainRule> {
    let domain: Domain = new
        .domain
        .trim()
        .parse()
        .map_err(|error| Error::field("domain", "This is not a host name.").because(error))?;
    if domain == cx.config.server.domain || domain == *cx.config.handle_domain() {
        return Err(Error::field("domain", "This is this server's own name."));
    }
    let now = cx.clock.now();
    let terms = Terms {
        domain: domain.as_str().to_owned(),
        severity: new.severity,
        public_comment: reason(&new.public_comment)?,
        private_comment: reason(&new.private_comment)?,
        reject_media: new.reject_media,
        reject_reports: new.reject_reports,
        obfuscate: new.obfuscate,
        updated_at: Some(now),
    };
    conn.transaction(async |conn| {
        let rule = domain_rule::put(conn, &terms, now).await?;
        note(conn, cx, actor, Action::DomainRuleMade, &rule).await?;
        take_effect(conn, cx, &rule.domain).await?;
        Ok(rule)
    })
    .await
}

/// Ends the rule for `domain`.
///
/// # Errors
/// `NotFound` when there is none.
pub async fn lift(
    conn: &mut Conn,
    cx: &DomainContext,
    actor: Option<UserId>,
    domain: &str,
) -> Result<()> {
    let domain = domain.trim().trim_end_matches('.').to_lowercase();
    conn.transaction(async |conn| {
        let rule = domain_rule::find(conn, &domain).await?;
        let rule = rule.ok_or_else(Error::not_found)?;
        domain_rule::remove(conn, &domain).await?;
        note(conn, cx, actor, Action::DomainRuleEnded, &rule).await?;
        take_effect(conn, cx, &domain).await
    })
    .await
}

/// Every rule, by domain.
pub async fn list(conn: &mut Conn) -> Result<Vec<DomainRule>> {
    Ok(domain_rule::list(conn).await?)
}

/// One page of the rules that allow (or of all others), the newest first.
pub async fn page(conn: &mut Conn, allows: bool, page: &Page) -> Result<Slice<DomainRule>> {
    Ok(domain_rule::page(conn, allows, page).await?)
}

/// The rule of a domain itself, as it was typed.
pub async fn find(conn: &mut Conn, domain: &str) -> Result<Option<DomainRule>> {
    let domain = domain.trim().trim_end_matches('.').to_lowercase();
    Ok(domain_rule::find(conn, &domain).await?)
}

/// A rule by its ID.
///
/// # Errors
/// `NotFound`.
pub async fn get(conn: &mut Conn, id: i64) -> Result<DomainRule> {
    let found = domain_rule::by_id(conn, id).await?;
    found.ok_or_else(Error::not_found)
}

fn reason(text: &str) -> Result<String> {
    let text = clean(text);
    if count_characters(&text) > REASON_MAX {
        let message = format!("Write at most {REASON_MAX} characters.");
        return Err(Error::field("reason", message));
    }
    Ok(text)
}

/// Hides accounts of suspended servers and shows those of others again.
async fn take_effect(conn: &mut Conn, cx: &DomainContext, domain: &str) -> Result<()> {
    official::domain_suspended(conn, cx, domain).await?;
    domain_rule::apply_to_accounts(conn, domain, cx.clock.now()).await?;
    event::pages_changed(conn, cx, "domain_rule").await
}

async fn note(
    conn: &mut Conn,
    cx: &DomainContext,
    actor: Option<UserId>,
    action: Action,
    rule: &DomainRule,
) -> Result<()> {
    let note = Note {
        actor,
        details: serde_json::json!({
            "domain": rule.domain,
            "severity": rule.severity.as_str(),
            "reason": rule.private_comment,
        }),
        ..Note::default()
    };
    audit::record(conn, cx, action, note).await
}
