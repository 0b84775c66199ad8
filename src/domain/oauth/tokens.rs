//! What a program shows with each request, and who is behind it.

use chrono::{DateTime, Duration, Utc};

use crate::db::ids::{ApplicationId, TokenId, UserId};
use crate::db::models::oauth::application::{self, Application};
use crate::db::models::oauth::token::{self, Token, TokenCaller, TokenMember};
use crate::db::models::user_address;
use crate::db::{Conn, Transactional as _};
use crate::domain::DomainContext;
use crate::domain::member::Member;
use crate::domain::moderation::roles;
use crate::domain::oauth::scopes::Scopes;
use crate::foundation::crypto;
use crate::foundation::error::{Error, Result};

/// A use is noted at most this often, so that reading writes nothing.
const TOUCH_HOURS: i64 = 24;

/// Said to the program of a member who has not confirmed their address.
const UNCONFIRMED: &str = "Your login is missing a confirmed e-mail address";

/// Said to the program of a member whom no moderator has let in yet.
const UNAPPROVED: &str = "Your login is currently pending approval";

/// The program behind a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AppInfo {
    /// Its ID.
    pub id: ApplicationId,
    /// What it calls itself.
    pub name: String,
    /// Where people read about it.
    pub website: Option<String>,
}

/// Who asks with a token.
#[derive(Debug, Clone)]
pub struct Caller {
    /// The token.
    pub token_id: TokenId,
    /// The program that carries it.
    pub app: AppInfo,
    /// Whom it acts for; nobody when it acts for itself.
    pub member: Option<Member>,
    /// What it may do.
    pub scopes: Scopes,
}

/// What stands between a member and this server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Waiting {
    /// They have not followed the link in the mail.
    Confirmation,
    /// No moderator has said yes.
    Approval,
}

/// Who is behind a token, in one statement, and one more each day. `None`:
/// unknown, revoked or expired, or the member is disabled, suspended or gone.
///
/// # Errors
/// `Forbidden` for a member who has not confirmed their address or waits for a
/// moderator's yes.
pub async fn load(conn: &mut Conn, cx: &DomainContext, token: &str) -> Result<Option<Caller>> {
    match load_waiting(conn, cx, token).await? {
        None => Ok(None),
        Some((caller, None)) => Ok(Some(caller)),
        Some((_, Some(Waiting::Confirmation))) => Err(Error::forbidden(UNCONFIRMED)),
        Some((_, Some(Waiting::Approval))) => Err(Error::forbidden(UNAPPROVED)),
    }
}

/// As [`load`], for the few things that members may do who still wait.
pub async fn load_waiting(
    conn: &mut Conn,
    cx: &DomainContext,
    token: &str,
) -> Result<Option<(Caller, Option<Waiting>)>> {
    let now = cx.clock.now();
    let Some(row) = token::caller(conn, &crypto::token_hash(token), now).await? else {
        return Ok(None);
    };
    if row.user_id.is_some() && row.member.is_none() {
        return Ok(None);
    }
    if now - row.last_used_at >= Duration::hours(TOUCH_HOURS) {
        token::touch(conn, row.token_id, now).await?;
        if let Some(user) = row.user_id {
            user_address::active(conn, user, now).await?;
        }
    }
    let waiting = row.member.as_ref().and_then(|row| waiting(cx, row));
    Ok(Some((caller(cx, row)?, waiting)))
}

fn waiting(cx: &DomainContext, row: &TokenMember) -> Option<Waiting> {
    if row.email_confirmed_at.is_none() && cx.config.mail.is_configured() {
        return Some(Waiting::Confirmation);
    }
    row.approved_at.is_none().then_some(Waiting::Approval)
}

fn caller(cx: &DomainContext, row: TokenCaller) -> Result<Caller> {
    Ok(Caller {
        token_id: row.token_id,
        app: AppInfo {
            id: row.application_id,
            name: row.application_name,
            website: row.website,
        },
        member: row.member.map(|row| member(cx, row)),
        scopes: Scopes::parse(&row.scopes)?,
    })
}

fn member(cx: &DomainContext, row: TokenMember) -> Member {
    Member {
        user_id: row.user_id,
        account_id: row.account_id,
        session_id: None,
        role: row.role,
        powers: roles::powers(cx, row.role, row.custom_role.as_ref(), row.second_step_at),
        username: row.username,
        display_name: row.display_name,
        avatar: row.avatar,
        locale: row.locale,
        default_visibility: row.default_visibility,
        default_language: row.default_language,
        default_sensitive: row.default_sensitive,
        default_quote_policy: row.default_quote_policy,
        notifications_read_id: row.notifications_read_id,
    }
}

/// A token that was just made.
#[derive(Clone)]
pub struct Issued {
    /// Its ID.
    pub id: TokenId,
    /// What the program shows; the database keeps its hash.
    pub token: String,
    /// What it is good for.
    pub scopes: Scopes,
    /// When it was made.
    pub created_at: DateTime<Utc>,
}

/// A new token for a program, acting for somebody or for itself.
pub async fn issue(
    conn: &mut Conn,
    cx: &DomainContext,
    app: ApplicationId,
    user: Option<UserId>,
    scopes: &Scopes,
) -> Result<String> {
    Ok(make(conn, cx, app, user, scopes).await?.token)
}

/// As [`issue`], with everything that is known of the token.
pub async fn make(
    conn: &mut Conn,
    cx: &DomainContext,
    app: ApplicationId,
    user: Option<UserId>,
    scopes: &Scopes,
) -> Result<Issued> {
    let token = crypto::random_token()?;
    let now = cx.clock.now();
    let row = Token {
        id: TokenId(cx.ids.next()),
        token_hash: crypto::token_hash(&token),
        application_id: app,
        user_id: user,
        scopes: scopes.to_string(),
        created_at: now,
        last_used_at: now,
        expires_at: None,
    };
    token::insert(conn, &row).await?;
    Ok(Issued {
        id: row.id,
        token,
        scopes: *scopes,
        created_at: now,
    })
}

/// A new token of a member's own, for bots and scripts; it gets a program of
/// this name to itself.
pub async fn issue_personal(
    conn: &mut Conn,
    cx: &DomainContext,
    user: UserId,
    name: &str,
    scopes: &Scopes,
) -> Result<String> {
    let app = Application {
        id: ApplicationId(cx.ids.next()),
        client_id: crypto::random_token()?,
        secret_hash: None,
        name: name.to_owned(),
        website: None,
        redirect_uris: Vec::new(),
        scopes: scopes.to_string(),
        owner_id: Some(user),
        created_at: cx.clock.now(),
    };
    conn.transaction(async |conn| {
        application::insert(conn, &app).await?;
        issue(conn, cx, app.id, Some(user), scopes).await
    })
    .await
}
