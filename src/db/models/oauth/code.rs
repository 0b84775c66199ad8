//! `oauth_codes`: what a program exchanges for a token, once.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::db::Conn;
use crate::db::ids::{ApplicationId, TokenId, UserId};
use crate::db::schema::oauth_codes;

/// A member's yes to a program.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = oauth_codes)]
#[diesel(check_for_backend(diesel::pg::Pg))]
#[expect(missing_docs, reason = "the columns are described in the migration")]
pub struct Code {
    pub code_hash: Vec<u8>,
    pub application_id: ApplicationId,
    pub user_id: UserId,
    pub redirect_uri: String,
    pub scopes: String,
    pub challenge: Option<String>,
    pub created_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
    pub used_at: Option<DateTime<Utc>>,
    pub token_id: Option<TokenId>,
}

/// Adds a code.
pub async fn insert(conn: &mut Conn, code: &Code) -> QueryResult<()> {
    diesel::insert_into(oauth_codes::table)
        .values(code)
        .execute(conn)
        .await?;
    Ok(())
}

/// The code with this hash, used and expired ones too, locked until the end of
/// the transaction.
pub async fn lock(conn: &mut Conn, hash: &[u8]) -> QueryResult<Option<Code>> {
    oauth_codes::table
        .find(hash)
        .select(Code::as_select())
        .for_update()
        .first(conn)
        .await
        .optional()
}

/// Notes that a code is used up, and what it was exchanged for.
pub async fn spend(
    conn: &mut Conn,
    hash: &[u8],
    now: DateTime<Utc>,
    token: Option<TokenId>,
) -> QueryResult<()> {
    diesel::update(oauth_codes::table.find(hash))
        .set((
            oauth_codes::used_at.eq(now),
            oauth_codes::token_id.eq(token),
        ))
        .execute(conn)
        .await?;
    Ok(())
}

/// Withdraws what a member has said yes to and was not fetched, for one program
/// or for all.
pub async fn withdraw(
    conn: &mut Conn,
    user: UserId,
    application: Option<ApplicationId>,
) -> QueryResult<()> {
    let theirs = oauth_codes::table.filter(oauth_codes::user_id.eq(user));
    match application {
        None => diesel::delete(theirs).execute(conn).await?,
        Some(id) => {
            diesel::delete(theirs.filter(oauth_codes::application_id.eq(id)))
                .execute(conn)
                .await?
        }
    };
    Ok(())
}
