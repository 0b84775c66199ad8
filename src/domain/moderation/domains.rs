//! Rules about other servers: made, changed and ended, and in force at once.

use serde_json::{Value, json};

use crate::db::models::blocklist;
use crate::db::models::domain_reach::{self, Reach};
use crate::db::models::domain_rule::{self, DomainRule, Terms, Wanted};
use crate::db::page::{Page, Slice};
use crate::db::{Conn, Transactional as _};
use crate::domain::DomainContext;
use crate::domain::auth::audit::{self, Action, Note};
use crate::domain::event;
use crate::domain::moderation::permission::{Authority, Permission, may};
use crate::domain::notifications::official;
use crate::domain::peers::Severity;
use crate::foundation::config::Domain;
use crate::foundation::error::{Error, Result};
use crate::foundation::message::Message;
use crate::foundation::text::{clean, count_characters};

/// Longest reason, in characters.
pub const REASON_MAX: usize = 1000;

/// Longest warning that is put before posts, in characters.
pub const WARNING_MAX: usize = 200;

/// A rule to be.
#[derive(Debug, Clone)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a switch of its own in the panel"
)]
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
    /// Its people cannot follow members.
    pub reject_follows: bool,
    /// Its pictures are covered.
    pub mark_sensitive: bool,
    /// Stands before posts that have no warning of their own; may be empty.
    pub content_warning: String,
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
            reject_follows: false,
            mark_sensitive: false,
            content_warning: String::new(),
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
            reject_follows: rule.reject_follows,
            mark_sensitive: rule.mark_sensitive,
            content_warning: rule.content_warning,
            obfuscate: rule.obfuscate,
        }
    }
}

/// The normal form of a domain that a rule may be made for.
///
/// # Errors
/// The field `domain` when it is no host name, or this server's own.
pub fn domain_of(cx: &DomainContext, text: &str) -> Result<String> {
    let refused = |key| Error::field("domain", Message::of(key));
    let domain: Domain = text
        .trim()
        .parse()
        .map_err(|error| refused("refused-domain-no-host").because(error))?;
    if is_own(cx, domain.as_str()) {
        return Err(refused("refused-domain-own"));
    }
    Ok(domain.as_str().to_owned())
}

/// Whether a rule for `domain` would hold for this server itself.
#[must_use]
pub fn is_own(cx: &DomainContext, domain: &str) -> bool {
    let below = |own: &Domain| {
        own.as_str() == domain
            || own.host() == domain
            || own.host().ends_with(&format!(".{domain}"))
    };
    below(&cx.config.server.domain) || below(cx.config.handle_domain())
}

/// Makes a rule for a domain and everything below it, in place of an earlier
/// one. It holds for what comes next, hides or shows the accounts that are known
/// already, and with a suspension ends the follows between them and members.
///
/// # Errors
/// `Forbidden` without the permission; the field `domain` when it is no host name,
/// or this server's own; the fields of the texts when one is too long.
pub async fn decide(
    conn: &mut Conn,
    cx: &DomainContext,
    by: Authority<'_>,
    new: &NewRule,
) -> Result<DomainRule> {
    may(by, Permission::ManageFederation)?;
    let now = cx.clock.now();
    let no_media = new.severity == Severity::RejectMedia;
    let terms = Terms {
        domain: domain_of(cx, &new.domain)?,
        severity: if no_media {
            Severity::None
        } else {
            new.severity
        },
        public_comment: reason("public_comment", &new.public_comment)?,
        private_comment: reason("private_comment", &new.private_comment)?,
        reject_media: new.reject_media || no_media,
        reject_reports: new.reject_reports,
        obfuscate: new.obfuscate,
        reject_follows: new.reject_follows,
        mark_sensitive: new.mark_sensitive,
        content_warning: warning(&new.content_warning)?,
        by_hand: true,
        updated_at: Some(now),
    };
    conn.transaction(async |conn| {
        let before = domain_rule::find(conn, &terms.domain).await?;
        let rule = domain_rule::put(conn, &terms, now).await?;
        let (was, is) = (before.as_ref().map(told), told(&rule));
        note(conn, cx, by, Action::DomainRuleMade, &rule, (was, Some(is))).await?;
        take_effect(conn, cx, std::slice::from_ref(&rule.domain)).await?;
        Ok(rule)
    })
    .await
}

/// Ends the rule for `domain`. Shared lists do not bring it back.
///
/// # Errors
/// `Forbidden` without the permission, `NotFound` when there is none.
pub async fn lift(
    conn: &mut Conn,
    cx: &DomainContext,
    by: Authority<'_>,
    domain: &str,
) -> Result<()> {
    may(by, Permission::ManageFederation)?;
    let domain = domain.trim().trim_end_matches('.').to_lowercase();
    conn.transaction(async |conn| {
        let rule = domain_rule::find(conn, &domain).await?;
        let rule = rule.ok_or_else(Error::not_found)?;
        domain_rule::remove(conn, &domain).await?;
        blocklist::decline(conn, None, &domain).await?;
        let was = told(&rule);
        note(
            conn,
            cx,
            by,
            Action::DomainRuleEnded,
            &rule,
            (Some(was), None),
        )
        .await?;
        take_effect(conn, cx, &[domain]).await?;
        Ok(())
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

/// Rules in the order of their domains, one more than wanted where there are more.
pub async fn matching(conn: &mut Conn, wanted: &Wanted) -> Result<Vec<DomainRule>> {
    Ok(domain_rule::matching(conn, wanted).await?)
}

/// How many rules there are of each severity.
pub async fn counts(conn: &mut Conn) -> Result<Vec<(Severity, i64)>> {
    Ok(domain_rule::counts(conn).await?)
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

/// Whom a rule for `domain` would reach now: accounts that are known, and the
/// follows that a suspension would end.
///
/// # Errors
/// `Forbidden` without the permission, the field `domain` when it is no host name.
pub async fn consequences(
    conn: &mut Conn,
    cx: &DomainContext,
    by: Authority<'_>,
    domain: &str,
) -> Result<Reach> {
    may(by, Permission::ManageFederation)?;
    let domain = domain_of(cx, domain)?;
    Ok(domain_reach::reach_of_one(conn, &domain).await?)
}

fn reason(field: &'static str, text: &str) -> Result<String> {
    let text = clean(text);
    if count_characters(&text) > REASON_MAX {
        return Err(Error::field(field, too_long(REASON_MAX)));
    }
    Ok(text)
}

fn warning(text: &str) -> Result<String> {
    let text = clean(text).replace('\n', " ");
    if count_characters(&text) > WARNING_MAX {
        return Err(Error::field("content_warning", too_long(WARNING_MAX)));
    }
    Ok(text)
}

fn too_long(most: usize) -> Message {
    Message::about("refused-write-at-most", [("max", most.to_string().into())])
}

/// Tells members what they lose where servers are suspended, ends these follows,
/// hides accounts of suspended servers and shows those of others again: a constant
/// number of statements. Returns how many follows ended. Call it in the transaction
/// of the rules.
pub(super) async fn take_effect(
    conn: &mut Conn,
    cx: &DomainContext,
    domains: &[String],
) -> Result<i64> {
    official::domains_suspended(conn, cx, domains).await?;
    let severed = domain_reach::sever(conn, domains).await?;
    domain_reach::apply(conn, domains, cx.clock.now()).await?;
    event::pages_changed(conn, cx, "domain_rule").await?;
    Ok(severed)
}

/// What the log keeps of a rule.
fn told(rule: &DomainRule) -> Value {
    json!({
        "severity": rule.severity.as_str(),
        "reject_media": rule.reject_media,
        "reject_reports": rule.reject_reports,
        "reject_follows": rule.reject_follows,
        "mark_sensitive": rule.mark_sensitive,
        "content_warning": rule.content_warning,
        "obfuscate": rule.obfuscate,
        "public_comment": rule.public_comment,
    })
}

async fn note(
    conn: &mut Conn,
    cx: &DomainContext,
    by: Authority<'_>,
    action: Action,
    rule: &DomainRule,
    (before, after): (Option<Value>, Option<Value>),
) -> Result<()> {
    let note = Note {
        actor: by.user_id(),
        subject: rule.domain.clone(),
        before: before.unwrap_or_default(),
        after: after.unwrap_or_default(),
        reason: rule.private_comment.clone(),
        ..Note::default()
    };
    audit::record(conn, cx, action, note).await
}
