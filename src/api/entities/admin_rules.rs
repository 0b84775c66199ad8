//! Rules about servers, addresses and networks: `Admin::DomainBlock` and its kin.

use serde::Serialize;

use crate::api::entities::time::Time;
use crate::db::models::domain_rule::{DomainRule, Severity};
use crate::db::models::email_block::{CanonicalEmailBlock, EmailDomainBlock};
use crate::db::models::ip_rule::IpRule;
use crate::foundation::crypto;

/// A rule about a server.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the attributes are documented by Mastodon")]
pub struct DomainBlock {
    pub id: String,
    pub domain: String,
    pub digest: String,
    pub created_at: Time,
    pub severity: &'static str,
    pub reject_media: bool,
    pub reject_reports: bool,
    pub private_comment: Option<String>,
    pub public_comment: Option<String>,
    pub obfuscate: bool,
}

impl From<&DomainRule> for DomainBlock {
    fn from(rule: &DomainRule) -> Self {
        let filled = |text: &String| Some(text.clone()).filter(|text| !text.is_empty());
        Self {
            id: rule.id.to_string(),
            domain: rule.domain.clone(),
            digest: crypto::sha256_hex(rule.domain.as_bytes()),
            created_at: Time(rule.created_at),
            severity: match rule.severity {
                Severity::Suspend => "suspend",
                Severity::Limit => "silence",
                Severity::None | Severity::RejectMedia | Severity::Allow => "noop",
            },
            reject_media: rule.reject_media || rule.severity == Severity::RejectMedia,
            reject_reports: rule.reject_reports,
            private_comment: filled(&rule.private_comment),
            public_comment: filled(&rule.public_comment),
            obfuscate: rule.obfuscate,
        }
    }
}

/// A server that may talk to this one.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the attributes are documented by Mastodon")]
pub struct DomainAllow {
    pub id: String,
    pub domain: String,
    pub created_at: Time,
}

impl From<&DomainRule> for DomainAllow {
    fn from(rule: &DomainRule) -> Self {
        Self {
            id: rule.id.to_string(),
            domain: rule.domain.clone(),
            created_at: Time(rule.created_at),
        }
    }
}

/// A domain whose addresses cannot sign up.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the attributes are documented by Mastodon")]
pub struct AdminEmailDomainBlock {
    pub id: String,
    pub domain: String,
    pub created_at: Time,
    pub history: Vec<Attempts>,
}

/// How often somebody tried on a day.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the attributes are documented by Mastodon")]
pub struct Attempts {
    pub day: String,
    pub accounts: String,
    pub uses: String,
}

impl AdminEmailDomainBlock {
    /// A domain, with the attempts of these days (counted since 1970), the newest
    /// first.
    #[must_use]
    pub fn new(
        block: &EmailDomainBlock,
        days: impl Iterator<Item = i32>,
        attempts: &[(i64, i32, i64)],
    ) -> Self {
        let on = |day: i32| {
            let mut of_block = attempts.iter().filter(|(id, _, _)| *id == block.id);
            let found = of_block.find(|(_, on, _)| *on == day);
            let count = found.map_or(0, |(_, _, count)| *count);
            Attempts {
                day: (i64::from(day) * 86_400).to_string(),
                accounts: count.to_string(),
                uses: count.to_string(),
            }
        };
        Self {
            id: block.id.to_string(),
            domain: block.domain.clone(),
            created_at: Time(block.created_at),
            history: days.map(on).collect(),
        }
    }
}

/// A mailbox that cannot sign up.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the attributes are documented by Mastodon")]
pub struct AdminCanonicalEmailBlock {
    pub id: String,
    pub canonical_email_hash: String,
}

impl From<&CanonicalEmailBlock> for AdminCanonicalEmailBlock {
    fn from(block: &CanonicalEmailBlock) -> Self {
        Self {
            id: block.id.to_string(),
            canonical_email_hash: block.hash.clone(),
        }
    }
}

/// A rule about an address or a network.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the attributes are documented by Mastodon")]
pub struct AdminIpBlock {
    pub id: String,
    pub ip: String,
    pub severity: &'static str,
    pub comment: String,
    pub created_at: Time,
    pub expires_at: Option<Time>,
}

impl From<&IpRule> for AdminIpBlock {
    fn from(rule: &IpRule) -> Self {
        Self {
            id: rule.id.to_string(),
            ip: rule.ip.to_string(),
            severity: rule.severity.as_str(),
            comment: rule.comment.clone(),
            created_at: Time(rule.created_at),
            expires_at: rule.expires_at.map(Time),
        }
    }
}
