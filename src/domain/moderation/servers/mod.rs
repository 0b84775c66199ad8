//! Other servers as moderators look after them: which are known, how they do, what
//! waits for them, and what can be done about that.

mod nodeinfo;

use std::collections::HashMap;

use chrono::TimeDelta;
use serde_json::json;

use crate::db::models::delivery;
use crate::db::models::domain_rule::DomainRule;
use crate::db::models::peer::{self, Peer, Shown, Wanted};
use crate::db::{Conn, Transactional as _};
use crate::domain::DomainContext;
use crate::domain::auth::audit::{self, Action, Note};
use crate::domain::moderation::domains;
use crate::domain::moderation::permission::{Authority, Permission, may};
use crate::domain::resolver;
use crate::foundation::error::{Error, Result};
use crate::foundation::net::normal_host;

pub use crate::db::models::peer::Order;
pub use nodeinfo::ask_some;

/// The kind of the recurring job that counts what is shown of servers.
pub const COUNT_JOB: &str = "count_peers";
/// The kind of the recurring job that asks servers for their software.
pub const ASK_JOB: &str = "ask_peers";

/// Accounts of a server that are fetched anew at once; the others are when somebody
/// looks at them.
const REFETCHED: i64 = 50;

/// A server with the rule that holds for it.
#[derive(Debug, Clone)]
pub struct Details {
    /// What is known of it.
    pub peer: Peer,
    /// Its own rule, or that of the nearest domain above it.
    pub rule: Option<DomainRule>,
}

/// Counts what is shown of servers.
pub async fn count(conn: &mut Conn, cx: &DomainContext) -> Result<usize> {
    Ok(peer::count(conn, cx.clock.now()).await?)
}

/// Servers that are known.
///
/// # Errors
/// `Forbidden` without the permission.
pub async fn list(conn: &mut Conn, by: Authority<'_>, wanted: &Wanted) -> Result<Vec<Peer>> {
    may(by, Permission::ManageFederation)?;
    Ok(peer::list(conn, wanted).await?)
}

/// Megabytes that passed in the last seven days between this server and each of
/// these.
pub async fn traffic(
    conn: &mut Conn,
    cx: &DomainContext,
    peers: &[Peer],
) -> Result<HashMap<String, i64>> {
    let from = (cx.clock.now() - TimeDelta::days(7)).date_naive();
    let hosts: Vec<&str> = peers.iter().map(|peer| peer.host.as_str()).collect();
    let passed = peer::traffic(conn, &hosts, from).await?.into_iter();
    Ok(passed
        .map(|one| (one.host, one.bytes / 1_000_000))
        .collect())
}

/// One server.
///
/// # Errors
/// `Forbidden` without the permission, `NotFound` when it is not known.
pub async fn get(conn: &mut Conn, by: Authority<'_>, host: &str) -> Result<Details> {
    may(by, Permission::ManageFederation)?;
    let host = normal_host(host).ok_or_else(Error::not_found)?;
    let peer = peer::find(conn, &host)
        .await?
        .ok_or_else(Error::not_found)?;
    let rule = rule_of(conn, &host).await?;
    Ok(Details { peer, rule })
}

/// The rule that holds for a host.
async fn rule_of(conn: &mut Conn, host: &str) -> Result<Option<DomainRule>> {
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    let mut names = vec![host, name];
    let mut rest = name;
    while let Some((_, above)) = rest.split_once('.') {
        names.push(above);
        rest = above;
    }
    for name in names {
        if let Some(rule) = domains::find(conn, name).await? {
            return Ok(Some(rule));
        }
    }
    Ok(None)
}

/// Deliveries to a host, given up or waiting, after one of them.
///
/// # Errors
/// `Forbidden` without the permission.
pub async fn deliveries(
    conn: &mut Conn,
    by: Authority<'_>,
    (host, failed, after): (&str, bool, i64),
    limit: i64,
) -> Result<Vec<Shown>> {
    may(by, Permission::ManageFederation)?;
    Ok(peer::deliveries(conn, host, failed, after, limit).await?)
}

/// Deliveries that were given up, the latest first, before one of them.
///
/// # Errors
/// `Forbidden` without the permission.
pub async fn dead_letters(
    conn: &mut Conn,
    by: Authority<'_>,
    before: Option<(chrono::DateTime<chrono::Utc>, i64)>,
    limit: i64,
) -> Result<Vec<Shown>> {
    may(by, Permission::ManageFederation)?;
    Ok(peer::dead_letters(conn, before, limit).await?)
}

/// Tries everything again that waits for a host or was given up; returns how many
/// deliveries that are.
///
/// # Errors
/// `Forbidden` without the permission.
pub async fn retry(
    conn: &mut Conn,
    cx: &DomainContext,
    by: Authority<'_>,
    host: &str,
) -> Result<usize> {
    may(by, Permission::ManageFederation)?;
    conn.transaction(async |conn| {
        let count = peer::retry(conn, host, cx.clock.now()).await?;
        note(conn, cx, by, Action::DeliveriesRetried, (host, count)).await?;
        Ok(count)
    })
    .await
}

/// Removes everything that waits for a host or was given up; returns how many
/// deliveries that were.
///
/// # Errors
/// `Forbidden` without the permission.
pub async fn purge(
    conn: &mut Conn,
    cx: &DomainContext,
    by: Authority<'_>,
    host: &str,
) -> Result<usize> {
    may(by, Permission::ManageFederation)?;
    conn.transaction(async |conn| {
        let count = delivery::remove_all_of(conn, &[host]).await?;
        note(conn, cx, by, Action::DeliveriesPurged, (host, count)).await?;
        Ok(count)
    })
    .await
}

/// Has the accounts of a host fetched anew: those with follows soon, the others when
/// somebody looks at them; and asks it for its software. Returns how many are fetched
/// soon.
///
/// # Errors
/// `Forbidden` without the permission.
pub async fn refetch(
    conn: &mut Conn,
    cx: &DomainContext,
    by: Authority<'_>,
    host: &str,
) -> Result<usize> {
    may(by, Permission::ManageFederation)?;
    conn.transaction(async |conn| {
        let some = peer::outdate(conn, host, REFETCHED).await?;
        peer::ask_soon(conn, host, cx.clock.now()).await?;
        for account in &some {
            resolver::fetch_account_again(conn, cx, *account).await?;
        }
        note(conn, cx, by, Action::PeerRefetched, (host, some.len())).await?;
        Ok(some.len())
    })
    .await
}

async fn note(
    conn: &mut Conn,
    cx: &DomainContext,
    by: Authority<'_>,
    action: Action,
    (host, count): (&str, usize),
) -> Result<()> {
    let note = Note {
        actor: by.user_id(),
        subject: host.to_owned(),
        after: json!({ "count": count }),
        ..Note::default()
    };
    audit::record(conn, cx, action, note).await
}
