//! From an audience to one row for each inbox, in one statement.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Nullable, Text, Timestamptz};
use diesel_async::RunQueryDsl;

use crate::db::Conn;
use crate::db::ids::{AccountId, OutgoingId, PostId};
use crate::db::prepared;

/// Who gets an activity: all of these together, each inbox once. Members of
/// this server, accounts that are suspended or deleted, and hosts that a rule
/// suspends get nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Audience {
    /// Whoever follows this account, once the follow is accepted.
    pub followers_of: Option<AccountId>,
    /// Whomever this account follows.
    pub followed_by: Option<AccountId>,
    /// Whoever boosted or favourited this post, replied to it or quotes it.
    pub engaged_with: Option<PostId>,
    /// These accounts, at most some hundreds.
    pub accounts: Vec<AccountId>,
    /// These inboxes.
    pub inboxes: Vec<Inbox>,
    /// One inbox of every known host: for what all have to know, such as the
    /// end of an account.
    pub everybody: bool,
}

/// An inbox that is not (or no longer) that of a known account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inbox {
    /// The host in its normal form, with the port where that is not the usual one.
    pub host: String,
    /// The whole address.
    pub url: String,
}

const EXPAND: &str = "
    WITH people AS (
        SELECT account_id FROM follows WHERE target_id = $2 AND state = 'accepted'
        UNION SELECT target_id FROM follows WHERE account_id = $3
        UNION SELECT account_id FROM favourites WHERE post_id = $4
        UNION SELECT account_id FROM posts WHERE boost_of_id = $4 OR in_reply_to_id = $4
        UNION SELECT posts.account_id FROM quotes JOIN posts ON posts.id = quotes.post_id
              WHERE quoted_post_id = $4
        UNION SELECT unnest($5)
    ), inboxes AS (
        SELECT coalesce(shared_inbox_url, inbox_url) AS url, host
        FROM people
        JOIN remote_actors USING (account_id)
        JOIN accounts ON accounts.id = account_id
        WHERE deleted_at IS NULL AND suspended_at IS NULL
        UNION (SELECT DISTINCT ON (host) coalesce(shared_inbox_url, inbox_url), host
               FROM remote_actors WHERE $8 ORDER BY host, shared_inbox_url)
        UNION SELECT url, host FROM unnest($6, $7) AS given (url, host)
    ), open_hosts AS MATERIALIZED (
        SELECT host FROM (SELECT DISTINCT host FROM inboxes) AS hosts
        WHERE NOT EXISTS (SELECT FROM domain_rules WHERE severity = 'suspend')
           OR domain_severity(host) IS DISTINCT FROM 'suspend'
    ), added AS (
        INSERT INTO deliveries (outgoing_id, host, inbox_url, created_at)
        SELECT DISTINCT ON (url) $1, host, url, $9 FROM inboxes JOIN open_hosts USING (host)
        ORDER BY url, host
        ON CONFLICT (outgoing_id, inbox_url) DO NOTHING
        RETURNING host
    ), noted AS (
        INSERT INTO hosts (host, next_attempt_at, due_at)
        SELECT DISTINCT host, $9, $9 FROM added ORDER BY host
        ON CONFLICT (host) DO UPDATE SET due_at = greatest(hosts.next_attempt_at, $9)
        WHERE hosts.due_at IS NULL OR hosts.due_at > greatest(hosts.next_attempt_at, $9)
    )
    SELECT count(*) AS count FROM added";

#[derive(QueryableByName)]
struct Added {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

/// Whether anybody of another server is among the followers of `author`, or is
/// one of `accounts`.
pub async fn reaches_anybody(
    conn: &mut Conn,
    author: Option<AccountId>,
    accounts: &[AccountId],
) -> QueryResult<bool> {
    #[derive(QueryableByName)]
    struct Found {
        #[diesel(sql_type = Bool)]
        found: bool,
    }
    let found: Found = prepared::query(
        "SELECT EXISTS (SELECT FROM remote_actors WHERE account_id = ANY($2)) \
         OR EXISTS (SELECT FROM follows JOIN remote_actors USING (account_id) \
             WHERE target_id = $1 AND state = 'accepted') AS found",
    )
    .bind::<Nullable<BigInt>, _>(author)
    .bind::<Array<BigInt>, _>(accounts)
    .get_result(conn)
    .await?;
    Ok(found.found)
}

/// Makes the rows of an activity in the caller's transaction and wakes senders
/// when that commits. Doing it again adds nobody twice who still waits. Returns
/// how many inboxes were added.
pub async fn expand(
    conn: &mut Conn,
    activity: OutgoingId,
    audience: &Audience,
    now: DateTime<Utc>,
) -> QueryResult<i64> {
    let urls: Vec<&str> = audience.inboxes.iter().map(|to| to.url.as_str()).collect();
    let hosts: Vec<&str> = audience.inboxes.iter().map(|to| to.host.as_str()).collect();
    let added: Added = prepared::query(EXPAND)
        .bind::<BigInt, _>(activity)
        .bind::<Nullable<BigInt>, _>(audience.followers_of)
        .bind::<Nullable<BigInt>, _>(audience.followed_by)
        .bind::<Nullable<BigInt>, _>(audience.engaged_with)
        .bind::<Array<BigInt>, _>(&audience.accounts)
        .bind::<Array<Text>, _>(urls)
        .bind::<Array<Text>, _>(hosts)
        .bind::<Bool, _>(audience.everybody)
        .bind::<Timestamptz, _>(now)
        .get_result(conn)
        .await?;
    if added.count > 0 {
        super::wake(conn).await?;
    }
    Ok(added.count)
}
