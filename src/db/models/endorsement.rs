//! `endorsements`: people whom members show on their profiles.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::db::Conn;
use crate::db::ids::{AccountId, EndorsementId};
use crate::db::schema::endorsements;

/// That `account_id` shows `target_id` on their profile.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = endorsements)]
#[diesel(check_for_backend(diesel::pg::Pg))]
#[expect(missing_docs, reason = "the columns are described in the migration")]
pub struct Endorsement {
    pub id: EndorsementId,
    pub account_id: AccountId,
    pub target_id: AccountId,
    pub created_at: DateTime<Utc>,
}

/// Stores an endorsement; `false` when it was there already.
pub async fn insert(conn: &mut Conn, endorsement: &Endorsement) -> QueryResult<bool> {
    let rows = diesel::insert_into(endorsements::table)
        .values(endorsement)
        .on_conflict_do_nothing()
        .execute(conn)
        .await?;
    Ok(rows > 0)
}

/// Removes an endorsement; `false` when there was none.
pub async fn delete(conn: &mut Conn, account: AccountId, target: AccountId) -> QueryResult<bool> {
    let rows = diesel::delete(
        endorsements::table
            .filter(endorsements::account_id.eq(account))
            .filter(endorsements::target_id.eq(target)),
    )
    .execute(conn)
    .await?;
    Ok(rows > 0)
}
