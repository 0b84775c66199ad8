//! What is kept for how long and in how much room: budgets that the people in
//! charge set, and the work that keeps to them, by itself and by hand.

mod cache;
mod database;
mod settings;

pub use cache::{KeepWithin, Pruned, prune_media, usage_of_media};
pub use database::{Outcome, TableSize, prune_database, usage_of_database, vacuum};
pub use settings::{KEY, Retention, change};

use chrono::TimeDelta;

use crate::db::Conn;
use crate::db::models::remote_file;
use crate::db::models::retention_day::{self, Removed};
use crate::domain::DomainContext;
use crate::foundation::error::Result;

/// What is removed, as the record of it says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// Files of other servers.
    RemoteMedia,
    /// Posts of other servers.
    RemotePosts,
    /// Addresses of people, in sessions.
    SessionAddresses,
    /// Addresses of people, in the record of what was done.
    AuditAddresses,
    /// Activities of others that were worked on.
    Incoming,
    /// Activities that everybody got.
    Outgoing,
}

impl Subject {
    /// The word in the database and in texts.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::RemoteMedia => "remote-media",
            Self::RemotePosts => "remote-posts",
            Self::SessionAddresses => "session-addresses",
            Self::AuditAddresses => "audit-addresses",
            Self::Incoming => "incoming",
            Self::Outgoing => "outgoing",
        }
    }
}

/// Adds to the record of what was removed on this day.
async fn note(
    conn: &mut Conn,
    cx: &DomainContext,
    subject: Subject,
    (removed, bytes): (u64, u64),
) -> Result<()> {
    if removed == 0 {
        return Ok(());
    }
    let removed = Removed {
        day: cx.clock.now().date_naive(),
        subject: subject.as_str().to_owned(),
        removed: i64::try_from(removed).unwrap_or(i64::MAX),
        bytes: i64::try_from(bytes).unwrap_or(i64::MAX),
    };
    Ok(retention_day::add(conn, &removed).await?)
}

/// What files of other servers take, and may take, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cache {
    /// What they take.
    pub bytes: u64,
    /// What they may take.
    pub budget: u64,
}

/// Reads it.
pub async fn cache(conn: &mut Conn, cx: &DomainContext) -> Result<Cache> {
    let set = remote_file::budget(conn).await?;
    let budget = set.and_then(|set| u64::try_from(set).ok());
    Ok(Cache {
        bytes: u64::try_from(remote_file::total(conn).await?).unwrap_or(0),
        budget: budget.unwrap_or(cx.config.storage.remote_cache_bytes),
    })
}

/// What was removed in the last 30 days, the newest first.
pub async fn removed(conn: &mut Conn, cx: &DomainContext) -> Result<Vec<Removed>> {
    let from = cx.clock.now().date_naive() - TimeDelta::days(29);
    Ok(retention_day::since(conn, from).await?)
}
