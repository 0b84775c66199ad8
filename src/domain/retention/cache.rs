//! Files of other servers: kept within their budget, by the job and by hand.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use super::{Retention, Subject, note, settings};
use crate::db::pool::Database;
use crate::domain::DomainContext;
use crate::domain::moderation::permission::{Authority, Permission, may};
use crate::domain::remote_cache::{Freed, RemoteCache};
use crate::foundation::disk::Content;
use crate::foundation::error::Result;
use crate::foundation::storage::{Folder, Store};

/// Between two bites, so that pages have the disk and the database to themselves
/// most of the time.
const PAUSE: Duration = Duration::from_millis(20);

/// What the work needs.
#[derive(Clone)]
pub struct KeepWithin {
    /// The database.
    pub db: Database,
    /// The rest.
    pub cx: DomainContext,
    /// The files.
    pub cache: RemoteCache,
}

/// What went, or would go.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Pruned {
    /// Files.
    pub files: u64,
    /// Their bytes.
    pub bytes: u64,
    /// Bytes that are counted afterwards.
    pub left: u64,
}

impl KeepWithin {
    /// Removes what is over the budget or past its days, bite by bite, until
    /// nothing is left to do.
    pub async fn run(&self) -> Result<Freed> {
        let days = Retention::now(&self.cx).remote_media_days;
        self.shrink(None, settings::before(&self.cx, days)).await
    }

    async fn shrink(&self, budget: Option<u64>, before: Option<DateTime<Utc>>) -> Result<Freed> {
        let mut freed = Freed::default();
        loop {
            let bite = self.cache.shrink(budget, before).await?;
            if bite.files == 0 {
                return Ok(freed);
            }
            freed.files += bite.files;
            freed.bytes += bite.bytes;
            let conn = &mut *self.db.conn().await?;
            let counted = (bite.files, bite.bytes);
            note(conn, &self.cx, Subject::RemoteMedia, counted).await?;
            tokio::time::sleep(PAUSE).await;
        }
    }
}

/// Removes files of other servers until they fit into `budget` (bytes; none: the
/// one that is set), and those nobody looked at for `days`, the longest unseen
/// first. They are fetched again when somebody looks at them.
///
/// # Errors
/// `Forbidden`.
pub async fn prune_media(
    work: &KeepWithin,
    by: Authority<'_>,
    budget: Option<u64>,
    days: Option<u32>,
    dry_run: bool,
) -> Result<Pruned> {
    may(by, Permission::ManageStorage)?;
    let days = days.map(|days| work.cx.clock.now() - TimeDelta::days(i64::from(days)));
    let before = match days {
        None => settings::before(&work.cx, Retention::now(&work.cx).remote_media_days),
        given => given,
    };
    if dry_run {
        let outlook = work.cache.outlook(budget, before).await?;
        let number = |value: i64| u64::try_from(value).unwrap_or(0);
        return Ok(Pruned {
            files: number(outlook.going_files),
            bytes: number(outlook.going_bytes),
            left: number(outlook.bytes - outlook.going_bytes),
        });
    }
    let freed = work.shrink(budget, before).await?;
    Ok(Pruned {
        files: freed.files,
        bytes: freed.bytes,
        left: work.cache.bytes().await?,
    })
}

/// What files take: by folder, where they are on this machine's disk; of other
/// servers, as counted; and the budget for these.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MediaUsage {
    /// By folder; none where files are kept elsewhere.
    pub folders: Option<Vec<(Folder, Content)>>,
    /// Bytes of files of other servers.
    pub remote: u64,
    /// The most that these may be.
    pub budget: u64,
}

/// Measures it. Looks at every file: not for pages.
///
/// # Errors
/// `Forbidden`.
pub async fn usage_of_media(
    cache: &RemoteCache,
    store: &Store,
    by: Authority<'_>,
) -> Result<MediaUsage> {
    may(by, Permission::ViewDashboard)?;
    Ok(MediaUsage {
        folders: store.contents().await?,
        remote: cache.bytes().await?,
        budget: cache.budget().await?,
    })
}
