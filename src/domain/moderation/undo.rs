//! What moderators take back, and their yes or no to who asks to join.

use crate::db::ids::{AccountId, UserId};
use crate::db::models::{account_removal, domain_reach, standing, user};
use crate::db::{Conn, Transactional as _};
use crate::domain::DomainContext;
use crate::domain::auth::approval;
use crate::domain::auth::audit::Action;
use crate::domain::event::{self, Event};
use crate::domain::moderation::actions::{Target, draw_anew, may_either, note, target};
use crate::domain::moderation::permission::{Authority, Permission, may};
use crate::foundation::error::{Error, Result};
use crate::foundation::message::Message;

/// Lets somebody sign in again. Doing it again changes nothing.
///
/// # Errors
/// `NotFound`, also for accounts of other servers; `Forbidden`.
pub async fn enable(
    conn: &mut Conn,
    cx: &DomainContext,
    by: Authority<'_>,
    id: AccountId,
    reason: &str,
) -> Result<()> {
    may_either(by, Permission::ManageAppeals)?;
    conn.transaction(async |conn| {
        let target = target(conn, by, id).await?;
        let person = target.person.as_ref().ok_or_else(Error::not_found)?;
        if user::set_disabled(conn, person.id, None).await? {
            event::record(conn, cx, &Event::AccountEnabled { account_id: id }).await?;
        }
        note(conn, cx, by, (Action::AccountEnabled, &target), reason).await
    })
    .await
}

/// Shows a suspended account again, and keeps its data. Doing it again changes
/// nothing.
///
/// # Errors
/// `NotFound`, also when it is deleted already; `Forbidden`.
pub async fn unsuspend(
    conn: &mut Conn,
    cx: &DomainContext,
    by: Authority<'_>,
    id: AccountId,
    reason: &str,
) -> Result<()> {
    may_either(by, Permission::ManageAppeals)?;
    conn.transaction(async |conn| {
        let target = target(conn, by, id).await?;
        if target.account.deleted_at.is_some() {
            return Err(Error::not_found());
        }
        account_removal::cancel(conn, id).await?;
        if standing::set_suspended(conn, id, None).await? {
            event::record(conn, cx, &Event::AccountEnabled { account_id: id }).await?;
        }
        rule_of_server(conn, cx, &target).await?;
        note(conn, cx, by, (Action::AccountUnsuspended, &target), reason).await?;
        draw_anew(conn, cx).await
    })
    .await
}

/// Shows a silenced account to everybody again. Doing it again changes nothing.
///
/// # Errors
/// `NotFound`; `Forbidden`.
pub async fn unsilence(
    conn: &mut Conn,
    cx: &DomainContext,
    by: Authority<'_>,
    id: AccountId,
    reason: &str,
) -> Result<()> {
    may_either(by, Permission::ManageAppeals)?;
    conn.transaction(async |conn| {
        let target = target(conn, by, id).await?;
        standing::set_silenced(conn, id, None).await?;
        rule_of_server(conn, cx, &target).await?;
        note(conn, cx, by, (Action::AccountUnsilenced, &target), reason).await?;
        draw_anew(conn, cx).await
    })
    .await
}

/// A rule about the account's server may go on.
async fn rule_of_server(conn: &mut Conn, cx: &DomainContext, target: &Target) -> Result<()> {
    if let Some(domain) = &target.account.domain {
        domain_reach::apply(conn, &[domain.to_lowercase()], cx.clock.now()).await?;
    }
    Ok(())
}

/// Uncovers an account's pictures. Doing it again changes nothing.
///
/// # Errors
/// `NotFound`; `Forbidden`.
pub async fn unsensitize(
    conn: &mut Conn,
    cx: &DomainContext,
    by: Authority<'_>,
    id: AccountId,
    reason: &str,
) -> Result<()> {
    may_either(by, Permission::ManageAppeals)?;
    conn.transaction(async |conn| {
        let target = target(conn, by, id).await?;
        standing::set_sensitized(conn, id, None).await?;
        note(conn, cx, by, (Action::AccountUnsensitized, &target), reason).await?;
        draw_anew(conn, cx).await
    })
    .await
}

/// Says yes to somebody who waits.
///
/// # Errors
/// `NotFound`; `Forbidden` when they do not wait.
pub async fn approve(
    conn: &mut Conn,
    cx: &DomainContext,
    by: Authority<'_>,
    id: AccountId,
    text: &str,
) -> Result<()> {
    let person = waiting(conn, by, id).await?;
    approval::approve(conn, cx, by, person, text).await
}

/// Says no to somebody who waits: the account is removed.
///
/// # Errors
/// `NotFound`; `Forbidden` when they do not wait.
pub async fn reject(
    conn: &mut Conn,
    cx: &DomainContext,
    by: Authority<'_>,
    id: AccountId,
    text: &str,
) -> Result<()> {
    let person = waiting(conn, by, id).await?;
    approval::reject(conn, cx, by, person, text).await
}

async fn waiting(conn: &mut Conn, by: Authority<'_>, id: AccountId) -> Result<UserId> {
    may(by, Permission::ManageUsers)?;
    let person = user::of_account(conn, id).await?;
    let person = person.ok_or_else(Error::not_found)?;
    if person.approved_at.is_some() {
        return Err(Error::forbidden(Message::of("refused-not-allowed")));
    }
    Ok(person.id)
}
