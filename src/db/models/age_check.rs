//! `age_checks`: whose age was checked when they joined.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::db::Conn;
use crate::db::ids::UserId;
use crate::db::schema::age_checks;

/// Notes that somebody is of the age that was asked for, in years.
pub async fn insert(
    conn: &mut Conn,
    user: UserId,
    minimum_age: i16,
    now: DateTime<Utc>,
) -> QueryResult<()> {
    diesel::insert_into(age_checks::table)
        .values((
            age_checks::user_id.eq(user),
            age_checks::minimum_age.eq(minimum_age),
            age_checks::checked_at.eq(now),
        ))
        .on_conflict_do_nothing()
        .execute(conn)
        .await?;
    Ok(())
}
