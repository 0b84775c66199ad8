//! Files of rules: read, shown with what they would do, and applied in batches by a
//! job, which goes on where it stopped after a crash.

use std::collections::HashMap;

use chrono::TimeDelta;
use serde_json::json;

use crate::db::ids::JobId;
use crate::db::models::domain_import::{self, DomainImport, ImportRow, ImportState, RowKind, Sum};
use crate::db::models::domain_reach;
use crate::db::models::domain_rule::{self, DomainRule, Terms};
use crate::db::queue::{self, NewJob};
use crate::db::{Conn, Transactional as _};
use crate::domain::DomainContext;
use crate::domain::auth::audit::{self, Action, Note};
use crate::domain::moderation::domain_csv::{self, BadLine};
use crate::domain::moderation::domains;
use crate::domain::moderation::permission::{Authority, Permission, may};
use crate::domain::peers::Severity;
use crate::foundation::error::{Error, Result};
use crate::foundation::message::Message;

/// The kind of the job that applies an import; payload `{id}`.
pub const APPLY_JOB: &str = "apply_domain_import";

/// Rules made in one transaction.
const BATCH: i64 = 500;

/// How long files are kept.
const KEPT: TimeDelta = TimeDelta::days(90);

/// Attempts at one import.
const ATTEMPTS: i32 = 20;

/// An import and what it amounts to.
#[derive(Debug, Clone)]
pub struct Overview {
    /// The import.
    pub import: DomainImport,
    /// Its rows.
    pub sum: Sum,
    /// The first of the lines that could not be read.
    pub bad: Vec<BadLine>,
}

/// Reads a file and keeps what it would do. Nothing else changes.
///
/// # Errors
/// `Forbidden` without the permission; the field `file` when there is nothing in it
/// that can be read.
pub async fn preview(
    conn: &mut Conn,
    cx: &DomainContext,
    by: Authority<'_>,
    bytes: &[u8],
    usual: Severity,
) -> Result<i64> {
    may(by, Permission::ManageFederation)?;
    let own =
        |domain: &str| domains::is_own(cx, domain).then_some("This is this server's own name.");
    let list = domain_csv::parse(bytes, usual, own)?;
    if list.rows.is_empty() && list.bad.is_empty() {
        return Err(Error::field("file", Message::of("refused-domains-none")));
    }
    let now = cx.clock.now();
    let import = DomainImport {
        id: cx.ids.next(),
        user_id: by.user_id(),
        state: ImportState::Preview,
        bad_lines: serde_json::to_value(&list.bad).map_err(Error::internal)?,
        bad_count: i32::try_from(list.bad_count).unwrap_or(i32::MAX),
        change_existing: true,
        members: 0,
        severed: 0,
        created_at: now,
        started_at: None,
        finished_at: None,
    };
    let rows: Vec<ImportRow> = list
        .rows
        .into_iter()
        .map(|row| of(import.id, row))
        .collect();
    conn.transaction(async |conn| {
        domain_import::forget(conn, now - KEPT).await?;
        domain_import::insert(conn, &import).await?;
        domain_import::insert_rows(conn, &rows).await?;
        let suspended = domain_import::to_suspend(conn, import.id).await?;
        let reach = domain_reach::reach(conn, &suspended).await?;
        domain_import::set_reach(conn, import.id, &reach).await?;
        Ok::<_, Error>(())
    })
    .await?;
    Ok(import.id)
}

fn of(import_id: i64, row: domain_csv::Row) -> ImportRow {
    ImportRow {
        import_id,
        line: row.line,
        domain: row.domain,
        severity: row.severity,
        reject_media: row.reject_media,
        reject_reports: row.reject_reports,
        public_comment: row.public_comment,
        obfuscate: row.obfuscate,
        kind: RowKind::New,
        accounts: 0,
        followers: 0,
        following: 0,
        done: false,
    }
}

/// An import as it stands.
///
/// # Errors
/// `Forbidden` without the permission, `NotFound`.
pub async fn overview(conn: &mut Conn, by: Authority<'_>, id: i64) -> Result<Overview> {
    may(by, Permission::ManageFederation)?;
    let import = domain_import::find(conn, id).await?;
    let import = import.ok_or_else(Error::not_found)?;
    let sum = domain_import::sum(conn, id).await?;
    let bad = serde_json::from_value(import.bad_lines.clone()).unwrap_or_default();
    Ok(Overview { import, sum, bad })
}

/// Rows of one kind after a line, at most `limit`.
///
/// # Errors
/// `Forbidden` without the permission.
pub async fn rows(
    conn: &mut Conn,
    by: Authority<'_>,
    (id, kind, after): (i64, RowKind, i32),
    limit: i64,
) -> Result<Vec<ImportRow>> {
    may(by, Permission::ManageFederation)?;
    Ok(domain_import::rows(conn, id, kind, after, limit).await?)
}

/// The newest imports.
///
/// # Errors
/// `Forbidden` without the permission.
pub async fn latest(conn: &mut Conn, by: Authority<'_>) -> Result<Vec<DomainImport>> {
    may(by, Permission::ManageFederation)?;
    Ok(domain_import::latest(conn, 10).await?)
}

/// Has a job apply an import. `false`: it was begun before, and nothing happens.
///
/// # Errors
/// `Forbidden` without the permission, `NotFound`.
pub async fn apply(
    conn: &mut Conn,
    cx: &DomainContext,
    by: Authority<'_>,
    id: i64,
    change_existing: bool,
) -> Result<bool> {
    may(by, Permission::ManageFederation)?;
    let now = cx.clock.now();
    conn.transaction(async |conn| {
        domain_import::find(conn, id)
            .await?
            .ok_or_else(Error::not_found)?;
        if !domain_import::begin(conn, id, change_existing, now).await? {
            return Ok(false);
        }
        let sum = domain_import::sum(conn, id).await?;
        let note = Note {
            actor: by.user_id(),
            subject: id.to_string(),
            after: json!({
                "new": sum.added,
                "changed": if change_existing { sum.changed } else { 0 },
                "follows": sum.followers + sum.following,
            }),
            ..Note::default()
        };
        audit::record(conn, cx, Action::DomainRulesImported, note).await?;
        order(conn, cx, APPLY_JOB, id).await?;
        Ok(true)
    })
    .await
}

/// Removes an import that was only looked at.
///
/// # Errors
/// `Forbidden` without the permission, `NotFound` when there is none or it was begun.
pub async fn discard(conn: &mut Conn, by: Authority<'_>, id: i64) -> Result<()> {
    may(by, Permission::ManageFederation)?;
    if domain_import::discard(conn, id).await? {
        Ok(())
    } else {
        Err(Error::not_found())
    }
}

/// Applies the next rows of an import; `false` when there are none left. What
/// [`APPLY_JOB`] does until then; two at once take turns.
pub async fn work(conn: &mut Conn, cx: &DomainContext, id: i64) -> Result<bool> {
    let now = cx.clock.now();
    conn.transaction(async |conn| {
        let Some(import) = domain_import::lock(conn, id).await? else {
            return Ok(false);
        };
        let rows = domain_import::next(conn, id, BATCH).await?;
        if rows.is_empty() {
            domain_import::finish(conn, id, now).await?;
            return Ok(false);
        }
        let names: Vec<String> = rows.iter().map(|row| row.domain.clone()).collect();
        let rules = domain_rule::find_many(conn, &names).await?;
        let rules: HashMap<&str, &DomainRule> = rules
            .iter()
            .map(|rule| (rule.domain.as_str(), rule))
            .collect();
        let terms: Vec<Terms> = rows
            .iter()
            .filter_map(|row| terms(row, rules.get(row.domain.as_str()).copied(), &import))
            .map(|terms| Terms {
                updated_at: Some(now),
                ..terms
            })
            .collect();
        let mut severed = 0;
        if !terms.is_empty() {
            domain_rule::put_many(conn, &terms, now).await?;
            let changed: Vec<String> = terms.into_iter().map(|terms| terms.domain).collect();
            severed = domains::take_effect(conn, cx, &changed).await?;
        }
        let lines: Vec<i32> = rows.iter().map(|row| row.line).collect();
        domain_import::done(conn, id, &lines, severed).await?;
        Ok::<_, Error>(true)
    })
    .await
}

/// The rule that a row makes; none where it is there already, or meanwhile the
/// server is allowed.
fn terms(row: &ImportRow, rule: Option<&DomainRule>, import: &DomainImport) -> Option<Terms> {
    let kept = rule.is_some_and(|rule| {
        rule.severity == Severity::Allow || (!import.change_existing && rule.by_hand)
    });
    if kept {
        return None;
    }
    let was = |flag: fn(&DomainRule) -> bool| rule.is_some_and(flag);
    let text = |of: fn(&DomainRule) -> &String| rule.map(of).cloned().unwrap_or_default();
    Some(Terms {
        domain: row.domain.clone(),
        severity: row.severity,
        public_comment: row
            .public_comment
            .clone()
            .unwrap_or_else(|| text(|rule| &rule.public_comment)),
        private_comment: text(|rule| &rule.private_comment),
        reject_media: row
            .reject_media
            .unwrap_or_else(|| was(|rule| rule.reject_media)),
        reject_reports: row
            .reject_reports
            .unwrap_or_else(|| was(|rule| rule.reject_reports)),
        obfuscate: row.obfuscate.unwrap_or_else(|| was(|rule| rule.obfuscate)),
        reject_follows: was(|rule| rule.reject_follows),
        mark_sensitive: was(|rule| rule.mark_sensitive),
        content_warning: text(|rule| &rule.content_warning),
        by_hand: true,
        updated_at: None,
    })
}

/// Has a job of this kind done about the row with this ID, once at a time.
pub(super) async fn order(conn: &mut Conn, cx: &DomainContext, kind: &str, id: i64) -> Result<()> {
    let now = cx.clock.now();
    let job = NewJob {
        id: JobId(cx.ids.next()),
        kind: kind.to_owned(),
        payload: json!({ "id": id }),
        priority: 5,
        unique_key: Some(id.to_string()),
        run_at: now,
        max_attempts: ATTEMPTS,
        created_at: now,
    };
    queue::enqueue(conn, &job).await?;
    Ok(())
}
