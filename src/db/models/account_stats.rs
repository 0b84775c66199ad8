//! `account_stats`: counters of an account, changed only together with the
//! row that they count.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use diesel_async::RunQueryDsl;

use crate::db::Conn;
use crate::db::ids::AccountId;
use crate::db::prepared;
use crate::db::schema::account_stats;

/// Locks the counters of two accounts until the transaction ends, always in
/// the order of their IDs, so that two transactions over the same pair queue
/// up and never wait for each other in a ring. Returns how many were found.
pub async fn lock_pair(conn: &mut Conn, a: AccountId, b: AccountId) -> QueryResult<usize> {
    let found: Vec<AccountId> = account_stats::table
        .filter(account_stats::account_id.eq_any([a, b]))
        .order(account_stats::account_id)
        .select(account_stats::account_id)
        .for_update()
        .load(conn)
        .await?;
    Ok(found.len())
}

/// Counts one follow more (`by` = 1) or less (`by` = -1) on both sides. The
/// caller holds [`lock_pair`] and has just stored or removed the follow.
pub async fn add_follow(
    conn: &mut Conn,
    follower: AccountId,
    target: AccountId,
    change: i64,
) -> QueryResult<()> {
    prepared::query(
        "UPDATE account_stats SET \
         following_count = following_count + CASE WHEN account_id = $1 THEN $3 ELSE 0 END, \
         followers_count = followers_count + CASE WHEN account_id = $2 THEN $3 ELSE 0 END \
         WHERE account_id IN ($1, $2)",
    )
    .bind::<BigInt, _>(follower)
    .bind::<BigInt, _>(target)
    .bind::<BigInt, _>(change)
    .execute(conn)
    .await?;
    Ok(())
}

/// The counters of an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = account_stats)]
#[diesel(check_for_backend(diesel::pg::Pg))]
#[expect(missing_docs, reason = "the columns are described in the migration")]
pub struct AccountStats {
    pub account_id: AccountId,
    pub posts_count: i64,
    pub followers_count: i64,
    pub following_count: i64,
    pub last_post_at: Option<DateTime<Utc>>,
}

/// The counters of one account.
pub async fn find(conn: &mut Conn, account: AccountId) -> QueryResult<Option<AccountStats>> {
    account_stats::table
        .find(account)
        .select(AccountStats::as_select())
        .first(conn)
        .await
        .optional()
}
