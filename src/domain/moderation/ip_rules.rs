//! Rules about addresses and networks: who may join, and who gets nothing at all.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, PoisonError, RwLock};

use chrono::{DateTime, TimeDelta, Utc};
use ipnetwork::IpNetwork;

use crate::db::models::audit::network;
use crate::db::models::ip_rule::{self, IpRule};
use crate::db::page::{Page, Slice};
use crate::db::pool::Database;
use crate::db::{Conn, Transactional as _};
use crate::domain::DomainContext;
use crate::domain::auth::audit::{self, Action, Note};
use crate::domain::moderation::permission::{Authority, Permission, may};
use crate::foundation::error::{Error, Result};
use crate::foundation::message::Message;
use crate::foundation::text::clean_line;

pub use crate::db::models::ip_rule::IpSeverity;

/// Longest comment, in characters.
const COMMENT_MAX: usize = 500;
/// Longest life of a rule that ends, in seconds: ten years.
const EXPIRY_MAX: i64 = 10 * 365 * 24 * 60 * 60;

/// Until when the networks of one size are closed, by their first address.
/// None: for good.
type Closed = HashMap<IpAddr, Option<DateTime<Utc>>>;

/// The closed networks in memory, for the door.
#[derive(Debug, Clone, Default)]
pub struct IpRules(Arc<RwLock<Known>>);

#[derive(Debug, Default)]
struct Known {
    /// Networks by their size in bits.
    by_prefix: HashMap<u8, Closed>,
    version: Option<(i64, Option<DateTime<Utc>>)>,
}

impl IpRules {
    /// Reads the rules again if they changed.
    pub async fn refresh(&self, db: &Database) -> Result<()> {
        let conn = &mut *db.conn().await?;
        let version = ip_rule::version(conn).await?;
        let known = {
            let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
            known.version
        };
        if known == Some(version) {
            return Ok(());
        }
        let mut by_prefix: HashMap<u8, Closed> = HashMap::new();
        for (ip, severity, expires_at) in ip_rule::all(conn).await? {
            if severity == IpSeverity::NoAccess {
                let closed = by_prefix.entry(ip.prefix()).or_default();
                closed.insert(ip.network(), expires_at);
            }
        }
        let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
        *known = Known {
            by_prefix,
            version: Some(version),
        };
        Ok(())
    }

    /// Whether `ip` gets nothing at all.
    #[must_use]
    pub fn is_closed(&self, ip: IpAddr, now: DateTime<Utc>) -> bool {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
        known.by_prefix.iter().any(|(prefix, closed)| {
            let network = IpNetwork::new(ip, *prefix).map(|network| network.network());
            let until = network.ok().and_then(|network| closed.get(&network));
            until.is_some_and(|until| until.is_none_or(|until| until > now))
        })
    }
}

/// What a moderator wants a rule to say.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// An address or a network in CIDR form.
    pub ip: Option<String>,
    /// What is not allowed.
    pub severity: Option<String>,
    /// Why.
    pub comment: Option<String>,
    /// For how many seconds; none or 0: for good.
    pub expires_in: Option<i64>,
}

/// Makes a rule.
///
/// # Errors
/// Fields `ip` (none, taken, or the moderator's own address) and `severity`.
pub async fn make(
    conn: &mut Conn,
    cx: &DomainContext,
    (by, from): (Authority<'_>, Option<IpAddr>),
    wanted: &Wanted,
) -> Result<IpRule> {
    may(by, Permission::ManageBlocks)?;
    let now = cx.clock.now();
    let severity = severity(wanted.severity.as_deref())?;
    let rule = IpRule {
        id: cx.ids.next(),
        ip: ip(wanted.ip.as_deref(), severity, from)?,
        severity,
        comment: comment(wanted.comment.as_deref()),
        expires_at: expiry(wanted.expires_in, now),
        created_at: now,
        updated_at: now,
    };
    conn.transaction(async |conn| {
        if !ip_rule::insert(conn, &rule).await? {
            return Err(Error::field("ip", "has already been taken"));
        }
        note(conn, cx, by, Action::IpRuleMade, &rule).await
    })
    .await?;
    Ok(rule)
}

/// Changes what was sent of a rule.
///
/// # Errors
/// As [`make`]; `NotFound`.
pub async fn change(
    conn: &mut Conn,
    cx: &DomainContext,
    (by, from): (Authority<'_>, Option<IpAddr>),
    id: i64,
    wanted: &Wanted,
) -> Result<IpRule> {
    may(by, Permission::ManageBlocks)?;
    let now = cx.clock.now();
    let mut rule = get(conn, id).await?;
    if wanted.severity.is_some() {
        rule.severity = severity(wanted.severity.as_deref())?;
    }
    let text = wanted.ip.clone().unwrap_or_else(|| rule.ip.to_string());
    rule.ip = ip(Some(&text), rule.severity, from)?;
    if let Some(text) = &wanted.comment {
        rule.comment = comment(Some(text));
    }
    if wanted.expires_in.is_some() {
        rule.expires_at = expiry(wanted.expires_in, now);
    }
    rule.updated_at = now;
    conn.transaction(async |conn| {
        ip_rule::update(conn, &rule).await?;
        note(conn, cx, by, Action::IpRuleChanged, &rule).await
    })
    .await?;
    Ok(rule)
}

/// Ends a rule.
///
/// # Errors
/// `NotFound`.
pub async fn end(conn: &mut Conn, cx: &DomainContext, by: Authority<'_>, id: i64) -> Result<()> {
    may(by, Permission::ManageBlocks)?;
    let rule = get(conn, id).await?;
    conn.transaction(async |conn| {
        ip_rule::remove(conn, id).await?;
        note(conn, cx, by, Action::IpRuleEnded, &rule).await
    })
    .await
}

/// A rule.
///
/// # Errors
/// `NotFound`.
pub async fn get(conn: &mut Conn, id: i64) -> Result<IpRule> {
    let found = ip_rule::find(conn, id).await?;
    found.ok_or_else(Error::not_found)
}

/// The rules, the newest first.
pub async fn list(conn: &mut Conn, page: &Page) -> Result<Slice<IpRule>> {
    Ok(ip_rule::page(conn, page).await?)
}

/// Whether somebody from this address may join: `true` with a moderator's yes
/// only.
///
/// # Errors
/// `Forbidden`.
pub async fn check_sign_up(
    conn: &mut Conn,
    cx: &DomainContext,
    ip: Option<IpAddr>,
) -> Result<bool> {
    let Some(ip) = ip else { return Ok(false) };
    let said = ip_rule::about(conn, network(ip), cx.clock.now()).await?;
    let refuses = |severity: &IpSeverity| *severity != IpSeverity::SignUpRequiresApproval;
    if said.iter().any(refuses) {
        let message = Message::of("refused-network");
        return Err(Error::forbidden(message));
    }
    Ok(!said.is_empty())
}

fn severity(text: Option<&str>) -> Result<IpSeverity> {
    let known = text.and_then(|text| text.parse().ok());
    known.ok_or_else(|| Error::field("severity", "is not included in the list"))
}

fn ip(text: Option<&str>, severity: IpSeverity, from: Option<IpAddr>) -> Result<IpNetwork> {
    let text = text.unwrap_or_default().trim();
    let network: IpNetwork = text
        .parse()
        .map_err(|error| Error::field("ip", "is not a valid IP address").because(error))?;
    // The first address stands for the network.
    let network = IpNetwork::new(network.network(), network.prefix())
        .map_err(|error| Error::field("ip", "is not a valid IP address").because(error))?;
    let own = from.is_some_and(|from| network.contains(from));
    if own && severity == IpSeverity::NoAccess {
        return Err(Error::field("ip", "is your own address"));
    }
    Ok(network)
}

pub(super) fn comment(text: Option<&str>) -> String {
    let text = clean_line(text.unwrap_or_default());
    text.chars().take(COMMENT_MAX).collect()
}

pub(super) fn expiry(seconds: Option<i64>, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let seconds = seconds.filter(|seconds| *seconds > 0)?;
    now.checked_add_signed(TimeDelta::try_seconds(seconds.min(EXPIRY_MAX))?)
}

async fn note(
    conn: &mut Conn,
    cx: &DomainContext,
    by: Authority<'_>,
    action: Action,
    rule: &IpRule,
) -> Result<()> {
    let note = Note {
        actor: by.user_id(),
        subject: rule.ip.to_string(),
        details: serde_json::json!({
            "ip": rule.ip.to_string(),
            "severity": rule.severity.as_str(),
            "comment": rule.comment,
        }),
        ..Note::default()
    };
    audit::record(conn, cx, action, note).await
}

#[cfg(test)]
mod tests {
    use super::*;

    fn closed(list: &[&str]) -> IpRules {
        let mut by_prefix: HashMap<u8, Closed> = HashMap::new();
        for text in list {
            let network: IpNetwork = text.parse().unwrap();
            by_prefix
                .entry(network.prefix())
                .or_default()
                .insert(network.network(), None);
        }
        IpRules(Arc::new(RwLock::new(Known {
            by_prefix,
            version: None,
        })))
    }

    #[test]
    fn networks_of_any_size_are_closed() {
        let rules = closed(&["192.0.2.0/24", "198.51.100.7/32", "2001:db8::/32"]);
        let now = DateTime::UNIX_EPOCH;
        for (text, expected) in [
            ("192.0.2.200", true),
            ("192.0.3.1", false),
            ("198.51.100.7", true),
            ("198.51.100.8", false),
            ("2001:db8:1::1", true),
            ("2001:db9::1", false),
        ] {
            assert_eq!(
                rules.is_closed(text.parse().unwrap(), now),
                expected,
                "{text}"
            );
        }
    }

    #[test]
    fn nobody_locks_themselves_out() {
        let own = Some("192.0.2.9".parse().unwrap());
        assert!(ip(Some("192.0.2.0/24"), IpSeverity::NoAccess, own).is_err());
        let network = ip(Some("192.0.2.9/24"), IpSeverity::SignUpBlock, own).unwrap();
        assert_eq!(network.to_string(), "192.0.2.0/24");
        assert!(ip(Some("nonsense"), IpSeverity::SignUpBlock, own).is_err());
    }
}
