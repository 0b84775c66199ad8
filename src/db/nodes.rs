//! `id_nodes`: which process holds which snowflake node number, so that no two
//! make the same ID.
//!
//! A number is leased for a while and renewed. Numbers that were never used
//! come first, then the one that has been free the longest: a process whose
//! clock lags behind its predecessor's does not repeat that one's IDs.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, SmallInt, Text, Timestamptz};
use diesel_async::{AsyncConnection as _, RunQueryDsl};

use crate::db::Conn;
use crate::db::schema::id_nodes;

/// How long a number is held without being renewed.
pub const LEASE: chrono::Duration = chrono::Duration::minutes(10);

/// How often it is renewed.
pub const RENEW_EVERY: std::time::Duration = std::time::Duration::from_mins(1);

/// Serialises lessees.
const LOCK: i64 = 0x4F53_534D_0002;

const TAKE: &str = "
    INSERT INTO id_nodes (node, owner, leased_until)
    SELECT number, $1, $2 FROM generate_series(0, 1023) AS number
    LEFT JOIN id_nodes ON node = number
    WHERE leased_until IS NULL OR leased_until <= $3
    ORDER BY leased_until NULLS FIRST, number
    LIMIT 1
    ON CONFLICT (node) DO UPDATE
        SET owner = excluded.owner, leased_until = excluded.leased_until
    RETURNING node";

#[derive(QueryableByName)]
struct Taken {
    #[diesel(sql_type = SmallInt)]
    node: i16,
}

/// Leases a node number (0 to 1023) to `owner` until [`LEASE`] from `now`.
/// `None`: every number is taken.
pub async fn lease(conn: &mut Conn, owner: &str, now: DateTime<Utc>) -> QueryResult<Option<u16>> {
    let owner = owner.to_owned();
    let taken: Option<Taken> = conn
        .transaction(async move |conn| {
            diesel::sql_query("SELECT pg_advisory_xact_lock($1)")
                .bind::<BigInt, _>(LOCK)
                .execute(conn)
                .await?;
            diesel::sql_query(TAKE)
                .bind::<Text, _>(owner)
                .bind::<Timestamptz, _>(now + LEASE)
                .bind::<Timestamptz, _>(now)
                .get_result(conn)
                .await
                .optional()
        })
        .await?;
    Ok(taken.and_then(|taken| u16::try_from(taken.node).ok()))
}

/// Holds the number for another [`LEASE`]. `false`: somebody else has it now.
pub async fn renew(
    conn: &mut Conn,
    node: u16,
    owner: &str,
    now: DateTime<Utc>,
) -> QueryResult<bool> {
    until(conn, node, owner, now + LEASE).await
}

/// Gives the number back.
pub async fn release(
    conn: &mut Conn,
    node: u16,
    owner: &str,
    now: DateTime<Utc>,
) -> QueryResult<bool> {
    until(conn, node, owner, now).await
}

async fn until(conn: &mut Conn, node: u16, owner: &str, until: DateTime<Utc>) -> QueryResult<bool> {
    let node = i16::try_from(node).unwrap_or(-1);
    let ours = id_nodes::table.find(node).filter(id_nodes::owner.eq(owner));
    let rows = diesel::update(ours)
        .set(id_nodes::leased_until.eq(until))
        .execute(conn)
        .await?;
    Ok(rows > 0)
}
