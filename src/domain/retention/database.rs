//! What goes out of the database after its time, by the job and by hand.

use std::time::Duration;

use chrono::{DateTime, Utc};

use super::{Retention, Subject, note, settings};
use crate::db::Conn;
use crate::db::Transactional as _;
use crate::db::ids::PostId;
use crate::db::pool::Database;
use crate::db::views::old_posts::{self, Bite, Wanted};
use crate::db::views::sizes;
use crate::db::views::timed::{self, Timed};
use crate::domain::DomainContext;
use crate::domain::moderation::permission::{Authority, Permission, may};
use crate::foundation::error::{Error, Result};
use crate::foundation::id;

pub use crate::db::views::sizes::TableSize;

/// Rows that one statement takes.
const BITE: i64 = 500;
/// Posts that one transaction looks at and holds for that long.
const POSTS: i64 = 200;
/// Between two bites.
const PAUSE: Duration = Duration::from_millis(20);

/// What went of one kind, or would go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Outcome {
    /// Of what.
    pub subject: Subject,
    /// How many.
    pub removed: u64,
}

/// Removes what is past its time; with `dry_run` only counts it. Kinds that are
/// kept for ever are left out.
///
/// # Errors
/// `Forbidden`.
pub async fn prune_database(
    db: &Database,
    cx: &DomainContext,
    by: Authority<'_>,
    dry_run: bool,
) -> Result<Vec<Outcome>> {
    may(by, Permission::ManageStorage)?;
    let keep = Retention::now(cx);
    let mut outcomes = Vec::new();
    if let Some(before) = settings::before(cx, keep.remote_posts_days) {
        let removed = posts(db, cx, (before, keep.keep_followed), dry_run).await?;
        let subject = Subject::RemotePosts;
        outcomes.push(Outcome { subject, removed });
    }
    for (subject, what, days) in [
        (
            Subject::SessionAddresses,
            Timed::SessionAddresses,
            keep.session_address_days,
        ),
        (
            Subject::SessionAddresses,
            Timed::UserAddresses,
            keep.session_address_days,
        ),
        (
            Subject::AuditAddresses,
            Timed::AuditAddresses,
            keep.audit_address_days,
        ),
        (Subject::Incoming, Timed::Incoming, keep.incoming_days),
        (Subject::Outgoing, Timed::Outgoing, keep.outgoing_days),
    ] {
        let Some(before) = settings::before(cx, days) else {
            continue;
        };
        let removed = rows(db, cx, (subject, what), before, dry_run).await?;
        match outcomes.last_mut().filter(|last| last.subject == subject) {
            Some(last) => last.removed += removed,
            None => outcomes.push(Outcome { subject, removed }),
        }
    }
    Ok(outcomes)
}

async fn rows(
    db: &Database,
    cx: &DomainContext,
    (subject, what): (Subject, Timed),
    before: DateTime<Utc>,
    dry_run: bool,
) -> Result<u64> {
    if dry_run {
        let found = timed::count(&mut *db.conn().await?, what, before).await?;
        return Ok(u64::try_from(found).unwrap_or(0));
    }
    let mut removed = 0;
    loop {
        let bite = {
            let conn = &mut *db.conn().await?;
            let bite = timed::remove(conn, what, before, BITE).await? as u64;
            note(conn, cx, subject, (bite, 0)).await?;
            bite
        };
        removed += bite;
        if bite < BITE.unsigned_abs() {
            return Ok(removed);
        }
        tokio::time::sleep(PAUSE).await;
    }
}

/// Looks through all old posts of others once, in the order of their IDs.
async fn posts(
    db: &Database,
    cx: &DomainContext,
    (before, keep_followed): (DateTime<Utc>, bool),
    dry_run: bool,
) -> Result<u64> {
    let mut wanted = Wanted {
        keep_followed,
        after: PostId(0),
        before: PostId(id::first_at(before)),
    };
    let mut removed = 0;
    loop {
        let bite = {
            let conn = &mut *db.conn().await?;
            if dry_run {
                old_posts::count(conn, wanted, POSTS).await?
            } else {
                remove_posts(conn, cx, wanted).await?
            }
        };
        removed += bite.removed as u64;
        let Some(last) = bite.last else {
            return Ok(removed);
        };
        wanted.after = last;
        if bite.removed > 0 {
            tokio::time::sleep(PAUSE).await;
        }
    }
}

async fn remove_posts(conn: &mut Conn, cx: &DomainContext, wanted: Wanted) -> Result<Bite> {
    conn.transaction(async |conn| {
        let bite = old_posts::remove(conn, wanted, POSTS).await?;
        note(conn, cx, Subject::RemotePosts, (bite.removed as u64, 0)).await?;
        Ok::<_, Error>(bite)
    })
    .await
}

/// Every table with its size, the largest first.
///
/// # Errors
/// `Forbidden`.
pub async fn usage_of_database(conn: &mut Conn, by: Authority<'_>) -> Result<Vec<TableSize>> {
    may(by, Permission::ViewDashboard)?;
    Ok(sizes::tables(conn).await?)
}

/// Takes the room of removed rows back, table by table; `told` hears of each
/// before. With `dry_run` it hears only.
///
/// # Errors
/// `Forbidden`.
pub async fn vacuum(
    conn: &mut Conn,
    by: Authority<'_>,
    dry_run: bool,
    mut told: impl FnMut(&TableSize),
) -> Result<()> {
    may(by, Permission::ManageStorage)?;
    for table in sizes::tables(conn).await? {
        if table.dead_rows == 0 {
            continue;
        }
        told(&table);
        if !dry_run {
            sizes::vacuum(conn, &table).await?;
        }
    }
    Ok(())
}
