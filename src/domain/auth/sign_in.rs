//! Signing in. Whoever does not know the password learns nothing, not even
//! whether there is such a person.

use crate::db::ids::UserId;
use crate::db::models::user::{self, UserWithAccount};
use crate::db::pool::Database;
use crate::db::{Conn, Transactional as _};
use crate::domain::DomainContext;
use crate::domain::auth::Origin;
use crate::domain::auth::history::{self, Outcome};
use crate::domain::auth::mails::{self, Mail};
use crate::domain::auth::sessions::{self, NewSession};
use crate::domain::auth::throttle::{self, Limit};
use crate::domain::auth::two_factor;
use crate::foundation::error::{Error, ErrorKind, Result};
use crate::foundation::message::Message;
use crate::foundation::password::Passwords;

/// For so many seconds a right password is remembered while a code is typed.
const SECOND_STEP_SECONDS: i64 = 10 * 60;

/// What the signature is for.
const PURPOSE: &str = "second step";

/// What somebody typed.
#[derive(Debug, Clone, Copy)]
pub struct SignIn<'a> {
    /// A username (with or without `@`) or an e-mail address.
    pub login: &'a str,
    /// The password.
    pub password: &'a str,
}

/// How far somebody has come.
#[derive(Clone)]
pub enum SignedIn {
    /// They are in.
    Session(NewSession),
    /// The password is right, and a code is needed: show this again with it.
    SecondStep(String),
}

/// Begins a session for the person who knows the password, or takes them to the
/// second step. No connection is held while the password is compared.
///
/// # Errors
/// `Invalid` when name or password is wrong, `Forbidden` with the reason when
/// the password is right and they may not sign in, `RateLimited`.
pub async fn sign_in(
    db: &Database,
    cx: &DomainContext,
    passwords: &Passwords,
    typed: SignIn<'_>,
    origin: &Origin,
) -> Result<SignedIn> {
    let login = typed.login.trim();
    let found = find(&mut *db.conn().await?, login).await?;
    let to = match &found {
        Some(person) => Limit::SignInTo(person.user.id),
        None => Limit::SignInToNobody(login),
    };
    let from = Limit::SignInFrom(origin.ip);
    let attempt = {
        let conn = &mut *db.conn().await?;
        throttle::count(conn, cx, &from).await?;
        let user = found.as_ref().map(|person| person.user.id);
        attempt(conn, cx, &to, user, origin).await?
    };
    let hash = found
        .as_ref()
        .map(|person| person.user.password_hash.as_str());
    let right = passwords.verify(typed.password, hash).await?;
    let Some(person) = found.filter(|_| right) else {
        return Err(Error::invalid(Message::of("refused-sign-in-wrong")));
    };
    let rehashed = rehash(passwords, &person, typed.password).await?;
    let conn = &mut *db.conn().await?;
    throttle::take_back(conn, cx, &from).await?;
    throttle::take_back(conn, cx, &to).await?;
    history::take_back(conn, attempt).await?;
    if let Some(hash) = &rehashed {
        user::set_password(conn, person.user.id, hash).await?;
    }
    check_may_sign_in(conn, cx, &person).await?;
    if two_factor::is_on(conn, person.user.id).await? {
        let hash = rehashed.as_ref().unwrap_or(&person.user.password_hash);
        return Ok(SignedIn::SecondStep(ticket(cx, person.user.id, hash)));
    }
    let begun = let_in(conn, cx, person.user.id, origin).await?;
    Ok(SignedIn::Session(begun))
}

/// Counts an attempt and writes it down as one with a wrong password, before the
/// password is compared: after that, nothing differs in what a wrong one costs for
/// people and for names that nobody has. Returns its ID.
async fn attempt(
    conn: &mut Conn,
    cx: &DomainContext,
    to: &Limit<'_>,
    user: Option<UserId>,
    origin: &Origin,
) -> Result<i64> {
    let noted: Result<Result<i64>> = conn
        .transaction(async |conn| {
            // What is refused stays counted.
            if let Err(refusal) = throttle::count(conn, cx, to).await {
                return Ok(Err(refusal));
            }
            let noted = history::note(conn, cx, user, Outcome::WrongPassword, origin).await?;
            Ok(Ok(noted))
        })
        .await;
    noted?
}

/// Begins a session for somebody who showed their password a little while ago
/// and now types a code.
///
/// # Errors
/// Field `code`; `Gone` when they have to begin again; otherwise as [`sign_in`].
pub async fn second_step(
    conn: &mut Conn,
    cx: &DomainContext,
    ticket: &str,
    code: &str,
    origin: &Origin,
) -> Result<NewSession> {
    let person = holder(conn, cx, ticket).await?;
    let user = person.user.id;
    if let Err(error) = two_factor::check(conn, cx, user, code).await {
        if error.kind() == ErrorKind::Invalid {
            history::note(conn, cx, Some(user), Outcome::WrongCode, origin).await?;
        }
        return Err(error);
    }
    check_may_sign_in(conn, cx, &person).await?;
    let_in(conn, cx, user, origin).await
}

async fn let_in(
    conn: &mut Conn,
    cx: &DomainContext,
    user: UserId,
    origin: &Origin,
) -> Result<NewSession> {
    conn.transaction(async |conn| {
        history::note(conn, cx, Some(user), Outcome::SignedIn, origin).await?;
        sessions::begin(conn, cx, user, origin).await
    })
    .await
}

/// Says for some minutes that somebody knew the password.
fn ticket(cx: &DomainContext, user: UserId, password_hash: &str) -> String {
    let until = cx.clock.now().timestamp() + SECOND_STEP_SECONDS;
    let signature = cx.secret.sign(PURPOSE, &words(user, until, password_hash));
    format!("{user}.{until}.{signature}")
}

fn words(user: UserId, until: i64, password_hash: &str) -> String {
    format!("{user} {until} {password_hash}")
}

/// Whose ticket it is; it ends when the password is changed.
async fn holder(conn: &mut Conn, cx: &DomainContext, ticket: &str) -> Result<UserWithAccount> {
    let over = || Error::new(ErrorKind::Gone, Message::of("refused-sign-in-late"));
    let mut parts = ticket.splitn(3, '.');
    let (Some(user), Some(until), Some(signature)) = (parts.next(), parts.next(), parts.next())
    else {
        return Err(over());
    };
    let user: UserId = user.parse().map_err(|error| over().because(error))?;
    let until: i64 = until.parse().map_err(|error| over().because(error))?;
    let person = user::find(conn, user).await?.ok_or_else(over)?;
    let words = words(user, until, &person.user.password_hash);
    if until < cx.clock.now().timestamp() || !cx.secret.verify(PURPOSE, &words, signature) {
        return Err(over());
    }
    Ok(person)
}

async fn find(conn: &mut Conn, login: &str) -> Result<Option<UserWithAccount>> {
    let name = login.strip_prefix('@').unwrap_or(login);
    let found = if name.contains('@') {
        user::by_email(conn, name).await?
    } else {
        user::by_username(conn, name).await?
    };
    Ok(found)
}

/// A hash with today's cost, where the stored one has another.
async fn rehash(
    passwords: &Passwords,
    person: &UserWithAccount,
    password: &str,
) -> Result<Option<String>> {
    if !passwords.needs_rehash(&person.user.password_hash) {
        return Ok(None);
    }
    passwords.hash(password).await.map(Some)
}

async fn check_may_sign_in(
    conn: &mut Conn,
    cx: &DomainContext,
    person: &UserWithAccount,
) -> Result<()> {
    let user = &person.user;
    if user.disabled_at.is_some() || person.suspended_at.is_some() {
        return Err(Error::forbidden(Message::of("refused-sign-in-disabled")));
    }
    if user.email_confirmed_at.is_none() && cx.config.mail.is_configured() {
        let again = throttle::count(conn, cx, &Limit::ConfirmOf(user.id)).await;
        if again.is_ok() {
            mails::enqueue(conn, cx, &Mail::ConfirmEmail { user_id: user.id }).await?;
        }
        let message = Message::of("refused-sign-in-unconfirmed");
        return Err(Error::forbidden(message));
    }
    if user.approved_at.is_none() {
        let message = Message::of("refused-sign-in-unapproved");
        return Err(Error::forbidden(message));
    }
    Ok(())
}
