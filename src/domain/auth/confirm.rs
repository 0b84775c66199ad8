//! Showing that somebody reads mail at the address they gave.

use chrono::Duration;

use crate::db::ids::UserId;
use crate::db::models::one_time_token::{self, OneTimeToken, TokenPurpose};
use crate::db::models::user;
use crate::db::{Conn, Transactional as _};
use crate::domain::DomainContext;
use crate::domain::auth::mails::{self, Mail};
use crate::domain::auth::throttle::{self, Limit};
use crate::domain::oauth::tokens::Caller;
use crate::foundation::crypto;
use crate::foundation::error::{Error, ErrorKind, Result};
use crate::foundation::message::Message;
use crate::foundation::text::email;

/// A new link to confirm `email`.
pub(in crate::domain::auth) async fn make_link(
    conn: &mut Conn,
    cx: &DomainContext,
    user_id: UserId,
    email: &str,
) -> Result<String> {
    let token = crypto::random_token()?;
    let now = cx.clock.now();
    let row = OneTimeToken {
        token_hash: crypto::token_hash(&token),
        purpose: TokenPurpose::ConfirmEmail,
        user_id: Some(user_id),
        email: Some(email.to_owned()),
        created_at: now,
        expires_at: now + Duration::hours(i64::from(cx.config.auth.confirm_token_hours)),
    };
    one_time_token::insert(conn, &row).await?;
    Ok(format!("{}/auth/confirm/{token}", cx.config.base_url()))
}

/// Whether a link still works, without using it up.
///
/// # Errors
/// `Gone` when the link was used, has expired or never was.
pub async fn check(conn: &mut Conn, cx: &DomainContext, token: &str) -> Result<()> {
    let (hash, purpose) = (crypto::token_hash(token), TokenPurpose::ConfirmEmail);
    let found = one_time_token::find(conn, &hash, purpose, cx.clock.now()).await?;
    found.map(|_| ()).ok_or_else(over)
}

/// Uses a link up and notes that the address is theirs.
///
/// # Errors
/// `Gone` when the link was used, has expired or never was, or the person has
/// another address by now.
pub async fn confirm(conn: &mut Conn, cx: &DomainContext, token: &str) -> Result<()> {
    let (hash, now) = (crypto::token_hash(token), cx.clock.now());
    conn.transaction(async |conn| {
        let purpose = TokenPurpose::ConfirmEmail;
        let found = one_time_token::take(conn, &hash, purpose, now).await?;
        let row = found.ok_or_else(over)?;
        let user_id = row.user_id.ok_or_else(over)?;
        let person = user::find(conn, user_id).await?.ok_or_else(over)?;
        if row.email.as_deref() != Some(person.user.email.as_str()) {
            return Err(over());
        }
        user::confirm_email(conn, user_id, now).await?;
        one_time_token::withdraw(conn, purpose, Some(user_id)).await?;
        Ok(())
    })
    .await
}

/// Sends the mail once more, to another address if one is given; for the
/// program that made the account, while the address is not confirmed.
///
/// # Errors
/// `Forbidden` for other programs and after the confirmation; field `email`;
/// `RateLimited`.
pub async fn send_again(
    conn: &mut Conn,
    cx: &DomainContext,
    caller: &Caller,
    address: Option<&str>,
) -> Result<()> {
    let member = caller.member.as_ref().ok_or_else(Error::unauthorized)?;
    let user_id = member.user_id;
    if user::created_by(conn, user_id).await? != Some(caller.app.id) {
        return Err(Error::forbidden(
            "This method is only available to the application the user originally signed-up with",
        ));
    }
    let found = user::find(conn, user_id).await?;
    let person = found.ok_or_else(Error::not_found)?;
    if person.user.email_confirmed_at.is_some() {
        return Err(Error::forbidden(
            "This method is only available while the e-mail is awaiting confirmation",
        ));
    }
    throttle::count(conn, cx, &Limit::ConfirmOf(user_id)).await?;
    let address = match address {
        Some(typed) => email::parse(typed)?,
        None => person.user.email.clone(),
    };
    conn.transaction(async |conn| {
        if address != person.user.email {
            if user::by_email(conn, &address).await?.is_some() {
                let message = Message::of("refused-email-taken");
                return Err(Error::field("email", message));
            }
            user::set_email(conn, user_id, &address).await?;
        }
        mails::enqueue(conn, cx, &Mail::ConfirmEmail { user_id }).await
    })
    .await
}

fn over() -> Error {
    Error::new(ErrorKind::Gone, Message::of("refused-link-over"))
}
