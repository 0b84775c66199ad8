//! What rules about domains do to the accounts that are known: whom they reach,
//! which follows they end, and how the accounts stand then. Each is a constant
//! number of statements, however many domains there are.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Nullable, Text, Timestamptz};
use diesel_async::RunQueryDsl;
use serde::{Deserialize, Serialize};

use crate::db::Conn;
use crate::db::ids::AccountId;
use crate::db::prepared;

/// Hosts of known accounts, and of them those at or below the domains in `$1`,
/// each with the rule that holds for it.
const RULED: &str = "
    reached AS MATERIALIZED (
        SELECT DISTINCT known.host
        FROM (SELECT DISTINCT lower(domain) AS host FROM accounts WHERE domain IS NOT NULL) AS known
        CROSS JOIN LATERAL domain_names(known.host) AS names
        JOIN unnest($1) AS wanted (name) ON wanted.name = names.name
    ), ruled AS MATERIALIZED (
        SELECT reached.host, rule.domain, coalesce(rule.severity, '') AS severity,
               coalesce(rule.mark_sensitive, false) AS mark_sensitive
        FROM reached LEFT JOIN LATERAL (
            SELECT rules.domain, rules.severity, rules.mark_sensitive
            FROM domain_names(reached.host) AS names
            JOIN domain_rules AS rules ON rules.domain = names.name
            ORDER BY names.depth LIMIT 1) AS rule ON true
    )";

/// Suspends, silences or covers the known accounts of these domains and below as
/// the rules say now, and ends that for those of which they do not say so any
/// more. What moderators or the accounts' own servers decided stays.
pub async fn apply(conn: &mut Conn, domains: &[String], now: DateTime<Utc>) -> QueryResult<()> {
    prepared::query(format!("WITH {RULED}, {STANDING}"))
        .bind::<Array<Text>, _>(domains)
        .bind::<Timestamptz, _>(now)
        .execute(conn)
        .await?;
    Ok(())
}

const STANDING: &str = "
    there AS MATERIALIZED (
        SELECT accounts.id, ruled.severity, ruled.mark_sensitive
        FROM ruled JOIN accounts ON lower(accounts.domain) = ruled.host
    ), held AS (
        INSERT INTO account_limits (account_id, silenced_at, silencing, sensitized_at, sensitizing)
        SELECT id,
            CASE WHEN severity = 'limit' THEN $2 END, CASE WHEN severity = 'limit' THEN 'domain' END,
            CASE WHEN mark_sensitive THEN $2 END, CASE WHEN mark_sensitive THEN 'domain' END
        FROM there WHERE severity = 'limit' OR mark_sensitive
        ON CONFLICT (account_id) DO UPDATE SET
            silenced_at = CASE WHEN account_limits.silencing = 'moderator'
                THEN account_limits.silenced_at ELSE excluded.silenced_at END,
            silencing = CASE WHEN account_limits.silencing = 'moderator'
                THEN 'moderator' ELSE excluded.silencing END,
            sensitized_at = CASE WHEN account_limits.sensitizing IS NULL
                    AND account_limits.sensitized_at IS NOT NULL
                THEN account_limits.sensitized_at ELSE excluded.sensitized_at END,
            sensitizing = CASE WHEN account_limits.sensitizing IS NULL
                    AND account_limits.sensitized_at IS NOT NULL
                THEN NULL ELSE excluded.sensitizing END
    ), freed AS (
        UPDATE account_limits SET
            silenced_at = CASE WHEN silencing = 'domain' THEN NULL ELSE silenced_at END,
            silencing = CASE WHEN silencing = 'domain' THEN NULL ELSE silencing END,
            sensitized_at = CASE WHEN sensitizing = 'domain' THEN NULL ELSE sensitized_at END,
            sensitizing = NULL
        FROM there
        WHERE there.id = account_id AND there.severity <> 'limit' AND NOT there.mark_sensitive
          AND (silencing = 'domain' OR sensitizing = 'domain')
    ), now AS (
        SELECT a.id,
            CASE WHEN there.severity = 'suspend' AND coalesce(a.suspension, 'origin') = 'origin'
                     THEN 'domain'
                 WHEN there.severity <> 'suspend' AND a.suspension = 'domain' THEN NULL
                 ELSE a.suspension END AS suspension
        FROM there JOIN accounts a ON a.id = there.id
    )
    UPDATE accounts SET
        suspension = now.suspension,
        suspended_at = CASE WHEN now.suspension IS NOT NULL THEN coalesce(suspended_at, $2) END
    FROM now
    WHERE now.id = accounts.id AND now.suspension IS DISTINCT FROM accounts.suspension";

/// What a member loses when a domain is suspended.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName)]
pub struct DomainLoss {
    /// The domain of the rule.
    #[diesel(sql_type = Text)]
    pub domain: String,
    /// The member.
    #[diesel(sql_type = BigInt)]
    pub account_id: AccountId,
    /// Followers.
    #[diesel(sql_type = BigInt)]
    pub followers: i64,
    /// People whom the member follows.
    #[diesel(sql_type = BigInt)]
    pub following: i64,
}

const LOSSES: &str = "
    there AS MATERIALIZED (
        SELECT accounts.id, ruled.domain
        FROM ruled JOIN accounts ON lower(accounts.domain) = ruled.host
        WHERE ruled.severity = 'suspend' AND suspended_at IS NULL AND deleted_at IS NULL
    ), lost AS (
        SELECT there.domain, f.account_id, 0 AS followers, 1 AS following
        FROM follows f JOIN there ON there.id = f.target_id WHERE f.state = 'accepted'
        UNION ALL
        SELECT there.domain, f.target_id, 1, 0
        FROM follows f JOIN there ON there.id = f.account_id WHERE f.state = 'accepted'
    )
    SELECT lost.domain, lost.account_id, sum(followers)::bigint AS followers,
        sum(following)::bigint AS following
    FROM lost JOIN users ON users.account_id = lost.account_id
    GROUP BY lost.domain, lost.account_id ORDER BY lost.domain, lost.account_id LIMIT $2";

/// What members lose because the rules suspend these domains, as far as their
/// accounts are not suspended yet; at most `limit` rows.
pub async fn losses(
    conn: &mut Conn,
    domains: &[String],
    limit: i64,
) -> QueryResult<Vec<DomainLoss>> {
    prepared::query(format!("WITH {RULED}, {LOSSES}"))
        .bind::<Array<Text>, _>(domains)
        .bind::<BigInt, _>(limit)
        .load(conn)
        .await
}

const SEVER: &str = "
    there AS MATERIALIZED (
        SELECT accounts.id
        FROM ruled JOIN accounts ON lower(accounts.domain) = ruled.host
        WHERE ruled.severity = 'suspend'
    ), ended AS (
        DELETE FROM follows USING (
            SELECT f.id FROM there JOIN follows f ON f.target_id = there.id
            UNION SELECT f.id FROM there JOIN follows f ON f.account_id = there.id) AS of
        WHERE follows.id = of.id
        RETURNING account_id, target_id, state
    ), less AS (
        SELECT account_id, sum(followers)::bigint AS followers, sum(following)::bigint AS following
        FROM (SELECT account_id, 0 AS followers, 1 AS following FROM ended WHERE state = 'accepted'
              UNION ALL SELECT target_id, 1, 0 FROM ended WHERE state = 'accepted') AS ends
        GROUP BY account_id
    ), counted AS (
        UPDATE account_stats SET
            followers_count = greatest(followers_count - less.followers, 0),
            following_count = greatest(following_count - less.following, 0)
        FROM less WHERE less.account_id = account_stats.account_id
    )
    SELECT count(*) AS count FROM ended";

/// Ends the follows to and from the accounts of these domains that the rules
/// suspend; returns how many.
pub async fn sever(conn: &mut Conn, domains: &[String]) -> QueryResult<i64> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = BigInt)]
        count: i64,
    }
    let row: Row = prepared::query(format!("WITH {RULED}, {SEVER}"))
        .bind::<Array<Text>, _>(domains)
        .get_result(conn)
        .await?;
    Ok(row.count)
}

/// Whom a rule would reach.
#[derive(Debug, Clone, Default, PartialEq, Eq, QueryableByName, Serialize, Deserialize)]
pub struct Reach {
    /// The rule's domain; none for all of them together.
    #[diesel(sql_type = Nullable<Text>)]
    pub domain: Option<String>,
    /// Known accounts that are not suspended.
    #[diesel(sql_type = BigInt)]
    pub accounts: i64,
    /// Their follows of members.
    #[diesel(sql_type = BigInt)]
    pub followers: i64,
    /// Members' follows of them.
    #[diesel(sql_type = BigInt)]
    pub following: i64,
    /// Members who would lose some.
    #[diesel(sql_type = BigInt)]
    pub members: i64,
}

const REACH: &str = "
    WITH nearest AS MATERIALIZED (
        SELECT DISTINCT ON (known.host) known.host, wanted.name AS domain
        FROM (SELECT DISTINCT lower(domain) AS host FROM accounts WHERE domain IS NOT NULL) AS known
        CROSS JOIN LATERAL domain_names(known.host) AS names
        LEFT JOIN unnest($1) AS wanted (name) ON wanted.name = names.name
        LEFT JOIN domain_rules AS rules ON rules.domain = names.name
        WHERE wanted.name IS NOT NULL OR rules.domain IS NOT NULL
        ORDER BY known.host, names.depth
    ), there AS MATERIALIZED (
        SELECT accounts.id, nearest.domain
        FROM nearest JOIN accounts ON lower(accounts.domain) = nearest.host
        WHERE nearest.domain IS NOT NULL AND suspended_at IS NULL AND deleted_at IS NULL
    ), lost AS (
        SELECT there.domain, f.account_id AS member, 0 AS followers, 1 AS following
        FROM there JOIN follows f ON there.id = f.target_id AND f.state = 'accepted'
        UNION ALL
        SELECT there.domain, f.target_id, 1, 0
        FROM there JOIN follows f ON there.id = f.account_id AND f.state = 'accepted'
    ), people AS (
        SELECT domain, count(*) AS accounts FROM there GROUP BY GROUPING SETS ((domain), ())
    ), ends AS (
        SELECT lost.domain, sum(followers)::bigint AS followers,
            sum(following)::bigint AS following, count(DISTINCT member) AS members
        FROM lost JOIN users ON users.account_id = lost.member
        GROUP BY GROUPING SETS ((lost.domain), ())
    )
    SELECT domain, sum(accounts)::bigint AS accounts,
        coalesce(sum(followers), 0)::bigint AS followers,
        coalesce(sum(following), 0)::bigint AS following,
        coalesce(sum(members), 0)::bigint AS members
    FROM (SELECT domain, accounts, 0 AS followers, 0 AS following, 0 AS members FROM people
          UNION ALL SELECT domain, 0, followers, following, members FROM ends) AS each
    GROUP BY domain";

/// Whom rules for these domains would reach: one entry for each domain below which
/// somebody is known, and one for all together.
pub async fn reach(conn: &mut Conn, domains: &[String]) -> QueryResult<Vec<Reach>> {
    prepared::query(REACH)
        .bind::<Array<Text>, _>(domains)
        .load(conn)
        .await
}

const REACH_OF_ONE: &str = "
    WITH near AS MATERIALIZED (
        SELECT host FROM peers
        WHERE split_part(host, ':', 1) = $1
           OR right(split_part(host, ':', 1), length($1) + 1) = '.' || $1
    ), hosts AS MATERIALIZED (
        SELECT $1 AS host
        UNION
        SELECT host FROM near
        WHERE NOT EXISTS (SELECT FROM domain_names(host) AS names
              JOIN domain_rules AS rules ON rules.domain = names.name
              WHERE length(names.name) > length($1))
    ), there AS MATERIALIZED (
        -- One index probe each: the planner expects more.
        SELECT known.id FROM hosts CROSS JOIN LATERAL (
            SELECT id FROM accounts WHERE lower(domain) = hosts.host
              AND suspended_at IS NULL AND deleted_at IS NULL OFFSET 0) AS known
    ), lost AS (
        SELECT f.account_id AS member, 0 AS followers, 1 AS following
        FROM there CROSS JOIN LATERAL (
            SELECT account_id FROM follows
            WHERE target_id = there.id AND state = 'accepted' OFFSET 0) AS f
        UNION ALL
        SELECT f.target_id, 1, 0
        FROM there CROSS JOIN LATERAL (
            SELECT target_id FROM follows
            WHERE account_id = there.id AND state = 'accepted' OFFSET 0) AS f
    )
    SELECT NULL::text AS domain, (SELECT count(*) FROM there) AS accounts,
        coalesce(sum(followers), 0)::bigint AS followers,
        coalesce(sum(following), 0)::bigint AS following, count(DISTINCT member) AS members
    FROM lost JOIN users ON users.account_id = lost.member";

/// Whom a rule for one domain would reach, as far as the servers below it were
/// counted: quick, for pages.
pub async fn reach_of_one(conn: &mut Conn, domain: &str) -> QueryResult<Reach> {
    prepared::query(REACH_OF_ONE)
        .bind::<Text, _>(domain)
        .get_result(conn)
        .await
}

/// Silences or covers an account that is new here, as the rules say.
pub async fn apply_to_new(conn: &mut Conn, id: AccountId, now: DateTime<Utc>) -> QueryResult<()> {
    prepared::query(
        "INSERT INTO account_limits (account_id, silenced_at, silencing, sensitized_at, sensitizing)
         SELECT $1,
             CASE WHEN severity = 'limit' THEN $2 END, CASE WHEN severity = 'limit' THEN 'domain' END,
             CASE WHEN mark_sensitive THEN $2 END, CASE WHEN mark_sensitive THEN 'domain' END
         FROM (SELECT rules.severity, rules.mark_sensitive
             FROM accounts CROSS JOIN LATERAL domain_names(lower(accounts.domain)) AS names
             JOIN domain_rules AS rules ON rules.domain = names.name
             WHERE accounts.id = $1 ORDER BY names.depth LIMIT 1) AS rule
         WHERE severity = 'limit' OR mark_sensitive
         ON CONFLICT (account_id) DO NOTHING",
    )
    .bind::<BigInt, _>(id)
    .bind::<Timestamptz, _>(now)
    .execute(conn)
    .await?;
    Ok(())
}
