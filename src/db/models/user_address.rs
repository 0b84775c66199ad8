//! `user_addresses` and `user_activity`: where people were when they joined and
//! signed in, and when they were here last.

use chrono::{DateTime, Utc};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::Timestamptz;
use diesel_async::RunQueryDsl;
use ipnetwork::IpNetwork;

use crate::db::Conn;
use crate::db::ids::UserId;
use crate::db::schema::{user_activity, user_addresses};

/// Notes that somebody was at an address.
pub async fn seen(
    conn: &mut Conn,
    user: UserId,
    ip: IpNetwork,
    now: DateTime<Utc>,
) -> QueryResult<()> {
    diesel::insert_into(user_addresses::table)
        .values((
            user_addresses::user_id.eq(user),
            user_addresses::ip.eq(ip),
            user_addresses::first_at.eq(now),
            user_addresses::last_at.eq(now),
        ))
        .on_conflict((user_addresses::user_id, user_addresses::ip))
        .do_update()
        .set(user_addresses::last_at.eq(now))
        .execute(conn)
        .await?;
    Ok(())
}

/// Notes that somebody was here.
pub async fn active(conn: &mut Conn, user: UserId, now: DateTime<Utc>) -> QueryResult<()> {
    diesel::insert_into(user_activity::table)
        .values((
            user_activity::user_id.eq(user),
            user_activity::active_at.eq(now),
        ))
        .on_conflict(user_activity::user_id)
        .do_update()
        .set(user_activity::active_at.eq(sql::<Timestamptz>(
            "greatest(user_activity.active_at, excluded.active_at)",
        )))
        .execute(conn)
        .await?;
    Ok(())
}

/// Addresses of these people, the newest first: who, where, since when, when last.
pub async fn of(
    conn: &mut Conn,
    users: &[UserId],
) -> QueryResult<Vec<(UserId, IpNetwork, DateTime<Utc>, DateTime<Utc>)>> {
    user_addresses::table
        .filter(user_addresses::user_id.eq_any(users))
        .order(user_addresses::last_at.desc())
        .select((
            user_addresses::user_id,
            user_addresses::ip,
            user_addresses::first_at,
            user_addresses::last_at,
        ))
        .load(conn)
        .await
}
