//! `sessions`: signed-in browsers. Only hashes of their tokens are kept.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use ipnetwork::IpNetwork;

use crate::db::Conn;
use crate::db::ids::{AccountId, SessionId, UserId};
use crate::db::models::custom_role::CustomRole;
use crate::db::models::post::{QuotePolicy, Visibility};
use crate::db::models::user::Role;
use crate::db::schema::{accounts, custom_roles, sessions, two_factor, users};

/// Sessions one person has at most; the longest unused ones end first.
pub const MOST_PER_USER: i64 = 50;

/// A signed-in browser.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = sessions)]
#[diesel(check_for_backend(diesel::pg::Pg))]
#[expect(missing_docs, reason = "the columns are described in the migration")]
pub struct Session {
    pub id: SessionId,
    pub user_id: UserId,
    pub token_hash: Vec<u8>,
    pub user_agent: String,
    pub ip: Option<IpNetwork>,
    pub created_at: DateTime<Utc>,
    pub last_used_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
}

/// What one request needs to know about who is asking.
#[derive(Debug, Clone, Queryable)]
#[expect(missing_docs, reason = "the columns are described in the migration")]
pub struct SessionMember {
    pub session_id: SessionId,
    pub last_used_at: DateTime<Utc>,
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
}

/// Adds a session and ends the longest unused ones beyond [`MOST_PER_USER`].
pub async fn insert(conn: &mut Conn, session: &Session) -> QueryResult<()> {
    diesel::insert_into(sessions::table)
        .values(session)
        .execute(conn)
        .await?;
    let too_old: Vec<SessionId> = sessions::table
        .filter(sessions::user_id.eq(session.user_id))
        .order((sessions::last_used_at.desc(), sessions::id.desc()))
        .offset(MOST_PER_USER)
        .select(sessions::id)
        .load(conn)
        .await?;
    if !too_old.is_empty() {
        diesel::delete(sessions::table.filter(sessions::id.eq_any(too_old)))
            .execute(conn)
            .await?;
    }
    Ok(())
}

/// The member behind a token, in one statement; nobody when the session has
/// expired, the person is disabled or waits for approval, or the account is
/// suspended or deleted.
pub async fn member(
    conn: &mut Conn,
    token_hash: &[u8],
    now: DateTime<Utc>,
) -> QueryResult<Option<SessionMember>> {
    sessions::table
        .inner_join(users::table.on(users::id.eq(sessions::user_id)))
        .inner_join(accounts::table.on(accounts::id.eq(users::account_id)))
        .left_join(custom_roles::table.on(users::custom_role_id.eq(custom_roles::id.nullable())))
        .left_join(two_factor::table.on(two_factor::user_id.eq(users::id)))
        .filter(sessions::token_hash.eq(token_hash))
        .filter(sessions::expires_at.gt(now))
        .filter(users::disabled_at.is_null())
        .filter(users::approved_at.is_not_null())
        .filter(accounts::suspended_at.is_null())
        .filter(accounts::deleted_at.is_null())
        .select((
            sessions::id,
            sessions::last_used_at,
            users::id,
            accounts::id,
            users::role,
            Option::<CustomRole>::as_select(),
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
        ))
        .first(conn)
        .await
        .optional()
}

/// Says that a session was used and moves its end.
pub async fn touch(
    conn: &mut Conn,
    id: SessionId,
    now: DateTime<Utc>,
    expires_at: DateTime<Utc>,
) -> QueryResult<()> {
    diesel::update(sessions::table.find(id))
        .set((
            sessions::last_used_at.eq(now),
            sessions::expires_at.eq(expires_at),
        ))
        .execute(conn)
        .await?;
    Ok(())
}

/// Somebody's sessions, the one used last first.
pub async fn list(conn: &mut Conn, user: UserId, now: DateTime<Utc>) -> QueryResult<Vec<Session>> {
    sessions::table
        .filter(sessions::user_id.eq(user))
        .filter(sessions::expires_at.gt(now))
        .order((sessions::last_used_at.desc(), sessions::id.desc()))
        .limit(MOST_PER_USER)
        .select(Session::as_select())
        .load(conn)
        .await
}

/// Whether somebody has signed in with this kind of browser from this address
/// before (and that session still exists).
pub async fn is_known(
    conn: &mut Conn,
    user: UserId,
    user_agent: &str,
    ip: Option<IpNetwork>,
) -> QueryResult<bool> {
    let same = sessions::table
        .filter(sessions::user_id.eq(user))
        .filter(sessions::user_agent.eq(user_agent))
        .filter(sessions::ip.is_not_distinct_from(ip));
    diesel::select(diesel::dsl::exists(same))
        .get_result(conn)
        .await
}

/// Ends one of somebody's sessions; false when it is not theirs or has ended.
pub async fn delete(conn: &mut Conn, id: SessionId, user: UserId) -> QueryResult<bool> {
    let mine = sessions::table.find(id).filter(sessions::user_id.eq(user));
    Ok(diesel::delete(mine).execute(conn).await? == 1)
}

/// Ends somebody's sessions, all or all but `keep`; returns how many.
pub async fn delete_all(
    conn: &mut Conn,
    user: UserId,
    keep: Option<SessionId>,
) -> QueryResult<usize> {
    // IDs are positive, so 0 keeps none.
    let keep = keep.unwrap_or(SessionId(0));
    let theirs = sessions::table
        .filter(sessions::user_id.eq(user))
        .filter(sessions::id.ne(keep));
    diesel::delete(theirs).execute(conn).await
}
