//! What moderators do to accounts, and undo.

use crate::db::ids::{AccountId, ReportId, UserId, WarningId};
use crate::db::models::account::{self, Account};
use crate::db::models::account_warning::{AccountWarning, WarningAction};
use crate::db::models::user::{self, User};
use crate::db::models::{domain_rule, remote_actor, report, session, standing};
use crate::db::{Conn, Transactional as _};
use crate::domain::DomainContext;
use crate::domain::auth::approval;
use crate::domain::auth::audit::{self, Action, Note};
use crate::domain::auth::mails::{self, Mail};
use crate::domain::event::{self, Event};
use crate::domain::member::Member;
use crate::domain::moderation::permission::{Permission, may, may_act_on};
use crate::domain::moderation::{reports, roles};
use crate::domain::notifications::official;
use crate::foundation::error::{Error, Result};
use crate::foundation::text::clean;

/// Longest text to an account's owner, in characters.
const TEXT_MAX: usize = 5000;

/// What is done to an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// Nothing but what is said.
    Warn,
    /// Its owner cannot sign in.
    Disable,
    /// Its pictures are always covered.
    Sensitize,
    /// Only followers see it.
    Silence,
    /// Nobody sees it.
    Suspend,
}

/// What a moderator decided about an account.
#[derive(Debug, Clone)]
pub struct Decision {
    /// What is done.
    pub measure: Measure,
    /// The report that it settles.
    pub report: Option<ReportId>,
    /// What the owner is told, and the log keeps.
    pub text: String,
    /// Whether the owner is told, here and by mail, where it is a member.
    pub tells: Tells,
}

/// Whether an account's owner is told what was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tells {
    /// In the notifications and by mail.
    Owner,
    /// Nowhere.
    Nobody,
}

/// An account under lock, with its person where it is of this server.
struct Target {
    account: Account,
    person: Option<User>,
}

/// Does something to an account. Doing it again changes nothing.
///
/// # Errors
/// `NotFound`; `Forbidden` for people of the same or a higher role; the field
/// `type` when the owner of another server's account would be disabled.
pub async fn act(
    conn: &mut Conn,
    cx: &DomainContext,
    by: &Member,
    id: AccountId,
    decision: &Decision,
) -> Result<()> {
    may(by, Permission::ManageUsers)?;
    conn.transaction(async |conn| {
        let target = target(conn, by, id).await?;
        let now = Some(cx.clock.now());
        match decision.measure {
            Measure::Warn => {}
            Measure::Disable => disable(conn, cx, &target).await?,
            Measure::Sensitize => {
                standing::set_sensitized(conn, id, now).await?;
            }
            Measure::Silence => {
                standing::set_silenced(conn, id, now).await?;
            }
            Measure::Suspend => suspend(conn, cx, &target).await?,
        }
        let action = match decision.measure {
            Measure::Warn => Action::AccountWarned,
            Measure::Disable => Action::AccountDisabled,
            Measure::Sensitize => Action::AccountSensitized,
            Measure::Silence => Action::AccountSilenced,
            Measure::Suspend => Action::AccountSuspended,
        };
        note(conn, cx, by, (action, &target), &decision.text).await?;
        tell_owner(conn, cx, &target, decision).await?;
        if let Some(report) = decision.report {
            reports::resolve_in(conn, cx, by, report).await?;
        }
        draw_anew(conn, cx).await
    })
    .await
}

/// Tells a member what was done to their account.
async fn tell_owner(
    conn: &mut Conn,
    cx: &DomainContext,
    target: &Target,
    decision: &Decision,
) -> Result<()> {
    let (Some(person), Tells::Owner) = (&target.person, decision.tells) else {
        return Ok(());
    };
    let posts = match decision.report {
        Some(id) => report::posts(conn, &[id]).await?,
        None => Vec::new(),
    };
    let warning = AccountWarning {
        id: WarningId(cx.ids.next()),
        account_id: target.account.id,
        action: match decision.measure {
            Measure::Warn => WarningAction::None,
            Measure::Disable => WarningAction::Disable,
            Measure::Sensitize => WarningAction::Sensitive,
            Measure::Silence => WarningAction::Silence,
            Measure::Suspend => WarningAction::Suspend,
        },
        text: words(&decision.text),
        post_ids: posts.into_iter().map(|(_, post)| post).collect(),
        created_at: cx.clock.now(),
    };
    official::warn(conn, cx, &warning).await?;
    let mail = Mail::Warned {
        user_id: person.id,
        warning_id: warning.id,
    };
    mails::enqueue(conn, cx, &mail).await
}

/// What a moderator wrote, as it is kept.
fn words(text: &str) -> String {
    clean(text).chars().take(TEXT_MAX).collect()
}

async fn disable(conn: &mut Conn, cx: &DomainContext, target: &Target) -> Result<()> {
    let Some(person) = &target.person else {
        let message = "is not included in the list";
        return Err(Error::field("type", message));
    };
    if user::set_disabled(conn, person.id, Some(cx.clock.now())).await? {
        session::delete_all(conn, person.id, None).await?;
        let account_id = target.account.id;
        event::record(conn, cx, &Event::AccountDisabled { account_id }).await?;
    }
    Ok(())
}

async fn suspend(conn: &mut Conn, cx: &DomainContext, target: &Target) -> Result<()> {
    let account_id = target.account.id;
    if standing::set_suspended(conn, account_id, Some(cx.clock.now())).await? {
        if let Some(person) = &target.person {
            session::delete_all(conn, person.id, None).await?;
        }
        event::record(conn, cx, &Event::AccountDisabled { account_id }).await?;
        let handle = target.account.acct();
        official::account_suspended(conn, cx, (account_id, &handle)).await?;
    }
    Ok(())
}

/// Lets somebody sign in again. Doing it again changes nothing.
///
/// # Errors
/// `NotFound`, also for accounts of other servers; `Forbidden`.
pub async fn enable(conn: &mut Conn, cx: &DomainContext, by: &Member, id: AccountId) -> Result<()> {
    may(by, Permission::ManageUsers)?;
    conn.transaction(async |conn| {
        let target = target(conn, by, id).await?;
        let person = target.person.as_ref().ok_or_else(Error::not_found)?;
        if user::set_disabled(conn, person.id, None).await? {
            event::record(conn, cx, &Event::AccountEnabled { account_id: id }).await?;
        }
        note(conn, cx, by, (Action::AccountEnabled, &target), "").await
    })
    .await
}

/// Shows a suspended account again. Doing it again changes nothing.
///
/// # Errors
/// `NotFound`; `Forbidden`.
pub async fn unsuspend(
    conn: &mut Conn,
    cx: &DomainContext,
    by: &Member,
    id: AccountId,
) -> Result<()> {
    may(by, Permission::ManageUsers)?;
    conn.transaction(async |conn| {
        let target = target(conn, by, id).await?;
        if target.account.deleted_at.is_some() {
            return Err(Error::not_found());
        }
        if standing::set_suspended(conn, id, None).await? {
            event::record(conn, cx, &Event::AccountEnabled { account_id: id }).await?;
        }
        if let Some(domain) = &target.account.domain {
            // A rule about its server may go on.
            domain_rule::apply_to_accounts(conn, &domain.to_lowercase(), cx.clock.now()).await?;
        }
        note(conn, cx, by, (Action::AccountUnsuspended, &target), "").await?;
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
    by: &Member,
    id: AccountId,
) -> Result<()> {
    may(by, Permission::ManageUsers)?;
    conn.transaction(async |conn| {
        let target = target(conn, by, id).await?;
        standing::set_silenced(conn, id, None).await?;
        if let Some(domain) = &target.account.domain {
            domain_rule::apply_to_accounts(conn, &domain.to_lowercase(), cx.clock.now()).await?;
        }
        note(conn, cx, by, (Action::AccountUnsilenced, &target), "").await?;
        draw_anew(conn, cx).await
    })
    .await
}

/// Uncovers an account's pictures. Doing it again changes nothing.
///
/// # Errors
/// `NotFound`; `Forbidden`.
pub async fn unsensitize(
    conn: &mut Conn,
    cx: &DomainContext,
    by: &Member,
    id: AccountId,
) -> Result<()> {
    may(by, Permission::ManageUsers)?;
    conn.transaction(async |conn| {
        let target = target(conn, by, id).await?;
        standing::set_sensitized(conn, id, None).await?;
        note(conn, cx, by, (Action::AccountUnsensitized, &target), "").await?;
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
    by: &Member,
    id: AccountId,
) -> Result<()> {
    let person = waiting(conn, by, id).await?;
    approval::approve(conn, cx, by, person).await
}

/// Says no to somebody who waits: the account is removed.
///
/// # Errors
/// `NotFound`; `Forbidden` when they do not wait.
pub async fn reject(conn: &mut Conn, cx: &DomainContext, by: &Member, id: AccountId) -> Result<()> {
    let person = waiting(conn, by, id).await?;
    approval::reject(conn, cx, by, person).await
}

async fn waiting(conn: &mut Conn, by: &Member, id: AccountId) -> Result<UserId> {
    may(by, Permission::ManageUsers)?;
    let person = user::of_account(conn, id).await?;
    let person = person.ok_or_else(Error::not_found)?;
    if person.approved_at.is_some() {
        return Err(Error::forbidden("This action is not allowed"));
    }
    Ok(person.id)
}

/// Deletes a suspended account for good, with everything it published.
///
/// # Errors
/// `NotFound`; `Forbidden` for accounts that are not suspended.
pub async fn delete(conn: &mut Conn, cx: &DomainContext, by: &Member, id: AccountId) -> Result<()> {
    may(by, Permission::DeleteUserData)?;
    conn.transaction(async |conn| {
        let target = target(conn, by, id).await?;
        if target.account.suspended_at.is_none() {
            return Err(Error::forbidden("This action is not allowed"));
        }
        note(conn, cx, by, (Action::AccountDeleted, &target), "").await?;
        let removed_files = standing::erase(conn, id, cx.clock.now()).await?;
        remote_actor::empty(conn, id, cx.clock.now()).await?;
        let deleted = Event::AccountDeleted {
            account_id: id,
            removed_files,
        };
        event::record(conn, cx, &deleted).await?;
        Ok(())
    })
    .await
}

async fn target(conn: &mut Conn, by: &Member, id: AccountId) -> Result<Target> {
    let account = account::find_for_update(conn, id).await?;
    let account = account.filter(|account| !account.is_instance_actor());
    let account = account.ok_or_else(Error::not_found)?;
    let person = user::of_account(conn, id).await?;
    may_act_on(by, roles::rank_of(conn, person.as_ref()).await?)?;
    Ok(Target { account, person })
}

async fn note(
    conn: &mut Conn,
    cx: &DomainContext,
    by: &Member,
    (action, target): (Action, &Target),
    text: &str,
) -> Result<()> {
    let text = words(text);
    let note = Note {
        actor: Some(by.user_id),
        target: target.person.as_ref().map(|person| person.id),
        details: serde_json::json!({ "account": target.account.acct(), "text": text }),
        ..Note::default()
    };
    audit::record(conn, cx, action, note).await
}

/// Lets pages be drawn again.
async fn draw_anew(conn: &mut Conn, cx: &DomainContext) -> Result<()> {
    event::pages_changed(conn, cx, "account_limited").await
}
