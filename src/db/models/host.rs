//! `hosts`: what is known of each host that this server talks to, and which
//! process sends to it.
//!
//! A sender leases a host, not a delivery: so each host gets one activity after
//! the other, in their order, and many hosts are served at once by several
//! processes. A lease is no lock; it runs out when its process dies.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Integer, Text, Timestamptz};
use diesel_async::RunQueryDsl;

use crate::db::prepared;
use crate::db::schema::hosts;
use crate::db::text_enum::text_enum;
use crate::db::{Conn, Transactional as _};

text_enum! {
    /// How requests to a host are signed.
    HostSignature {
        /// draft-cavage-http-signatures-12.
        Cavage = "cavage",
        /// RFC 9421.
        Rfc9421 = "rfc9421",
    }
}

/// A host that failed for so long is given up until it speaks again.
pub const PATIENCE: TimeDelta = TimeDelta::days(7);

/// The signature that the host takes, as far as is known.
pub async fn signature(conn: &mut Conn, host: &str) -> QueryResult<Option<HostSignature>> {
    hosts::table
        .find(host)
        .select(hosts::signature)
        .first(conn)
        .await
        .optional()
}

/// Remembers which signature a host takes.
pub async fn remember_signature(
    conn: &mut Conn,
    host: &str,
    signature: HostSignature,
    now: DateTime<Utc>,
) -> QueryResult<()> {
    diesel::insert_into(hosts::table)
        .values((
            hosts::host.eq(host),
            hosts::signature.eq(signature),
            hosts::next_attempt_at.eq(now),
        ))
        .on_conflict(hosts::host)
        .do_update()
        .set(hosts::signature.eq(signature))
        .execute(conn)
        .await?;
    Ok(())
}

/// What a sender asks for.
#[derive(Debug, Clone)]
pub struct Claim<'a> {
    /// The name of the process.
    pub owner: &'a str,
    /// The time.
    pub now: DateTime<Utc>,
    /// When the lease ends unless it is extended.
    pub until: DateTime<Utc>,
    /// Hosts that failed the last time, or else those that did not.
    pub failing: bool,
    /// At most so many hosts.
    pub limit: usize,
}

/// A host under lease.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName)]
pub struct ClaimedHost {
    /// The host, with its port where that is not the usual one.
    #[diesel(sql_type = Text)]
    pub host: String,
    /// The signature that it takes.
    #[diesel(sql_type = Text)]
    pub signature: HostSignature,
    /// Deliveries in a row that failed.
    #[diesel(sql_type = Integer)]
    pub failures: i32,
}

const CLAIM: &str = "
    WITH next AS (
        SELECT host FROM hosts
        WHERE due_at <= $1 AND dead_at IS NULL
          AND (leased_until IS NULL OR leased_until <= $1)
          AND (failures > 0) = $2
        ORDER BY due_at
        LIMIT $3
        FOR UPDATE SKIP LOCKED
    )
    UPDATE hosts SET leased_by = $4, leased_until = $5
    FROM next WHERE hosts.host = next.host
    RETURNING hosts.host, signature, failures";

/// Takes the next hosts that are due and that nobody sends to, in one statement.
pub async fn claim(conn: &mut Conn, claim: &Claim<'_>) -> QueryResult<Vec<ClaimedHost>> {
    prepared::query(CLAIM)
        .bind::<Timestamptz, _>(claim.now)
        .bind::<Bool, _>(claim.failing)
        .rows(i64::try_from(claim.limit).unwrap_or(i64::MAX))
        .bind::<Text, _>(claim.owner)
        .bind::<Timestamptz, _>(claim.until)
        .load(conn)
        .await
}

/// Prolongs the leases that `owner` still holds; returns for which hosts.
pub async fn extend(
    conn: &mut Conn,
    owner: &str,
    held: &[String],
    until: DateTime<Utc>,
) -> QueryResult<Vec<String>> {
    let ours = hosts::table
        .filter(hosts::host.eq_any(held))
        .filter(hosts::leased_by.eq(owner));
    diesel::update(ours)
        .set(hosts::leased_until.eq(until))
        .returning(hosts::host)
        .get_results(conn)
        .await
}

/// How a host was when its sender let go of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finished {
    /// The host.
    pub host: String,
    /// The signature that it takes.
    pub signature: HostSignature,
    /// Deliveries in a row that failed.
    pub failures: i32,
    /// Nothing is sent before.
    pub next_attempt_at: DateTime<Utc>,
}

const FINISH: &str = "
    UPDATE hosts
    SET leased_by = NULL, leased_until = NULL,
        signature = ended.signature, failures = ended.failures,
        failing_since = CASE WHEN ended.failures > 0 THEN coalesce(failing_since, $5) END,
        dead_at = CASE WHEN ended.failures > 0 AND failing_since <= $6 THEN $5 END,
        next_attempt_at = ended.next_attempt_at,
        last_success_at = CASE WHEN ended.failures = 0 THEN $5 ELSE last_success_at END,
        due_at = CASE
            WHEN EXISTS (
                SELECT FROM deliveries
                WHERE deliveries.host = hosts.host AND failed_at IS NULL
                  AND (run_at IS NULL OR run_at <= $5))
            THEN greatest(ended.next_attempt_at, $5)
            ELSE (
                SELECT greatest(ended.next_attempt_at, min(run_at)) FROM deliveries
                WHERE deliveries.host = hosts.host AND failed_at IS NULL
                HAVING count(*) > 0)
        END
    FROM unnest($1, $2, $3, $4) AS ended (host, signature, failures, next_attempt_at)
    WHERE hosts.host = ended.host AND leased_by = $7";

/// Writes down how these hosts were and gives their leases back; those that
/// `owner` lost stay as they are. What was settled has to be settled before.
pub async fn finish(
    conn: &mut Conn,
    owner: &str,
    ended: &[Finished],
    now: DateTime<Utc>,
) -> QueryResult<()> {
    let names: Vec<&str> = ended.iter().map(|host| host.host.as_str()).collect();
    let signatures: Vec<&str> = ended.iter().map(|host| host.signature.as_str()).collect();
    let failures: Vec<i32> = ended.iter().map(|host| host.failures).collect();
    let next: Vec<DateTime<Utc>> = ended.iter().map(|host| host.next_attempt_at).collect();
    conn.transaction(async |conn| {
        // Whoever adds deliveries to one of these hosts has its row locked. The
        // lock makes the second statement see what they added.
        let locked = hosts::table
            .filter(hosts::host.eq_any(&names))
            .select(hosts::host)
            .order(hosts::host)
            .for_update();
        locked.load::<String>(conn).await?;
        prepared::query(FINISH)
            .bind::<Array<Text>, _>(&names)
            .bind::<Array<Text>, _>(signatures)
            .bind::<Array<Integer>, _>(failures)
            .bind::<Array<Timestamptz>, _>(next)
            .bind::<Timestamptz, _>(now)
            .bind::<Timestamptz, _>(now - PATIENCE)
            .bind::<Text, _>(owner)
            .execute(conn)
            .await
    })
    .await?;
    Ok(())
}

/// Gives these leases of `owner` back; nothing was done under them.
pub async fn let_go(conn: &mut Conn, owner: &str, names: &[String]) -> QueryResult<usize> {
    let ours = hosts::table
        .filter(hosts::host.eq_any(names))
        .filter(hosts::leased_by.eq(owner));
    diesel::update(ours)
        .set((
            hosts::leased_by.eq(None::<String>),
            hosts::leased_until.eq(None::<DateTime<Utc>>),
        ))
        .execute(conn)
        .await
}

/// Gives every lease of `owner` back. Returns how many there were.
pub async fn release(conn: &mut Conn, owner: &str) -> QueryResult<usize> {
    diesel::update(hosts::table.filter(hosts::leased_by.eq(owner)))
        .set((
            hosts::leased_by.eq(None::<String>),
            hosts::leased_until.eq(None::<DateTime<Utc>>),
        ))
        .execute(conn)
        .await
}

/// Takes note that these hosts spoke to this server: dead ones are alive again,
/// and one that would not be tried for long is tried within minutes. Nothing is
/// written where nothing changes. Returns how many changed.
pub async fn heard_from(
    conn: &mut Conn,
    names: &[String],
    now: DateTime<Utc>,
) -> QueryResult<usize> {
    let changed = prepared::query(
        "UPDATE hosts
         SET dead_at = NULL,
             failures = CASE WHEN dead_at IS NULL THEN failures ELSE 1 END,
             failing_since = CASE WHEN dead_at IS NULL THEN failing_since ELSE $2 END,
             next_attempt_at = CASE WHEN dead_at IS NULL THEN $3 ELSE $2 END,
             due_at = CASE WHEN dead_at IS NULL THEN least(due_at, $3) ELSE $2 END
         WHERE host = ANY($1)
           AND (dead_at IS NOT NULL OR (failures > 3 AND next_attempt_at > $4))",
    )
    .bind::<Array<Text>, _>(names)
    .bind::<Timestamptz, _>(now)
    .bind::<Timestamptz, _>(now + TimeDelta::minutes(5))
    .bind::<Timestamptz, _>(now + TimeDelta::minutes(10))
    .execute(conn)
    .await?;
    if changed > 0 {
        super::delivery::wake(conn).await?;
    }
    Ok(changed)
}

/// Sets every host due that has something waiting and is not. That never
/// happens; if it did, this would be noticed and mended. Returns how many.
pub async fn find_forgotten(conn: &mut Conn, now: DateTime<Utc>) -> QueryResult<usize> {
    prepared::query(
        "UPDATE hosts SET due_at = greatest(next_attempt_at, $1)
         WHERE due_at IS NULL AND leased_by IS NULL
           AND EXISTS (SELECT FROM deliveries
                       WHERE deliveries.host = hosts.host AND failed_at IS NULL)",
    )
    .bind::<Timestamptz, _>(now)
    .execute(conn)
    .await
}

/// How deliveries and the hosts they go to are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, QueryableByName)]
pub struct Stats {
    /// Deliveries that wait.
    #[diesel(sql_type = BigInt)]
    pub waiting: i64,
    /// Deliveries that were given up.
    #[diesel(sql_type = BigInt)]
    pub failed: i64,
    /// Hosts that failed the last time.
    #[diesel(sql_type = BigInt)]
    pub failing_hosts: i64,
    /// Hosts that were given up until they speak again.
    #[diesel(sql_type = BigInt)]
    pub dead_hosts: i64,
}

/// Counts deliveries and hosts.
pub async fn stats(conn: &mut Conn) -> QueryResult<Stats> {
    prepared::query(
        "SELECT (SELECT count(*) FROM deliveries WHERE failed_at IS NULL) AS waiting,
                (SELECT count(*) FROM deliveries WHERE failed_at IS NOT NULL) AS failed,
                count(*) FILTER (WHERE failures > 0 AND dead_at IS NULL) AS failing_hosts,
                count(*) FILTER (WHERE dead_at IS NOT NULL) AS dead_hosts
         FROM hosts",
    )
    .get_result(conn)
    .await
}
