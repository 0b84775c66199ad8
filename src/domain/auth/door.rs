//! Who wants to join passes here: the trap, mail rules, throw-away addresses,
//! the captcha and the limits. Who is turned away is counted.

use std::net::IpAddr;

use crate::db::Conn;
use crate::domain::DomainContext;
use crate::domain::auth::captcha::{self, Answer, Form};
use crate::domain::auth::protection::{self, Disposable, Refusal};
use crate::domain::auth::throttle::{self, Limit};
use crate::domain::moderation::{email_rules, ip_rules};
use crate::foundation::error::{Error, Result};
use crate::foundation::message::Message;

/// What the door looks at.
#[derive(Debug, Clone, Copy)]
pub(super) struct Comer<'a> {
    /// The mail address.
    pub email: &'a str,
    /// The answer to the captcha, where one is asked for.
    pub captcha: Option<&'a Answer>,
    /// Where the request comes from.
    pub ip: Option<IpAddr>,
}

/// Refuses programs that fill in every field.
///
/// # Errors
/// Field `website`.
pub(super) async fn check_trap(conn: &mut Conn, cx: &DomainContext, typed: &str) -> Result<()> {
    if typed.is_empty() {
        return Ok(());
    }
    protection::refuse(conn, cx, Refusal::Honeypot).await?;
    let message = Message::of("refused-sign-up-trap");
    Err(Error::field("website", message))
}

/// Whether somebody from this address joins with a moderator's yes only.
///
/// # Errors
/// `Forbidden`.
pub(super) async fn check_network(
    conn: &mut Conn,
    cx: &DomainContext,
    ip: Option<IpAddr>,
) -> Result<bool> {
    let said = ip_rules::check_sign_up(conn, cx, ip).await;
    counted(conn, cx, Refusal::Network, said).await
}

/// Whether this mail address needs a moderator's yes; counts the account that is to
/// be made.
///
/// # Errors
/// The fields `email` and `captcha`; `RateLimited`.
pub(super) async fn pass(conn: &mut Conn, cx: &DomainContext, comer: Comer<'_>) -> Result<bool> {
    let asked = email_rules::check(conn, cx, comer.email).await?;
    let throw_away = check_disposable(conn, cx, comer.email).await?;
    if let Some(answer) = comer.captcha {
        let answered = captcha::check(conn, cx, Form::SignUp, answer).await;
        counted(conn, cx, Refusal::Captcha, answered).await?;
    }
    let few = count(conn, cx, comer.ip).await;
    counted(conn, cx, Refusal::Limit, few).await?;
    Ok(asked || throw_away)
}

async fn count(conn: &mut Conn, cx: &DomainContext, ip: Option<IpAddr>) -> Result<()> {
    throttle::count(conn, cx, &Limit::SignUpFrom(ip)).await?;
    protection::count(conn, cx, ip).await
}

/// Takes back what was counted for an account that was not made.
pub(super) async fn take_back(
    conn: &mut Conn,
    cx: &DomainContext,
    ip: Option<IpAddr>,
) -> Result<()> {
    throttle::take_back(conn, cx, &Limit::SignUpFrom(ip)).await?;
    protection::take_back(conn, cx, ip).await
}

async fn check_disposable(conn: &mut Conn, cx: &DomainContext, email: &str) -> Result<bool> {
    let choice = protection::current(cx).disposable;
    let domain = email.rsplit('@').next().unwrap_or_default().to_lowercase();
    if choice == Disposable::Allow || !protection::is_throw_away(cx, &domain) {
        return Ok(false);
    }
    if choice == Disposable::Ask {
        return Ok(true);
    }
    protection::refuse(conn, cx, Refusal::Disposable).await?;
    let message = Message::of("refused-email-throw-away");
    Err(Error::field("email", message))
}

/// The outcome, counted if it is a refusal.
async fn counted<T>(
    conn: &mut Conn,
    cx: &DomainContext,
    why: Refusal,
    outcome: Result<T>,
) -> Result<T> {
    if outcome.is_err() {
        protection::refuse(conn, cx, why).await?;
    }
    outcome
}
