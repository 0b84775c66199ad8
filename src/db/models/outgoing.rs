//! `outgoing`: activities of this server as they go over the wire, rendered once.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::Timestamptz;
use diesel_async::RunQueryDsl;

use crate::db::Conn;
use crate::db::ids::{AccountId, OutgoingId};
use crate::db::prepared;
use crate::db::schema::outgoing;

/// An activity that this server sends.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = outgoing)]
#[diesel(check_for_backend(diesel::pg::Pg))]
#[expect(missing_docs, reason = "the columns are described in the migration")]
pub struct OutgoingActivity {
    pub id: OutgoingId,
    pub uri: String,
    pub account_id: AccountId,
    pub body: String,
    pub created_at: DateTime<Utc>,
}

/// Stores an activity. `false`: one with this URI is there already, and its
/// audience was expanded in the transaction that stored it.
pub async fn insert(conn: &mut Conn, activity: &OutgoingActivity) -> QueryResult<bool> {
    let rows = diesel::insert_into(outgoing::table)
        .values(activity)
        .on_conflict(outgoing::uri)
        .do_nothing()
        .execute(conn)
        .await?;
    Ok(rows > 0)
}

/// The activities with these IDs, in no order.
pub async fn load(conn: &mut Conn, ids: &[OutgoingId]) -> QueryResult<Vec<OutgoingActivity>> {
    outgoing::table
        .filter(outgoing::id.eq_any(ids))
        .select(OutgoingActivity::as_select())
        .load(conn)
        .await
}

/// Removes at most `limit` activities from before `before` that nobody has yet
/// to get; returns how many.
pub async fn remove_sent(conn: &mut Conn, before: DateTime<Utc>, limit: i64) -> QueryResult<usize> {
    prepared::query(
        "DELETE FROM outgoing WHERE id IN (
             SELECT id FROM outgoing
             WHERE created_at < $1
               AND NOT EXISTS (SELECT FROM deliveries WHERE outgoing_id = outgoing.id)
             LIMIT $2)",
    )
    .bind::<Timestamptz, _>(before)
    .rows(limit)
    .execute(conn)
    .await
}
