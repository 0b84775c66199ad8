//! `panel_submissions`: forms of the panel that were sent, for a while.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::db::Conn;
use crate::db::ids::UserId;
use crate::db::schema::panel_submissions;

/// Notes that somebody sent a form; false when it was sent before.
pub async fn claim(
    conn: &mut Conn,
    user: UserId,
    key: &str,
    now: DateTime<Utc>,
) -> QueryResult<bool> {
    let rows = diesel::insert_into(panel_submissions::table)
        .values((
            panel_submissions::user_id.eq(user),
            panel_submissions::key.eq(key),
            panel_submissions::created_at.eq(now),
        ))
        .on_conflict_do_nothing()
        .execute(conn)
        .await?;
    Ok(rows == 1)
}
