//! Archives of an account's data, for a request that the law backs. A job makes
//! them; whoever may answer authorities fetches each of them once, within a week.

use std::io::Write as _;

use chrono::TimeDelta;

use crate::db::ids::{AccountId, JobId};
use crate::db::models::account::Account;
use crate::db::models::{account, data_export, legal_hold};
use crate::db::page::{Page, Slice};
use crate::db::pool::Database;
use crate::db::queue::{self, NewJob};
use crate::db::views::personal_data::{self, Section};
use crate::db::{Conn, Transactional as _};
use crate::domain::DomainContext;
use crate::domain::auth::audit::{self, Action, Note};
use crate::domain::legal::holds;
use crate::domain::moderation::permission::{Authority, Permission, may};
use crate::foundation::error::{Error, Result};
use crate::foundation::message::Message;
use crate::foundation::storage::archive::{Archive, Finished};
use crate::foundation::storage::{FileType, Folder, Key, Store};
use crate::foundation::text::{clean, count_characters};

pub use crate::db::models::data_export::{DataExport, ExportState};

/// The kind of the job that makes an archive; its payload has the `id`.
pub const EXPORT_JOB: &str = "data_export";
/// How long an archive can be fetched.
const KEPT: TimeDelta = TimeDelta::days(7);
/// How long sending one may take, until its file is removed.
const SENDING: TimeDelta = TimeDelta::hours(6);
/// Rows that are read at once.
const ROWS: i64 = 500;
/// Most files that only holds keep, of one account.
const HELD_FILES: i64 = 10_000;
/// Longest reason, in characters.
const REASON_MAX: usize = 2000;

/// One page of the archives, the newest first.
///
/// # Errors
/// `Forbidden`.
pub async fn page(conn: &mut Conn, by: Authority<'_>, page: &Page) -> Result<Slice<DataExport>> {
    may(by, Permission::ManageLegal)?;
    Ok(data_export::page(conn, page).await?)
}

/// Orders an archive of the account of a handle; returns its ID.
///
/// # Errors
/// `Forbidden`; the fields `target` and `reason`.
pub async fn order(
    conn: &mut Conn,
    cx: &DomainContext,
    by: Authority<'_>,
    handle: &str,
    reason: &str,
) -> Result<i64> {
    may(by, Permission::ManageLegal)?;
    let reason = clean(reason).trim().to_owned();
    if reason.is_empty() || count_characters(&reason) > REASON_MAX {
        let most = REASON_MAX.to_string().into();
        let message = Message::about("refused-export-reason", [("max", most)]);
        return Err(Error::field("reason", message));
    }
    conn.transaction(async |conn| {
        let account = holds::account_of(conn, cx, handle).await?;
        let now = cx.clock.now();
        let row = DataExport {
            id: cx.ids.next(),
            account_id: account.id,
            handle: account.acct(),
            reason: reason.clone(),
            state: ExportState::Waiting,
            storage_key: None,
            bytes: 0,
            created_at: now,
            ready_at: None,
            expires_at: None,
        };
        data_export::insert(conn, &row).await?;
        let job = NewJob {
            id: JobId(cx.ids.next()),
            kind: EXPORT_JOB.to_owned(),
            payload: serde_json::json!({ "id": row.id }),
            priority: 5,
            unique_key: Some(row.id.to_string()),
            run_at: now,
            max_attempts: 5,
            created_at: now,
        };
        queue::enqueue(conn, &job).await?;
        note(
            conn,
            cx,
            by,
            (Action::DataExportOrdered, &row.handle),
            &reason,
        )
        .await?;
        Ok(row.id)
    })
    .await
}

/// Makes the archive of an order, unless it is made. Holds no connection while it
/// works on files.
///
/// # Errors
/// `Unavailable` when the storage is away or full.
pub async fn make(db: &Database, cx: &DomainContext, store: &Store, id: i64) -> Result<()> {
    let order = data_export::find(&mut *db.conn().await?, id).await?;
    let Some(order) = order.filter(|order| order.state == ExportState::Waiting) else {
        return Ok(());
    };
    let account = account::find(&mut *db.conn().await?, order.account_id).await?;
    let Some(account) = account else {
        return Ok(data_export::fail(&mut *db.conn().await?, id).await?);
    };
    let archive = Box::pin(write(db, cx, store, &account)).await?;
    let (file, bytes) = archive.finish().await?;
    let file = file.into_path();
    let key = Key::random(Folder::Exports, FileType::Tar)?;
    store.put_file(&key, file).await?;
    let now = cx.clock.now();
    let bytes = i64::try_from(bytes).unwrap_or(i64::MAX);
    let made = (key.as_str(), bytes);
    let conn = &mut *db.conn().await?;
    if !data_export::ready(conn, id, made, now, now + KEPT).await? {
        store.delete(&key).await?;
    }
    Ok(())
}

/// Makes an archive at once, without an order, and notes that in the log.
///
/// # Errors
/// `Forbidden`; the fields `target` and `reason`; `Unavailable` when the storage is
/// away or full.
pub async fn write_now(
    db: &Database,
    cx: &DomainContext,
    store: &Store,
    by: Authority<'_>,
    (handle, reason): (&str, &str),
) -> Result<(Finished, u64)> {
    may(by, Permission::ManageLegal)?;
    if reason.trim().is_empty() {
        return Err(Error::field("reason", Message::of("refused-legal-why")));
    }
    let account = {
        let conn = &mut *db.conn().await?;
        let account = holds::account_of(conn, cx, handle).await?;
        let handle = account.acct();
        note(conn, cx, by, (Action::DataExportOrdered, &handle), reason).await?;
        account
    };
    Box::pin(write(db, cx, store, &account))
        .await?
        .finish()
        .await
}

/// Writes everything that is kept of an account.
///
/// # Errors
/// `Unavailable` when the storage is away or full.
pub async fn write(
    db: &Database,
    cx: &DomainContext,
    store: &Store,
    account: &Account,
) -> Result<Archive> {
    let mut archive = Archive::begin(store, cx.clock.now().timestamp()).await?;
    let mut keys: Vec<String> = Vec::new();
    if account.is_local() {
        keys.extend(account.avatar.iter().chain(&account.header).cloned());
    }
    for section in Section::ALL {
        let (file, found) = section_file(db, store, section, account.id).await?;
        keys.extend(found);
        let name = format!("{}.ndjson", section.name());
        archive = archive.add_file(&name, file.path().to_owned()).await?;
    }
    archive = held(db, store, account.id, archive).await?;
    keys.extend(legal_hold::files(&mut *db.conn().await?, account.id, HELD_FILES).await?);
    keys.sort_unstable();
    keys.dedup();
    for key in &keys {
        if let Ok(key) = key.parse::<Key>() {
            let name = format!("files/{}", key.name());
            archive = archive.add_stored(store, &name, &key).await?;
        }
    }
    Ok(archive)
}

/// The rows of a part, one JSON object a line, with the keys of files in them.
async fn section_file(
    db: &Database,
    store: &Store,
    section: Section,
    account: AccountId,
) -> Result<(tempfile::NamedTempFile, Vec<String>)> {
    let mut file = store.scratch().await?;
    let mut keys = Vec::new();
    let mut after = 0;
    loop {
        let rows = {
            let conn = &mut *db.conn().await?;
            personal_data::page(conn, section, account, after, ROWS).await?
        };
        let Some(last) = rows.last() else {
            return Ok((file, keys));
        };
        after = last.id;
        let mut lines = String::new();
        for row in &rows {
            if section == Section::Media {
                let names = ["storage_key", "source_key"].into_iter();
                let found = names.filter_map(|name| row.data.get(name)?.as_str());
                keys.extend(found.map(str::to_owned));
            }
            lines.push_str(&row.data.to_string());
            lines.push('\n');
        }
        // A page of rows into the cache of the operating system.
        file.write_all(lines.as_bytes())
            .map_err(Error::unavailable)?;
    }
}

/// Rows that only a hold keeps.
async fn held(
    db: &Database,
    store: &Store,
    account: AccountId,
    archive: Archive,
) -> Result<Archive> {
    let mut file = store.scratch().await?;
    let mut after = 0;
    loop {
        let rows = {
            let conn = &mut *db.conn().await?;
            legal_hold::rows(conn, account, after, ROWS).await?
        };
        let Some((last, _, _)) = rows.last() else {
            break;
        };
        after = *last;
        for (_, source, data) in &rows {
            let line = serde_json::json!({ "table": source, "row": data });
            writeln!(file, "{line}").map_err(Error::unavailable)?;
        }
    }
    archive
        .add_file("held.ndjson", file.path().to_owned())
        .await
}

/// Hands out an archive, to the first who asks; afterwards it is removed. Returns
/// what it is and the key of its file.
///
/// # Errors
/// `Forbidden`; `NotFound`; `Gone` when it was fetched or nobody fetched it in time.
pub async fn fetch(
    conn: &mut Conn,
    cx: &DomainContext,
    by: Authority<'_>,
    id: i64,
) -> Result<(DataExport, Key)> {
    may(by, Permission::ManageLegal)?;
    let now = cx.clock.now();
    conn.transaction(async |conn| {
        let Some(export) = data_export::take(conn, id, now).await? else {
            let known = data_export::find(conn, id).await?;
            let gone = known.is_some_and(|row| row.state != ExportState::Waiting);
            return Err(if gone {
                Error::gone()
            } else {
                Error::not_found()
            });
        };
        let key = export.storage_key.as_deref().unwrap_or_default();
        let key: Key = key.parse().map_err(Error::internal)?;
        holds::remove_files_at(conn, cx, &[key.as_str().to_owned()], now + SENDING).await?;
        let what = (Action::DataExportFetched, export.handle.as_str());
        note(conn, cx, by, what, &export.reason).await?;
        Ok((export, key))
    })
    .await
}

/// Removes archives that nobody fetched in time.
pub async fn expire(conn: &mut Conn, cx: &DomainContext) -> Result<()> {
    conn.transaction(async |conn| {
        let keys = data_export::expire(conn, cx.clock.now()).await?;
        if !keys.is_empty() {
            holds::remove_files_at(conn, cx, &keys, cx.clock.now()).await?;
        }
        Ok(())
    })
    .await
}

async fn note(
    conn: &mut Conn,
    cx: &DomainContext,
    by: Authority<'_>,
    (action, handle): (Action, &str),
    reason: &str,
) -> Result<()> {
    let note = Note {
        actor: by.user_id(),
        subject: handle.to_owned(),
        reason: reason.to_owned(),
        ..Note::default()
    };
    audit::record(conn, cx, action, note).await
}
