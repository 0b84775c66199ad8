//! From whom a member wants to hear at once, and what was kept aside meanwhile.

use std::collections::HashMap;

use crate::db::ids::{AccountId, NotificationId, PostId};
use crate::db::models::account::{self, Account};
use crate::db::models::notification_policy::{
    self as rows, NotificationPolicy, PolicyChoice, Request, Waiting,
};
use crate::db::page::{Page, Slice};
use crate::db::views::notification_requests as views;
use crate::db::views::posts::PostEntry;
use crate::db::{Conn, Transactional as _};
use crate::domain::live::{self, Signal};
use crate::domain::{DomainContext, timelines};
use crate::foundation::error::{Error, Result};

/// Changes of a policy. What is None stays as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PolicyChanges {
    /// People whom the member does not follow.
    pub for_not_following: Option<PolicyChoice>,
    /// People who do not follow the member, or not for three days yet.
    pub for_not_followers: Option<PolicyChoice>,
    /// Accounts made within the last thirty days.
    pub for_new_accounts: Option<PolicyChoice>,
    /// Direct posts that do not answer the member.
    pub for_private_mentions: Option<PolicyChoice>,
    /// People whom moderators limited.
    pub for_limited_accounts: Option<PolicyChoice>,
}

/// A member's policy and what waits because of it.
pub async fn get(conn: &mut Conn, member: AccountId) -> Result<(NotificationPolicy, Waiting)> {
    let policy = rows::find(conn, member).await?;
    let policy = policy.unwrap_or_else(|| NotificationPolicy::initial(member));
    Ok((policy, rows::waiting(conn, member).await?))
}

/// Changes a member's policy. What was told or kept aside before stays that.
pub async fn change(
    conn: &mut Conn,
    member: AccountId,
    changes: &PolicyChanges,
) -> Result<(NotificationPolicy, Waiting)> {
    let (mut policy, waiting) = get(conn, member).await?;
    let put = |there: &mut PolicyChoice, new: Option<PolicyChoice>| {
        *there = new.unwrap_or(*there);
    };
    put(&mut policy.for_not_following, changes.for_not_following);
    put(&mut policy.for_not_followers, changes.for_not_followers);
    put(&mut policy.for_new_accounts, changes.for_new_accounts);
    put(
        &mut policy.for_private_mentions,
        changes.for_private_mentions,
    );
    put(
        &mut policy.for_limited_accounts,
        changes.for_limited_accounts,
    );
    rows::upsert(conn, &policy).await?;
    Ok((policy, waiting))
}

/// What was kept aside from one person.
#[derive(Debug, Clone)]
pub struct RequestEntry {
    /// Its figures.
    pub request: Request,
    /// Who it is.
    pub account: Account,
    /// The last post in which they spoke to the member.
    pub last: Option<PostEntry>,
}

/// One page of what was kept aside.
pub async fn requests(
    conn: &mut Conn,
    cx: &DomainContext,
    member: AccountId,
    page: Page,
) -> Result<Slice<RequestEntry>> {
    let rows = views::page(conn, member, None, page, cx.clock.now()).await?;
    fill(conn, cx, member, rows).await
}

/// One request.
///
/// # Errors
/// `NotFound`.
pub async fn request(
    conn: &mut Conn,
    cx: &DomainContext,
    member: AccountId,
    id: NotificationId,
) -> Result<RequestEntry> {
    let page = Page::first(1);
    let rows = views::page(conn, member, Some(id), page, cx.clock.now()).await?;
    let filled = fill(conn, cx, member, rows).await?;
    filled.items.into_iter().next().ok_or_else(Error::not_found)
}

async fn fill(
    conn: &mut Conn,
    cx: &DomainContext,
    member: AccountId,
    rows: Slice<Request>,
) -> Result<Slice<RequestEntry>> {
    let people: Vec<AccountId> = rows.items.iter().map(|row| row.from_account_id).collect();
    let people: HashMap<AccountId, Account> = account::find_many(conn, &people)
        .await?
        .into_iter()
        .map(|account| (account.id, account))
        .collect();
    let posts: Vec<PostId> = rows
        .items
        .iter()
        .filter_map(|row| row.last_post_id)
        .collect();
    let posts: HashMap<PostId, PostEntry> = timelines::by_ids(conn, cx, Some(member), &posts)
        .await?
        .into_iter()
        .map(|entry| (entry.post.id, entry))
        .collect();
    let items = rows.items.into_iter().filter_map(|request| {
        Some(RequestEntry {
            account: people.get(&request.from_account_id)?.clone(),
            last: request.last_post_id.and_then(|id| posts.get(&id).cloned()),
            request,
        })
    });
    Ok(Slice {
        items: items.collect(),
        more: rows.more,
    })
}

/// Tells the member what was kept aside by these requests, and lets the people
/// behind them speak to the member from now on.
///
/// # Errors
/// `NotFound` when none of them is there.
pub async fn accept(
    conn: &mut Conn,
    cx: &DomainContext,
    member: AccountId,
    ids: &[NotificationId],
) -> Result<()> {
    let now = cx.clock.now();
    conn.transaction(async |conn| {
        let senders = senders(conn, member, ids).await?;
        rows::accept(conn, member, &senders, now).await?;
        let merged = Signal::NotificationsMerged { account: member };
        live::announce(conn, &[merged]).await
    })
    .await
}

/// Forgets what was kept aside by these requests.
///
/// # Errors
/// `NotFound` when none of them is there.
pub async fn dismiss(conn: &mut Conn, member: AccountId, ids: &[NotificationId]) -> Result<()> {
    let senders = senders(conn, member, ids).await?;
    rows::dismiss(conn, member, &senders).await?;
    Ok(())
}

async fn senders(
    conn: &mut Conn,
    member: AccountId,
    ids: &[NotificationId],
) -> Result<Vec<AccountId>> {
    let senders = rows::senders(conn, member, ids).await?;
    if senders.is_empty() {
        return Err(Error::not_found());
    }
    Ok(senders)
}
