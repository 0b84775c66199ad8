//! A new password for somebody who forgot theirs: by mail, or by a link that
//! the operator hands on.

use chrono::Duration;

use crate::db::ids::UserId;
use crate::db::models::one_time_token::{self, OneTimeToken, TokenPurpose};
use crate::db::models::{session, user};
use crate::db::pool::Database;
use crate::db::{Conn, Transactional as _};
use crate::domain::DomainContext;
use crate::domain::auth::Origin;
use crate::domain::auth::audit::{self, Action, Note};
use crate::domain::auth::captcha::{self, Answer, Form};
use crate::domain::auth::mails::{self, Mail};
use crate::domain::auth::password::check_strength;
use crate::domain::auth::throttle::{self, Limit};
use crate::domain::oauth::access;
use crate::foundation::crypto;
use crate::foundation::error::{Error, ErrorKind, Result};
use crate::foundation::message::Message;
use crate::foundation::password::Passwords;
use crate::foundation::text::email;

/// Sends a link to the address, if there is such a person. Says the same either way.
///
/// # Errors
/// Fields `email` and `captcha`; `RateLimited`; `Forbidden` where no mail is configured.
pub async fn request(
    conn: &mut Conn,
    cx: &DomainContext,
    typed: &str,
    answer: &Answer,
    origin: &Origin,
) -> Result<()> {
    if !cx.config.mail.is_configured() {
        return Err(Error::forbidden(Message::of("refused-reset-no-mail")));
    }
    let address = email::parse(typed)?;
    throttle::count(conn, cx, &Limit::ResetFrom(origin.ip)).await?;
    captcha::check(conn, cx, Form::Reset, answer).await?;
    throttle::count(conn, cx, &Limit::ResetOf(&address)).await?;
    let found = user::by_email(conn, &address).await?;
    if let Some(person) = found.filter(|person| person.user.disabled_at.is_none()) {
        let user_id = person.user.id;
        mails::enqueue(conn, cx, &Mail::ResetPassword { user_id }).await?;
    }
    Ok(())
}

/// A new link for `user_id`.
pub(in crate::domain) async fn make_link(
    conn: &mut Conn,
    cx: &DomainContext,
    user_id: UserId,
) -> Result<String> {
    let token = crypto::random_token()?;
    let now = cx.clock.now();
    let row = OneTimeToken {
        token_hash: crypto::token_hash(&token),
        purpose: TokenPurpose::ResetPassword,
        user_id: Some(user_id),
        email: None,
        created_at: now,
        expires_at: now + Duration::minutes(i64::from(cx.config.auth.reset_token_minutes)),
    };
    one_time_token::insert(conn, &row).await?;
    Ok(format!("{}/auth/reset/{token}", cx.config.base_url()))
}

/// Whether a link still works, without using it up.
///
/// # Errors
/// `Gone` when the link was used, has expired or never was.
pub async fn check(conn: &mut Conn, cx: &DomainContext, token: &str) -> Result<()> {
    find(conn, cx, token).await.map(|_| ())
}

async fn find(conn: &mut Conn, cx: &DomainContext, token: &str) -> Result<UserId> {
    let (hash, purpose) = (crypto::token_hash(token), TokenPurpose::ResetPassword);
    let found = one_time_token::find(conn, &hash, purpose, cx.clock.now()).await?;
    found.and_then(|row| row.user_id).ok_or_else(over)
}

/// Uses a link up: sets the password, ends every session and the access of every
/// program, and withdraws the person's other links. A link that came by mail also confirms the address.
///
/// # Errors
/// `Gone` for a link that does not work; field `password`.
pub async fn finish(
    db: &Database,
    cx: &DomainContext,
    passwords: &Passwords,
    token: &str,
    password: &str,
    origin: &Origin,
) -> Result<()> {
    let person = {
        let conn = &mut *db.conn().await?;
        let user_id = find(conn, cx, token).await?;
        user::find(conn, user_id).await?.ok_or_else(over)?
    };
    check_strength(cx, password, &person.username, &person.user.email)?;
    let hash = passwords.hash(password).await?;
    let user_id = person.user.id;
    let conn = &mut *db.conn().await?;
    conn.transaction(async |conn| {
        let (now, purpose) = (cx.clock.now(), TokenPurpose::ResetPassword);
        let found = one_time_token::take(conn, &crypto::token_hash(token), purpose, now).await?;
        found.ok_or_else(over)?;
        one_time_token::withdraw(conn, purpose, Some(user_id)).await?;
        user::set_password(conn, user_id, &hash).await?;
        user::confirm_email(conn, user_id, now).await?;
        session::delete_all(conn, user_id, None).await?;
        access::revoke_all(conn, user_id).await?;
        let note = Note {
            actor: Some(user_id),
            target: Some(user_id),
            ip: origin.ip,
            ..Note::default()
        };
        audit::record(conn, cx, Action::PasswordReset, note).await
    })
    .await
}

fn over() -> Error {
    Error::new(ErrorKind::Gone, Message::of("refused-link-over"))
}
