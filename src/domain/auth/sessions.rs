//! Signed-in browsers: how they begin, what a request learns from one, how they end.

use chrono::{DateTime, Duration, Utc};

use crate::db::Conn;
use crate::db::ids::{SessionId, UserId};
use crate::db::models::audit::network;
use crate::db::models::session::{self, Session, SessionMember};
use crate::db::models::user_address;
use crate::domain::DomainContext;
use crate::domain::auth::Origin;
use crate::domain::auth::audit::{self, Action, Note};
use crate::domain::member::Member;
use crate::domain::moderation::roles;
use crate::foundation::crypto;
use crate::foundation::error::{Error, Result};

/// A use is noted at most this often, so that reading writes nothing.
const TOUCH_MINUTES: i64 = 5;

/// A session that has just begun.
#[derive(Clone)]
pub struct NewSession {
    /// What the browser's cookie carries; the database keeps its hash.
    pub token: String,
    /// The session.
    pub id: SessionId,
    /// When it ends if it is not used.
    pub expires_at: DateTime<Utc>,
}

/// Begins a session for somebody whose right to it has been checked.
pub async fn begin(
    conn: &mut Conn,
    cx: &DomainContext,
    user_id: UserId,
    origin: &Origin,
) -> Result<NewSession> {
    let now = cx.clock.now();
    let token = crypto::random_token()?;
    let row = Session {
        id: SessionId(cx.ids.next()),
        user_id,
        token_hash: crypto::token_hash(&token),
        user_agent: origin.user_agent.clone(),
        ip: origin.ip.map(network),
        created_at: now,
        last_used_at: now,
        expires_at: now + lifetime(cx),
    };
    if !session::is_known(conn, user_id, &row.user_agent, row.ip).await? {
        let note = Note {
            actor: Some(user_id),
            target: Some(user_id),
            ip: origin.ip,
            ..Note::default()
        };
        audit::record(conn, cx, Action::NewDevice, note).await?;
    }
    session::insert(conn, &row).await?;
    if let Some(ip) = row.ip {
        user_address::seen(conn, user_id, ip, now).await?;
    }
    user_address::active(conn, user_id, now).await?;
    Ok(NewSession {
        token,
        id: row.id,
        expires_at: row.expires_at,
    })
}

/// Who is behind a token; one statement, and one more every few minutes.
pub async fn load(conn: &mut Conn, cx: &DomainContext, token: &str) -> Result<Option<Member>> {
    let now = cx.clock.now();
    let Some(row) = session::member(conn, &crypto::token_hash(token), now).await? else {
        return Ok(None);
    };
    if now - row.last_used_at >= Duration::minutes(TOUCH_MINUTES) {
        session::touch(conn, row.session_id, now, now + lifetime(cx)).await?;
        user_address::active(conn, row.user_id, now).await?;
    }
    Ok(Some(member(cx, row)))
}

fn member(cx: &DomainContext, row: SessionMember) -> Member {
    Member {
        user_id: row.user_id,
        account_id: row.account_id,
        session_id: Some(row.session_id),
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

/// The member's sessions, the one used last first.
pub async fn list(conn: &mut Conn, cx: &DomainContext, member: &Member) -> Result<Vec<Session>> {
    Ok(session::list(conn, member.user_id, cx.clock.now()).await?)
}

/// Ends one of the member's sessions.
///
/// # Errors
/// `NotFound` when it is not theirs or has ended.
pub async fn end(conn: &mut Conn, member: &Member, id: SessionId) -> Result<()> {
    if session::delete(conn, id, member.user_id).await? {
        return Ok(());
    }
    Err(Error::not_found())
}

/// Ends all of the member's sessions but this one; returns how many.
pub async fn end_others(conn: &mut Conn, member: &Member) -> Result<usize> {
    Ok(session::delete_all(conn, member.user_id, member.session_id).await?)
}

/// Signs out.
pub async fn sign_out(conn: &mut Conn, member: &Member) -> Result<()> {
    if let Some(id) = member.session_id {
        session::delete(conn, id, member.user_id).await?;
    }
    Ok(())
}

/// How long an unused session lives.
fn lifetime(cx: &DomainContext) -> Duration {
    Duration::days(i64::from(cx.config.auth.session_days))
}
