//! `mutes`: whom a member does not want to see, for good or for a while.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::db::Conn;
use crate::db::ids::{AccountId, MuteId};
use crate::db::schema::mutes;

/// A mute of `target_id` by `account_id`.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = mutes)]
#[diesel(check_for_backend(diesel::pg::Pg))]
#[expect(missing_docs, reason = "the columns are described in the migration")]
pub struct Mute {
    pub id: MuteId,
    pub account_id: AccountId,
    pub target_id: AccountId,
    pub hide_notifications: bool,
    pub expires_at: Option<DateTime<Utc>>,
    pub created_at: DateTime<Utc>,
}

/// Stores a mute, or gives the one that is there new terms.
pub async fn upsert(conn: &mut Conn, mute: &Mute) -> QueryResult<()> {
    diesel::insert_into(mutes::table)
        .values(mute)
        .on_conflict((mutes::account_id, mutes::target_id))
        .do_update()
        .set((
            mutes::hide_notifications.eq(mute.hide_notifications),
            mutes::expires_at.eq(mute.expires_at),
        ))
        .execute(conn)
        .await?;
    Ok(())
}

/// Removes a mute; `false` when there was none.
pub async fn delete(conn: &mut Conn, account: AccountId, target: AccountId) -> QueryResult<bool> {
    let rows = diesel::delete(
        mutes::table
            .filter(mutes::account_id.eq(account))
            .filter(mutes::target_id.eq(target)),
    )
    .execute(conn)
    .await?;
    Ok(rows > 0)
}

/// Which of `targets` the `viewer` mutes at `now`.
pub async fn of(
    conn: &mut Conn,
    viewer: AccountId,
    targets: &[AccountId],
    now: DateTime<Utc>,
) -> QueryResult<Vec<Mute>> {
    mutes::table
        .filter(mutes::account_id.eq(viewer))
        .filter(mutes::target_id.eq_any(targets))
        .filter(mutes::expires_at.is_null().or(mutes::expires_at.gt(now)))
        .select(Mute::as_select())
        .load(conn)
        .await
}
