//! Complaints about people and posts: from members, and from other servers
//! (Flag). Moderators settle them.

use std::collections::{HashMap, HashSet};

use crate::db::ids::{AccountId, PostId, ReportId};
use crate::db::models::account::{self, Account};
use crate::db::models::account_warning;
use crate::db::models::report::{self, Category, Filter, Report, Settled};
use crate::db::models::{report_evidence, user};
use crate::db::page::{Page, Slice};
use crate::db::{Conn, Transactional as _};
use crate::domain::accounts::{instance_actor, profile};
use crate::domain::auth::throttle;
use crate::domain::event::{self, Event};
use crate::domain::moderation::Permission;
use crate::domain::webhooks::{self, WebhookEvent};
use crate::domain::{DomainContext, notifications, timelines};
use crate::foundation::error::{Error, Result};
use crate::foundation::message::Message;
use crate::foundation::text::{clean, count_characters};

/// Longest comment of a member, in characters.
pub const COMMENT_MAX: usize = 1000;
/// Longest comment that is kept of another server's, in characters.
const REMOTE_COMMENT_MAX: usize = 5000;
/// Most posts of one report.
pub const POSTS_MAX: usize = 50;
/// Reports that a member files in an hour.
const PER_HOUR: u32 = 20;

/// A complaint of a member.
#[derive(Debug, Clone)]
pub struct NewReport {
    /// Whom it is about.
    pub target: AccountId,
    /// Posts of theirs that it is about; may be empty.
    pub posts: Vec<PostId>,
    /// What is wrong, as typed.
    pub comment: String,
    /// Whether the target's server is told. Of no effect for people of this server.
    pub forward: bool,
    /// What it is about.
    pub category: Category,
    /// The rules that were broken, by their numbers.
    pub rule_ids: Vec<String>,
}

/// A complaint that came from another server.
#[derive(Debug, Clone)]
pub struct RemoteReport {
    /// Who signed it: somebody there, or the server itself.
    pub reporter: AccountId,
    /// Whom it is about: an account of this server.
    pub target: AccountId,
    /// The posts that it names.
    pub posts: Vec<PostId>,
    /// What is wrong, as plain text.
    pub comment: String,
    /// The ID of the Flag.
    pub uri: Option<String>,
}

/// Files a member's complaint and tells the moderators.
///
/// # Errors
/// `Invalid` naming the field `comment`, or for oneself; `NotFound` when there
/// is no such person; `RateLimited`.
pub async fn file(
    conn: &mut Conn,
    cx: &DomainContext,
    reporter: AccountId,
    new: &NewReport,
) -> Result<ReportId> {
    let comment = clean(&new.comment);
    if count_characters(&comment) > COMMENT_MAX {
        // As text: without separators.
        let values = [("max", COMMENT_MAX.to_string().into())];
        let message = Message::about("refused-write-at-most", values);
        return Err(Error::field("comment", message));
    }
    if new.target == reporter {
        return Err(Error::invalid(Message::of("refused-report-self")));
    }
    let target = profile::get(conn, new.target).await?;
    throttle::count_key(conn, cx, &format!("reports:{reporter}"), PER_HOUR).await?;
    let seen = timelines::by_ids(conn, cx, Some(reporter), first(&new.posts)).await?;
    let report = Report {
        id: ReportId(cx.ids.next()),
        account_id: reporter,
        target_id: target.id,
        comment,
        uri: None,
        forwarded: new.forward && !target.is_local(),
        resolved_at: None,
        created_at: cx.clock.now(),
        category: new.category,
        rule_ids: new.rule_ids.clone(),
        assigned_to_id: None,
        resolved_by_id: None,
        updated_at: None,
        forward_text: None,
    };
    let posts: Vec<PostId> = seen
        .iter()
        .filter(|entry| entry.author.id == target.id)
        .map(|entry| entry.post.id)
        .collect();
    conn.transaction(async |conn| {
        store(conn, cx, &report, &posts).await?;
        let reported = Event::Reported {
            account_id: reporter,
            report_id: report.id,
        };
        event::record(conn, cx, &reported).await?;
        Ok(report.id)
    })
    .await
}

/// Stores a complaint of another server and tells the moderators. One that came
/// before is ignored, and so is one about nobody here.
pub async fn receive(conn: &mut Conn, cx: &DomainContext, remote: &RemoteReport) -> Result<()> {
    let target = account::find(conn, remote.target).await?;
    let here = target.is_some_and(|target| target.is_local() && target.deleted_at.is_none());
    if !here || remote.target == remote.reporter {
        return Ok(());
    }
    let named =
        crate::db::models::post::of_author(conn, remote.target, first(&remote.posts)).await?;
    let comment: String = clean(&remote.comment);
    let report = Report {
        id: ReportId(cx.ids.next()),
        account_id: remote.reporter,
        target_id: remote.target,
        comment: comment.chars().take(REMOTE_COMMENT_MAX).collect(),
        uri: remote.uri.clone(),
        forwarded: false,
        resolved_at: None,
        created_at: cx.clock.now(),
        category: Category::Other,
        rule_ids: Vec::new(),
        assigned_to_id: None,
        resolved_by_id: None,
        updated_at: None,
        forward_text: None,
    };
    conn.transaction(async |conn| store(conn, cx, &report, &named).await)
        .await
}

/// Files a complaint of the server itself about a post, for a rule that matched.
/// While one about its author is open, the post is added to that.
pub(in crate::domain) async fn file_by_server(
    conn: &mut Conn,
    cx: &DomainContext,
    target: AccountId,
    post: PostId,
    comment: &str,
) -> Result<()> {
    let server = instance_actor::get(conn).await?;
    if let Some(open) = report::open_about(conn, server.id, target).await? {
        report::add_post(conn, open, post, POSTS_MAX).await?;
        report_evidence::keep(conn, open, &[post], cx.clock.now()).await?;
        return Ok(());
    }
    let report = Report {
        id: ReportId(cx.ids.next()),
        account_id: server.id,
        target_id: target,
        comment: comment.to_owned(),
        uri: None,
        forwarded: false,
        resolved_at: None,
        created_at: cx.clock.now(),
        category: Category::Other,
        rule_ids: Vec::new(),
        assigned_to_id: None,
        resolved_by_id: None,
        updated_at: None,
        forward_text: None,
    };
    store(conn, cx, &report, &[post]).await
}

fn first(posts: &[PostId]) -> &[PostId] {
    posts.get(..POSTS_MAX).unwrap_or(posts)
}

async fn store(
    conn: &mut Conn,
    cx: &DomainContext,
    report: &Report,
    posts: &[PostId],
) -> Result<()> {
    if !report::insert(conn, report, posts).await? {
        return Ok(());
    }
    report_evidence::keep(conn, report.id, posts, report.created_at).await?;
    webhooks::happened(conn, cx, WebhookEvent::ReportCreated, report.id.0).await?;
    let moderators = user::staff(conn, Permission::ManageReports.as_str()).await?;
    notifications::notify_report(conn, cx, &moderators, report.account_id, report.id).await
}

/// A complaint with the posts it names.
///
/// # Errors
/// `NotFound`.
pub async fn get(conn: &mut Conn, id: ReportId) -> Result<(Report, Vec<PostId>)> {
    let report = report::find(conn, id).await?.ok_or_else(Error::not_found)?;
    let posts = report::posts(conn, &[id]).await?;
    Ok((report, posts.into_iter().map(|(_, post)| post).collect()))
}

/// How far a complaint has come, as who made it is told: what was done to others is
/// theirs to tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// Nobody decided yet.
    Waiting,
    /// Somebody looked, and there was nothing to do.
    Looked,
    /// Somebody looked and did something.
    Acted,
}

/// A complaint as who made it reads it.
#[derive(Debug, Clone)]
pub struct OwnReport {
    /// The complaint.
    pub report: Report,
    /// About whom.
    pub about: Account,
    /// How far it has come.
    pub progress: Progress,
}

/// One page of the complaints of a member, the newest first.
pub async fn own(conn: &mut Conn, member: AccountId, page: &Page) -> Result<Slice<OwnReport>> {
    let filter = Filter {
        by: Some(member),
        settled: Settled::Either,
        ..Filter::default()
    };
    let Slice { items, more } = report::page(conn, &filter, page).await?;
    let ids: Vec<ReportId> = items.iter().map(|report| report.id).collect();
    let strikes = account_warning::of_reports(conn, &ids).await?;
    let acted: HashSet<ReportId> = strikes
        .iter()
        .filter_map(|strike| strike.report_id)
        .collect();
    let people: Vec<AccountId> = items.iter().map(|report| report.target_id).collect();
    let people: HashMap<AccountId, Account> = account::find_many(conn, &people)
        .await?
        .into_iter()
        .map(|account| (account.id, account))
        .collect();
    let own = items.into_iter().filter_map(|report| {
        Some(OwnReport {
            about: people.get(&report.target_id)?.clone(),
            progress: match report.resolved_at {
                None => Progress::Waiting,
                Some(_) if acted.contains(&report.id) => Progress::Acted,
                Some(_) => Progress::Looked,
            },
            report,
        })
    });
    Ok(Slice {
        items: own.collect(),
        more,
    })
}
