//! The end of an account's data: some weeks after a suspension, or at once.

use chrono::TimeDelta;

use crate::db::ids::AccountId;
use crate::db::models::{account_removal, remote_actor, standing};
use crate::db::{Conn, Transactional as _};
use crate::domain::DomainContext;
use crate::domain::auth::audit::Action;
use crate::domain::event::{self, Event};
use crate::domain::member::Member;
use crate::domain::moderation::actions::{self, Target, note, target};
use crate::domain::moderation::permission::{Authority, Permission, may};
use crate::foundation::error::{Error, ErrorKind, Result};
use crate::foundation::message::Message;

/// Days for which the data of a suspended account is kept.
pub const GRACE_DAYS: i64 = 30;
/// Accounts that are looked for at once.
const BITE: i64 = 50;

/// Orders the removal of a suspended account's data; in the transaction of that.
pub(super) async fn order(conn: &mut Conn, cx: &DomainContext, id: AccountId) -> Result<()> {
    let due = cx.clock.now() + TimeDelta::days(GRACE_DAYS);
    account_removal::order(conn, id, due).await?;
    Ok(())
}

/// Deletes a suspended account for good, with everything it published.
///
/// # Errors
/// `NotFound`; `Forbidden` for accounts that are not suspended.
pub async fn delete(
    conn: &mut Conn,
    cx: &DomainContext,
    by: Authority<'_>,
    id: AccountId,
) -> Result<()> {
    may(by, Permission::DeleteUserData)?;
    conn.transaction(async |conn| {
        let target = target(conn, by, id).await?;
        if target.account.suspended_at.is_none() {
            return Err(Error::forbidden(Message::of("refused-not-allowed")));
        }
        erase(conn, cx, by, (&target, "")).await
    })
    .await
}

/// As [`delete`], for any account: it is suspended first. Doing it again changes
/// nothing.
///
/// # Errors
/// `NotFound`; `Forbidden` for people of the same or a higher role; `Conflict` for
/// the last owner.
pub async fn delete_now(
    conn: &mut Conn,
    cx: &DomainContext,
    by: Authority<'_>,
    id: AccountId,
    reason: &str,
) -> Result<()> {
    may(by, Permission::DeleteUserData)?;
    conn.transaction(async |conn| {
        let target = target(conn, by, id).await?;
        if target.account.deleted_at.is_some() {
            return Ok(());
        }
        actions::suspend(conn, cx, &target).await?;
        erase(conn, cx, by, (&target, reason)).await
    })
    .await
}

/// Deletes a member's own account at once, as they asked for. Doing it again
/// changes nothing.
///
/// # Errors
/// `Conflict` for the last owner.
pub(in crate::domain) async fn delete_own(
    conn: &mut Conn,
    cx: &DomainContext,
    member: &Member,
) -> Result<()> {
    conn.transaction(async |conn| {
        let target = target(conn, Authority::Operator, member.account_id).await?;
        if target.account.deleted_at.is_some() {
            return Ok(());
        }
        actions::suspend(conn, cx, &target).await?;
        erase(conn, cx, Authority::Member(member), (&target, "")).await
    })
    .await
}

/// Deletes what is left of accounts whose time has come; returns how many were
/// looked at. What is refused (a hold, for instance) is tried again a day later.
pub async fn delete_due(conn: &mut Conn, cx: &DomainContext) -> Result<usize> {
    let due = account_removal::due(conn, cx.clock.now(), BITE).await?;
    for id in &due {
        let done = conn
            .transaction(async |conn| delete_one(conn, cx, *id).await)
            .await;
        match done {
            Ok(()) => {}
            Err(error) if error.kind() == ErrorKind::Internal => return Err(error),
            Err(_refused) => {
                let later = cx.clock.now() + TimeDelta::days(1);
                account_removal::postpone(conn, *id, later).await?;
            }
        }
    }
    Ok(due.len())
}

async fn delete_one(conn: &mut Conn, cx: &DomainContext, id: AccountId) -> Result<()> {
    let by = Authority::Operator;
    if !account_removal::lock_due(conn, id, cx.clock.now()).await? {
        return Ok(());
    }
    let target = target(conn, by, id).await?;
    if target.account.suspended_at.is_none() || target.account.deleted_at.is_some() {
        account_removal::cancel(conn, id).await?;
        return Ok(());
    }
    erase(conn, cx, by, (&target, "")).await
}

async fn erase(
    conn: &mut Conn,
    cx: &DomainContext,
    by: Authority<'_>,
    (target, reason): (&Target, &str),
) -> Result<()> {
    let (id, now) = (target.account.id, cx.clock.now());
    note(conn, cx, by, (Action::AccountDeleted, target), reason).await?;
    account_removal::cancel(conn, id).await?;
    let removed_files = standing::erase(conn, id, now).await?;
    remote_actor::empty(conn, id, now).await?;
    let deleted = Event::AccountDeleted {
        account_id: id,
        removed_files,
    };
    event::record(conn, cx, &deleted).await?;
    Ok(())
}
