//! What trends, as moderators see and decide it: also what nobody decided about
//! yet, and what was refused.

use std::collections::HashMap;

use chrono::{DateTime, Utc};

use crate::db::models::card::Card;
use crate::db::models::tag::Tag;
use crate::db::models::trend::{self, Shown};
use crate::db::views::posts::PostEntry;
use crate::db::views::search::Window;
use crate::db::{Conn, Transactional as _};
use crate::domain::DomainContext;
use crate::domain::auth::audit::{self, Action, Note};
use crate::domain::event;
use crate::domain::member::Member;
use crate::domain::moderation::permission::{Authority, Permission, may};
use crate::domain::trends::{self, History};
use crate::foundation::error::{Error, Result};
use crate::foundation::message::Message;
use crate::foundation::net::normal_host;

pub use crate::db::models::trend::TrendKind;

/// What was decided about something, and when.
pub type Decided = Option<(bool, DateTime<Utc>)>;

/// Which trends a moderator asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// A part of those there are now.
    Now(Window),
    /// This one, whether it trends or not.
    One(i64),
}

/// The server of pages that trend.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Publisher {
    /// Its ID.
    pub id: i64,
    /// Its name.
    pub domain: String,
}

async fn ids(conn: &mut Conn, by: &Member, kind: TrendKind, which: Which) -> Result<Vec<i64>> {
    may(by, Permission::ManageTaxonomies)?;
    match which {
        Which::One(id) => Ok(vec![id]),
        Which::Now(window) => Ok(trend::ranked(conn, kind, Shown::ToModerators, window).await?),
    }
}

async fn with_decisions<T>(
    conn: &mut Conn,
    kind: TrendKind,
    found: Vec<(i64, T)>,
) -> Result<Vec<(T, Decided)>> {
    let ids: Vec<i64> = found.iter().map(|(id, _)| *id).collect();
    let decided = trend::reviews(conn, kind, &ids).await?.into_iter();
    let decided: HashMap<i64, _> = decided
        .map(|(id, allowed, at)| (id, (allowed, at)))
        .collect();
    let found = found.into_iter();
    Ok(found
        .map(|(id, subject)| (subject, decided.get(&id).copied()))
        .collect())
}

/// Tags, on top first.
///
/// # Errors
/// `Forbidden`.
pub async fn tags(
    conn: &mut Conn,
    cx: &DomainContext,
    by: &Member,
    which: Which,
) -> Result<Vec<((Tag, History), Decided)>> {
    let ids = ids(conn, by, TrendKind::Tag, which).await?;
    let found = trends::tags_of(conn, cx, &ids).await?.into_iter();
    let found = found.map(|entry| (entry.0.id.0, entry)).collect();
    with_decisions(conn, TrendKind::Tag, found).await
}

/// Pages, on top first.
///
/// # Errors
/// `Forbidden`.
pub async fn links(
    conn: &mut Conn,
    cx: &DomainContext,
    by: &Member,
    which: Which,
) -> Result<Vec<((Card, History), Decided)>> {
    let ids = ids(conn, by, TrendKind::Link, which).await?;
    let found = trends::links_of(conn, cx, &ids).await?.into_iter();
    let found = found.map(|entry| (entry.0.id.0, entry)).collect();
    with_decisions(conn, TrendKind::Link, found).await
}

/// Posts, on top first.
///
/// # Errors
/// `Forbidden`.
pub async fn posts(
    conn: &mut Conn,
    cx: &DomainContext,
    by: &Member,
    which: Which,
) -> Result<Vec<(PostEntry, Decided)>> {
    let ids = ids(conn, by, TrendKind::Post, which).await?;
    let found = trends::posts_of(conn, cx, Some(by.account_id), &ids).await?;
    let found = found.into_iter();
    let found = found.map(|entry| (entry.post.id.0, entry)).collect();
    with_decisions(conn, TrendKind::Post, found).await
}

/// Servers of pages, on top first.
///
/// # Errors
/// `Forbidden`.
pub async fn publishers(
    conn: &mut Conn,
    by: &Member,
    which: Which,
) -> Result<Vec<(Publisher, Decided)>> {
    let ids = ids(conn, by, TrendKind::Publisher, which).await?;
    let mut names: HashMap<i64, String> =
        trend::publishers(conn, &ids).await?.into_iter().collect();
    let found = ids.into_iter().filter_map(|id| {
        let domain = names.remove(&id)?;
        Some((id, Publisher { id, domain }))
    });
    let found = found.collect();
    with_decisions(conn, TrendKind::Publisher, found).await
}

/// Decides whether links to a server may trend, whether or not they do now. What
/// was decided about one page weighs more.
///
/// # Errors
/// `Forbidden`; the field `domain` for what is none.
pub async fn rule_publisher(
    conn: &mut Conn,
    cx: &DomainContext,
    by: Authority<'_>,
    domain: &str,
    allowed: bool,
) -> Result<()> {
    may(by, Permission::ManageTaxonomies)?;
    let domain = normal_host(domain);
    let wrong = || Error::field("domain", Message::of("refused-trend-domain"));
    let domain = domain.ok_or_else(wrong)?;
    conn.transaction(async |conn| {
        let id = trend::publisher(conn, &domain, cx.clock.now()).await?;
        trends::review(conn, cx, TrendKind::Publisher, id, allowed).await?;
        let note = Note {
            actor: by.user_id(),
            subject: domain.clone(),
            details: serde_json::json!({ "kind": TrendKind::Publisher.as_str() }),
            ..Note::default()
        };
        let action = if allowed {
            Action::TrendApproved
        } else {
            Action::TrendRejected
        };
        audit::record(conn, cx, action, note).await?;
        event::pages_changed(conn, cx, "trend_reviewed").await
    })
    .await
}

/// Decides whether something may trend; that holds at once, and until it is
/// decided otherwise.
///
/// # Errors
/// `Forbidden`; `NotFound` when there is no such thing.
pub async fn decide(
    conn: &mut Conn,
    cx: &DomainContext,
    by: &Member,
    (kind, id): (TrendKind, i64),
    allowed: bool,
) -> Result<()> {
    let one = Which::One(id);
    let known = match kind {
        TrendKind::Tag => !tags(conn, cx, by, one).await?.is_empty(),
        TrendKind::Link => !links(conn, cx, by, one).await?.is_empty(),
        TrendKind::Post => !posts(conn, cx, by, one).await?.is_empty(),
        TrendKind::Publisher => !publishers(conn, by, one).await?.is_empty(),
    };
    if !known {
        return Err(Error::not_found());
    }
    conn.transaction(async |conn| {
        trends::review(conn, cx, kind, id, allowed).await?;
        let note = Note {
            actor: Some(by.user_id),
            details: serde_json::json!({ "kind": kind.as_str(), "id": id.to_string() }),
            ..Note::default()
        };
        let action = if allowed {
            Action::TrendApproved
        } else {
            Action::TrendRejected
        };
        audit::record(conn, cx, action, note).await?;
        event::pages_changed(conn, cx, "trend_reviewed").await
    })
    .await
}
