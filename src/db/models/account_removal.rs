//! `account_removals`: suspended accounts whose data goes when nobody takes that
//! back before.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::db::Conn;
use crate::db::ids::AccountId;
use crate::db::schema::account_removals;

/// Orders the removal of an account's data; an order that is there stays.
pub async fn order(conn: &mut Conn, account: AccountId, due_at: DateTime<Utc>) -> QueryResult<()> {
    diesel::insert_into(account_removals::table)
        .values((
            account_removals::account_id.eq(account),
            account_removals::due_at.eq(due_at),
        ))
        .on_conflict_do_nothing()
        .execute(conn)
        .await?;
    Ok(())
}

/// Takes an order back, or ends one that was carried out. Nothing to take back is
/// fine.
pub async fn cancel(conn: &mut Conn, account: AccountId) -> QueryResult<()> {
    diesel::delete(account_removals::table.find(account))
        .execute(conn)
        .await?;
    Ok(())
}

/// When the data of an account goes, if it does.
pub async fn of(conn: &mut Conn, account: AccountId) -> QueryResult<Option<DateTime<Utc>>> {
    account_removals::table
        .find(account)
        .select(account_removals::due_at)
        .first(conn)
        .await
        .optional()
}

/// Accounts whose time has come, the longest due first.
pub async fn due(conn: &mut Conn, now: DateTime<Utc>, most: i64) -> QueryResult<Vec<AccountId>> {
    account_removals::table
        .filter(account_removals::due_at.le(now))
        .order(account_removals::due_at)
        .limit(most)
        .select(account_removals::account_id)
        .load(conn)
        .await
}

/// Locks an order whose time has come until the end of the transaction; false
/// when it was taken back or carried out.
pub async fn lock_due(conn: &mut Conn, id: AccountId, now: DateTime<Utc>) -> QueryResult<bool> {
    let row: Option<AccountId> = account_removals::table
        .find(id)
        .filter(account_removals::due_at.le(now))
        .select(account_removals::account_id)
        .for_update()
        .first(conn)
        .await
        .optional()?;
    Ok(row.is_some())
}

/// Moves an order to a later time.
pub async fn postpone(conn: &mut Conn, id: AccountId, due_at: DateTime<Utc>) -> QueryResult<()> {
    diesel::update(account_removals::table.find(id))
        .set(account_removals::due_at.eq(due_at))
        .execute(conn)
        .await?;
    Ok(())
}
