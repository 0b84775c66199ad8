//! What goes after a time: network addresses of people, and what is known of
//! activities that are done with.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Timestamptz};
use diesel_async::RunQueryDsl;

use crate::db::Conn;
use crate::db::prepared;

/// What goes after a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Timed {
    /// The addresses in sessions, by their last use.
    SessionAddresses,
    /// Where people were, by the last time.
    UserAddresses,
    /// The addresses in the record of what was done.
    AuditAddresses,
    /// Activities of others that were worked on.
    Incoming,
    /// Activities that everybody got.
    Outgoing,
}

impl Timed {
    fn old(self) -> &'static str {
        match self {
            Self::SessionAddresses => "sessions WHERE ip IS NOT NULL AND last_used_at < $1",
            Self::UserAddresses => "user_addresses WHERE last_at < $1",
            Self::AuditAddresses => "audit_log WHERE ip IS NOT NULL AND created_at < $1",
            Self::Incoming => "incoming WHERE body IS NULL AND received_at < $1",
            Self::Outgoing => {
                "outgoing WHERE created_at < $1 AND NOT EXISTS \
                 (SELECT FROM deliveries WHERE outgoing_id = outgoing.id)"
            }
        }
    }

    fn away(self) -> &'static str {
        match self {
            Self::SessionAddresses => "UPDATE sessions SET ip = NULL",
            Self::UserAddresses => "DELETE FROM user_addresses",
            Self::AuditAddresses => "UPDATE audit_log SET ip = NULL",
            Self::Incoming => "DELETE FROM incoming",
            Self::Outgoing => "DELETE FROM outgoing",
        }
    }

    /// What tells its rows apart.
    fn key(self) -> &'static str {
        match self {
            Self::UserAddresses => "ctid",
            _ => "id",
        }
    }
}

/// How many there are from before `before`.
pub async fn count(conn: &mut Conn, what: Timed, before: DateTime<Utc>) -> QueryResult<i64> {
    #[derive(QueryableByName)]
    struct Count {
        #[diesel(sql_type = BigInt)]
        n: i64,
    }
    let count: Count = prepared::query(format!("SELECT count(*) AS n FROM {}", what.old()))
        .bind::<Timestamptz, _>(before)
        .get_result(conn)
        .await?;
    Ok(count.n)
}

/// Takes at most `limit` from before `before` away; returns how many.
pub async fn remove(
    conn: &mut Conn,
    what: Timed,
    before: DateTime<Utc>,
    limit: i64,
) -> QueryResult<usize> {
    prepared::query(format!(
        "{} WHERE {key} = ANY(ARRAY(SELECT {key} FROM {} LIMIT $2 FOR UPDATE SKIP LOCKED))",
        what.away(),
        what.old(),
        key = what.key()
    ))
    .bind::<Timestamptz, _>(before)
    .rows(limit)
    .execute(conn)
    .await
}
