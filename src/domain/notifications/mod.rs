//! What members are told about, and what they have seen of it.

pub mod official;
pub mod policy;
pub mod read;

use crate::db::Conn;
use crate::db::ids::{AccountId, CollectionId, NotificationId, PostId, ReportId, WarningId};
use crate::db::models::follow;
use crate::db::models::notification::{self, NotificationKind, Told};
use crate::db::models::post::{Post, Visibility};
use crate::db::models::reaction::Reaction;
use crate::db::models::remote_post::{self, Mentioned};
use crate::db::page::{Page, Slice};
use crate::db::views::notifications::{self as views, NotificationRow, Wanted};
use crate::domain::member::Member;
use crate::domain::{DomainContext, live, push};
use crate::foundation::error::Result;

/// A member never has to read a larger count than this; shown as "99+".
pub const MOST_UNREAD: u32 = 100;
/// Most followers who are told of one post.
pub const MOST_TOLD: i64 = 10_000;
/// Most members who are told of one edit.
const EDIT_TOLD_MAX: i64 = 1000;

/// Something to tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Notice {
    /// What happened.
    pub kind: NotificationKind,
    /// Who did it.
    pub from: AccountId,
    /// The post it is about.
    pub post_id: Option<PostId>,
}

/// Tells `recipients`, in one statement. Left out are those who are no members
/// here, the person who did it, and people who block or mute them (or are
/// blocked by them). What their policy filters is kept aside. The same thing is
/// told once. Call it in the transaction of the change.
pub async fn notify(
    conn: &mut Conn,
    cx: &DomainContext,
    recipients: &[AccountId],
    notice: &Notice,
) -> Result<()> {
    notify_reaction(conn, cx, recipients, (notice, None)).await
}

/// As [`notify`], with the emoji with which somebody reacted.
pub(in crate::domain) async fn notify_reaction(
    conn: &mut Conn,
    cx: &DomainContext,
    recipients: &[AccountId],
    (notice, reaction): (&Notice, Option<&Reaction>),
) -> Result<()> {
    let told = Told {
        kind: notice.kind,
        from: notice.from,
        post_id: notice.post_id,
        report_id: None,
        collection_id: None,
        warning_id: None,
        reaction,
        at: cx.clock.now(),
    };
    tell(conn, cx, recipients, &told).await
}

/// Tells moderators of a complaint.
pub(in crate::domain) async fn notify_report(
    conn: &mut Conn,
    cx: &DomainContext,
    moderators: &[AccountId],
    from: AccountId,
    report: ReportId,
) -> Result<()> {
    let told = Told {
        kind: NotificationKind::Report,
        from,
        post_id: None,
        report_id: Some(report),
        collection_id: None,
        warning_id: None,
        reaction: None,
        at: cx.clock.now(),
    };
    tell(conn, cx, moderators, &told).await
}

/// Tells moderators of an appeal against a decision. Only pages know this kind, so
/// that it goes to no stream and no device.
pub(in crate::domain) async fn notify_appeal(
    conn: &mut Conn,
    cx: &DomainContext,
    moderators: &[AccountId],
    (from, decision): (AccountId, WarningId),
) -> Result<()> {
    let told = Told {
        kind: NotificationKind::Appeal,
        from,
        post_id: None,
        report_id: None,
        collection_id: None,
        warning_id: Some(decision),
        reaction: None,
        at: cx.clock.now(),
    };
    let ids = moderators.iter();
    let rows: Vec<(NotificationId, AccountId)> = ids
        .map(|account| (NotificationId(cx.ids.next()), *account))
        .collect();
    notification::insert(conn, &rows, &told).await?;
    Ok(())
}

/// Tells people something about a collection in which they are.
pub(in crate::domain) async fn notify_collection(
    conn: &mut Conn,
    cx: &DomainContext,
    people: &[AccountId],
    (kind, from, collection): (NotificationKind, AccountId, CollectionId),
) -> Result<()> {
    let told = Told {
        kind,
        from,
        post_id: None,
        report_id: None,
        collection_id: Some(collection),
        warning_id: None,
        reaction: None,
        at: cx.clock.now(),
    };
    tell(conn, cx, people, &told).await
}

async fn tell(
    conn: &mut Conn,
    cx: &DomainContext,
    recipients: &[AccountId],
    told: &Told<'_>,
) -> Result<()> {
    if recipients.is_empty() {
        return Ok(());
    }
    let rows: Vec<(NotificationId, AccountId)> = recipients
        .iter()
        .map(|account| (NotificationId(cx.ids.next()), *account))
        .collect();
    let told = notification::insert(conn, &rows, told).await?;
    pass_on(conn, cx, &told).await
}

/// Passes notifications that were just stored on to live streams and to programs
/// that are not running. Call it in the same transaction.
pub(in crate::domain) async fn pass_on(
    conn: &mut Conn,
    cx: &DomainContext,
    told: &[(NotificationId, AccountId)],
) -> Result<()> {
    live::announce_notifications(conn, told).await?;
    push::order(conn, cx, told).await
}

/// Tells members who boosted or quote a post that it was edited; what they were
/// told of an earlier edit goes.
pub(in crate::domain) async fn tell_edited(
    conn: &mut Conn,
    cx: &DomainContext,
    author: AccountId,
    post: PostId,
) -> Result<()> {
    let boosters = notification::boosters(conn, post, EDIT_TOLD_MAX).await?;
    if !boosters.is_empty() {
        notification::delete_kind_about(conn, post, NotificationKind::Edit).await?;
        let notice = Notice {
            kind: NotificationKind::Edit,
            from: author,
            post_id: Some(post),
        };
        notify(conn, cx, &boosters, &notice).await?;
    }
    let quoters = notification::quoters(conn, post, EDIT_TOLD_MAX).await?;
    if quoters.is_empty() {
        return Ok(());
    }
    let rows: Vec<Mentioned> = quoters
        .into_iter()
        .map(|(account_id, post_id)| Mentioned {
            post_id,
            account_id,
            author_id: author,
            notification_id: NotificationId(cx.ids.next()),
        })
        .collect();
    let kind = NotificationKind::QuotedEdit;
    let told = remote_post::tell(conn, kind, &rows, cx.clock.now()).await?;
    pass_on(conn, cx, &told).await
}

/// Tells those followers of the author who want to hear of every new post, but
/// for those whom it `named`, who are told already. Direct posts and replies to
/// others are told to nobody. Call it in the transaction that stores the post.
pub async fn tell_of_post(
    conn: &mut Conn,
    cx: &DomainContext,
    post: &Post,
    named: &[AccountId],
) -> Result<()> {
    let to_others =
        post.in_reply_to_id.is_some() && post.in_reply_to_account_id != Some(post.account_id);
    if to_others || post.visibility == Visibility::Direct {
        return Ok(());
    }
    let bells = follow::told_of_posts(conn, &[post.account_id], MOST_TOLD).await?;
    let told: Vec<AccountId> = bells
        .iter()
        .filter(|bell| bell.wants(post.language.as_deref()) && !named.contains(&bell.account_id))
        .map(|bell| bell.account_id)
        .collect();
    let notice = Notice {
        kind: NotificationKind::Post,
        from: post.account_id,
        post_id: Some(post.id),
    };
    notify(conn, cx, &told, &notice).await
}

/// Takes back what `recipient` was told. Nothing to take back is fine.
pub async fn withdraw(conn: &mut Conn, recipient: AccountId, notice: &Notice) -> Result<()> {
    notification::delete(conn, recipient, notice.kind, notice.from, notice.post_id).await?;
    Ok(())
}

/// Takes back everything that anybody was told about a post.
pub async fn forget_post(conn: &mut Conn, post: PostId) -> Result<()> {
    notification::delete_about(conn, post).await?;
    Ok(())
}

/// One page of a member's notifications, without those from people they block
/// or mute and those that were kept aside. Posts are hydrated by `domain::posts`,
/// which also knows what the member may (still) see.
pub async fn list(
    conn: &mut Conn,
    cx: &DomainContext,
    account: AccountId,
    page: Page,
) -> Result<Slice<NotificationRow>> {
    let wanted = Wanted::all(account, cx.clock.now());
    Ok(views::page(conn, &wanted, page).await?)
}

/// How many notifications a member has not seen, at most [`MOST_UNREAD`].
pub async fn unread_count(conn: &mut Conn, cx: &DomainContext, member: &Member) -> Result<u32> {
    let wanted = Wanted::all(member.account_id, cx.clock.now());
    let (after, limit) = (member.notifications_read_id, i64::from(MOST_UNREAD));
    let count = views::count_after(conn, &wanted, after, limit).await?;
    Ok(u32::try_from(count).unwrap_or(MOST_UNREAD))
}

/// Notes that the member has seen everything up to `id` (`None`: up to now).
/// It never goes back, and never reaches into the future.
pub async fn mark_read(
    conn: &mut Conn,
    cx: &DomainContext,
    account: AccountId,
    id: Option<NotificationId>,
) -> Result<()> {
    let now = NotificationId(cx.ids.next());
    notification::mark_read(conn, account, id.map_or(now, |id| id.min(now))).await?;
    Ok(())
}
