//! `audit_log`: who did what with power over others or over an account's safety.

use std::net::IpAddr;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use ipnetwork::IpNetwork;

use crate::db::Conn;
use crate::db::ids::UserId;
use crate::db::schema::audit_log;
use crate::db::sql::lower;

/// One entry of the log.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = audit_log)]
#[diesel(check_for_backend(diesel::pg::Pg))]
#[expect(missing_docs, reason = "the columns are described in the migration")]
pub struct AuditEntry {
    pub id: i64,
    pub actor_user_id: Option<UserId>,
    pub action: String,
    pub target_user_id: Option<UserId>,
    pub details: serde_json::Value,
    pub ip: Option<IpNetwork>,
    pub created_at: DateTime<Utc>,
    /// Filled in when it is empty.
    pub actor_name: String,
    pub subject: String,
    pub before: Option<serde_json::Value>,
    pub after: Option<serde_json::Value>,
    pub reason: String,
}

/// An address as the column wants it.
#[must_use]
pub fn network(ip: IpAddr) -> IpNetwork {
    IpNetwork::from(ip)
}

/// Adds an entry.
pub async fn insert(conn: &mut Conn, entry: &AuditEntry) -> QueryResult<()> {
    diesel::insert_into(audit_log::table)
        .values(entry)
        .execute(conn)
        .await?;
    Ok(())
}

/// Which entries are asked for. Empty values ask for all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// The username of who did it, in any case.
    pub actor: String,
    /// The word of what was done.
    pub action: String,
    /// To what, in any case, whole.
    pub subject: String,
    /// Entries of this moment and later.
    pub from: Option<DateTime<Utc>>,
    /// Entries before this moment.
    pub until: Option<DateTime<Utc>>,
}

/// Entries older than `before`, the newest first, and those newer than `after`
/// only; those right after it first when `upwards` is set.
pub async fn list(
    conn: &mut Conn,
    filter: &Filter,
    (before, after, upwards): (i64, i64, bool),
    limit: i64,
) -> QueryResult<Vec<AuditEntry>> {
    let mut query = audit_log::table
        .filter(audit_log::id.lt(before))
        .filter(audit_log::id.gt(after))
        .select(AuditEntry::as_select())
        .limit(limit)
        .into_boxed();
    if !filter.actor.is_empty() {
        query = query.filter(lower(audit_log::actor_name).eq(filter.actor.to_lowercase()));
    }
    if !filter.action.is_empty() {
        query = query.filter(audit_log::action.eq(&filter.action));
    }
    if !filter.subject.is_empty() {
        query = query.filter(lower(audit_log::subject).eq(filter.subject.to_lowercase()));
    }
    if let Some(from) = filter.from {
        query = query.filter(audit_log::created_at.ge(from));
    }
    if let Some(until) = filter.until {
        query = query.filter(audit_log::created_at.lt(until));
    }
    let query = if upwards {
        query.order(audit_log::id.asc())
    } else {
        query.order(audit_log::id.desc())
    };
    query.load(conn).await
}
