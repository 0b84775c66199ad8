//! Measures what takes long, for pages that may not: jobs call this, pages read
//! what it wrote down.

use std::path::PathBuf;

use chrono::{NaiveDate, NaiveTime, TimeDelta};
use serde::{Deserialize, Serialize};
use tokio::task::spawn_blocking;

use crate::db::Conn;
use crate::db::ids::{MediaId, PostId};
use crate::db::models::activity_day::{self, Span};
use crate::db::models::{member_storage, panel_figure, storage_day, traffic};
use crate::db::pool::Database;
use crate::db::views::{sizes, waiting};
use crate::domain::DomainContext;
use crate::domain::remote_cache::RemoteCache;
use crate::foundation::disk::{self, Content};
use crate::foundation::error::{Error, ErrorKind, Result};
use crate::foundation::id;
use crate::foundation::storage::{Folder, Key, Store};

/// Days that charts show.
pub const DAYS: i64 = 30;
/// Days of traffic by the other server that are kept.
const PEER_DAYS: i64 = 90;
/// Days of measures of members that are kept.
const MEMBER_DAYS: i64 = 62;
/// Servers that are told apart on the page.
const PEERS: i64 = 20;
/// Tables that the page names.
const TABLES: usize = 25;
/// Rows that one statement removes or reads.
const BITE: i64 = 1_000;

/// Names of figures that pages read.
pub(super) const PEOPLE: &str = "people";
pub(super) const PEERS_WEEK: &str = "peers-week";
pub(super) const PEERS_MONTH: &str = "peers-month";
pub(super) const TABLE_SIZES: &str = "tables";
pub(super) const BACKUP: &str = "backup";

/// What is known of backups.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Backups {
    /// Their bytes together.
    pub bytes: u64,
    /// When the newest was written, in seconds since 1970; none: there is none.
    pub newest: Option<i64>,
}

/// Counts what happened, who is here, what passed, and how large the database is.
pub async fn figures(db: &Database, cx: &DomainContext) -> Result<()> {
    let conn = &mut *db.conn().await?;
    let now = cx.clock.now();
    let today = now.date_naive();
    let known = activity_day::since(conn, today - TimeDelta::days(DAYS - 1)).await?;
    for day in today_and_before(today) {
        let recent = today - day <= TimeDelta::days(1);
        if recent || !known.iter().any(|known| known.day == day) {
            activity_day::count(conn, span(day)).await?;
        }
    }
    let people = waiting::people(conn, PostId(id::first_at(now - TimeDelta::days(7)))).await?;
    put(conn, cx, PEOPLE, &people).await?;
    for (name, days) in [(PEERS_WEEK, 7), (PEERS_MONTH, DAYS)] {
        let from = today - TimeDelta::days(days - 1);
        let most = traffic::most(conn, from, PEERS).await?;
        put(conn, cx, name, &most).await?;
    }
    let mut tables = sizes::tables(conn).await?;
    tables.truncate(TABLES);
    put(conn, cx, TABLE_SIZES, &tables).await?;
    let parts = sizes::parts(conn).await?;
    let rest = (parts.database - parts.search - parts.logs).max(0);
    let mut measures = vec![
        ("database", rest),
        ("search", parts.search),
        ("logs", parts.logs),
    ];
    let folder = cx.config.storage.data_dir.clone();
    let disk = spawn_blocking(move || disk::under(&folder)).await;
    match disk.map_err(Error::internal)? {
        Ok(disk) => {
            measures.push(("disk_free", number(disk.free)));
            measures.push(("disk_size", number(disk.size)));
        }
        Err(error) => tracing::warn!(%error, "the disk cannot be measured"),
    }
    Ok(storage_day::put(conn, today, &measures).await?)
}

/// The first day of charts to today.
fn today_and_before(today: NaiveDate) -> impl Iterator<Item = NaiveDate> {
    (0..DAYS)
        .rev()
        .map(move |back| today - TimeDelta::days(back))
}

fn span(day: NaiveDate) -> Span {
    let begin = day.and_time(NaiveTime::MIN).and_utc();
    let end = begin + TimeDelta::days(1);
    Span {
        day,
        times: (begin, end),
        ids: (id::first_at(begin), id::first_at(end)),
    }
}

async fn put(
    conn: &mut Conn,
    cx: &DomainContext,
    name: &str,
    value: &impl Serialize,
) -> Result<()> {
    let value = serde_json::to_value(value).map_err(Error::internal)?;
    Ok(panel_figure::put(conn, name, &value, cx.clock.now()).await?)
}

fn number(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

/// Measures files and what members use, and forgets measures that are old.
pub async fn files(
    db: &Database,
    cx: &DomainContext,
    store: &Store,
    cache: &RemoteCache,
) -> Result<()> {
    unmeasured(db, store).await?;
    let folders = store.contents().await?;
    let backups = match cx.config.storage.backup_dir.clone() {
        Some(folder) => Some(backups(folder).await?),
        None => None,
    };
    let remote = cache.bytes().await?;
    let today = cx.clock.now().date_naive();
    let conn = &mut *db.conn().await?;
    let month_ago = today - TimeDelta::days(DAYS);
    member_storage::measure(conn, today, month_ago).await?;
    let local = match folders {
        Some(folders) => own(&folders),
        None => u64::try_from(member_storage::total(conn).await?).unwrap_or(0),
    };
    let mut measures = vec![
        ("local_media", number(local)),
        ("remote_media", number(remote)),
    ];
    if let Some(backups) = backups {
        measures.push(("backups", number(backups.bytes)));
        put(conn, cx, BACKUP, &backups).await?;
    }
    storage_day::put(conn, today, &measures).await?;
    while traffic::forget_hosts(conn, today - TimeDelta::days(PEER_DAYS), BITE).await? > 0 {}
    while member_storage::forget(conn, today - TimeDelta::days(MEMBER_DAYS), BITE).await? > 0 {}
    Ok(())
}

/// What is not of other servers.
fn own(folders: &[(Folder, Content)]) -> u64 {
    let own = folders
        .iter()
        .filter(|(folder, _)| *folder != Folder::Remote);
    own.map(|(_, content)| content.bytes).sum()
}

async fn backups(folder: PathBuf) -> Result<Backups> {
    let content = spawn_blocking(move || disk::content(&folder)).await;
    let content = content.map_err(Error::internal)?;
    let newest = content.newest.and_then(|time| {
        let since = time.duration_since(std::time::UNIX_EPOCH).ok()?;
        i64::try_from(since.as_secs()).ok()
    });
    Ok(Backups {
        bytes: content.bytes,
        newest,
    })
}

/// Measures uploads that were there before anything was measured.
async fn unmeasured(db: &Database, store: &Store) -> Result<()> {
    let mut after = MediaId(0);
    loop {
        let rows = member_storage::unmeasured(&mut *db.conn().await?, after, BITE).await?;
        let Some(last) = rows.last() else {
            return Ok(());
        };
        after = last.id;
        for row in rows {
            let mut bytes = 0;
            for key in row.keys.iter().filter_map(|key| key.parse::<Key>().ok()) {
                match store.open(&key).await {
                    Ok(file) => bytes += file.len,
                    Err(error) if error.kind() == ErrorKind::NotFound => {}
                    Err(error) => return Err(error),
                }
            }
            let conn = &mut *db.conn().await?;
            member_storage::set_bytes(conn, row.id, number(bytes)).await?;
        }
    }
}
