//! `one_time_tokens`: links that work once. Only hashes are kept.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::db::Conn;
use crate::db::ids::UserId;
use crate::db::schema::one_time_tokens;
use crate::db::text_enum::text_enum;

text_enum! {
    /// What a link is good for.
    TokenPurpose {
        /// Becoming the owner of a new server.
        Setup = "setup",
        /// Showing that somebody reads mail at an address.
        ConfirmEmail = "confirm_email",
        /// Choosing a new password.
        ResetPassword = "reset_password",
    }
}

/// A link that works once.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = one_time_tokens)]
#[diesel(check_for_backend(diesel::pg::Pg))]
#[expect(missing_docs, reason = "the columns are described in the migration")]
pub struct OneTimeToken {
    pub token_hash: Vec<u8>,
    pub purpose: TokenPurpose,
    pub user_id: Option<UserId>,
    pub email: Option<String>,
    pub created_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
}

/// Adds a token.
pub async fn insert(conn: &mut Conn, token: &OneTimeToken) -> QueryResult<()> {
    diesel::insert_into(one_time_tokens::table)
        .values(token)
        .execute(conn)
        .await?;
    Ok(())
}

/// The token with this hash, unless it has expired; it stays usable.
pub async fn find(
    conn: &mut Conn,
    hash: &[u8],
    purpose: TokenPurpose,
    now: DateTime<Utc>,
) -> QueryResult<Option<OneTimeToken>> {
    one_time_tokens::table
        .find(hash)
        .filter(one_time_tokens::purpose.eq(purpose))
        .filter(one_time_tokens::expires_at.gt(now))
        .select(OneTimeToken::as_select())
        .first(conn)
        .await
        .optional()
}

/// Removes the token with this hash and returns it; of two who try, one gets it.
pub async fn take(
    conn: &mut Conn,
    hash: &[u8],
    purpose: TokenPurpose,
    now: DateTime<Utc>,
) -> QueryResult<Option<OneTimeToken>> {
    let mine = one_time_tokens::table
        .find(hash)
        .filter(one_time_tokens::purpose.eq(purpose))
        .filter(one_time_tokens::expires_at.gt(now));
    diesel::delete(mine)
        .returning(OneTimeToken::as_returning())
        .get_result(conn)
        .await
        .optional()
}

/// Withdraws every token of a purpose, or those of one person.
pub async fn withdraw(
    conn: &mut Conn,
    purpose: TokenPurpose,
    user: Option<UserId>,
) -> QueryResult<()> {
    let all = one_time_tokens::table.filter(one_time_tokens::purpose.eq(purpose));
    match user {
        None => diesel::delete(all).execute(conn).await?,
        Some(user) => {
            diesel::delete(all.filter(one_time_tokens::user_id.eq(user)))
                .execute(conn)
                .await?
        }
    };
    Ok(())
}
