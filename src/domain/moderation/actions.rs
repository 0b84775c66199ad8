//! What moderators do to accounts. `undo` takes it back.

use crate::db::ids::{AccountId, ReportId};
use crate::db::models::account::{self, Account};
use crate::db::models::account_warning::WarningAction;
use crate::db::models::user::{self, User, UserWithAccount};
use crate::db::models::{report, session, standing};
use crate::db::{Conn, Transactional as _};
use crate::domain::DomainContext;
use crate::domain::auth::audit::{self, Action, Note};
use crate::domain::event::{self, Event};
use crate::domain::moderation::permission::{Authority, Permission, may, may_act_on};
use crate::domain::moderation::strikes::{self, Given};
use crate::domain::moderation::{removal, reports, roles};
use crate::domain::notifications::official;
use crate::foundation::error::{Error, Result};
use crate::foundation::message::Message;
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
pub(super) struct Target {
    pub account: Account,
    pub person: Option<User>,
}

/// Refuses who neither looks after accounts nor has the other permission, which
/// leads here through a report or an appeal.
pub(super) fn may_either(by: Authority<'_>, other: Permission) -> Result<()> {
    may(by, Permission::ManageUsers).or_else(|_without| may(by, other))
}

/// Does something to an account. Doing it again changes nothing.
///
/// # Errors
/// `NotFound`; `Forbidden` for people of the same or a higher role; `Conflict`
/// for the last owner; the field `type` when the owner of another server's account
/// would be disabled.
pub async fn act(
    conn: &mut Conn,
    cx: &DomainContext,
    by: impl Into<Authority<'_>>,
    id: AccountId,
    decision: &Decision,
) -> Result<()> {
    let by = by.into();
    may_either(by, Permission::ManageReports)?;
    conn.transaction(async |conn| {
        // Always the complaint first, so that two who decide never wait for each other.
        if let Some(report) = decision.report {
            report::lock(conn, report).await?;
        }
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
        keep(conn, cx, by, (&target, decision)).await?;
        if let Some(report) = decision.report {
            reports::resolve_in(conn, cx, by, report).await?;
        }
        draw_anew(conn, cx).await
    })
    .await
}

/// Keeps what was decided, and tells the account's owner.
async fn keep(
    conn: &mut Conn,
    cx: &DomainContext,
    by: Authority<'_>,
    (target, decision): (&Target, &Decision),
) -> Result<()> {
    let given = Given {
        by: by.account_id(),
        account: target.account.id,
        person: target.person.as_ref(),
        action: match decision.measure {
            Measure::Warn => WarningAction::None,
            Measure::Disable => WarningAction::Disable,
            Measure::Sensitize => WarningAction::Sensitive,
            Measure::Silence => WarningAction::Silence,
            Measure::Suspend => WarningAction::Suspend,
        },
        text: words(&decision.text),
        report: decision.report,
        tells: decision.tells,
    };
    strikes::give(conn, cx, given).await?;
    Ok(())
}

/// What a moderator wrote, as it is kept.
pub(super) fn words(text: &str) -> String {
    clean(text).chars().take(TEXT_MAX).collect()
}

async fn disable(conn: &mut Conn, cx: &DomainContext, target: &Target) -> Result<()> {
    let Some(person) = &target.person else {
        let message = Message::of("refused-measure-not-for-them");
        return Err(Error::field("type", message));
    };
    check_not_last_owner(conn, target).await?;
    if user::set_disabled(conn, person.id, Some(cx.clock.now())).await? {
        session::delete_all(conn, person.id, None).await?;
        let account_id = target.account.id;
        event::record(conn, cx, &Event::AccountDisabled { account_id }).await?;
    }
    Ok(())
}

/// Hides an account from everybody, and orders the end of its data.
pub(super) async fn suspend(conn: &mut Conn, cx: &DomainContext, target: &Target) -> Result<()> {
    check_not_last_owner(conn, target).await?;
    let account_id = target.account.id;
    if standing::set_suspended(conn, account_id, Some(cx.clock.now())).await? {
        if let Some(person) = &target.person {
            session::delete_all(conn, person.id, None).await?;
        }
        event::record(conn, cx, &Event::AccountDisabled { account_id }).await?;
        let handle = target.account.acct();
        official::account_suspended(conn, cx, (account_id, &handle)).await?;
        removal::order(conn, cx, account_id).await?;
    }
    Ok(())
}

/// Refuses what would leave the server without an owner who can sign in.
async fn check_not_last_owner(conn: &mut Conn, target: &Target) -> Result<()> {
    match &target.person {
        Some(person) => {
            let person = UserWithAccount {
                user: person.clone(),
                username: target.account.username.clone(),
                suspended_at: target.account.suspended_at,
            };
            roles::check_not_last_owner(conn, &person).await
        }
        None => Ok(()),
    }
}

/// The account, under lock, if this may be done to it.
pub(super) async fn target(conn: &mut Conn, by: Authority<'_>, id: AccountId) -> Result<Target> {
    let account = account::find_for_update(conn, id).await?;
    let account = account.filter(|account| !account.is_instance_actor());
    let account = account.ok_or_else(Error::not_found)?;
    let person = user::of_account(conn, id).await?;
    may_act_on(by, roles::rank_of(conn, person.as_ref()).await?)?;
    Ok(Target { account, person })
}

/// Writes down what was done, and why.
pub(super) async fn note(
    conn: &mut Conn,
    cx: &DomainContext,
    by: Authority<'_>,
    (action, target): (Action, &Target),
    text: &str,
) -> Result<()> {
    let (text, account) = (words(text), target.account.acct());
    let note = Note {
        actor: by.user_id(),
        target: target.person.as_ref().map(|person| person.id),
        details: serde_json::json!({ "account": account, "text": text }),
        subject: account,
        reason: text,
        ..Note::default()
    };
    audit::record(conn, cx, action, note).await
}

/// Lets pages be drawn again.
pub(super) async fn draw_anew(conn: &mut Conn, cx: &DomainContext) -> Result<()> {
    event::pages_changed(conn, cx, "account_limited").await
}
