//! `audit_log`: who did what with power over others or over an account's safety.

use std::net::IpAddr;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use ipnetwork::IpNetwork;

use crate::db::Conn;
use crate::db::ids::UserId;
use crate::db::schema::audit_log;

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
