//! The complaints as a moderator looks through them.

use std::collections::HashMap;

use crate::db::Conn;
use crate::db::ids::{AccountId, ReportId};
use crate::db::models::account::{self, Account};
use crate::db::models::report::{self, Report};
use crate::db::page::{Page, Slice};
use crate::domain::moderation::{Authority, Permission, may};
use crate::foundation::error::Result;

pub use crate::db::models::report::{Assigned, Filter, Settled, Waiting};

/// A complaint in a list.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The complaint.
    pub report: Report,
    /// Who complains.
    pub by: Account,
    /// About whom.
    pub about: Account,
    /// Who looks after it.
    pub assigned: Option<Account>,
    /// How many posts it is about.
    pub posts: usize,
}

/// What waits.
///
/// # Errors
/// `Forbidden`.
pub async fn waiting(conn: &mut Conn, by: Authority<'_>) -> Result<Waiting> {
    may(by, Permission::ManageReports)?;
    Ok(report::waiting(conn, by.account_id()).await?)
}

/// One page of complaints, the newest first.
///
/// # Errors
/// `Forbidden`.
pub async fn list(
    conn: &mut Conn,
    by: Authority<'_>,
    filter: &Filter,
    page: &Page,
) -> Result<Slice<Entry>> {
    may(by, Permission::ManageReports)?;
    let Slice { items, more } = report::page(conn, filter, page).await?;
    let items = entries(conn, items).await?;
    Ok(Slice { items, more })
}

/// Complaints with whom they are between, in two statements.
pub(super) async fn entries(conn: &mut Conn, reports: Vec<Report>) -> Result<Vec<Entry>> {
    let ids: Vec<ReportId> = reports.iter().map(|report| report.id).collect();
    let mut posts: HashMap<ReportId, usize> = HashMap::new();
    for (report, _) in report::posts(conn, &ids).await? {
        *posts.entry(report).or_default() += 1;
    }
    let people: Vec<AccountId> = reports
        .iter()
        .flat_map(|report| [report.account_id, report.target_id])
        .chain(reports.iter().filter_map(|report| report.assigned_to_id))
        .collect();
    let people = people_of(conn, &people).await?;
    let entry = |report: Report| {
        Some(Entry {
            by: people.get(&report.account_id)?.clone(),
            about: people.get(&report.target_id)?.clone(),
            assigned: report
                .assigned_to_id
                .and_then(|id| people.get(&id).cloned()),
            posts: posts.get(&report.id).copied().unwrap_or_default(),
            report,
        })
    };
    Ok(reports.into_iter().filter_map(entry).collect())
}

/// These accounts by their IDs.
pub(super) async fn people_of(
    conn: &mut Conn,
    ids: &[AccountId],
) -> Result<HashMap<AccountId, Account>> {
    let found = account::find_many(conn, ids).await?.into_iter();
    Ok(found.map(|account| (account.id, account)).collect())
}
