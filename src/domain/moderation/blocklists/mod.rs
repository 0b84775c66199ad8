//! Shared lists of servers that others block: who subscribes to them, what they say,
//! and what is looked at before it holds. A rule made by hand weighs more than any.

mod apply;
mod fetch;

use std::collections::HashMap;

use serde_json::json;
use url::Url;

use crate::db::models::blocklist::{self, Blocklist, Entry, EntryState};
use crate::db::models::domain_reach::Reach;
use crate::db::{Conn, Transactional as _};
use crate::domain::DomainContext;
use crate::domain::auth::audit::{self, Action, Note};
use crate::domain::moderation::domain_imports::order;
use crate::domain::moderation::permission::{Authority, Permission, may};
use crate::domain::peers::Severity;
use crate::foundation::error::{Error, Result};
use crate::foundation::message::Message;

pub use apply::work;
pub use fetch::{fetch, order_due};

/// The kind of the job that fetches one list; payload `{id}`.
pub const FETCH_JOB: &str = "fetch_blocklist";
/// The kind of the job that has lists fetched that are due.
pub const FETCH_ALL_JOB: &str = "fetch_blocklists";
/// The kind of the job that applies one list; payload `{id}`.
pub const APPLY_JOB: &str = "apply_blocklist";

/// Longest address, in bytes.
const URL_MAX: usize = 2_000;

/// A list with the number of its entries by state.
#[derive(Debug, Clone)]
pub struct Overview {
    /// The list.
    pub list: Blocklist,
    /// Entries.
    pub counts: HashMap<EntryState, i64>,
}

impl Overview {
    /// Entries in a state.
    #[must_use]
    pub fn count(&self, state: EntryState) -> i64 {
        self.counts.get(&state).copied().unwrap_or_default()
    }
}

/// Subscribes to the list at `address`. It is fetched by a job; nothing of it holds
/// harder than `cap`, and nothing before somebody looked, unless `automatic`.
///
/// # Errors
/// `Forbidden` without the permission; the field `url` when it is no web address, or
/// there is a subscription to it; the field `cap`.
pub async fn subscribe(
    conn: &mut Conn,
    cx: &DomainContext,
    by: Authority<'_>,
    (address, cap, automatic): (&str, Severity, bool),
) -> Result<i64> {
    may(by, Permission::ManageFederation)?;
    let list = Blocklist {
        id: cx.ids.next(),
        url: address_of(cx, address)?,
        cap: capped(cap)?,
        automatic,
        etag: None,
        fetched_at: None,
        checked_at: None,
        last_error: None,
        bad_lines: json!([]),
        reach: json!({}),
        applying: false,
        leaving: false,
        created_at: cx.clock.now(),
    };
    conn.transaction(async |conn| {
        if !blocklist::insert(conn, &list).await? {
            return Err(Error::field("url", Message::of("refused-blocklist-twice")));
        }
        let after = json!({ "cap": cap.as_str(), "automatic": automatic });
        note(conn, cx, by, Action::BlocklistSubscribed, &list.url, after).await?;
        order(conn, cx, FETCH_JOB, list.id).await?;
        Ok(list.id)
    })
    .await
}

fn address_of(cx: &DomainContext, text: &str) -> Result<String> {
    let wrong = || Error::field("url", Message::of("refused-blocklist-address"));
    let url = Url::parse(text.trim()).map_err(|cause| wrong().because(cause))?;
    let plain = cx.config.federation.allow_http && url.scheme() == "http";
    let good = (url.scheme() == "https" || plain) && url.has_host() && url.username().is_empty();
    if !good || text.len() > URL_MAX {
        return Err(wrong());
    }
    Ok(url.to_string())
}

fn capped(cap: Severity) -> Result<Severity> {
    match cap {
        Severity::None | Severity::Limit | Severity::Suspend => Ok(cap),
        Severity::Allow | Severity::RejectMedia => {
            Err(Error::field("cap", Message::of("refused-blocklist-cap")))
        }
    }
}

/// Changes how a list is applied; it is read anew.
///
/// # Errors
/// `Forbidden` without the permission, `NotFound`, the field `cap`.
pub async fn change(
    conn: &mut Conn,
    cx: &DomainContext,
    by: Authority<'_>,
    (id, cap, automatic): (i64, Severity, bool),
) -> Result<()> {
    may(by, Permission::ManageFederation)?;
    let cap = capped(cap)?;
    conn.transaction(async |conn| {
        let list = blocklist::lock(conn, id)
            .await?
            .ok_or_else(Error::not_found)?;
        blocklist::set_terms(conn, id, cap, automatic).await?;
        let after = json!({ "cap": cap.as_str(), "automatic": automatic });
        note(conn, cx, by, Action::BlocklistChanged, &list.url, after).await?;
        order(conn, cx, FETCH_JOB, id).await
    })
    .await
}

/// Has a list fetched now.
///
/// # Errors
/// `Forbidden` without the permission, `NotFound`.
pub async fn ask(conn: &mut Conn, cx: &DomainContext, by: Authority<'_>, id: i64) -> Result<()> {
    may(by, Permission::ManageFederation)?;
    blocklist::find(conn, id)
        .await?
        .ok_or_else(Error::not_found)?;
    order(conn, cx, FETCH_JOB, id).await
}

/// Has a job apply what waits in a list. `false`: one does already.
///
/// # Errors
/// `Forbidden` without the permission, `NotFound`.
pub async fn apply(
    conn: &mut Conn,
    cx: &DomainContext,
    by: Authority<'_>,
    id: i64,
) -> Result<bool> {
    may(by, Permission::ManageFederation)?;
    conn.transaction(async |conn| {
        let list = blocklist::lock(conn, id)
            .await?
            .ok_or_else(Error::not_found)?;
        if !blocklist::set_applying(conn, id, true).await? {
            return Ok(false);
        }
        note(conn, cx, by, Action::BlocklistApplied, &list.url, json!({})).await?;
        order(conn, cx, APPLY_JOB, id).await?;
        Ok(true)
    })
    .await
}

/// No rule is made from what a list says of this domain.
///
/// # Errors
/// `Forbidden` without the permission, `NotFound`.
pub async fn decline(
    conn: &mut Conn,
    cx: &DomainContext,
    by: Authority<'_>,
    (id, domain): (i64, &str),
) -> Result<()> {
    may(by, Permission::ManageFederation)?;
    conn.transaction(async |conn| {
        let list = blocklist::lock(conn, id)
            .await?
            .ok_or_else(Error::not_found)?;
        if blocklist::decline(conn, Some(id), domain).await? == 0 {
            return Err(Error::not_found());
        }
        let after = json!({ "domain": domain });
        note(
            conn,
            cx,
            by,
            Action::BlocklistEntryDeclined,
            &list.url,
            after,
        )
        .await?;
        apply::recompute(conn, cx, &[domain.to_owned()]).await
    })
    .await
}

/// Ends a subscription. With `lift`, a job lifts the rules that only this list
/// brought; else they stay, as if made by hand.
///
/// # Errors
/// `Forbidden` without the permission, `NotFound`.
pub async fn unsubscribe(
    conn: &mut Conn,
    cx: &DomainContext,
    by: Authority<'_>,
    (id, lift): (i64, bool),
) -> Result<()> {
    may(by, Permission::ManageFederation)?;
    conn.transaction(async |conn| {
        let list = blocklist::lock(conn, id)
            .await?
            .ok_or_else(Error::not_found)?;
        if list.leaving {
            return Ok(());
        }
        let after = json!({ "lifted": lift });
        note(
            conn,
            cx,
            by,
            Action::BlocklistUnsubscribed,
            &list.url,
            after,
        )
        .await?;
        if lift {
            blocklist::leave(conn, id).await?;
            return order(conn, cx, APPLY_JOB, id).await;
        }
        blocklist::adopt(conn, id).await?;
        blocklist::delete(conn, id).await?;
        Ok(())
    })
    .await
}

/// Every subscription.
///
/// # Errors
/// `Forbidden` without the permission.
pub async fn list(conn: &mut Conn, by: Authority<'_>) -> Result<Vec<Overview>> {
    may(by, Permission::ManageFederation)?;
    let lists = blocklist::all(conn).await?;
    let mut counts: HashMap<i64, HashMap<EntryState, i64>> = HashMap::new();
    for (list, state, count) in blocklist::counts(conn).await? {
        counts.entry(list).or_default().insert(state, count);
    }
    let overview = |list: Blocklist| Overview {
        counts: counts.remove(&list.id).unwrap_or_default(),
        list,
    };
    Ok(lists.into_iter().map(overview).collect())
}

/// One subscription.
///
/// # Errors
/// `Forbidden` without the permission, `NotFound`.
pub async fn get(conn: &mut Conn, by: Authority<'_>, id: i64) -> Result<Overview> {
    let all = list(conn, by).await?;
    let found = all.into_iter().find(|one| one.list.id == id);
    found.ok_or_else(Error::not_found)
}

/// Entries of a list in one state, after a domain.
///
/// # Errors
/// `Forbidden` without the permission.
pub async fn entries(
    conn: &mut Conn,
    by: Authority<'_>,
    (id, state, after): (i64, EntryState, &str),
    limit: i64,
) -> Result<Vec<Entry>> {
    may(by, Permission::ManageFederation)?;
    Ok(blocklist::entries(conn, id, state, after, limit).await?)
}

/// Whom the entries of a list that wait would suspend, as it was when it was read.
#[must_use]
pub fn consequences(list: &Blocklist) -> Reach {
    serde_json::from_value(list.reach.clone()).unwrap_or_default()
}

/// Which lists name these domains: domain, list, address.
pub async fn sources(conn: &mut Conn, domains: &[String]) -> Result<Vec<(String, i64, String)>> {
    Ok(blocklist::sources(conn, domains).await?)
}

async fn note(
    conn: &mut Conn,
    cx: &DomainContext,
    by: Authority<'_>,
    action: Action,
    subject: &str,
    after: serde_json::Value,
) -> Result<()> {
    let note = Note {
        actor: by.user_id(),
        subject: subject.to_owned(),
        after,
        ..Note::default()
    };
    audit::record(conn, cx, action, note).await
}
