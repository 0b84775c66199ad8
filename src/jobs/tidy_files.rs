//! Every hour: removes files that nobody will ask for, because whoever made
//! them died over it.

use std::time::Duration;

use async_trait::async_trait;
use chrono::TimeDelta;
use serde_json::Value;

use crate::db::Transactional as _;
use crate::db::ids::JobId;
use crate::db::models::unclaimed_file;
use crate::db::pool::Database;
use crate::db::queue::{self, NewJob};
use crate::domain::DomainContext;
use crate::domain::remote_cache::RemoteCache;
use crate::foundation::error::{Error, Result};
use crate::foundation::storage::Store;
use crate::jobs::job::Job;
use crate::jobs::remove_files;

/// How long a stored file may belong to nothing: longer than any request or job.
const UNCLAIMED: TimeDelta = TimeDelta::days(1);
/// How old files of the work folder become.
const WORK: Duration = Duration::from_hours(24);
/// Keys that are taken by one transaction.
const BITE: i64 = 500;
/// Transactions in one run.
const BITES: usize = 100;

/// The handler of `tidy_files`.
pub struct TidyFiles {
    /// The database.
    pub db: Database,
    /// The rest.
    pub cx: DomainContext,
    /// Where files are.
    pub store: Store,
    /// Those of other servers.
    pub remote: RemoteCache,
}

impl TidyFiles {
    /// Orders the removal of up to [`BITE`] files; returns how many.
    async fn unclaimed(&self) -> Result<usize> {
        let now = self.cx.clock.now();
        let conn = &mut *self.db.conn().await?;
        conn.transaction(async |conn| {
            let keys = unclaimed_file::take_old(conn, now - UNCLAIMED, BITE).await?;
            if !keys.is_empty() {
                let job = NewJob {
                    id: JobId(self.cx.ids.next()),
                    kind: remove_files::KIND.to_owned(),
                    payload: remove_files::payload(&keys),
                    priority: 10,
                    unique_key: None,
                    run_at: now,
                    max_attempts: i32::try_from(self.cx.config.jobs.max_attempts).unwrap_or(12),
                    created_at: now,
                };
                queue::enqueue(conn, &job).await?;
            }
            Ok::<_, Error>(keys.len())
        })
        .await
    }
}

#[async_trait]
impl Job for TidyFiles {
    fn kind(&self) -> &'static str {
        "tidy_files"
    }

    fn every(&self) -> Option<Duration> {
        Some(Duration::from_hours(1))
    }

    async fn run(&self, _payload: &Value) -> Result<()> {
        for _ in 0..BITES {
            let removed = self.unclaimed().await?;
            if i64::try_from(removed).is_ok_and(|removed| removed < BITE) {
                break;
            }
        }
        self.store.tidy_work_folder(WORK).await?;
        self.remote.tidy().await
    }
}
