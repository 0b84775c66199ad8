//! Mail addresses that cannot sign up: whole domains, and single mailboxes by a
//! hash, so that nobody's address has to be kept for it.

use chrono::{DateTime, Utc};

use crate::db::Conn;
use crate::db::Transactional as _;
use crate::db::models::email_block::{self, CanonicalEmailBlock, EmailDomainBlock};
use crate::db::models::ip_rule::IpSeverity;
use crate::db::page::{Page, Slice};
use crate::domain::DomainContext;
use crate::domain::auth::audit::{self, Action, Note};
use crate::domain::auth::protection::{self, Refusal};
use crate::domain::moderation::ip_rules::{comment, expiry};
use crate::domain::moderation::permission::{Authority, Permission, may};
use crate::foundation::config::Domain;
use crate::foundation::crypto;
use crate::foundation::error::{Error, Result};
use crate::foundation::message::Message;

/// Days of which attempts are told.
pub const HISTORY_DAYS: i32 = 7;

/// Refuses an address that cannot sign up, and counts that. True for those that
/// join with a moderator's yes only.
///
/// # Errors
/// Field `email`.
pub async fn check(conn: &mut Conn, cx: &DomainContext, address: &str) -> Result<bool> {
    let refused = || Error::field("email", Message::of("refused-email-not-here"));
    let domain = address
        .rsplit('@')
        .next()
        .unwrap_or_default()
        .to_lowercase();
    let above = domain.char_indices().filter(|(_, c)| *c == '.');
    let mut domains: Vec<String> = above
        .filter_map(|(at, _)| domain.get(at + 1..).map(str::to_owned))
        .collect();
    domains.push(domain.clone());
    let now = cx.clock.now();
    let rule = email_block::blocked(conn, &domains, now).await?;
    if let Some((block, severity)) = rule {
        email_block::count_attempt(conn, block, day(now)).await?;
        if severity != IpSeverity::SignUpRequiresApproval {
            protection::refuse(conn, cx, Refusal::EmailDomain).await?;
            return Err(refused());
        }
    }
    if email_block::by_hash(conn, &hash(address)).await?.is_some() {
        protection::refuse(conn, cx, Refusal::EmailAddress).await?;
        return Err(refused());
    }
    Ok(rule.is_some())
}

/// The day of a moment, counted since 1970.
#[must_use]
pub fn day(at: DateTime<Utc>) -> i32 {
    i32::try_from(at.timestamp().div_euclid(86_400)).unwrap_or_default()
}

/// The SHA-256, in hex, of the mailbox that an address leads to: in lower case,
/// without dots and without what follows a plus.
#[must_use]
pub fn hash(address: &str) -> String {
    let address = address.trim().to_lowercase();
    let (user, domain) = address.rsplit_once('@').unwrap_or((&address, ""));
    let user = user.split('+').next().unwrap_or_default().replace('.', "");
    crypto::sha256_hex(format!("{user}@{domain}").as_bytes())
}

/// What a moderator wants of a mail domain.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// The domain.
    pub domain: String,
    /// `sign_up_block` (also when empty) or `sign_up_requires_approval`.
    pub severity: String,
    /// Why.
    pub comment: String,
    /// For how many seconds; none or 0: for good.
    pub expires_in: Option<i64>,
}

/// Makes a rule about a domain and everything below it.
///
/// # Errors
/// `Forbidden`; field `domain` when it is none, or there is a rule already; field
/// `severity`.
pub async fn block_domain(
    conn: &mut Conn,
    cx: &DomainContext,
    by: impl Into<Authority<'_>>,
    wanted: &Wanted,
) -> Result<EmailDomainBlock> {
    let by = by.into();
    may(by, Permission::ManageBlocks)?;
    let domain: Domain = wanted
        .domain
        .trim()
        .trim_start_matches('@')
        .parse()
        .map_err(|error| Error::field("domain", "is not a valid domain name").because(error))?;
    let now = cx.clock.now();
    let severity = match wanted.severity.as_str() {
        "" | "sign_up_block" => IpSeverity::SignUpBlock,
        "sign_up_requires_approval" => IpSeverity::SignUpRequiresApproval,
        _ => return Err(Error::field("severity", "is not included in the list")),
    };
    let row = EmailDomainBlock {
        id: cx.ids.next(),
        domain: domain.as_str().to_owned(),
        created_at: now,
        severity,
        comment: comment(Some(&wanted.comment)),
        expires_at: expiry(wanted.expires_in, now),
    };
    conn.transaction(async |conn| {
        if !email_block::insert_domain(conn, &row, now).await? {
            return Err(Error::field("domain", "has already been taken"));
        }
        note(conn, cx, by, Action::EmailRuleMade, &row.domain).await
    })
    .await?;
    Ok(row)
}

/// A blocked domain.
///
/// # Errors
/// `NotFound`.
pub async fn domain(conn: &mut Conn, id: i64) -> Result<EmailDomainBlock> {
    let found = email_block::find_domain(conn, id).await?;
    found.ok_or_else(Error::not_found)
}

/// Blocked domains, the newest first.
pub async fn domains(conn: &mut Conn, page: &Page) -> Result<Slice<EmailDomainBlock>> {
    Ok(email_block::domains(conn, page).await?)
}

/// How often somebody tried in the last days: the block, the day, how often.
pub async fn attempts(
    conn: &mut Conn,
    cx: &DomainContext,
    blocks: &[EmailDomainBlock],
) -> Result<Vec<(i64, i32, i64)>> {
    let ids: Vec<i64> = blocks.iter().map(|block| block.id).collect();
    let since = day(cx.clock.now()) - HISTORY_DAYS + 1;
    Ok(email_block::attempts(conn, &ids, since).await?)
}

/// Ends the block of a domain.
///
/// # Errors
/// `NotFound`.
pub async fn unblock_domain(
    conn: &mut Conn,
    cx: &DomainContext,
    by: impl Into<Authority<'_>>,
    id: i64,
) -> Result<()> {
    let by = by.into();
    may(by, Permission::ManageBlocks)?;
    let row = domain(conn, id).await?;
    conn.transaction(async |conn| {
        email_block::remove_domain(conn, id).await?;
        note(conn, cx, by, Action::EmailRuleEnded, &row.domain).await
    })
    .await
}

/// Blocks a mailbox by its hash.
///
/// # Errors
/// Field `canonical_email_hash` when it is no SHA-256 in hex.
pub async fn block_hash(
    conn: &mut Conn,
    cx: &DomainContext,
    by: impl Into<Authority<'_>>,
    hash: &str,
) -> Result<CanonicalEmailBlock> {
    let by = by.into();
    may(by, Permission::ManageBlocks)?;
    let hash = hash.trim().to_lowercase();
    if hash.len() != 64 || !hash.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Err(Error::field("canonical_email_hash", "is invalid"));
    }
    let row = CanonicalEmailBlock {
        id: cx.ids.next(),
        hash,
        created_at: cx.clock.now(),
    };
    conn.transaction(async |conn| {
        let stored = email_block::put_hash(conn, &row).await?;
        if stored.id == row.id {
            note(conn, cx, by, Action::EmailRuleMade, &stored.hash).await?;
        }
        Ok(stored)
    })
    .await
}

/// The block of the mailbox that an address leads to, if there is one.
pub async fn matching(conn: &mut Conn, address: &str) -> Result<Option<CanonicalEmailBlock>> {
    Ok(email_block::by_hash(conn, &hash(address)).await?)
}

/// A blocked mailbox.
///
/// # Errors
/// `NotFound`.
pub async fn mailbox(conn: &mut Conn, id: i64) -> Result<CanonicalEmailBlock> {
    let found = email_block::find_hash(conn, id).await?;
    found.ok_or_else(Error::not_found)
}

/// Blocked mailboxes, the newest first.
pub async fn mailboxes(conn: &mut Conn, page: &Page) -> Result<Slice<CanonicalEmailBlock>> {
    Ok(email_block::hashes(conn, page).await?)
}

/// Ends the block of a mailbox.
///
/// # Errors
/// `NotFound`.
pub async fn unblock_mailbox(
    conn: &mut Conn,
    cx: &DomainContext,
    by: impl Into<Authority<'_>>,
    id: i64,
) -> Result<()> {
    let by = by.into();
    may(by, Permission::ManageBlocks)?;
    let row = mailbox(conn, id).await?;
    conn.transaction(async |conn| {
        email_block::remove_hash(conn, id).await?;
        note(conn, cx, by, Action::EmailRuleEnded, &row.hash).await
    })
    .await
}

async fn note(
    conn: &mut Conn,
    cx: &DomainContext,
    by: Authority<'_>,
    action: Action,
    what: &str,
) -> Result<()> {
    let note = Note {
        actor: by.user_id(),
        subject: what.to_owned(),
        details: serde_json::json!({ "about": what }),
        ..Note::default()
    };
    audit::record(conn, cx, action, note).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_mailbox_has_one_hash() {
        let plain = hash("alice@example.org");
        for same in [
            "Alice@Example.org",
            "al.ice@example.org",
            "alice+news@example.org ",
        ] {
            assert_eq!(hash(same), plain, "{same}");
        }
        assert_ne!(hash("alice@example.com"), plain);
        assert_eq!(plain.len(), 64);
    }
}
