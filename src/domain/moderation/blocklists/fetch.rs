//! Fetches shared lists. Where that fails, what is here stays as it is.

use std::time::Duration;

use chrono::TimeDelta;
use url::Url;

use super::{APPLY_JOB, FETCH_JOB};
use crate::db::models::blocklist::{self, Asked, Blocklist, Entry, EntryState};
use crate::db::models::domain_reach;
use crate::db::pool::Database;
use crate::db::{Conn, Transactional as _};
use crate::domain::DomainContext;
use crate::domain::moderation::domain_csv::{self, List, Row};
use crate::domain::moderation::domain_imports::order;
use crate::domain::moderation::domains;
use crate::domain::peers::Severity;
use crate::foundation::error::{Error, ErrorKind, Result};
use crate::foundation::net::{Answer, HttpClient, Limits};

/// How long a list is taken for current.
const FRESH: TimeDelta = TimeDelta::hours(12);

/// Largest list: 8 MiB in a minute.
const LIMITS: Limits = Limits::DOCUMENT
    .with_max_bytes(8 << 20)
    .with_total(Duration::from_mins(1));

/// Longest version mark that is sent back, in bytes.
const ETAG_MAX: usize = 200;

/// Has every list fetched that is due.
pub async fn order_due(conn: &mut Conn, cx: &DomainContext) -> Result<()> {
    for id in blocklist::due(conn, cx.clock.now() - FRESH).await? {
        order(conn, cx, FETCH_JOB, id).await?;
    }
    Ok(())
}

/// Fetches a list and takes in what it says. What is wrong with it is kept beside
/// it; a list that says nothing is wrong.
pub async fn fetch(db: &Database, cx: &DomainContext, http: &HttpClient, id: i64) -> Result<()> {
    let list = blocklist::find(&mut *db.conn().await?, id).await?;
    let Some(list) = list.filter(|list| !list.leaving) else {
        return Ok(());
    };
    let got = Box::pin(get(cx, http, &list)).await;
    let conn = &mut *db.conn().await?;
    let now = cx.clock.now();
    match got {
        Ok(None) => {
            let asked = Asked {
                checked_at: Some(now),
                last_error: Some(None),
                ..Asked::default()
            };
            blocklist::asked(conn, id, &asked).await?;
        }
        Ok(Some((read, etag))) => Box::pin(take_in(conn, cx, &list, read, etag)).await?,
        Err(error) => {
            tracing::info!(?error, url = list.url, "a shared list could not be read");
            let asked = Asked {
                checked_at: Some(now),
                last_error: Some(Some(error.message().to_owned())),
                ..Asked::default()
            };
            blocklist::asked(conn, id, &asked).await?;
        }
    }
    Ok(())
}

/// The list as it is now, with its version mark; None where nothing changed.
async fn get(
    cx: &DomainContext,
    http: &HttpClient,
    list: &Blocklist,
) -> Result<Option<(List, Option<String>)>> {
    let url = Url::parse(&list.url).map_err(Error::internal)?;
    let headers = |_: &Url| {
        let mut headers = vec![("accept".to_owned(), "text/csv, text/plain;q=0.9".to_owned())];
        if let Some(etag) = &list.etag {
            headers.push(("if-none-match".to_owned(), etag.clone()));
        }
        Ok(headers)
    };
    let answer: Answer = http.get(&url, LIMITS, headers).await?;
    if answer.status == 304 {
        return Ok(None);
    }
    if !answer.is_success() {
        let message = format!("The list's server answered {}.", answer.status);
        return Err(Error::new(ErrorKind::Unavailable, message));
    }
    let own =
        |domain: &str| domains::is_own(cx, domain).then_some("This is this server's own name.");
    let read = domain_csv::parse(&answer.body, Severity::Suspend, own)?;
    if read.rows.is_empty() {
        return Err(Error::invalid("There are no domains in this list."));
    }
    let etag = answer.header("etag").filter(|etag| etag.len() <= ETAG_MAX);
    Ok(Some((read, etag.map(str::to_owned))))
}

async fn take_in(
    conn: &mut Conn,
    cx: &DomainContext,
    list: &Blocklist,
    read: List,
    etag: Option<String>,
) -> Result<()> {
    let now = cx.clock.now();
    let asked = Asked {
        checked_at: Some(now),
        fetched_at: Some(now),
        etag: Some(etag),
        last_error: Some(None),
        bad_lines: Some(serde_json::to_value(&read.bad).map_err(Error::internal)?),
    };
    conn.transaction(async |conn| {
        let Some(list) = blocklist::lock(conn, list.id).await? else {
            return Ok(());
        };
        let entry = |row: Row| entry(row, &list);
        let entries: Vec<Entry> = read.rows.into_iter().map(entry).collect();
        blocklist::take_in(conn, list.id, &entries).await?;
        note_reach(conn, list.id).await?;
        blocklist::asked(conn, list.id, &asked).await?;
        if list.automatic && blocklist::set_applying(conn, list.id, true).await? {
            order(conn, cx, APPLY_JOB, list.id).await?;
        }
        Ok::<_, Error>(())
    })
    .await
}

/// Keeps whom the list would suspend: too much to count for each look at it.
async fn note_reach(conn: &mut Conn, id: i64) -> Result<()> {
    let domains = blocklist::to_suspend(conn, id).await?;
    let all = domain_reach::reach(conn, &domains).await?;
    let total = all.into_iter().find(|reach| reach.domain.is_none());
    let total = serde_json::to_value(total.unwrap_or_default()).map_err(Error::internal)?;
    blocklist::set_reach(conn, id, &total).await?;
    Ok(())
}

fn entry(row: Row, list: &Blocklist) -> Entry {
    let rank = |severity: Severity| match severity {
        Severity::Suspend => 2,
        Severity::Limit => 1,
        _ => 0,
    };
    let softer = rank(list.cap) < rank(row.severity);
    Entry {
        blocklist_id: list.id,
        domain: row.domain,
        severity: if softer { list.cap } else { row.severity },
        reject_media: row.reject_media.unwrap_or_default(),
        reject_reports: row.reject_reports.unwrap_or_default(),
        obfuscate: row.obfuscate.unwrap_or_default(),
        public_comment: row.public_comment.unwrap_or_default(),
        state: EntryState::New,
    }
}
