//! How members get in: what moderators change of it for somebody who cannot, or
//! must not any more.

use serde_json::{Value, json};

use crate::db::ids::{AccountId, UserId};
use crate::db::models::one_time_token::{self, TokenPurpose};
use crate::db::models::{session, user};
use crate::db::{Conn, Transactional as _};
use crate::domain::DomainContext;
use crate::domain::auth::audit::{self, Action, Note};
use crate::domain::auth::mails::{self, Mail};
use crate::domain::auth::{reset, two_factor};
use crate::domain::moderation::actions::{Target, target};
use crate::domain::moderation::permission::{Authority, Permission, may};
use crate::domain::moderation::roles;
use crate::domain::oauth::access;
use crate::foundation::crypto;
use crate::foundation::error::{Error, Result};
use crate::foundation::message::Message;
use crate::foundation::password::Passwords;
use crate::foundation::text::email;

/// How somebody gets the link to choose a new password.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkBy {
    /// By mail.
    Mail,
    /// By the moderator, who sees it once.
    Hand,
}

/// A link to be handed over, which is shown once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Handed {
    /// Whom it is for, `@name`.
    pub handle: String,
    /// The link.
    pub link: String,
}

/// Whether a new address counts at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Confirmed {
    /// The moderator knows that it is theirs.
    Already,
    /// They open a link in a mail first.
    ByMail,
}

/// Makes somebody choose a new password: the old one, every session and every
/// program end at once. Returns the link where it is handed over.
///
/// # Errors
/// `Forbidden`, `NotFound`; `Conflict` where mail is wanted and not sent here.
pub async fn reset_password(
    conn: &mut Conn,
    cx: &DomainContext,
    passwords: &Passwords,
    by: Authority<'_>,
    (id, link): (AccountId, LinkBy),
) -> Result<Option<Handed>> {
    may(by, Permission::ManageUserAccess)?;
    if link == LinkBy::Mail {
        check_mail(cx)?;
    }
    // Nobody knows it.
    let hash = passwords.hash(&crypto::random_token()?).await?;
    conn.transaction(async |conn| {
        let (target, person) = member(conn, by, id).await?;
        user::set_password(conn, person, &hash).await?;
        session::delete_all(conn, person, None).await?;
        access::revoke_all(conn, person).await?;
        one_time_token::withdraw(conn, TokenPurpose::ResetPassword, Some(person)).await?;
        note(conn, cx, by, (Action::PasswordReset, &target), Value::Null).await?;
        match link {
            LinkBy::Hand => Ok(Some(Handed {
                handle: format!("@{}", target.account.acct()),
                link: reset::make_link(conn, cx, person).await?,
            })),
            LinkBy::Mail => {
                let mail = Mail::ResetPassword { user_id: person };
                mails::enqueue(conn, cx, &mail).await?;
                Ok(None)
            }
        }
    })
    .await
}

/// Lets somebody sign in with the password alone who has lost device and
/// recovery codes.
///
/// # Errors
/// `Forbidden`, `NotFound`; `Conflict` when they have no second step.
pub async fn switch_off_second_step(
    conn: &mut Conn,
    cx: &DomainContext,
    by: Authority<'_>,
    id: AccountId,
) -> Result<()> {
    may(by, Permission::ManageUserAccess)?;
    conn.transaction(async |conn| {
        let (_, person) = member(conn, by, id).await?;
        if two_factor::switch_off_for(conn, cx, by.user_id(), person).await? {
            return Ok(());
        }
        Err(Error::conflict(Message::of(
            "refused-person-no-second-step",
        )))
    })
    .await
}

/// Gives somebody another mail address. Links that were sent to the old one end.
///
/// # Errors
/// `Forbidden`, `NotFound`; field `email` for no address or somebody else's;
/// `Conflict` where a mail is wanted and not sent here.
pub async fn change_email(
    conn: &mut Conn,
    cx: &DomainContext,
    by: Authority<'_>,
    id: AccountId,
    (typed, confirmed): (&str, Confirmed),
) -> Result<()> {
    may(by, Permission::ManageUserAccess)?;
    let address = email::parse(typed)?;
    if confirmed == Confirmed::ByMail {
        check_mail(cx)?;
    }
    let at = (confirmed == Confirmed::Already).then(|| cx.clock.now());
    conn.transaction(async |conn| {
        let (target, person) = member(conn, by, id).await?;
        let owner = user::by_email(conn, &address).await?;
        if owner.is_some_and(|owner| owner.user.id != person) {
            let message = Message::of("refused-email-taken");
            return Err(Error::field("email", message));
        }
        let before = target.person.as_ref().map(|person| person.email.clone());
        user::replace_email(conn, person, &address, at).await?;
        for purpose in [TokenPurpose::ResetPassword, TokenPurpose::ConfirmEmail] {
            one_time_token::withdraw(conn, purpose, Some(person)).await?;
        }
        let change = json!({ "before": before, "after": address });
        note(conn, cx, by, (Action::EmailChanged, &target), change).await?;
        if confirmed == Confirmed::ByMail {
            mails::enqueue(conn, cx, &Mail::ConfirmEmail { user_id: person }).await?;
        }
        Ok(())
    })
    .await
}

/// Sends the mail once more that asks whether an address is theirs.
///
/// # Errors
/// `Forbidden`, `NotFound`; `Conflict` when it is confirmed, or where no mail is
/// sent.
pub async fn send_confirmation(
    conn: &mut Conn,
    cx: &DomainContext,
    by: Authority<'_>,
    id: AccountId,
) -> Result<()> {
    may(by, Permission::ManageUsers)?;
    check_mail(cx)?;
    conn.transaction(async |conn| {
        let (target, person) = unconfirmed(conn, by, id).await?;
        mails::enqueue(conn, cx, &Mail::ConfirmEmail { user_id: person }).await?;
        note(
            conn,
            cx,
            by,
            (Action::ConfirmationSent, &target),
            Value::Null,
        )
        .await
    })
    .await
}

/// Says that an address is theirs, without a mail.
///
/// # Errors
/// `Forbidden`, `NotFound`; `Conflict` when it is confirmed.
pub async fn confirm_email(
    conn: &mut Conn,
    cx: &DomainContext,
    by: Authority<'_>,
    id: AccountId,
) -> Result<()> {
    may(by, Permission::ManageUserAccess)?;
    conn.transaction(async |conn| {
        let (target, person) = unconfirmed(conn, by, id).await?;
        user::confirm_email(conn, person, cx.clock.now()).await?;
        note(conn, cx, by, (Action::EmailConfirmed, &target), Value::Null).await
    })
    .await
}

/// Gives somebody the role of this name.
///
/// # Errors
/// As [`roles::give`]; field `role` for a name that no role has.
pub async fn give_role(
    conn: &mut Conn,
    cx: &DomainContext,
    by: Authority<'_>,
    (id, role): (AccountId, &str),
) -> Result<()> {
    may(by, Permission::ManageRoles)?;
    let person = user::of_account(conn, id).await?;
    let person = person.ok_or_else(Error::not_found)?;
    let given = roles::named(conn, role).await?;
    roles::give(conn, cx, by, person.id, given).await
}

/// Somebody of this server.
async fn member(conn: &mut Conn, by: Authority<'_>, id: AccountId) -> Result<(Target, UserId)> {
    let target = target(conn, by, id).await?;
    let person = target.person.as_ref().map(|person| person.id);
    let person = person.ok_or_else(Error::not_found)?;
    Ok((target, person))
}

async fn unconfirmed(
    conn: &mut Conn,
    by: Authority<'_>,
    id: AccountId,
) -> Result<(Target, UserId)> {
    let (target, person) = member(conn, by, id).await?;
    let confirmed = target.person.as_ref();
    if confirmed.is_some_and(|person| person.email_confirmed_at.is_some()) {
        return Err(Error::conflict(Message::of("refused-person-confirmed")));
    }
    Ok((target, person))
}

fn check_mail(cx: &DomainContext) -> Result<()> {
    if cx.config.mail.is_configured() {
        return Ok(());
    }
    Err(Error::conflict(Message::of("refused-no-mail-here")))
}

async fn note(
    conn: &mut Conn,
    cx: &DomainContext,
    by: Authority<'_>,
    (action, target): (Action, &Target),
    change: Value,
) -> Result<()> {
    let part = |name: &str| change.get(name).cloned().unwrap_or(Value::Null);
    let note = Note {
        actor: by.user_id(),
        target: target.person.as_ref().map(|person| person.id),
        subject: target.account.acct(),
        before: part("before"),
        after: part("after"),
        ..Note::default()
    };
    audit::record(conn, cx, action, note).await
}
