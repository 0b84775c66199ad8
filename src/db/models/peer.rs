//! `peers`: what the panel shows of each server that is known. The figures are
//! counted by a job, so that a list of many servers costs no counting.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Date, Integer, Nullable, Text, Timestamptz};
use diesel_async::RunQueryDsl;

use crate::db::ids::{AccountId, DeliveryId};
use crate::db::prepared;
use crate::db::schema::peers;
use crate::db::{Conn, Transactional as _};

/// A server that is known.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, QueryableByName)]
#[diesel(table_name = peers)]
#[diesel(check_for_backend(diesel::pg::Pg))]
#[expect(missing_docs, reason = "the columns are described in the migration")]
pub struct Peer {
    pub host: String,
    pub software: Option<String>,
    pub version: Option<String>,
    pub nodeinfo_at: Option<DateTime<Utc>>,
    pub nodeinfo_next_at: DateTime<Utc>,
    pub nodeinfo_error: Option<String>,
    pub accounts: i64,
    pub followers: i64,
    pub following: i64,
    pub waiting: i64,
    pub failed: i64,
    pub failures: i32,
    pub dead_at: Option<DateTime<Utc>>,
    pub last_success_at: Option<DateTime<Utc>>,
    pub first_seen_at: DateTime<Utc>,
}

const COUNT: &str = "
    WITH counted AS (
        SELECT host, sum(accounts)::bigint AS accounts, sum(followers)::bigint AS followers,
            sum(following)::bigint AS following, sum(waiting)::bigint AS waiting,
            sum(failed)::bigint AS failed
        FROM (
            SELECT lower(domain) AS host, count(*) AS accounts, 0 AS followers, 0 AS following,
                0 AS waiting, 0 AS failed
            FROM accounts WHERE domain IS NOT NULL AND deleted_at IS NULL GROUP BY 1
            UNION ALL
            SELECT lower(a.domain), 0, count(*), 0, 0, 0
            FROM follows f JOIN accounts a ON a.id = f.account_id
            WHERE f.state = 'accepted' AND a.domain IS NOT NULL GROUP BY 1
            UNION ALL
            SELECT lower(a.domain), 0, 0, count(*), 0, 0
            FROM follows f JOIN accounts a ON a.id = f.target_id
            WHERE f.state = 'accepted' AND a.domain IS NOT NULL GROUP BY 1
            UNION ALL
            SELECT host, 0, 0, 0, count(*) FILTER (WHERE failed_at IS NULL),
                count(*) FILTER (WHERE failed_at IS NOT NULL)
            FROM deliveries GROUP BY 1
            UNION ALL
            SELECT host, 0, 0, 0, 0, 0 FROM hosts
            UNION ALL
            SELECT host, 0, 0, 0, 0, 0 FROM peers
        ) AS each GROUP BY host
    )
    INSERT INTO peers AS old (host, nodeinfo_next_at, accounts, followers, following, waiting,
        failed, failures, dead_at, last_success_at, first_seen_at)
    -- Who is new is asked for its software a little later.
    SELECT counted.host, $1 + interval '30 minutes', accounts, followers, following, waiting, failed,
        coalesce(failures, 0), dead_at, last_success_at, $1
    FROM counted LEFT JOIN hosts USING (host)
    ON CONFLICT (host) DO UPDATE SET
        accounts = excluded.accounts, followers = excluded.followers,
        following = excluded.following, waiting = excluded.waiting, failed = excluded.failed,
        failures = excluded.failures, dead_at = excluded.dead_at,
        last_success_at = excluded.last_success_at
    WHERE (old.accounts, old.followers, old.following, old.waiting, old.failed, old.failures,
           old.dead_at, old.last_success_at)
        IS DISTINCT FROM (excluded.accounts, excluded.followers, excluded.following,
           excluded.waiting, excluded.failed, excluded.failures, excluded.dead_at,
           excluded.last_success_at)";

/// Counts anew what the panel shows of each server; returns how many changed.
pub async fn count(conn: &mut Conn, now: DateTime<Utc>) -> QueryResult<usize> {
    prepared::query(COUNT)
        .bind::<Timestamptz, _>(now)
        .execute(conn)
        .await
}

/// In which order servers are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Order {
    /// By name.
    Name,
    /// Those with most accounts first.
    #[default]
    Accounts,
    /// Those with most follows from and to members first.
    Follows,
    /// Those for which most deliveries wait first.
    Waiting,
    /// Those that failed most often in a row first.
    Failures,
}

impl Order {
    fn expression(self) -> &'static str {
        match self {
            Self::Name => "0::bigint",
            Self::Accounts => "accounts",
            Self::Follows => "(followers + following)",
            Self::Waiting => "waiting",
            Self::Failures => "failures::bigint",
        }
    }

    /// What a server is ordered by, before its name.
    #[must_use]
    pub fn value(self, peer: &Peer) -> i64 {
        match self {
            Self::Name => 0,
            Self::Accounts => peer.accounts,
            Self::Follows => peer.followers + peer.following,
            Self::Waiting => peer.waiting,
            Self::Failures => i64::from(peer.failures),
        }
    }
}

/// Which servers are listed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Only those whose name, or software, has this in it.
    pub search: Option<String>,
    /// Their order.
    pub order: Order,
    /// Only those after this one: what it is ordered by, and its name.
    pub after: Option<(i64, String)>,
    /// At most so many.
    pub limit: i64,
}

/// Servers that are known, as far as they are wanted.
pub async fn list(conn: &mut Conn, wanted: &Wanted) -> QueryResult<Vec<Peer>> {
    let by = wanted.order.expression();
    let (order, after) = match wanted.order {
        Order::Name => ("host".to_owned(), "host > $3".to_owned()),
        _ => (
            format!("{by} DESC, host"),
            format!("({by} < $2 OR ({by} = $2 AND host > $3))"),
        ),
    };
    let (value, host) = wanted.after.clone().unzip();
    prepared::query(format!(
        "SELECT * FROM peers
         WHERE ($1 IS NULL OR position($1 IN host) > 0 OR position($1 IN lower(software)) > 0)
           AND ($2 IS NULL OR {after})
         ORDER BY {order} LIMIT $4"
    ))
    .bind::<Nullable<Text>, _>(wanted.search.as_deref().map(str::to_lowercase))
    .bind::<Nullable<BigInt>, _>(value)
    .bind::<Nullable<Text>, _>(host)
    .rows(wanted.limit)
    .load(conn)
    .await
}

/// Bytes that passed between this server and another.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName)]
pub struct Passed {
    /// The other's name.
    #[diesel(sql_type = Text)]
    pub host: String,
    /// In both directions together.
    #[diesel(sql_type = BigInt)]
    pub bytes: i64,
}

/// Bytes that passed since a day between this server and each of these.
pub async fn traffic(conn: &mut Conn, hosts: &[&str], from: NaiveDate) -> QueryResult<Vec<Passed>> {
    prepared::query(
        "SELECT host, sum(bytes_in + bytes_out)::bigint AS bytes FROM peer_traffic_days
         WHERE host = ANY($1) AND day >= $2 GROUP BY host",
    )
    .bind::<Array<Text>, _>(hosts)
    .bind::<Date, _>(from)
    .load(conn)
    .await
}

/// What is known of one server.
pub async fn find(conn: &mut Conn, host: &str) -> QueryResult<Option<Peer>> {
    peers::table
        .find(host)
        .select(Peer::as_select())
        .first(conn)
        .await
        .optional()
}

/// Servers that are to be asked for their software, and are not asked again before
/// `next` by anybody; suspended ones are left out.
pub async fn claim(
    conn: &mut Conn,
    now: DateTime<Utc>,
    next: DateTime<Utc>,
    limit: i64,
) -> QueryResult<Vec<String>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Text)]
        host: String,
    }
    let rows: Vec<Row> = prepared::query(
        "UPDATE peers SET nodeinfo_next_at = $2
         WHERE host IN (SELECT host FROM peers WHERE nodeinfo_next_at <= $1
             ORDER BY nodeinfo_next_at LIMIT $3 FOR UPDATE SKIP LOCKED)
         RETURNING host",
    )
    .bind::<Timestamptz, _>(now)
    .bind::<Timestamptz, _>(next)
    .rows(limit)
    .load(conn)
    .await?;
    Ok(rows.into_iter().map(|row| row.host).collect())
}

/// What a server says of itself, or why it does not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// Its name.
    pub host: String,
    /// The name of its software.
    pub software: Option<String>,
    /// The version of that.
    pub version: Option<String>,
    /// What went wrong; then the others are what they were.
    pub error: Option<String>,
    /// When it is asked again.
    pub next_at: DateTime<Utc>,
}

/// Writes down what servers say of themselves.
pub async fn said(conn: &mut Conn, all: &[Said], now: DateTime<Utc>) -> QueryResult<()> {
    let each = |of: fn(&Said) -> Option<&str>| all.iter().map(of).collect::<Vec<_>>();
    prepared::query(
        "UPDATE peers SET
             software = CASE WHEN said.error IS NULL THEN said.software ELSE peers.software END,
             version = CASE WHEN said.error IS NULL THEN said.version ELSE peers.version END,
             nodeinfo_at = $6, nodeinfo_next_at = said.next_at, nodeinfo_error = said.error
         FROM unnest($1, $2, $3, $4, $5) AS said (host, software, version, error, next_at)
         WHERE peers.host = said.host",
    )
    .bind::<Array<Text>, _>(all.iter().map(|one| one.host.as_str()).collect::<Vec<_>>())
    .bind::<Array<Nullable<Text>>, _>(each(|one| one.software.as_deref()))
    .bind::<Array<Nullable<Text>>, _>(each(|one| one.version.as_deref()))
    .bind::<Array<Nullable<Text>>, _>(each(|one| one.error.as_deref()))
    .bind::<Array<Timestamptz>, _>(all.iter().map(|one| one.next_at).collect::<Vec<_>>())
    .bind::<Timestamptz, _>(now)
    .execute(conn)
    .await?;
    Ok(())
}

/// A delivery as the panel shows it.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName)]
pub struct Shown {
    /// The delivery.
    #[diesel(sql_type = BigInt)]
    pub id: DeliveryId,
    /// Where it goes.
    #[diesel(sql_type = Text)]
    pub host: String,
    /// The whole address.
    #[diesel(sql_type = Text)]
    pub inbox_url: String,
    /// The ID of the activity.
    #[diesel(sql_type = Text)]
    pub uri: String,
    /// Attempts for a reason of its own.
    #[diesel(sql_type = Integer)]
    pub attempts: i32,
    /// Others go first until then.
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub run_at: Option<DateTime<Utc>>,
    /// When it was given up.
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub failed_at: Option<DateTime<Utc>>,
    /// What went wrong last.
    #[diesel(sql_type = Nullable<Text>)]
    pub last_error: Option<String>,
    /// Since when it waits.
    #[diesel(sql_type = Timestamptz)]
    pub created_at: DateTime<Utc>,
}

const SHOWN: &str = "
    SELECT d.id, d.host, d.inbox_url, o.uri, d.attempts, d.run_at, d.failed_at, d.last_error,
        d.created_at
    FROM deliveries d JOIN outgoing o ON o.id = d.outgoing_id";

/// Deliveries to a host, given up or waiting, after one of them.
pub async fn deliveries(
    conn: &mut Conn,
    host: &str,
    failed: bool,
    after: i64,
    limit: i64,
) -> QueryResult<Vec<Shown>> {
    let which = if failed { "IS NOT NULL" } else { "IS NULL" };
    prepared::query(format!(
        "{SHOWN} WHERE d.host = $1 AND d.failed_at {which} AND d.id > $2 ORDER BY d.id LIMIT $3"
    ))
    .bind::<Text, _>(host)
    .bind::<BigInt, _>(after)
    .rows(limit)
    .load(conn)
    .await
}

/// Deliveries that were given up, the latest first, before a time and ID.
pub async fn dead_letters(
    conn: &mut Conn,
    before: Option<(DateTime<Utc>, i64)>,
    limit: i64,
) -> QueryResult<Vec<Shown>> {
    let (time, id) = before.unzip();
    prepared::query(format!(
        "{SHOWN} WHERE d.failed_at IS NOT NULL
           AND ($1 IS NULL OR (d.failed_at, d.id) < ($1, $2))
         ORDER BY d.failed_at DESC, d.id DESC LIMIT $3"
    ))
    .bind::<Nullable<Timestamptz>, _>(time)
    .bind::<Nullable<BigInt>, _>(id)
    .rows(limit)
    .load(conn)
    .await
}

/// Gives everything that waits for a host or was given up all its attempts again,
/// now. Returns how many deliveries there are.
pub async fn retry(conn: &mut Conn, host: &str, now: DateTime<Utc>) -> QueryResult<usize> {
    conn.transaction(async |conn| {
        // Whoever adds deliveries has the host's row locked.
        prepared::query("SELECT host FROM hosts WHERE host = $1 FOR UPDATE")
            .bind::<Text, _>(host)
            .execute(conn)
            .await?;
        let count = prepared::query(
            "UPDATE deliveries SET failed_at = NULL, attempts = 0, run_at = NULL, created_at = $2
             WHERE host = $1",
        )
        .bind::<Text, _>(host)
        .bind::<Timestamptz, _>(now)
        .execute(conn)
        .await?;
        prepared::query(
            "UPDATE hosts SET dead_at = NULL, next_attempt_at = $2, failing_since =
                 CASE WHEN failures > 0 THEN $2 END, due_at = CASE WHEN $3 > 0 THEN $2 ELSE due_at END
             WHERE host = $1",
        )
        .bind::<Text, _>(host)
        .bind::<Timestamptz, _>(now)
        .bind::<BigInt, _>(i64::try_from(count).unwrap_or(i64::MAX))
        .execute(conn)
        .await?;
        super::delivery::wake(conn).await?;
        Ok(count)
    })
    .await
}

/// Has every remote actor of a host count as not read for long, and returns some of
/// those whom members follow or who follow members.
pub async fn outdate(conn: &mut Conn, host: &str, limit: i64) -> QueryResult<Vec<AccountId>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = BigInt)]
        account_id: AccountId,
    }
    prepared::query(
        "UPDATE remote_actors SET fetched_at = 'epoch'
         FROM accounts
         WHERE accounts.id = account_id AND (remote_actors.host = $1 OR lower(accounts.domain) = $1)",
    )
    .bind::<Text, _>(host)
    .execute(conn)
    .await?;
    let rows: Vec<Row> = prepared::query(
        "SELECT account_id FROM remote_actors
         WHERE host = $1 AND EXISTS (SELECT FROM follows
             WHERE target_id = remote_actors.account_id OR follows.account_id = remote_actors.account_id)
         LIMIT $2",
    )
    .bind::<Text, _>(host)
    .rows(limit)
    .load(conn)
    .await?;
    Ok(rows.into_iter().map(|row| row.account_id).collect())
}

/// Asks a server for its software at the next opportunity.
pub async fn ask_soon(conn: &mut Conn, host: &str, now: DateTime<Utc>) -> QueryResult<()> {
    diesel::update(peers::table.find(host))
        .set(peers::nodeinfo_next_at.eq(now))
        .execute(conn)
        .await?;
    Ok(())
}
