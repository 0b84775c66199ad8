//! Complaints as moderators work on them.

use std::collections::HashMap;

use serde_json::Value;

use crate::db::ids::{AccountId, PostId, ReportId};
use crate::db::models::report::{self, Category, Filter, Report};
use crate::db::models::{account, report_evidence, unclaimed_file};
use crate::db::page::{Page, Slice};
use crate::db::{Conn, Transactional as _};
use crate::domain::DomainContext;
use crate::domain::auth::audit::{self, Action, Note};
use crate::domain::moderation::{Authority, Permission, case, may};
use crate::domain::notifications::official;
use crate::domain::rules;
use crate::domain::webhooks::{self, WebhookEvent};
use crate::foundation::error::{Error, Result};
use crate::foundation::message::Message;

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
    by: Authority<'_>,
    filter: &Filter,
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
pub async fn get(conn: &mut Conn, by: Authority<'_>, id: ReportId) -> Result<(Report, Named)> {
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

/// Says who looks after a complaint: a moderator, or nobody.
///
/// # Errors
/// `Forbidden`, `NotFound`; field `to` for somebody who is no moderator.
pub async fn assign(
    conn: &mut Conn,
    cx: &DomainContext,
    by: Authority<'_>,
    id: ReportId,
    to: Option<AccountId>,
) -> Result<()> {
    may(by, Permission::ManageReports)?;
    let action = match to {
        Some(_) => Action::ReportAssigned,
        None => Action::ReportUnassigned,
    };
    conn.transaction(async |conn| {
        let report = report::lock(conn, id).await?.ok_or_else(Error::not_found)?;
        if let Some(to) = to
            && !case::moderators(conn).await?.contains(&to)
        {
            return Err(Error::field("to", Message::of("refused-report-moderators")));
        }
        report::assign(conn, id, to, cx.clock.now()).await?;
        let change = (
            serde_json::json!({ "report": id, "to": handle(conn, report.assigned_to_id).await? }),
            serde_json::json!({ "report": id, "to": handle(conn, to).await? }),
        );
        note(conn, cx, by, (action, &report), change).await
    })
    .await
}

async fn handle(conn: &mut Conn, id: Option<AccountId>) -> Result<Option<String>> {
    let Some(id) = id else { return Ok(None) };
    Ok(account::find(conn, id).await?.map(|account| account.acct()))
}

/// Whom a complaint is about, as the log names it.
pub(super) async fn subject(conn: &mut Conn, report: &Report) -> Result<String> {
    let target = account::find(conn, report.target_id).await?;
    Ok(target.map(|target| target.acct()).unwrap_or_default())
}

/// Complaints about somebody that nobody settled, the newest first.
pub(super) async fn open_about(
    conn: &mut Conn,
    account: AccountId,
    most: u8,
) -> Result<Vec<ReportId>> {
    let filter = Filter {
        about: Some(account),
        ..Filter::default()
    };
    let open = report::page(conn, &filter, &Page::first(most)).await?;
    Ok(open.items.into_iter().map(|report| report.id).collect())
}

/// Settles a complaint.
///
/// # Errors
/// `Forbidden`, `NotFound`.
pub async fn resolve(
    conn: &mut Conn,
    cx: &DomainContext,
    by: Authority<'_>,
    id: ReportId,
) -> Result<()> {
    may(by, Permission::ManageReports)?;
    conn.transaction(async |conn| resolve_in(conn, cx, by, id).await)
        .await
}

pub(super) async fn resolve_in(
    conn: &mut Conn,
    cx: &DomainContext,
    by: Authority<'_>,
    id: ReportId,
) -> Result<()> {
    let report = report::find(conn, id).await?.ok_or_else(Error::not_found)?;
    if report::resolve(conn, id, by.account_id(), cx.clock.now()).await? {
        official::report_settled(conn, cx, report.account_id, id).await?;
        let files = report_evidence::let_go(conn, id).await?;
        let files: Vec<&str> = files.iter().map(String::as_str).collect();
        unclaimed_file::insert(conn, &files, cx.clock.now()).await?;
        report_evidence::let_go_files(conn, id, cx.clock.now()).await?;
    }
    let change = (Value::Null, serde_json::json!({ "report": id }));
    note(conn, cx, by, (Action::ReportResolved, &report), change).await
}

/// Opens a settled complaint again.
///
/// # Errors
/// `Forbidden`, `NotFound`.
pub async fn reopen(
    conn: &mut Conn,
    cx: &DomainContext,
    by: Authority<'_>,
    id: ReportId,
) -> Result<()> {
    may(by, Permission::ManageReports)?;
    conn.transaction(async |conn| {
        let report = report::lock(conn, id).await?.ok_or_else(Error::not_found)?;
        report::reopen(conn, id, cx.clock.now()).await?;
        report_evidence::keep_files(conn, id, cx.clock.now()).await?;
        let change = (Value::Null, serde_json::json!({ "report": id }));
        note(conn, cx, by, (Action::ReportReopened, &report), change).await
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
    by: Authority<'_>,
    id: ReportId,
    change: &Change,
) -> Result<()> {
    let (before, _) = get(conn, by, id).await?;
    let category: Category = match &change.category {
        None => before.category,
        Some(text) => text.parse().map_err(|_unknown| {
            let message = Message::of("refused-report-category");
            Error::field("category", message)
        })?,
    };
    let rules = match (&change.rule_ids, category) {
        (_, Category::Spam | Category::Legal | Category::Other) => Vec::new(),
        (Some(rules), Category::Violation) => rules::known(conn, cx, rules).await?,
        (None, Category::Violation) => before.rule_ids.clone(),
    };
    conn.transaction(async |conn| {
        report::classify(conn, id, category, &rules, cx.clock.now()).await?;
        let words = |category: Category, rules: &[String]| {
            serde_json::json!({ "report": id, "category": category, "rules": rules })
        };
        let change = (
            words(before.category, &before.rule_ids),
            words(category, &rules),
        );
        note(conn, cx, by, (Action::ReportChanged, &before), change).await
    })
    .await
}

async fn note(
    conn: &mut Conn,
    cx: &DomainContext,
    by: Authority<'_>,
    (action, report): (Action, &Report),
    (before, after): (Value, Value),
) -> Result<()> {
    let note = Note {
        actor: by.user_id(),
        subject: subject(conn, report).await?,
        before,
        after,
        ..Note::default()
    };
    audit::record(conn, cx, action, note).await?;
    webhooks::happened(conn, cx, WebhookEvent::ReportUpdated, report.id.0).await
}
