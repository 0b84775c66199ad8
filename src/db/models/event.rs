//! `events`: what happened, written in the transaction that made it happen.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::db::Conn;
use crate::db::ids::{AccountId, EventId};
use crate::db::schema::events;

/// A stored event.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = events)]
#[diesel(check_for_backend(diesel::pg::Pg))]
#[expect(missing_docs, reason = "the columns are described in the migration")]
pub struct EventRow {
    pub id: EventId,
    pub kind: String,
    pub account_id: Option<AccountId>,
    pub payload: serde_json::Value,
    pub created_at: DateTime<Utc>,
}

/// The channel that tells every process that public pages changed; the payload
/// is the kind of the event.
pub const CHANNEL: &str = "ossm_events";

/// Notifies [`CHANNEL`] when the caller's transaction commits.
pub async fn announce(conn: &mut Conn, kind: &str) -> QueryResult<()> {
    diesel::sql_query("SELECT pg_notify($1, $2)")
        .bind::<diesel::sql_types::Text, _>(CHANNEL)
        .bind::<diesel::sql_types::Text, _>(kind)
        .execute(conn)
        .await?;
    Ok(())
}

/// Stores an event.
pub async fn insert(conn: &mut Conn, event: &EventRow) -> QueryResult<()> {
    diesel::insert_into(events::table)
        .values(event)
        .execute(conn)
        .await?;
    Ok(())
}

/// The event with this ID.
pub async fn find(conn: &mut Conn, id: EventId) -> QueryResult<Option<EventRow>> {
    events::table
        .find(id)
        .select(EventRow::as_select())
        .first(conn)
        .await
        .optional()
}
