//! `Notification`, its groups, `Report`, and what was kept aside.

use std::collections::HashMap;

use serde::Serialize;

use crate::api::entities::account::Account;
use crate::api::entities::moderation::{AccountWarning, RelationshipSeveranceEvent};
use crate::api::entities::status::Status;
use crate::api::entities::time::Time;
use crate::db::ids::{AccountId, PostId, ReportId, SeveranceId, WarningId};
use crate::db::models::account_warning::AccountWarning as WarningRow;
use crate::db::models::appeal::Appeal as AppealRow;
use crate::db::models::notification::{self as rows, NotificationKind};
use crate::db::models::notification_policy::{self, NotificationPolicy, PolicyChoice};
use crate::db::models::report::Report as ReportRow;
use crate::db::models::severance::Severance;
use crate::db::views::notifications::Group;
use crate::domain::notifications::read::ToldReport;

/// The word for a kind of notification in the API.
#[must_use]
pub fn word(kind: NotificationKind) -> &'static str {
    match kind {
        NotificationKind::Boost => "reblog",
        NotificationKind::Edit => "update",
        NotificationKind::Post => "status",
        NotificationKind::QuotedEdit => "quoted_update",
        NotificationKind::SignUp => "admin.sign_up",
        NotificationKind::Report => "admin.report",
        other => other.as_str(),
    }
}

/// The kinds that these words name; what names none is left out.
#[must_use]
pub fn kinds(words: &[String]) -> Vec<NotificationKind> {
    let all = NotificationKind::ALL.iter().copied();
    all.filter(|kind| words.iter().any(|given| given == word(*kind)))
        .collect()
}

/// Everything that notifications refer to, as entities.
#[derive(Debug, Default)]
pub struct Subjects {
    /// People.
    pub accounts: HashMap<AccountId, Account>,
    /// Posts.
    pub statuses: HashMap<PostId, Status>,
    /// Complaints.
    pub reports: HashMap<ReportId, ToldReport>,
    /// What moderators did to the member's account, and what was said against it.
    pub warnings: HashMap<WarningId, (WarningRow, Option<AppealRow>)>,
    /// Follows that the member lost.
    pub severances: HashMap<SeveranceId, Severance>,
}

impl Subjects {
    fn report(&self, id: Option<ReportId>) -> Option<Report> {
        let told = self.reports.get(&id?)?;
        let target = self.accounts.get(&told.target.id)?.clone();
        Some(Report::new(told, target))
    }

    fn event(&self, id: Option<SeveranceId>) -> Option<RelationshipSeveranceEvent> {
        let row = self.severances.get(&id?)?;
        Some(RelationshipSeveranceEvent::new(row))
    }

    fn warning(&self, id: Option<WarningId>) -> Option<AccountWarning> {
        let (row, appeal) = self.warnings.get(&id?)?;
        let target = self.accounts.get(&row.account_id)?.clone();
        Some(AccountWarning::new(row, appeal.as_ref(), target))
    }
}

/// Something that a member is told about.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the attributes are documented by Mastodon")]
pub struct Notification {
    pub id: String,
    #[serde(rename = "type")]
    pub kind: &'static str,
    pub group_key: String,
    pub created_at: Time,
    pub account: Account,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<Status>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub report: Option<Report>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event: Option<RelationshipSeveranceEvent>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub moderation_warning: Option<AccountWarning>,
    /// With what somebody reacted, and its picture, as Pleroma has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub emoji: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub emoji_url: Option<String>,
}

impl Notification {
    /// A notification; nothing where whoever caused it has gone meanwhile.
    #[must_use]
    pub fn new(row: &rows::Notification, subjects: &Subjects) -> Option<Self> {
        let status = row.post_id.and_then(|id| subjects.statuses.get(&id));
        let emoji = row.reaction().map(|reaction| reaction.name());
        let mut reactions = status.iter().flat_map(|status| &status.reactions);
        let shown = reactions.find(|one| Some(&one.name) == emoji.as_ref());
        Some(Self {
            id: row.id.to_string(),
            kind: word(row.kind),
            group_key: row.group_key.clone(),
            created_at: Time(row.created_at),
            account: subjects.accounts.get(&row.from_account_id)?.clone(),
            status: status.cloned(),
            report: subjects.report(row.report_id),
            event: subjects.event(row.severance_id),
            moderation_warning: subjects.warning(row.warning_id),
            emoji_url: shown.and_then(|one| one.url.clone()),
            emoji,
        })
    }
}

/// Notifications that are told together.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the attributes are documented by Mastodon")]
pub struct NotificationGroup {
    pub group_key: String,
    pub notifications_count: i64,
    #[serde(rename = "type")]
    pub kind: &'static str,
    pub most_recent_notification_id: i64,
    pub page_min_id: String,
    pub page_max_id: String,
    pub latest_page_notification_at: Time,
    pub sample_account_ids: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub report: Option<Report>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event: Option<RelationshipSeveranceEvent>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub moderation_warning: Option<AccountWarning>,
}

impl NotificationGroup {
    /// A group.
    #[must_use]
    pub fn new(group: &Group, subjects: &Subjects) -> Self {
        Self {
            group_key: group.key.clone(),
            notifications_count: group.count,
            kind: word(group.newest.kind),
            most_recent_notification_id: group.most_recent_id.0,
            page_min_id: group.page_min_id.to_string(),
            page_max_id: group.newest.id.to_string(),
            latest_page_notification_at: Time(group.page_latest_at),
            sample_account_ids: group.sample.iter().map(ToString::to_string).collect(),
            status_id: group.newest.post_id.map(|id| id.to_string()),
            report: subjects.report(group.newest.report_id),
            event: subjects.event(group.newest.severance_id),
            moderation_warning: subjects.warning(group.newest.warning_id),
        }
    }
}

/// A page of groups.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the attributes are documented by Mastodon")]
pub struct GroupedNotificationsResults {
    pub accounts: Vec<Account>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub partial_accounts: Option<Vec<PartialAccount>>,
    pub statuses: Vec<Status>,
    pub notification_groups: Vec<NotificationGroup>,
}

/// The face of somebody.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the attributes are documented by Mastodon")]
pub struct PartialAccount {
    pub id: String,
    pub acct: String,
    pub url: Option<String>,
    pub avatar: String,
    pub avatar_static: String,
    pub locked: bool,
    pub bot: bool,
}

impl From<Account> for PartialAccount {
    fn from(account: Account) -> Self {
        Self {
            id: account.id,
            acct: account.acct,
            url: account.url,
            avatar: account.avatar,
            avatar_static: account.avatar_static,
            locked: account.locked,
            bot: account.bot,
        }
    }
}

/// A complaint.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the attributes are documented by Mastodon")]
pub struct Report {
    pub id: String,
    pub action_taken: bool,
    pub action_taken_at: Option<Time>,
    pub category: &'static str,
    pub comment: String,
    pub forwarded: bool,
    pub created_at: Time,
    pub status_ids: Option<Vec<String>>,
    pub collection_ids: Option<Vec<String>>,
    pub rule_ids: Option<Vec<String>>,
    pub target_account: Account,
}

impl Report {
    fn new(told: &ToldReport, target_account: Account) -> Self {
        Self::of(&told.report, &told.posts, target_account)
    }

    /// A complaint with the posts it names.
    #[must_use]
    pub fn of(row: &ReportRow, posts: &[PostId], target_account: Account) -> Self {
        let posts: Vec<String> = posts.iter().map(ToString::to_string).collect();
        let rules = Some(row.rule_ids.clone()).filter(|rules| !rules.is_empty());
        Self {
            id: row.id.to_string(),
            action_taken: row.resolved_at.is_some(),
            action_taken_at: row.resolved_at.map(Time),
            category: row.category.as_str(),
            comment: row.comment.clone(),
            forwarded: row.forwarded,
            created_at: Time(row.created_at),
            status_ids: (!posts.is_empty()).then_some(posts),
            collection_ids: None,
            rule_ids: rules,
            target_account,
        }
    }
}

/// What becomes of notifications from people of each kind.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the attributes are documented by Mastodon")]
pub struct Policy {
    pub for_not_following: PolicyChoice,
    pub for_not_followers: PolicyChoice,
    pub for_new_accounts: PolicyChoice,
    pub for_private_mentions: PolicyChoice,
    pub for_limited_accounts: PolicyChoice,
    pub summary: Waiting,
}

/// How much was kept aside.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the attributes are documented by Mastodon")]
pub struct Waiting {
    pub pending_requests_count: i64,
    pub pending_notifications_count: i64,
}

impl Policy {
    /// A policy and what waits because of it.
    #[must_use]
    pub fn new(row: &NotificationPolicy, waiting: notification_policy::Waiting) -> Self {
        Self {
            for_not_following: row.for_not_following,
            for_not_followers: row.for_not_followers,
            for_new_accounts: row.for_new_accounts,
            for_private_mentions: row.for_private_mentions,
            for_limited_accounts: row.for_limited_accounts,
            summary: Waiting {
                pending_requests_count: waiting.requests,
                pending_notifications_count: waiting.notifications,
            },
        }
    }
}

/// What was kept aside from one person.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the attributes are documented by Mastodon")]
pub struct NotificationRequest {
    pub id: String,
    pub created_at: Time,
    pub updated_at: Time,
    pub account: Account,
    pub notifications_count: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_status: Option<Status>,
}

impl NotificationRequest {
    /// A request; nothing where the person has gone meanwhile.
    #[must_use]
    pub fn new(row: &notification_policy::Request, subjects: &Subjects) -> Option<Self> {
        let status = row.last_post_id.and_then(|id| subjects.statuses.get(&id));
        Some(Self {
            id: row.id.to_string(),
            created_at: Time(row.created_at),
            updated_at: Time(row.updated_at),
            account: subjects.accounts.get(&row.from_account_id)?.clone(),
            notifications_count: row.count.to_string(),
            last_status: status.cloned(),
        })
    }
}
