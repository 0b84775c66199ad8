//! Complaints as moderators work on them.

use std::collections::HashMap;

use crate::db::ids::{AccountId, PostId, ReportId};
use crate::db::models::report::{self, Category, Filter, Report};
use crate::db::page::{Page, Slice};
use crate::db::{Conn, Transactional as _};
use crate::domain::DomainContext;
use crate::domain::auth::audit::{self, Action, Note};
use crate::domain::member::Member;
use crate::domain::moderation::permission::{Authority, Permission, may};
use crate::foundation::error::{Error, Result};

/// Posts of one complaint.
pub type Named = HashMap<ReportId, Vec<PostId>>;

/// What is changed of a complaint.
#[derive(Debug, Clone, Default)]
pub struct Change {
    /// What it is about.
    pub category: Option<String>,
    /// The rules that were broken, by their numbers.
    pub rule_ids: Option<Vec<String>>,
}

/// One page of complaints with the posts they name, the newest first.
///
/// # Errors
/// `Forbidden`.
pub async fn list(
    conn: &mut Conn,
    by: &Member,
    filter: Filter,
    page: &Page,
) -> Result<(Slice<Report>, Named)> {
    may(by, Permission::ManageReports)?;
    let slice = report::page(conn, filter, page).await?;
    let ids: Vec<ReportId> = slice.items.iter().map(|report| report.id).collect();
    let named = named(conn, &ids).await?;
    Ok((slice, named))
}

/// A complaint with the posts it names.
///
/// # Errors
/// `Forbidden`, `NotFound`.
pub async fn get(conn: &mut Conn, by: &Member, id: ReportId) -> Result<(Report, Named)> {
    may(by, Permission::ManageReports)?;
    let report = report::find(conn, id).await?.ok_or_else(Error::not_found)?;
    let named = named(conn, &[id]).await?;
    Ok((report, named))
}

async fn named(conn: &mut Conn, ids: &[ReportId]) -> Result<Named> {
    let mut named = Named::new();
    for (report, post) in report::posts(conn, ids).await? {
        named.entry(report).or_default().push(post);
    }
    Ok(named)
}

/// Says who looks after a complaint: the moderator, or nobody.
///
/// # Errors
/// `Forbidden`, `NotFound`.
pub async fn assign(
    conn: &mut Conn,
    cx: &DomainContext,
    by: &Member,
    id: ReportId,
    to: Option<AccountId>,
) -> Result<()> {
    let action = match to {
        Some(_) => Action::ReportAssigned,
        None => Action::ReportUnassigned,
    };
    check(conn, by, id).await?;
    conn.transaction(async |conn| {
        report::assign(conn, id, to, cx.clock.now()).await?;
        note(conn, cx, by.into(), action, id).await
    })
    .await
}

/// Settles a complaint.
///
/// # Errors
/// `Forbidden`, `NotFound`.
pub async fn resolve(conn: &mut Conn, cx: &DomainContext, by: &Member, id: ReportId) -> Result<()> {
    may(by, Permission::ManageReports)?;
    conn.transaction(async |conn| resolve_in(conn, cx, by.into(), id).await)
        .await
}

pub(super) async fn resolve_in(
    conn: &mut Conn,
    cx: &DomainContext,
    by: Authority<'_>,
    id: ReportId,
) -> Result<()> {
    report::find(conn, id).await?.ok_or_else(Error::not_found)?;
    report::resolve(conn, id, by.account_id(), cx.clock.now()).await?;
    note(conn, cx, by, Action::ReportResolved, id).await
}

/// Opens a settled complaint again.
///
/// # Errors
/// `Forbidden`, `NotFound`.
pub async fn reopen(conn: &mut Conn, cx: &DomainContext, by: &Member, id: ReportId) -> Result<()> {
    check(conn, by, id).await?;
    conn.transaction(async |conn| {
        report::reopen(conn, id, cx.clock.now()).await?;
        note(conn, cx, by.into(), Action::ReportReopened, id).await
    })
    .await
}

/// Says what a complaint is about.
///
/// # Errors
/// `Forbidden`, `NotFound`; field `category` for one that there is not.
pub async fn change(
    conn: &mut Conn,
    cx: &DomainContext,
    by: &Member,
    id: ReportId,
    change: &Change,
) -> Result<()> {
    let (before, _) = get(conn, by, id).await?;
    let category: Category = match &change.category {
        None => before.category,
        Some(text) => text
            .parse()
            .map_err(|_unknown| Error::field("category", "is not included in the list"))?,
    };
    let rules = match (&change.rule_ids, category) {
        (_, Category::Spam | Category::Legal | Category::Other) => Vec::new(),
        (Some(rules), Category::Violation) => known_rules(cx, rules),
        (None, Category::Violation) => before.rule_ids,
    };
    conn.transaction(async |conn| {
        report::classify(conn, id, category, &rules, cx.clock.now()).await?;
        note(conn, cx, by.into(), Action::ReportChanged, id).await
    })
    .await
}

/// Those of these numbers that rules of the server have.
#[must_use]
pub fn known_rules(cx: &DomainContext, rules: &[String]) -> Vec<String> {
    let most = cx.instance().rules.len();
    let known = |text: &&String| {
        let number: Option<usize> = text.parse().ok();
        number.is_some_and(|number| (1..=most).contains(&number))
    };
    rules.iter().filter(known).cloned().collect()
}

async fn check(conn: &mut Conn, by: &Member, id: ReportId) -> Result<()> {
    may(by, Permission::ManageReports)?;
    report::find(conn, id).await?.ok_or_else(Error::not_found)?;
    Ok(())
}

async fn note(
    conn: &mut Conn,
    cx: &DomainContext,
    by: Authority<'_>,
    action: Action,
    id: ReportId,
) -> Result<()> {
    let note = Note {
        actor: by.user_id(),
        details: serde_json::json!({ "report": id }),
        ..Note::default()
    };
    audit::record(conn, cx, action, note).await
}
