//! Notifications as apps read them: one by one or in groups, with the posts and
//! complaints that they are about.

use std::collections::HashMap;

use crate::db::Conn;
use crate::db::ids::{AccountId, NotificationId, PostId, ReportId, SeveranceId, WarningId};
use crate::db::models::account::{self, Account};
use crate::db::models::account_warning::{self, AccountWarning};
use crate::db::models::appeal::{self, Appeal};
use crate::db::models::notification::{self, Notification, NotificationKind};
use crate::db::models::report::{self, Report};
use crate::db::models::severance::{self, Severance};
use crate::db::page::{Page, Slice};
use crate::db::views::notifications::{self as views, Group, NotificationRow, Wanted};
use crate::db::views::posts::PostEntry;
use crate::domain::member::Member;
use crate::domain::{DomainContext, timelines};
use crate::foundation::error::{Error, Result};

/// Kinds that are told together, where an app does not choose others.
pub const GROUPED: [NotificationKind; 4] = [
    NotificationKind::Favourite,
    NotificationKind::Boost,
    NotificationKind::Follow,
    NotificationKind::SignUp,
];

/// What of a member's notifications an app asks for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Asked {
    /// Of these kinds; None for all.
    pub kinds: Option<Vec<NotificationKind>>,
    /// But not of these.
    pub without: Vec<NotificationKind>,
    /// Caused by this account.
    pub from: Option<AccountId>,
    /// Those that were kept aside as well. Asking for one account implies it.
    pub filtered: bool,
    /// Kinds to be told together; None for [`GROUPED`].
    pub grouped: Option<Vec<NotificationKind>>,
    /// For a page: what apps do not know too.
    pub pages: bool,
}

impl Asked {
    fn wanted(&self, cx: &DomainContext, member: AccountId) -> Wanted {
        let kinds = match (&self.kinds, self.without.is_empty()) {
            (None, true) => None,
            (kinds, _) => {
                let kinds = kinds.as_deref().unwrap_or(NotificationKind::ALL).iter();
                let hidden = |kind| !self.pages && NotificationKind::PAGES_ONLY.contains(kind);
                let known = kinds.filter(|kind| !hidden(*kind));
                let left = known.filter(|kind| !self.without.contains(kind));
                Some(left.copied().collect())
            }
        };
        Wanted {
            kinds,
            from: self.from,
            filtered: self.filtered || self.from.is_some(),
            for_apps: !self.pages,
            ..Wanted::all(member, cx.clock.now())
        }
    }

    fn grouped(&self) -> Vec<NotificationKind> {
        let can_be = |kind: &NotificationKind| GROUPED.contains(kind);
        match &self.grouped {
            None => GROUPED.to_vec(),
            Some(kinds) => kinds.iter().copied().filter(can_be).collect(),
        }
    }
}

/// A complaint as moderators are told of it.
#[derive(Debug, Clone)]
pub struct ToldReport {
    /// The complaint.
    pub report: Report,
    /// The posts it names.
    pub posts: Vec<PostId>,
    /// Whom it is about.
    pub target: Account,
}

/// What notifications are about.
#[derive(Debug, Clone, Default)]
pub struct Subjects {
    /// Posts, as the member sees them.
    pub posts: HashMap<PostId, PostEntry>,
    /// Complaints.
    pub reports: HashMap<ReportId, ToldReport>,
    /// What moderators did to the member's account, and what was said against it.
    pub warnings: HashMap<WarningId, (AccountWarning, Option<Appeal>)>,
    /// Follows that the member lost.
    pub severances: HashMap<SeveranceId, Severance>,
}

impl Subjects {
    async fn of(
        conn: &mut Conn,
        cx: &DomainContext,
        member: AccountId,
        rows: impl Iterator<Item = &Notification> + Clone,
    ) -> Result<Self> {
        let mut ids: Vec<PostId> = rows.clone().filter_map(|row| row.post_id).collect();
        ids.sort_unstable();
        ids.dedup();
        let posts = if ids.is_empty() {
            Vec::new()
        } else {
            timelines::by_ids(conn, cx, Some(member), &ids).await?
        };
        let reports: Vec<ReportId> = rows.clone().filter_map(|row| row.report_id).collect();
        let warnings: Vec<WarningId> = rows.clone().filter_map(|row| row.warning_id).collect();
        let severances: Vec<SeveranceId> = rows.filter_map(|row| row.severance_id).collect();
        Ok(Self {
            posts: posts
                .into_iter()
                .map(|entry| (entry.post.id, entry))
                .collect(),
            reports: told_reports(conn, &reports).await?,
            warnings: warnings_of(conn, &warnings).await?,
            severances: severances_of(conn, &severances).await?,
        })
    }

    /// Whether everything is there that the notification is about: posts may be
    /// deleted, or not be for the member any more.
    fn have(&self, row: &Notification) -> bool {
        row.post_id.is_none_or(|id| self.posts.contains_key(&id))
    }
}

async fn warnings_of(
    conn: &mut Conn,
    ids: &[WarningId],
) -> Result<HashMap<WarningId, (AccountWarning, Option<Appeal>)>> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let rows = account_warning::find_many(conn, ids).await?;
    let appeals = appeal::against(conn, ids).await?;
    let with_appeal = |row: AccountWarning| {
        let appeal = appeals.iter().find(|appeal| appeal.warning_id == row.id);
        (row.id, (row, appeal.cloned()))
    };
    Ok(rows.into_iter().map(with_appeal).collect())
}

/// The lost follows with these IDs.
pub async fn severances_of(
    conn: &mut Conn,
    ids: &[SeveranceId],
) -> Result<HashMap<SeveranceId, Severance>> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let rows = severance::find_many(conn, ids).await?;
    Ok(rows.into_iter().map(|row| (row.id, row)).collect())
}

async fn told_reports(conn: &mut Conn, ids: &[ReportId]) -> Result<HashMap<ReportId, ToldReport>> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let reports = report::find_many(conn, ids).await?;
    let mut posts: HashMap<ReportId, Vec<PostId>> = HashMap::new();
    for (report, post) in report::posts(conn, ids).await? {
        posts.entry(report).or_default().push(post);
    }
    let people: Vec<AccountId> = reports.iter().map(|report| report.target_id).collect();
    let people: HashMap<AccountId, Account> = by_id(account::find_many(conn, &people).await?);
    let told = reports.into_iter().filter_map(|report| {
        let told = ToldReport {
            posts: posts.remove(&report.id).unwrap_or_default(),
            target: people.get(&report.target_id)?.clone(),
            report,
        };
        Some((told.report.id, told))
    });
    Ok(told.collect())
}

fn by_id(accounts: Vec<Account>) -> HashMap<AccountId, Account> {
    let pairs = accounts.into_iter().map(|account| (account.id, account));
    pairs.collect()
}

/// Notifications with what they are about.
#[derive(Debug, Clone)]
pub struct Told {
    /// The notifications and who caused them.
    pub rows: Slice<NotificationRow>,
    /// Where the next page begins: the oldest and the newest ID that were looked
    /// at, shown or not.
    pub bounds: Option<(NotificationId, NotificationId)>,
    /// What they are about.
    pub subjects: Subjects,
}

/// One page of notifications. Those about posts that the member cannot see are
/// left out.
pub async fn page(
    conn: &mut Conn,
    cx: &DomainContext,
    member: AccountId,
    asked: &Asked,
    page: Page,
) -> Result<Told> {
    let mut rows = views::page(conn, &asked.wanted(cx, member), page).await?;
    let bounds = bounds(rows.items.iter().map(|(row, _)| row.id));
    let told = rows.items.iter().map(|(row, _)| row);
    let subjects = Subjects::of(conn, cx, member, told).await?;
    rows.items.retain(|(row, _)| subjects.have(row));
    Ok(Told {
        rows,
        bounds,
        subjects,
    })
}

fn bounds(
    ids: impl Iterator<Item = NotificationId> + Clone,
) -> Option<(NotificationId, NotificationId)> {
    Some((ids.clone().min()?, ids.max()?))
}

/// One notification, also one that was kept aside.
///
/// # Errors
/// `NotFound`.
pub async fn get(
    conn: &mut Conn,
    cx: &DomainContext,
    member: AccountId,
    id: NotificationId,
) -> Result<(NotificationRow, Subjects)> {
    let wanted = Wanted {
        filtered: true,
        for_apps: true,
        ..Wanted::all(member, cx.clock.now())
    };
    let found = views::find(conn, &wanted, id).await?;
    let found = found.ok_or_else(Error::not_found)?;
    let subjects = Subjects::of(conn, cx, member, std::iter::once(&found.0)).await?;
    if !subjects.have(&found.0) {
        return Err(Error::not_found());
    }
    Ok((found, subjects))
}

/// These notifications of whichever members, also those that were kept aside.
/// Whether the members may see the posts is not asked.
pub async fn of_many(
    conn: &mut Conn,
    cx: &DomainContext,
    ids: &[NotificationId],
) -> Result<Vec<NotificationRow>> {
    Ok(views::of_many(conn, ids, cx.clock.now()).await?)
}

/// Groups of notifications with everything that they name.
#[derive(Debug, Clone)]
pub struct Grouped {
    /// The groups.
    pub groups: Slice<Group>,
    /// As [`Told::bounds`].
    pub bounds: Option<(NotificationId, NotificationId)>,
    /// The people of the groups' samples.
    pub people: Vec<Account>,
    /// What they are about.
    pub subjects: Subjects,
}

/// One page of groups.
pub async fn groups(
    conn: &mut Conn,
    cx: &DomainContext,
    member: AccountId,
    asked: &Asked,
    page: Page,
) -> Result<Grouped> {
    let wanted = asked.wanted(cx, member);
    let groups = views::groups(conn, &wanted, &asked.grouped(), page).await?;
    describe(conn, cx, member, groups).await
}

/// The group of this name.
///
/// # Errors
/// `NotFound`.
pub async fn group(
    conn: &mut Conn,
    cx: &DomainContext,
    member: AccountId,
    key: &str,
) -> Result<Grouped> {
    let wanted = Wanted::all(member, cx.clock.now());
    let group = views::group(conn, &wanted, key).await?;
    let groups = Slice {
        items: vec![group.ok_or_else(Error::not_found)?],
        more: false,
    };
    let described = describe(conn, cx, member, groups).await?;
    if described.groups.items.is_empty() {
        return Err(Error::not_found());
    }
    Ok(described)
}

async fn describe(
    conn: &mut Conn,
    cx: &DomainContext,
    member: AccountId,
    mut groups: Slice<Group>,
) -> Result<Grouped> {
    let oldest = groups.items.iter().map(|group| group.newest.id).min();
    let newest = groups.items.iter().map(|group| group.newest.id).max();
    let rows = groups.items.iter().map(|group| &group.newest);
    let subjects = Subjects::of(conn, cx, member, rows).await?;
    groups.items.retain(|group| subjects.have(&group.newest));
    let mut people: Vec<AccountId> = groups
        .items
        .iter()
        .flat_map(|group| group.sample.iter().copied())
        .collect();
    people.sort_unstable();
    people.dedup();
    Ok(Grouped {
        people: account::find_many(conn, &people).await?,
        bounds: oldest.zip(newest),
        groups,
        subjects,
    })
}

/// One page of who caused what is in a group.
///
/// # Errors
/// `NotFound` for a group without anything in it.
pub async fn people_of_group(
    conn: &mut Conn,
    cx: &DomainContext,
    member: AccountId,
    key: &str,
    page: Page,
) -> Result<Slice<NotificationRow>> {
    let wanted = Wanted::all(member, cx.clock.now());
    let rows = views::of_group(conn, &wanted, key, page).await?;
    if rows.items.is_empty() && views::group(conn, &wanted, key).await?.is_none() {
        return Err(Error::not_found());
    }
    Ok(rows)
}

/// How many notifications, or groups of them, the member has not seen; at most
/// `limit`.
pub async fn unread(
    conn: &mut Conn,
    cx: &DomainContext,
    member: &Member,
    asked: &Asked,
    (in_groups, limit): (InGroups, u16),
) -> Result<usize> {
    let wanted = asked.wanted(cx, member.account_id);
    let (after, limit) = (member.notifications_read_id, i64::from(limit));
    let count = match in_groups {
        InGroups::No => views::count_after(conn, &wanted, after, limit).await?,
        InGroups::Yes => {
            views::count_groups_after(conn, &wanted, &asked.grouped(), after, limit).await?
        }
    };
    Ok(count)
}

/// Whether groups are counted, or what is in them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InGroups {
    /// Each notification counts.
    No,
    /// Each group counts once.
    Yes,
}

/// Removes a notification.
///
/// # Errors
/// `NotFound`.
pub async fn dismiss(conn: &mut Conn, member: AccountId, id: NotificationId) -> Result<()> {
    if notification::dismiss(conn, member, id).await? {
        Ok(())
    } else {
        Err(Error::not_found())
    }
}

/// Removes what is in a group. Nothing to remove is fine.
pub async fn dismiss_group(conn: &mut Conn, member: AccountId, key: &str) -> Result<()> {
    let single = key.strip_prefix("ungrouped-").map(str::parse);
    if let Some(Ok(id)) = single {
        notification::dismiss(conn, member, id).await?;
        return Ok(());
    }
    notification::dismiss_group(conn, member, key).await?;
    Ok(())
}

/// Removes all notifications of a member.
pub async fn clear(conn: &mut Conn, member: AccountId) -> Result<()> {
    notification::clear(conn, member).await?;
    Ok(())
}
