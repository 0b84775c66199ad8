//! From what shared lists say to rules: the hardest that any of them wants, unless
//! somebody made a rule by hand.

use std::collections::HashMap;

use crate::db::models::blocklist::{self, Joint};
use crate::db::models::domain_rule::{self, DomainRule, Terms};
use crate::db::{Conn, Transactional as _};
use crate::domain::DomainContext;
use crate::domain::moderation::domains;
use crate::foundation::error::{Error, Result};

/// Rules made or lifted in one transaction.
const BATCH: i64 = 500;

/// Applies the next entries of a list that wait; `false` when there are none left,
/// and then a list that was left is removed. Two at once take turns.
pub async fn work(conn: &mut Conn, cx: &DomainContext, id: i64) -> Result<bool> {
    conn.transaction(async |conn| {
        let list = blocklist::lock(conn, id).await?;
        let Some(list) = list.filter(|list| list.applying) else {
            return Ok(false);
        };
        let domains = blocklist::settle(conn, id, BATCH).await?;
        if domains.is_empty() {
            if list.leaving {
                blocklist::delete(conn, id).await?;
            } else {
                blocklist::set_applying(conn, id, false).await?;
            }
            return Ok(false);
        }
        recompute(conn, cx, &domains).await?;
        Ok::<_, Error>(true)
    })
    .await
}

/// Makes the rules for these domains what the lists want now. Rules made by hand
/// stay as they are.
pub(super) async fn recompute(conn: &mut Conn, cx: &DomainContext, names: &[String]) -> Result<()> {
    let now = cx.clock.now();
    let rules = domain_rule::find_many(conn, names).await?;
    let rules: HashMap<&str, &DomainRule> = rules
        .iter()
        .map(|rule| (rule.domain.as_str(), rule))
        .collect();
    let joint = blocklist::joint(conn, names).await?;
    let joint: HashMap<&str, &Joint> = joint.iter().map(|one| (one.domain.as_str(), one)).collect();
    let (mut made, mut ended) = (Vec::new(), Vec::new());
    for name in names {
        match (rules.get(name.as_str()), joint.get(name.as_str())) {
            (Some(rule), _) if rule.by_hand => {}
            (Some(rule), Some(joint)) if says(rule, joint) => {}
            (_, Some(joint)) => made.push(Terms {
                updated_at: Some(now),
                ..terms(joint)
            }),
            (Some(_), None) => ended.push(name.clone()),
            (None, None) => {}
        }
    }
    if !made.is_empty() {
        domain_rule::put_many(conn, &made, now).await?;
    }
    if !ended.is_empty() {
        domain_rule::remove_many(conn, &ended).await?;
    }
    let made = made.into_iter().map(|terms| terms.domain);
    let changed: Vec<String> = made.chain(ended).collect();
    if !changed.is_empty() {
        domains::take_effect(conn, cx, &changed).await?;
    }
    Ok(())
}

fn says(rule: &DomainRule, joint: &Joint) -> bool {
    rule.severity == joint.severity
        && rule.reject_media == joint.reject_media
        && rule.reject_reports == joint.reject_reports
        && rule.obfuscate == joint.obfuscate
        && rule.public_comment == joint.public_comment
}

fn terms(joint: &Joint) -> Terms {
    Terms {
        domain: joint.domain.clone(),
        severity: joint.severity,
        public_comment: joint.public_comment.clone(),
        private_comment: String::new(),
        reject_media: joint.reject_media,
        reject_reports: joint.reject_reports,
        obfuscate: joint.obfuscate,
        reject_follows: false,
        mark_sensitive: false,
        content_warning: String::new(),
        by_hand: false,
        updated_at: None,
    }
}
