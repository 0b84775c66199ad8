//! `markers`: how far members have read their timelines.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text, Timestamptz};
use diesel_async::RunQueryDsl;

use crate::db::Conn;
use crate::db::ids::AccountId;
use crate::db::prepared;
use crate::db::schema::markers;
use crate::db::text_enum::text_enum;

text_enum! {
    /// What is read.
    MarkedTimeline {
        /// The home timeline.
        Home = "home",
        /// Notifications.
        Notifications = "notifications",
    }
}

/// How far somebody has read.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, QueryableByName)]
#[diesel(table_name = markers)]
#[diesel(check_for_backend(diesel::pg::Pg))]
#[expect(missing_docs, reason = "the columns are described in the migration")]
pub struct Marker {
    pub account_id: AccountId,
    pub timeline: MarkedTimeline,
    pub last_read_id: i64,
    pub version: i32,
    pub updated_at: DateTime<Utc>,
}

/// The markers of a member.
pub async fn of(conn: &mut Conn, member: AccountId) -> QueryResult<Vec<Marker>> {
    markers::table
        .filter(markers::account_id.eq(member))
        .order(markers::timeline)
        .select(Marker::as_select())
        .load(conn)
        .await
}

/// Sets a marker; its version grows.
pub async fn set(
    conn: &mut Conn,
    member: AccountId,
    timeline: MarkedTimeline,
    last_read_id: i64,
    now: DateTime<Utc>,
) -> QueryResult<Marker> {
    prepared::query(
        "INSERT INTO markers AS m (account_id, timeline, last_read_id, version, updated_at) \
         VALUES ($1, $2, $3, 1, $4) ON CONFLICT (account_id, timeline) DO UPDATE \
         SET last_read_id = excluded.last_read_id, version = m.version + 1, \
             updated_at = excluded.updated_at \
         RETURNING account_id, timeline, last_read_id, version, updated_at",
    )
    .bind::<BigInt, _>(member)
    .bind::<Text, _>(timeline)
    .bind::<BigInt, _>(last_read_id)
    .bind::<Timestamptz, _>(now)
    .get_result(conn)
    .await
}
