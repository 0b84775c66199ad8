//! From what is known to what is shown.

use std::collections::HashMap;

use crate::db::Conn;
use crate::db::models::domain_reach::Reach;
use crate::db::models::domain_rule::DomainRule;
use crate::db::models::peer::{Peer, Shown};
use crate::domain::DomainContext;
use crate::domain::moderation::{blocklists, servers};
use crate::domain::peers::Severity;
use crate::foundation::error::Result;
use crate::web::view::admin::federation::{DeliveryView, PeerView, ReachView, RuleView};

/// The key of the text for a word.
pub(super) fn key(word: &str) -> String {
    format!("federation-{word}")
}

pub(super) fn severity(severity: Severity) -> String {
    match severity {
        Severity::RejectMedia => key("no-media"),
        severity => key(severity.as_str()),
    }
}

pub(super) fn peer(peer: &Peer) -> PeerView {
    let software = [&peer.software, &peer.version];
    let software: Vec<&str> = software.into_iter().filter_map(Option::as_deref).collect();
    PeerView {
        host: peer.host.clone(),
        software: software.join(" "),
        accounts: peer.accounts,
        followers: peer.followers,
        following: peer.following,
        traffic: 0,
        waiting: peer.waiting,
        failed: peer.failed,
        failures: peer.failures,
        dead: peer.dead_at.is_some(),
        last_success: peer.last_success_at,
    }
}

/// Servers with their traffic, in one statement for all.
pub(super) async fn peers(
    conn: &mut Conn,
    cx: &DomainContext,
    peers: &[Peer],
) -> Result<Vec<PeerView>> {
    let traffic = servers::traffic(conn, cx, peers).await?;
    let views = peers.iter().map(|one| PeerView {
        traffic: traffic.get(&one.host).copied().unwrap_or_default(),
        ..peer(one)
    });
    Ok(views.collect())
}

pub(super) fn delivery(shown: Shown) -> DeliveryView {
    DeliveryView {
        host: shown.host,
        inbox: shown.inbox_url,
        uri: shown.uri,
        attempts: shown.attempts,
        error: shown.last_error.unwrap_or_default(),
        at: shown.failed_at.unwrap_or(shown.created_at),
    }
}

pub(super) fn reach(reach: &Reach, severs: bool) -> ReachView {
    ReachView {
        accounts: reach.accounts,
        followers: reach.followers,
        following: reach.following,
        members: reach.members,
        severs,
    }
}

/// Rules with the lists that name their domains, in one statement for all.
pub(super) async fn rules(conn: &mut Conn, rules: Vec<DomainRule>) -> Result<Vec<RuleView>> {
    let domains: Vec<String> = rules.iter().map(|rule| rule.domain.clone()).collect();
    let mut sources: HashMap<String, Vec<(i64, String)>> = HashMap::new();
    if !domains.is_empty() {
        for (domain, id, url) in blocklists::sources(conn, &domains).await? {
            sources.entry(domain).or_default().push((id, url));
        }
    }
    let view = |rule: DomainRule| {
        let sources = sources.remove(&rule.domain).unwrap_or_default();
        RuleView {
            severity: severity(rule.severity),
            switches: switches(&rule),
            domain: rule.domain,
            public_comment: rule.public_comment,
            private_comment: rule.private_comment,
            by_hand: rule.by_hand,
            sources,
            since: rule.created_at,
        }
    };
    Ok(rules.into_iter().map(view).collect())
}

fn switches(rule: &DomainRule) -> Vec<String> {
    let all = [
        (rule.reject_media, "no-media"),
        (rule.reject_reports, "no-reports"),
        (rule.reject_follows, "no-follows"),
        (rule.mark_sensitive, "covered"),
        (!rule.content_warning.is_empty(), "warned"),
        (rule.obfuscate, "hidden"),
    ];
    let on = all.into_iter().filter(|(on, _)| *on);
    on.map(|(_, word)| key(word)).collect()
}
