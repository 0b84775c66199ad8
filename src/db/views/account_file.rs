//! What moderators read of one account beside its profile and state: figures,
//! what was decided about it, and who else was where its person was.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Nullable, Text, Timestamptz};
use diesel_async::RunQueryDsl;

use crate::db::Conn;
use crate::db::ids::{AccountId, InviteId, UserId};
use crate::db::models::account_warning::AccountWarning;
use crate::db::prepared;
use crate::db::schema::account_warnings;

/// Most others who are told of at the same addresses.
const OTHERS_MAX: i64 = 20;
/// Most measures that are told.
const STRIKES_MAX: i64 = 50;

/// Figures of an account; those of people are 0 for accounts of other servers.
#[derive(Debug, Clone, Default, QueryableByName)]
pub struct Figures {
    /// Browsers where they are signed in.
    #[diesel(sql_type = BigInt)]
    pub sessions: i64,
    /// Programs that act for them, at most 1000.
    #[diesel(sql_type = BigInt)]
    pub programs: i64,
    /// When they were here last.
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub active_at: Option<DateTime<Utc>>,
    /// They have a second step for signing in.
    #[diesel(sql_type = Bool)]
    pub second_step: bool,
    /// Posts that are here.
    #[diesel(sql_type = BigInt)]
    pub posts: i64,
    /// Followers that are known here.
    #[diesel(sql_type = BigInt)]
    pub followers: i64,
    /// Whom they follow, as known here.
    #[diesel(sql_type = BigInt)]
    pub following: i64,
    /// When they wrote last.
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub last_post_at: Option<DateTime<Utc>>,
    /// Media files that are kept of them, at most 10,000.
    #[diesel(sql_type = BigInt)]
    pub files: i64,
    /// What these take in bytes; for accounts of other servers, what their newest
    /// thousand take in the cache.
    #[diesel(sql_type = BigInt)]
    pub bytes: i64,
    /// Reports about them, at most 1000.
    #[diesel(sql_type = BigInt)]
    pub reports_about: i64,
    /// Reports by them, at most 1000.
    #[diesel(sql_type = BigInt)]
    pub reports_by: i64,
    /// The invitation by which they came.
    #[diesel(sql_type = Nullable<BigInt>)]
    pub invite_id: Option<InviteId>,
    /// Its code.
    #[diesel(sql_type = Nullable<Text>)]
    pub invite_code: Option<String>,
    /// When their data goes.
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub removal_due_at: Option<DateTime<Utc>>,
}

/// The figures of an account, in one statement.
pub async fn figures(
    conn: &mut Conn,
    account: AccountId,
    user: Option<UserId>,
    now: DateTime<Utc>,
) -> QueryResult<Figures> {
    let few = |table: &str, condition: &str, most: i64| {
        format!("(SELECT count(*) FROM (SELECT 1 FROM {table} WHERE {condition} LIMIT {most}) t)")
    };
    prepared::query(format!(
        "SELECT {sessions} AS sessions, {programs} AS programs, {about} AS reports_about, \
             {by} AS reports_by, {files} AS files, {kept} + {cached} AS bytes, \
             (SELECT active_at FROM user_activity WHERE user_id = $2) AS active_at, \
             EXISTS (SELECT 1 FROM two_factor \
                 WHERE user_id = $2 AND enabled_at IS NOT NULL) AS second_step, \
             coalesce(s.posts_count, 0) AS posts, coalesce(s.followers_count, 0) AS followers, \
             coalesce(s.following_count, 0) AS following, s.last_post_at, \
             i.id AS invite_id, i.code AS invite_code, r.due_at AS removal_due_at \
         FROM accounts a LEFT JOIN account_stats s ON s.account_id = a.id \
         LEFT JOIN users u ON u.account_id = a.id LEFT JOIN invites i ON i.id = u.invite_id \
         LEFT JOIN account_removals r ON r.account_id = a.id WHERE a.id = $1",
        sessions = few("sessions", "user_id = $2 AND expires_at > $3", 1000),
        programs = few("oauth_tokens", "user_id = $2", 1000),
        about = few("reports", "target_id = $1", 1000),
        by = few("reports", "account_id = $1", 1000),
        files = few(
            "media_attachments",
            "account_id = $1 AND storage_key IS NOT NULL",
            10_000
        ),
        kept = "(SELECT coalesce(sum(bytes), 0)::bigint FROM (SELECT bytes \
            FROM media_attachments WHERE account_id = $1 AND storage_key IS NOT NULL \
            LIMIT 10000) t)",
        // A file is known by the SHA-256 of its address.
        cached = "(SELECT coalesce(sum(f.bytes), 0)::bigint FROM (SELECT remote_url \
            FROM media_attachments WHERE account_id = $1 AND remote_url IS NOT NULL \
            ORDER BY id DESC LIMIT 1000) t JOIN remote_files f ON f.state = 'here' \
            AND f.url_hash = sha256(convert_to(t.remote_url, 'UTF8')))",
    ))
    .bind::<BigInt, _>(account)
    .bind::<BigInt, _>(user.unwrap_or(UserId(0)))
    .bind::<Timestamptz, _>(now)
    .get_result(conn)
    .await
}

#[derive(QueryableByName)]
struct Other {
    #[diesel(sql_type = BigInt)]
    id: AccountId,
}

/// Others who were at an address where this person was, the newest first.
pub async fn at_same_addresses(conn: &mut Conn, user: UserId) -> QueryResult<Vec<AccountId>> {
    let others: Vec<Other> = prepared::query(
        "SELECT u.account_id AS id FROM users u WHERE u.id IN (
             SELECT theirs.user_id FROM user_addresses mine
             JOIN user_addresses theirs ON theirs.ip = mine.ip AND theirs.user_id <> mine.user_id
             WHERE mine.user_id = $1 LIMIT 500)
         ORDER BY u.account_id DESC LIMIT $2",
    )
    .bind::<BigInt, _>(user)
    .bind::<BigInt, _>(OTHERS_MAX)
    .load(conn)
    .await?;
    Ok(others.into_iter().map(|other| other.id).collect())
}

/// What moderators did to a member's account before, the newest first.
pub async fn strikes(conn: &mut Conn, account: AccountId) -> QueryResult<Vec<AccountWarning>> {
    account_warnings::table
        .filter(account_warnings::account_id.eq(account))
        .order(account_warnings::id.desc())
        .limit(STRIKES_MAX)
        .select(AccountWarning::as_select())
        .load(conn)
        .await
}
