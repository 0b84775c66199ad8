//! One complaint with everything that a moderator has to know to decide it.

use std::collections::HashMap;

use crate::db::Conn;
use crate::db::ids::{AccountId, PostId, ReportId};
use crate::db::models::account::Account;
use crate::db::models::account_warning::{self, AccountWarning, Known};
use crate::db::models::report::{self, Filter, Report, Settled};
use crate::db::models::report_evidence::{self, Evidence};
use crate::db::models::report_note::{self, ReportNote};
use crate::db::models::{post, user};
use crate::db::page::Page;
use crate::db::views::parties::{self, Party, Reach};
use crate::domain::moderation::inbox::people_of;
use crate::domain::moderation::{Authority, Permission, may};
use crate::foundation::error::{Error, Result};

/// Earlier complaints and decisions that are shown of each side.
const SHOWN: u8 = 10;

/// A complaint and what belongs to it.
#[derive(Debug, Clone)]
pub struct Case {
    /// The complaint.
    pub report: Report,
    /// Everybody who is named, by their IDs.
    pub people: HashMap<AccountId, Account>,
    /// The reported posts as they were, and what became of them.
    pub evidence: Vec<(Evidence, Now)>,
    /// What moderators told each other.
    pub notes: Vec<ReportNote>,
    /// What was decided about it.
    pub decisions: Vec<AccountWarning>,
    /// Who is complained about.
    pub about: Side,
    /// Who complains.
    pub by: Side,
    /// What a decision about the account reaches.
    pub reach: Reach,
    /// Moderators whom it can be given to.
    pub moderators: Vec<Account>,
}

/// What is known of one side of a complaint.
#[derive(Debug, Clone)]
pub struct Side {
    /// Who it is.
    pub account: Account,
    /// In figures.
    pub party: Option<Party>,
    /// Other complaints: about the one, of the other. The newest first.
    pub reports: Vec<Report>,
    /// Decisions about them, the newest first.
    pub strikes: Vec<AccountWarning>,
}

/// What became of a post since it was reported.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Now {
    /// It says the same.
    Same,
    /// It was edited.
    Edited,
    /// It is deleted.
    Deleted,
}

/// A complaint; a fixed number of statements.
///
/// # Errors
/// `Forbidden`, `NotFound`.
pub async fn open(conn: &mut Conn, by: Authority<'_>, id: ReportId) -> Result<Case> {
    may(by, Permission::ManageReports)?;
    let report = report::find(conn, id).await?.ok_or_else(Error::not_found)?;
    let evidence = evidence(conn, id).await?;
    let notes = report_note::of_report(conn, id).await?;
    let decisions = account_warning::of_reports(conn, &[id]).await?;
    let (about, by) = related(conn, &report).await?;
    let page = Page::first(SHOWN);
    let mut strikes = [Vec::new(), Vec::new()];
    for (side, account) in strikes
        .iter_mut()
        .zip([report.target_id, report.account_id])
    {
        *side = account_warning::of_account(conn, account, Known::All, &page)
            .await?
            .items;
    }
    let moderators = moderators(conn).await?;
    let figures = parties::of(conn, &[report.target_id, report.account_id]).await?;
    let named = [report.target_id, report.account_id]
        .into_iter()
        .chain(report.assigned_to_id)
        .chain(report.resolved_by_id)
        .chain(moderators.iter().copied())
        .chain(notes.iter().filter_map(|note| note.account_id))
        .chain(about.iter().map(|other| other.account_id))
        .chain(by.iter().map(|other| other.target_id));
    let decided = strikes.iter().flatten().chain(&decisions);
    let named = named.chain(decided.filter_map(|strike| strike.decided_by_id));
    let people = people_of(conn, &named.collect::<Vec<_>>()).await?;
    let [about_strikes, by_strikes] = strikes;
    let side = |id: AccountId, reports, strikes| {
        Some(Side {
            account: people.get(&id)?.clone(),
            party: figures.iter().find(|party| party.id == id).copied(),
            reports,
            strikes,
        })
    };
    let target = side(report.target_id, about, about_strikes).ok_or_else(Error::not_found)?;
    let reporter = side(report.account_id, by, by_strikes).ok_or_else(Error::not_found)?;
    Ok(Case {
        reach: parties::reach(conn, report.target_id).await?,
        moderators: moderators
            .iter()
            .filter_map(|id| people.get(id).cloned())
            .collect(),
        about: target,
        by: reporter,
        people,
        evidence,
        notes,
        decisions,
        report,
    })
}

/// Other complaints about the one, and of the other.
async fn related(conn: &mut Conn, report: &Report) -> Result<(Vec<Report>, Vec<Report>)> {
    let all = Filter {
        settled: Settled::Either,
        ..Filter::default()
    };
    let about = Filter {
        about: Some(report.target_id),
        ..all.clone()
    };
    let by = Filter {
        by: Some(report.account_id),
        ..all
    };
    let page = Page::first(SHOWN + 1);
    let others = |mut found: Vec<Report>| {
        found.retain(|other| other.id != report.id);
        found.truncate(usize::from(SHOWN));
        found
    };
    let about = others(report::page(conn, &about, &page).await?.items);
    let by = others(report::page(conn, &by, &page).await?.items);
    Ok((about, by))
}

async fn evidence(conn: &mut Conn, id: ReportId) -> Result<Vec<(Evidence, Now)>> {
    let kept = report_evidence::of_report(conn, id).await?;
    let ids: Vec<PostId> = kept.iter().map(|post| post.post_id).collect();
    let standing = post::standing(conn, &ids).await?;
    let now = |kept: &Evidence| {
        let there = standing.iter().find(|(id, _, _)| *id == kept.post_id);
        match there {
            None | Some((_, _, Some(_))) => Now::Deleted,
            Some((_, edited, None)) if *edited != kept.edited_at => Now::Edited,
            Some(_) => Now::Same,
        }
    };
    let with_now = |post: Evidence| {
        let now = now(&post);
        (post, now)
    };
    Ok(kept.into_iter().map(with_now).collect())
}

/// Who can be given a complaint.
pub(super) async fn moderators(conn: &mut Conn) -> Result<Vec<AccountId>> {
    Ok(user::staff(conn, Permission::ManageReports.as_str()).await?)
}
