//! What members are told about, and what they have seen of it.

use crate::db::Conn;
use crate::db::ids::{AccountId, NotificationId, PostId};
use crate::db::models::follow;
use crate::db::models::notification::{self, NotificationKind, Told};
use crate::db::models::post::{Post, Visibility};
use crate::db::page::{Page, Slice};
use crate::db::views::notifications::{self as views, NotificationRow};
use crate::domain::member::Member;
use crate::domain::{DomainContext, live, push};
use crate::foundation::error::Result;

/// A member never has to read a larger count than this; shown as "99+".
pub const MOST_UNREAD: u32 = 100;

/// Most followers who are told of one post.
pub const MOST_TOLD: i64 = 10_000;

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
/// blocked by them). The same thing is told once. Call it in the transaction
/// of the change.
pub async fn notify(
    conn: &mut Conn,
    cx: &DomainContext,
    recipients: &[AccountId],
    notice: &Notice,
) -> Result<()> {
    if recipients.is_empty() {
        return Ok(());
    }
    let rows: Vec<(NotificationId, AccountId)> = recipients
        .iter()
        .map(|account| (NotificationId(cx.ids.next()), *account))
        .collect();
    let told = Told {
        kind: notice.kind,
        from: notice.from,
        post_id: notice.post_id,
        at: cx.clock.now(),
    };
    let told = notification::insert(conn, &rows, &told).await?;
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
/// or mute. Posts are hydrated by `domain::posts`, which also knows what the
/// member may (still) see.
pub async fn list(
    conn: &mut Conn,
    cx: &DomainContext,
    account: AccountId,
    page: Page,
) -> Result<Slice<NotificationRow>> {
    Ok(views::page(conn, account, page, cx.clock.now()).await?)
}

/// How many notifications a member has not seen, at most [`MOST_UNREAD`].
pub async fn unread_count(conn: &mut Conn, cx: &DomainContext, member: &Member) -> Result<u32> {
    let (account, after) = (member.account_id, member.notifications_read_id);
    let now = cx.clock.now();
    let count = views::count_after(conn, account, after, i64::from(MOST_UNREAD), now).await?;
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
