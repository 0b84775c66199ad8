//! What the person at the command line can do about accounts.

use crate::db::ids::{AccountId, UserId};
use crate::db::models::account::{self, Account};
use crate::db::models::one_time_token::{self, TokenPurpose};
use crate::db::models::user::{self, Role, UserWithAccount};
use crate::db::models::{custom_role, session, two_factor as second_step};
use crate::db::page::{Page, Slice};
use crate::db::views::account_file::{self, Figures};
use crate::db::views::sought::{self, Filter};
use crate::db::{Conn, Transactional as _};
use crate::domain::DomainContext;
use crate::domain::accounts::create::{self, Created, NewPerson, PersonOutcome};
use crate::domain::auth::audit::{self, Action, Note};
use crate::domain::auth::password::check_strength;
use crate::domain::auth::{approval, reset, two_factor};
use crate::domain::event::{self, Event};
use crate::domain::member::Member;
use crate::domain::moderation::permission::Authority;
use crate::domain::moderation::roles::{self, check_not_last_owner};
use crate::domain::oauth::access;
use crate::foundation::crypto;
use crate::foundation::error::{Error, ErrorKind, Result};
use crate::foundation::message::Message;
use crate::foundation::password::Passwords;
use crate::foundation::text::email;
use crate::foundation::text::username::Username;

/// An account to be made at the command line.
#[derive(Debug, Clone)]
pub struct NewUser {
    /// The name; reserved ones are allowed.
    pub name: String,
    /// The address; it counts as confirmed.
    pub email: String,
    /// What they may do.
    pub role: Role,
    /// Without one, a link to choose one is made.
    pub password: Option<String>,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CreatedByOperator {
    /// The new account.
    pub created: Created,
    /// The link to choose a password with, where none was given.
    pub password_link: Option<String>,
}

/// Makes an account, whoever may join otherwise.
///
/// # Errors
/// The fields `username`, `email`, `password`.
pub async fn create(
    conn: &mut Conn,
    cx: &DomainContext,
    passwords: &Passwords,
    new: NewUser,
) -> Result<CreatedByOperator> {
    let username = Username::parse_shape(&new.name)?;
    let address = email::parse(&new.email)?;
    if let Some(password) = &new.password {
        check_strength(cx, password, username.as_str(), &address)?;
    }
    let chosen = new.password.is_some();
    let password = match new.password {
        Some(password) => password,
        // Nobody knows it.
        None => crypto::random_token()?,
    };
    let person = NewPerson {
        username,
        email: address,
        email_confirmed: true,
        password_hash: passwords.hash(&password).await?,
        role: new.role,
        approved: true,
        reason: String::new(),
        invite: None,
        locale: None,
    };
    let key = create::new_key_pair().await?;
    conn.transaction(async |conn| {
        let PersonOutcome::Created(created) = create::insert(conn, cx, person, key).await? else {
            let message = Message::of("refused-email-taken");
            return Err(Error::field("email", message));
        };
        note(
            conn,
            cx,
            Action::AccountCreated,
            created.user_id,
            new.role.as_str(),
        )
        .await?;
        let password_link = if chosen {
            None
        } else {
            Some(reset::make_link(conn, cx, created.user_id).await?)
        };
        Ok(CreatedByOperator {
            created,
            password_link,
        })
    })
    .await
}

/// Makes a one-time link with which somebody chooses a new password.
///
/// # Errors
/// `NotFound`.
pub async fn reset_link(conn: &mut Conn, cx: &DomainContext, name: &str) -> Result<String> {
    let user_id = find(conn, name).await?.user.id;
    conn.transaction(async |conn| {
        note(conn, cx, Action::ResetLinkMade, user_id, "").await?;
        reset::make_link(conn, cx, user_id).await
    })
    .await
}

/// Sets a password and ends every session.
///
/// # Errors
/// `NotFound`; field `password`.
pub async fn set_password(
    conn: &mut Conn,
    cx: &DomainContext,
    passwords: &Passwords,
    name: &str,
    password: &str,
) -> Result<()> {
    let person = find(conn, name).await?;
    check_strength(cx, password, &person.username, &person.user.email)?;
    let hash = passwords.hash(password).await?;
    let user_id = person.user.id;
    conn.transaction(async |conn| {
        user::set_password(conn, user_id, &hash).await?;
        session::delete_all(conn, user_id, None).await?;
        access::revoke_all(conn, user_id).await?;
        one_time_token::withdraw(conn, TokenPurpose::ResetPassword, Some(user_id)).await?;
        note(conn, cx, Action::PasswordReset, user_id, "").await
    })
    .await
}

/// Changes what somebody may do.
///
/// # Errors
/// `NotFound`; `Conflict` for the last owner; the field `role`.
pub async fn promote(conn: &mut Conn, cx: &DomainContext, name: &str, role: &str) -> Result<()> {
    let person = find(conn, name).await?;
    let given = roles::named(conn, role).await?;
    roles::give(conn, cx, Authority::Operator, person.user.id, given).await
}

/// Keeps somebody from signing in, and ends their sessions.
///
/// # Errors
/// `NotFound`; `Conflict` for the last owner or when it is so already.
pub async fn disable(conn: &mut Conn, cx: &DomainContext, name: &str) -> Result<()> {
    let person = find(conn, name).await?;
    let (user_id, account_id) = (person.user.id, person.user.account_id);
    conn.transaction(async |conn| {
        check_not_last_owner(conn, &person).await?;
        if !user::set_disabled(conn, user_id, Some(cx.clock.now())).await? {
            return Err(Error::conflict(format!("'{name}' is disabled already.")));
        }
        session::delete_all(conn, user_id, None).await?;
        event::record(conn, cx, &Event::AccountDisabled { account_id }).await?;
        note(conn, cx, Action::AccountDisabled, user_id, "").await
    })
    .await
}

/// Lets somebody sign in again.
///
/// # Errors
/// `NotFound`; `Conflict` when they can already.
pub async fn enable(conn: &mut Conn, cx: &DomainContext, name: &str) -> Result<()> {
    let person = find(conn, name).await?;
    let (user_id, account_id) = (person.user.id, person.user.account_id);
    conn.transaction(async |conn| {
        if !user::set_disabled(conn, user_id, None).await? {
            return Err(Error::conflict(format!("'{name}' is not disabled.")));
        }
        event::record(conn, cx, &Event::AccountEnabled { account_id }).await?;
        note(conn, cx, Action::AccountEnabled, user_id, "").await
    })
    .await
}

/// Says yes to somebody who waits.
///
/// # Errors
/// `NotFound`; `Conflict` when they do not wait.
pub async fn approve(conn: &mut Conn, cx: &DomainContext, name: &str) -> Result<()> {
    let person = find(conn, name).await?;
    if person.user.approved_at.is_some() {
        return Err(Error::conflict(format!(
            "'{name}' does not wait for approval."
        )));
    }
    approval::approve(conn, cx, Authority::Operator, person.user.id, "").await
}

/// Everybody, the newest first.
pub async fn list(conn: &mut Conn, page: &Page) -> Result<Slice<UserWithAccount>> {
    Ok(user::list(conn, page).await?)
}

/// Lets somebody sign in with their password alone who has lost device and
/// recovery codes.
///
/// # Errors
/// `NotFound`; `Conflict` when they have no second step.
pub async fn switch_off_second_step(conn: &mut Conn, cx: &DomainContext, name: &str) -> Result<()> {
    let person = find(conn, name).await?;
    if two_factor::switch_off_for(conn, cx, None, person.user.id).await? {
        return Ok(());
    }
    Err(Error::conflict(format!("'{name}' has no second step.")))
}

/// The account `name` or `name@host`, with or without `@` before it.
///
/// # Errors
/// `NotFound`.
pub async fn account(conn: &mut Conn, name: &str) -> Result<Account> {
    let plain = name.trim().trim_start_matches('@');
    let (user, host) = match plain.split_once('@') {
        Some((user, host)) => (user, Some(host)),
        None => (plain, None),
    };
    let found = account::by_handle(conn, user, host).await?;
    found.ok_or_else(|| {
        Error::new(
            ErrorKind::NotFound,
            format!("There is no account named '{plain}'."),
        )
    })
}

/// The figures of an account.
pub async fn figures(conn: &mut Conn, cx: &DomainContext, id: AccountId) -> Result<Figures> {
    Ok(account_file::figures(conn, id, None, cx.clock.now()).await?)
}

/// People that `filter` asks for, the newest first.
pub async fn find_many(
    conn: &mut Conn,
    filter: &Filter,
    page: &Page,
) -> Result<Slice<UserWithAccount>> {
    let slice = sought::page(conn, filter, page).await?;
    let mut people = user::of_accounts(conn, &slice.items).await?;
    people.sort_by_key(|person| std::cmp::Reverse(person.user.account_id));
    Ok(Slice {
        items: people,
        more: slice.more,
    })
}

/// The person with this name, with or without `@`.
///
/// # Errors
/// `NotFound`.
pub async fn find(conn: &mut Conn, name: &str) -> Result<UserWithAccount> {
    let plain = name.trim().trim_start_matches('@');
    let found = user::by_username(conn, plain).await?;
    found.ok_or_else(|| {
        Error::new(
            ErrorKind::NotFound,
            format!("There is no account named '{plain}'."),
        )
    })
}

/// The member that a command acts for, as if they had signed in.
///
/// # Errors
/// `NotFound`; `Forbidden` when they could not sign in.
pub async fn member(conn: &mut Conn, cx: &DomainContext, name: &str) -> Result<Member> {
    let UserWithAccount {
        user,
        username,
        suspended_at,
    } = find(conn, name).await?;
    if user.disabled_at.is_some() || user.approved_at.is_none() || suspended_at.is_some() {
        return Err(Error::forbidden(format!("@{username} cannot sign in.")));
    }
    let custom = match user.custom_role_id {
        Some(id) => custom_role::find(conn, id).await?,
        None => None,
    };
    let second_step = second_step::find(conn, user.id).await?;
    let second_step_at = second_step.and_then(|row| row.enabled_at);
    Ok(Member {
        user_id: user.id,
        account_id: user.account_id,
        session_id: None,
        role: user.role,
        powers: roles::powers(cx, user.role, custom.as_ref(), second_step_at),
        display_name: String::new(),
        avatar: None,
        username,
        locale: user.locale,
        default_visibility: user.default_visibility,
        default_language: user.default_language,
        default_sensitive: user.default_sensitive,
        default_quote_policy: user.default_quote_policy,
        notifications_read_id: user.notifications_read_id,
    })
}

async fn note(
    conn: &mut Conn,
    cx: &DomainContext,
    action: Action,
    target: UserId,
    role: &str,
) -> Result<()> {
    let details = if role.is_empty() {
        serde_json::Value::Null
    } else {
        serde_json::json!({ "role": role })
    };
    let note = Note {
        target: Some(target),
        details,
        ..Note::default()
    };
    audit::record(conn, cx, action, note).await
}
