//! A second step of signing in: a code that a device of the member's makes from
//! a secret and the time (RFC 6238), or one of the recovery codes on paper.

mod codes;

use crate::db::ids::UserId;
use crate::db::models::two_factor::{self as rows, TwoFactor};
use crate::db::{Conn, Transactional as _};
use crate::domain::DomainContext;
use crate::domain::auth::Origin;
use crate::domain::auth::audit::{self, Action, Note};
use crate::domain::auth::throttle::{self, Limit};
use crate::domain::member::Member;
use crate::foundation::crypto;
use crate::foundation::error::{Error, Result};
use crate::foundation::message::Message;

/// How many recovery codes there are at once.
pub const RECOVERY_CODES: usize = 10;

/// How far a member is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// Signing in takes the password alone.
    Off,
    /// The secret is made; the first code has not been typed.
    SettingUp(Setup),
    /// Signing in takes a code.
    On {
        /// How many recovery codes are left.
        recovery_codes: i64,
    },
}

/// What the member's device is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setup {
    /// The secret in base32, to be typed.
    pub secret: String,
    /// `otpauth://…`, to be opened.
    pub uri: String,
}

/// How far the member is.
pub async fn state(conn: &mut Conn, cx: &DomainContext, member: &Member) -> Result<State> {
    match rows::find(conn, member.user_id).await? {
        None => Ok(State::Off),
        Some(row) if row.enabled_at.is_some() => Ok(State::On {
            recovery_codes: rows::count_recovery_codes(conn, member.user_id).await?,
        }),
        Some(row) => {
            let site = cx.config.handle_domain().as_str();
            let totp = codes::totp(&row.secret, &member.username, site)?;
            Ok(State::SettingUp(Setup {
                secret: totp.secret().to_base32(),
                uri: totp.to_url().map_err(Error::internal)?,
            }))
        }
    }
}

/// Whether somebody signs in with a second step.
pub async fn is_on(conn: &mut Conn, user: UserId) -> Result<bool> {
    Ok(rows::is_on(conn, user).await?)
}

/// Makes a secret; nothing changes before the first code is typed.
///
/// # Errors
/// `Conflict` when it is switched on already.
pub async fn begin(conn: &mut Conn, cx: &DomainContext, member: &Member) -> Result<()> {
    let row = TwoFactor {
        user_id: member.user_id,
        secret: crypto::random_bytes::<20>()?.to_vec(),
        last_step: 0,
        enabled_at: None,
        created_at: cx.clock.now(),
    };
    conn.transaction(async |conn| {
        if rows::begin(conn, &row).await? {
            return Ok(());
        }
        Err(Error::conflict(Message::of("refused-second-step-on")))
    })
    .await
}

/// Switches it on for a member whose device makes the right code, and returns
/// the recovery codes, which are shown this once.
///
/// # Errors
/// Field `code`; `NotFound` when nothing was begun; `RateLimited`.
pub async fn confirm(
    conn: &mut Conn,
    cx: &DomainContext,
    member: &Member,
    typed: &str,
    origin: &Origin,
) -> Result<Vec<String>> {
    let user = member.user_id;
    let limit = Limit::SecondStepOf(user);
    throttle::count(conn, cx, &limit).await?;
    let made = conn
        .transaction(async |conn| {
            let found = rows::find(conn, user).await?;
            let row = found
                .filter(|row| row.enabled_at.is_none())
                .ok_or_else(Error::not_found)?;
            if !accept_device_code(conn, cx, &row, typed).await? {
                return Err(wrong());
            }
            rows::enable(conn, user, cx.clock.now()).await?;
            note(conn, cx, Action::TwoFactorOn, user, origin).await?;
            replace_codes(conn, user).await
        })
        .await?;
    throttle::take_back(conn, cx, &limit).await?;
    Ok(made)
}

/// New recovery codes in place of those there are.
///
/// # Errors
/// Field `code`; `RateLimited`.
pub async fn new_recovery_codes(
    conn: &mut Conn,
    cx: &DomainContext,
    member: &Member,
    typed: &str,
) -> Result<Vec<String>> {
    check(conn, cx, member.user_id, typed).await?;
    let user = member.user_id;
    conn.transaction(async |conn| replace_codes(conn, user).await)
        .await
}

/// Switches it off.
///
/// # Errors
/// Field `code`; `RateLimited`.
pub async fn switch_off(
    conn: &mut Conn,
    cx: &DomainContext,
    member: &Member,
    typed: &str,
    origin: &Origin,
) -> Result<()> {
    check(conn, cx, member.user_id, typed).await?;
    let user = member.user_id;
    conn.transaction(async |conn| {
        rows::delete(conn, user).await?;
        note(conn, cx, Action::TwoFactorOff, user, origin).await
    })
    .await
}

/// Switches it off for somebody who has lost device and paper; for moderators and
/// (`actor` is nobody) the command line, after asking whether they may. False when
/// it was off.
pub(in crate::domain) async fn switch_off_for(
    conn: &mut Conn,
    cx: &DomainContext,
    actor: Option<UserId>,
    user: UserId,
) -> Result<bool> {
    conn.transaction(async |conn| {
        let was_on = rows::delete(conn, user).await?;
        if was_on {
            let note = Note {
                actor,
                target: Some(user),
                ..Note::default()
            };
            audit::record(conn, cx, Action::TwoFactorOff, note).await?;
        }
        Ok(was_on)
    })
    .await
}

/// Takes a code of the device or a recovery code, each of them once.
///
/// # Errors
/// Field `code`; `RateLimited` after too many wrong ones.
pub async fn check(conn: &mut Conn, cx: &DomainContext, user: UserId, typed: &str) -> Result<()> {
    let limit = Limit::SecondStepOf(user);
    throttle::count(conn, cx, &limit).await?;
    let found = rows::find(conn, user).await?;
    let row = found
        .filter(|row| row.enabled_at.is_some())
        .ok_or_else(wrong)?;
    let right = accept_device_code(conn, cx, &row, typed).await?
        || rows::take_recovery_code(conn, user, &codes::recovery_hash(user, typed)).await?;
    if !right {
        return Err(wrong());
    }
    throttle::take_back(conn, cx, &limit).await
}

async fn accept_device_code(
    conn: &mut Conn,
    cx: &DomainContext,
    row: &TwoFactor,
    typed: &str,
) -> Result<bool> {
    match codes::matched_step(&row.secret, typed, cx.clock.now())? {
        None => Ok(false),
        Some(step) => Ok(rows::accept_step(conn, row.user_id, step).await?),
    }
}

async fn replace_codes(conn: &mut Conn, user: UserId) -> Result<Vec<String>> {
    let made = (0..RECOVERY_CODES)
        .map(|_| codes::new_recovery_code())
        .collect::<Result<Vec<_>>>()?;
    let hashes: Vec<_> = made
        .iter()
        .map(|code| codes::recovery_hash(user, code))
        .collect();
    rows::set_recovery_codes(conn, user, &hashes).await?;
    Ok(made)
}

async fn note(
    conn: &mut Conn,
    cx: &DomainContext,
    action: Action,
    user: UserId,
    origin: &Origin,
) -> Result<()> {
    let note = Note {
        actor: Some(user),
        target: Some(user),
        ip: origin.ip,
        ..Note::default()
    };
    audit::record(conn, cx, action, note).await
}

fn wrong() -> Error {
    Error::field("code", Message::of("refused-second-step-code"))
}
