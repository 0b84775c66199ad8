//! What profile pages and the pages about the server need beside posts.

use chrono::{DateTime, Utc};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Nullable, Text, Timestamptz};
use diesel_async::RunQueryDsl;

use crate::db::Conn;
use crate::db::ids::UserId;
use crate::db::models::account::Account;
use crate::db::models::account_stats::AccountStats;
use crate::db::models::user::Role;
use crate::db::prepared;
use crate::db::schema::{account_stats, accounts, users};
use crate::db::sql::lower;

/// Most people who are named as looking after the server.
const STAFF_MAX: i64 = 20;

/// An account with its counters.
#[derive(Debug, Clone)]
pub struct Profile {
    /// The account.
    pub account: Account,
    /// Its counters.
    pub stats: AccountStats,
    /// It belongs to a person who is disabled or waits for approval.
    pub withheld: bool,
    /// Something is pinned there.
    pub has_pins: bool,
    /// It shows tags.
    pub has_tags: bool,
}

/// The account with this name on `domain` (None: on this server), in any case
/// of letters.
pub async fn find(
    conn: &mut Conn,
    username: &str,
    domain: Option<&str>,
) -> QueryResult<Option<Profile>> {
    static TEXT: prepared::Text = prepared::Text::new();
    // The ID tells that there is a user: the other columns may all be null.
    type Standing = (UserId, Option<DateTime<Utc>>, Option<DateTime<Utc>>);
    type Row = (Account, AccountStats, Option<Standing>, bool, bool);
    let domain = domain.map(str::to_lowercase);
    let name = username.to_lowercase();
    let query = accounts::table
        .inner_join(account_stats::table.on(account_stats::account_id.eq(accounts::id)))
        .left_join(users::table.on(users::account_id.eq(accounts::id)))
        .filter(lower(accounts::username).eq(&name))
        .filter(accounts::domain.is_not_distinct_from(&domain))
        .select((
            Account::as_select(),
            AccountStats::as_select(),
            (users::id, users::approved_at, users::disabled_at).nullable(),
            sql::<Bool>("EXISTS (SELECT 1 FROM pins WHERE pins.account_id = accounts.id)"),
            sql::<Bool>("EXISTS (SELECT 1 FROM featured_tags t WHERE t.account_id = accounts.id)"),
        ));
    let query = prepared::kept(&TEXT, &query)?
        .bind::<Text, _>(&name)
        .bind::<Nullable<Text>, _>(&domain);
    let row: Option<Row> = query.get_result(conn).await.optional()?;
    Ok(
        row.map(|(account, stats, standing, has_pins, has_tags)| Profile {
            account,
            stats,
            withheld: standing
                .is_some_and(|(_, approved, disabled)| approved.is_none() || disabled.is_some()),
            has_pins,
            has_tags,
        }),
    )
}

/// The size of this server.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, QueryableByName)]
pub struct Size {
    /// People who can sign in.
    #[diesel(sql_type = BigInt)]
    pub members: i64,
    /// Those of them who posted since the given time.
    #[diesel(sql_type = BigInt)]
    pub active_members: i64,
    /// Their posts, those that are not direct.
    #[diesel(sql_type = BigInt)]
    pub posts: i64,
}

/// The size of this server.
pub async fn size(conn: &mut Conn, active_since: DateTime<Utc>) -> QueryResult<Size> {
    prepared::query(
        "SELECT count(*) AS members, \
         count(*) FILTER (WHERE s.last_post_at > $1) AS active_members, \
         coalesce(sum(s.posts_count), 0)::bigint AS posts \
         FROM users u JOIN account_stats s ON s.account_id = u.account_id \
         WHERE u.approved_at IS NOT NULL AND u.disabled_at IS NULL",
    )
    .bind::<Timestamptz, _>(active_since)
    .get_result(conn)
    .await
}

/// How much this server is used, for those who count servers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, QueryableByName)]
pub struct Usage {
    /// People who can sign in.
    #[diesel(sql_type = BigInt)]
    pub members: i64,
    /// Those of them who posted since the first given time.
    #[diesel(sql_type = BigInt)]
    pub active_month: i64,
    /// Those of them who posted since the second given time.
    #[diesel(sql_type = BigInt)]
    pub active_half_year: i64,
    /// Their posts, those that are not direct.
    #[diesel(sql_type = BigInt)]
    pub posts: i64,
}

/// How much this server is used.
pub async fn usage(
    conn: &mut Conn,
    month: DateTime<Utc>,
    half_year: DateTime<Utc>,
) -> QueryResult<Usage> {
    prepared::query(
        "SELECT count(*) AS members, \
         count(*) FILTER (WHERE s.last_post_at > $1) AS active_month, \
         count(*) FILTER (WHERE s.last_post_at > $2) AS active_half_year, \
         coalesce(sum(s.posts_count), 0)::bigint AS posts \
         FROM users u JOIN account_stats s ON s.account_id = u.account_id \
         WHERE u.approved_at IS NOT NULL AND u.disabled_at IS NULL",
    )
    .bind::<Timestamptz, _>(month)
    .bind::<Timestamptz, _>(half_year)
    .get_result(conn)
    .await
}

/// Who looks after the server, the longest-serving first; at most twenty.
pub async fn staff(conn: &mut Conn) -> QueryResult<Vec<Account>> {
    users::table
        .inner_join(accounts::table.on(accounts::id.eq(users::account_id)))
        .filter(users::role.ne(Role::User))
        .filter(users::approved_at.is_not_null())
        .filter(users::disabled_at.is_null())
        .order(users::id)
        .limit(STAFF_MAX)
        .select(Account::as_select())
        .load(conn)
        .await
}
