//! `two_factor` and `recovery_codes`: the second step of signing in.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::db::Conn;
use crate::db::ids::UserId;
use crate::db::schema::{recovery_codes, two_factor};

/// Somebody's second step.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = two_factor)]
#[diesel(check_for_backend(diesel::pg::Pg))]
#[expect(missing_docs, reason = "the columns are described in the migration")]
pub struct TwoFactor {
    pub user_id: UserId,
    pub secret: Vec<u8>,
    pub last_step: i64,
    pub enabled_at: Option<DateTime<Utc>>,
    pub created_at: DateTime<Utc>,
}

/// Begins to set it up; what was begun before is replaced. False when it is
/// switched on already.
pub async fn begin(conn: &mut Conn, row: &TwoFactor) -> QueryResult<bool> {
    let old = two_factor::table
        .find(row.user_id)
        .filter(two_factor::enabled_at.is_null());
    diesel::delete(old).execute(conn).await?;
    let rows = diesel::insert_into(two_factor::table)
        .values(row)
        .on_conflict_do_nothing()
        .execute(conn)
        .await?;
    Ok(rows == 1)
}

/// Somebody's second step, set up or not yet.
pub async fn find(conn: &mut Conn, user: UserId) -> QueryResult<Option<TwoFactor>> {
    two_factor::table
        .find(user)
        .select(TwoFactor::as_select())
        .first(conn)
        .await
        .optional()
}

/// Whether somebody has switched it on.
pub async fn is_on(conn: &mut Conn, user: UserId) -> QueryResult<bool> {
    let on = two_factor::table
        .find(user)
        .filter(two_factor::enabled_at.is_not_null());
    diesel::select(diesel::dsl::exists(on))
        .get_result(conn)
        .await
}

/// Accepts the code of a time step once; false for that step and older ones
/// afterwards.
pub async fn accept_step(conn: &mut Conn, user: UserId, step: i64) -> QueryResult<bool> {
    let rows = diesel::update(two_factor::table.find(user))
        .filter(two_factor::last_step.lt(step))
        .set(two_factor::last_step.eq(step))
        .execute(conn)
        .await?;
    Ok(rows == 1)
}

/// Switches it on.
pub async fn enable(conn: &mut Conn, user: UserId, now: DateTime<Utc>) -> QueryResult<()> {
    diesel::update(two_factor::table.find(user))
        .set(two_factor::enabled_at.eq(now))
        .execute(conn)
        .await?;
    Ok(())
}

/// Switches it off and forgets the recovery codes; false when it was not there.
pub async fn delete(conn: &mut Conn, user: UserId) -> QueryResult<bool> {
    Ok(diesel::delete(two_factor::table.find(user))
        .execute(conn)
        .await?
        == 1)
}

/// Replaces somebody's recovery codes.
pub async fn set_recovery_codes(
    conn: &mut Conn,
    user: UserId,
    hashes: &[Vec<u8>],
) -> QueryResult<()> {
    diesel::delete(recovery_codes::table.filter(recovery_codes::user_id.eq(user)))
        .execute(conn)
        .await?;
    let rows: Vec<_> = hashes
        .iter()
        .map(|hash| {
            (
                recovery_codes::user_id.eq(user),
                recovery_codes::code_hash.eq(hash),
            )
        })
        .collect();
    diesel::insert_into(recovery_codes::table)
        .values(rows)
        .execute(conn)
        .await?;
    Ok(())
}

/// Uses a recovery code up; of two who try, one gets it.
pub async fn take_recovery_code(conn: &mut Conn, user: UserId, hash: &[u8]) -> QueryResult<bool> {
    Ok(diesel::delete(recovery_codes::table.find((user, hash)))
        .execute(conn)
        .await?
        == 1)
}

/// How many recovery codes somebody has left.
pub async fn count_recovery_codes(conn: &mut Conn, user: UserId) -> QueryResult<i64> {
    recovery_codes::table
        .filter(recovery_codes::user_id.eq(user))
        .count()
        .get_result(conn)
        .await
}
