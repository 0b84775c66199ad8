//! What a member has let in, and how they put an end to it.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use crate::db::ids::{ApplicationId, TokenId, UserId};
use crate::db::models::oauth::token::Token;
use crate::db::models::oauth::{application, code, token};
use crate::db::{Conn, Transactional as _};
use crate::domain::DomainContext;
use crate::domain::member::Member;
use crate::domain::oauth::scopes::Scopes;
use crate::foundation::error::{Error, Result};

/// A program that may act for a member.
#[derive(Debug, Clone)]
pub struct Authorised {
    /// The program.
    pub id: ApplicationId,
    /// What it calls itself.
    pub name: String,
    /// Where people read about it.
    pub website: Option<String>,
    /// Everything that one of its tokens may do.
    pub scopes: Scopes,
    /// When it was let in last.
    pub since: DateTime<Utc>,
    /// When it was last used, to the day.
    pub used_at: DateTime<Utc>,
}

/// The programs that may act for the member, the one used last first; at most
/// 200 of their tokens are looked at.
pub async fn list(conn: &mut Conn, cx: &DomainContext, member: &Member) -> Result<Vec<Authorised>> {
    let mut all: BTreeMap<ApplicationId, Authorised> = BTreeMap::new();
    for (row, name, website) in token::list(conn, member.user_id, cx.clock.now()).await? {
        let scopes = Scopes::parse(&row.scopes)?;
        let known = all.entry(row.application_id).or_insert_with(|| Authorised {
            id: row.application_id,
            name,
            website,
            scopes,
            since: row.created_at,
            used_at: row.last_used_at,
        });
        known.scopes = known.scopes.and(scopes);
        known.since = known.since.max(row.created_at);
        known.used_at = known.used_at.max(row.last_used_at);
    }
    let mut all: Vec<Authorised> = all.into_values().collect();
    all.sort_by_key(|app| (std::cmp::Reverse(app.used_at), std::cmp::Reverse(app.id)));
    Ok(all)
}

/// Ends what a program may do for the member.
///
/// # Errors
/// `NotFound` when it may do nothing.
pub async fn revoke(conn: &mut Conn, member: &Member, id: ApplicationId) -> Result<()> {
    let user = member.user_id;
    conn.transaction(async |conn| {
        code::withdraw(conn, user, Some(id)).await?;
        let ended = token::delete_of(conn, user, id).await?;
        application::delete_owned(conn, id, user).await?;
        if ended == 0 {
            return Err(Error::not_found());
        }
        Ok(())
    })
    .await
}

/// Ends what every program may do for somebody, whose password somebody else
/// may have known.
pub(in crate::domain) async fn revoke_all(conn: &mut Conn, user: UserId) -> Result<()> {
    code::withdraw(conn, user, None).await?;
    token::delete_all(conn, user).await?;
    Ok(())
}

/// Somebody's tokens with the names of their programs, the newest first; for
/// the command line.
pub async fn tokens_of(
    conn: &mut Conn,
    cx: &DomainContext,
    user: UserId,
) -> Result<Vec<(Token, String)>> {
    let rows = token::list(conn, user, cx.clock.now()).await?;
    Ok(rows.into_iter().map(|(row, name, _)| (row, name)).collect())
}

/// Ends one of somebody's tokens.
///
/// # Errors
/// `NotFound` when it is not theirs or has ended.
pub async fn revoke_token(conn: &mut Conn, user: UserId, id: TokenId) -> Result<()> {
    if token::delete_theirs(conn, id, user).await? {
        return Ok(());
    }
    Err(Error::not_found())
}
