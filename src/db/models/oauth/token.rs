//! `oauth_tokens`: what programs show with each request.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::db::Conn;
use crate::db::ids::{AccountId, ApplicationId, TokenId, UserId};
use crate::db::models::custom_role::CustomRole;
use crate::db::models::post::{QuotePolicy, Visibility};
use crate::db::models::user::Role;
use crate::db::schema::{
    accounts, custom_roles, oauth_applications, oauth_tokens, two_factor, users,
};

/// Tokens that one program has for one member (or for itself) at most; the
/// oldest ones end first.
pub const MOST_PER_APPLICATION: i64 = 50;

/// Tokens and programs that are listed at most.
const LISTED: i64 = 200;

/// What a program shows with each request.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = oauth_tokens)]
#[diesel(check_for_backend(diesel::pg::Pg))]
#[expect(missing_docs, reason = "the columns are described in the migration")]
pub struct Token {
    pub id: TokenId,
    pub token_hash: Vec<u8>,
    pub application_id: ApplicationId,
    pub user_id: Option<UserId>,
    pub scopes: String,
    pub created_at: DateTime<Utc>,
    pub last_used_at: DateTime<Utc>,
    pub expires_at: Option<DateTime<Utc>>,
}

/// What one request needs to know about the token it carries.
#[derive(Debug, Clone, Queryable)]
#[expect(missing_docs, reason = "the columns are described in the migration")]
pub struct TokenCaller {
    pub token_id: TokenId,
    pub scopes: String,
    pub last_used_at: DateTime<Utc>,
    pub application_id: ApplicationId,
    pub application_name: String,
    pub website: Option<String>,
    /// The token is a member's.
    pub user_id: Option<UserId>,
    /// The member behind it, unless they are disabled or their account is
    /// suspended or deleted.
    pub member: Option<TokenMember>,
}

/// The member behind a token.
#[derive(Debug, Clone, Queryable)]
#[expect(missing_docs, reason = "the columns are described in the migration")]
pub struct TokenMember {
    pub user_id: UserId,
    pub account_id: AccountId,
    pub role: Role,
    pub custom_role: Option<CustomRole>,
    pub second_step_at: Option<DateTime<Utc>>,
    pub username: String,
    pub display_name: String,
    pub avatar: Option<String>,
    pub locale: Option<String>,
    pub default_visibility: Visibility,
    pub default_language: Option<String>,
    pub default_sensitive: bool,
    pub default_quote_policy: Option<QuotePolicy>,
    pub notifications_read_id: i64,
    pub approved_at: Option<DateTime<Utc>>,
    pub email_confirmed_at: Option<DateTime<Utc>>,
}

/// Adds a token and ends the oldest ones of the same program and member beyond
/// [`MOST_PER_APPLICATION`].
pub async fn insert(conn: &mut Conn, token: &Token) -> QueryResult<()> {
    diesel::insert_into(oauth_tokens::table)
        .values(token)
        .execute(conn)
        .await?;
    let too_old: Vec<TokenId> = oauth_tokens::table
        .filter(oauth_tokens::application_id.eq(token.application_id))
        .filter(oauth_tokens::user_id.is_not_distinct_from(token.user_id))
        .order(oauth_tokens::id.desc())
        .offset(MOST_PER_APPLICATION)
        .select(oauth_tokens::id)
        .load(conn)
        .await?;
    if !too_old.is_empty() {
        diesel::delete(oauth_tokens::table.filter(oauth_tokens::id.eq_any(too_old)))
            .execute(conn)
            .await?;
    }
    Ok(())
}

/// Who is behind a token that has not expired, in one statement.
pub async fn caller(
    conn: &mut Conn,
    token_hash: &[u8],
    now: DateTime<Utc>,
) -> QueryResult<Option<TokenCaller>> {
    let people = users::table.inner_join(accounts::table.on(accounts::id.eq(users::account_id)));
    let theirs = oauth_tokens::user_id
        .eq(users::id.nullable())
        .and(users::disabled_at.is_null())
        .and(accounts::suspended_at.is_null())
        .and(accounts::deleted_at.is_null());
    oauth_tokens::table
        .inner_join(
            oauth_applications::table.on(oauth_applications::id.eq(oauth_tokens::application_id)),
        )
        .left_join(people.on(theirs))
        .left_join(custom_roles::table.on(users::custom_role_id.eq(custom_roles::id.nullable())))
        .left_join(two_factor::table.on(two_factor::user_id.eq(users::id)))
        .filter(oauth_tokens::token_hash.eq(token_hash))
        .filter(
            oauth_tokens::expires_at
                .is_null()
                .or(oauth_tokens::expires_at.gt(now).assume_not_null()),
        )
        .select((
            oauth_tokens::id,
            oauth_tokens::scopes,
            oauth_tokens::last_used_at,
            oauth_applications::id,
            oauth_applications::name,
            oauth_applications::website,
            oauth_tokens::user_id,
            (
                users::id,
                accounts::id,
                users::role,
                custom_roles::all_columns.nullable(),
                two_factor::enabled_at.nullable(),
                accounts::username,
                accounts::display_name,
                accounts::avatar,
                users::locale,
                users::default_visibility,
                users::default_language,
                users::default_sensitive,
                users::default_quote_policy,
                users::notifications_read_id,
                users::approved_at,
                users::email_confirmed_at,
            )
                .nullable(),
        ))
        .first(conn)
        .await
        .optional()
}

/// Says that a token was used.
pub async fn touch(conn: &mut Conn, id: TokenId, now: DateTime<Utc>) -> QueryResult<()> {
    diesel::update(oauth_tokens::table.find(id))
        .set(oauth_tokens::last_used_at.eq(now))
        .execute(conn)
        .await?;
    Ok(())
}

/// Somebody's tokens with the names of their programs, the newest first, at
/// most 200.
pub async fn list(
    conn: &mut Conn,
    user: UserId,
    now: DateTime<Utc>,
) -> QueryResult<Vec<(Token, String, Option<String>)>> {
    oauth_tokens::table
        .inner_join(
            oauth_applications::table.on(oauth_applications::id.eq(oauth_tokens::application_id)),
        )
        .filter(oauth_tokens::user_id.eq(user))
        .filter(
            oauth_tokens::expires_at
                .is_null()
                .or(oauth_tokens::expires_at.gt(now).assume_not_null()),
        )
        .order(oauth_tokens::id.desc())
        .limit(LISTED)
        .select((
            Token::as_select(),
            oauth_applications::name,
            oauth_applications::website,
        ))
        .load(conn)
        .await
}

/// Ends one token.
pub async fn delete(conn: &mut Conn, id: TokenId) -> QueryResult<bool> {
    Ok(diesel::delete(oauth_tokens::table.find(id))
        .execute(conn)
        .await?
        == 1)
}

/// Ends one of somebody's tokens.
pub async fn delete_theirs(conn: &mut Conn, id: TokenId, user: UserId) -> QueryResult<bool> {
    let theirs = oauth_tokens::table
        .find(id)
        .filter(oauth_tokens::user_id.eq(user));
    Ok(diesel::delete(theirs).execute(conn).await? == 1)
}

/// Ends the token with this hash if it is this program's.
pub async fn delete_by_hash(
    conn: &mut Conn,
    hash: &[u8],
    application: ApplicationId,
) -> QueryResult<bool> {
    let theirs = oauth_tokens::table
        .filter(oauth_tokens::token_hash.eq(hash))
        .filter(oauth_tokens::application_id.eq(application));
    Ok(diesel::delete(theirs).execute(conn).await? == 1)
}

/// The program that has the token with this hash.
pub async fn application_of(conn: &mut Conn, hash: &[u8]) -> QueryResult<Option<ApplicationId>> {
    oauth_tokens::table
        .filter(oauth_tokens::token_hash.eq(hash))
        .select(oauth_tokens::application_id)
        .first(conn)
        .await
        .optional()
}

/// Ends what a program may do for somebody; returns how many tokens that were.
pub async fn delete_of(
    conn: &mut Conn,
    user: UserId,
    application: ApplicationId,
) -> QueryResult<usize> {
    let theirs = oauth_tokens::table
        .filter(oauth_tokens::user_id.eq(user))
        .filter(oauth_tokens::application_id.eq(application));
    diesel::delete(theirs).execute(conn).await
}

/// Ends what every program may do for somebody; returns how many tokens that were.
pub async fn delete_all(conn: &mut Conn, user: UserId) -> QueryResult<usize> {
    diesel::delete(oauth_tokens::table.filter(oauth_tokens::user_id.eq(user)))
        .execute(conn)
        .await
}

/// Those of `tokens` that have not ended.
pub async fn still_good(
    conn: &mut Conn,
    tokens: &[i64],
    now: DateTime<Utc>,
) -> QueryResult<Vec<TokenId>> {
    oauth_tokens::table
        .filter(oauth_tokens::id.eq_any(tokens))
        .filter(
            oauth_tokens::expires_at
                .is_null()
                .or(oauth_tokens::expires_at.gt(now).assume_not_null()),
        )
        .select(oauth_tokens::id)
        .load(conn)
        .await
}
