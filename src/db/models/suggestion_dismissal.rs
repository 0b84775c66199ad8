//! `suggestion_dismissals`: people whom a member does not want suggested.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::db::Conn;
use crate::db::ids::AccountId;
use crate::db::schema::suggestion_dismissals as dismissals;

/// Notes that `account` does not want `target` suggested; twice is as good as once.
pub async fn insert(
    conn: &mut Conn,
    account: AccountId,
    target: AccountId,
    now: DateTime<Utc>,
) -> QueryResult<()> {
    diesel::insert_into(dismissals::table)
        .values((
            dismissals::account_id.eq(account),
            dismissals::target_id.eq(target),
            dismissals::created_at.eq(now),
        ))
        .on_conflict_do_nothing()
        .execute(conn)
        .await?;
    Ok(())
}
