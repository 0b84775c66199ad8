//! Legal holds: an account, or one post, whose data nothing deletes until the hold is
//! lifted. Everything goes on as usual for everybody else: what its owner or a
//! moderator deletes is gone from every page, and other servers are asked to delete
//! it. But triggers of the database write down, in the transaction that deletes, the
//! rows as they were and the keys of their files (`held_rows`, `held_files`), and
//! [`removable`] keeps the files. So there is no way of deleting, here or to come,
//! that a hold does not know of. Lifting it removes what only the hold kept.

use chrono::{DateTime, Utc};

use crate::db::ids::{AccountId, JobId, PostId};
use crate::db::models::account::{self, Account};
use crate::db::models::{legal_hold, post};
use crate::db::page::{Page, Slice};
use crate::db::queue::{self, NewJob};
use crate::db::{Conn, Transactional as _};
use crate::domain::DomainContext;
use crate::domain::auth::audit::{self, Action, Note};
use crate::domain::moderation::permission::{Authority, Permission, may};
use crate::foundation::error::{Error, Result};
use crate::foundation::message::Message;
use crate::foundation::text::{clean, count_characters};

pub use crate::db::models::legal_hold::LegalHold;

/// The kind of the job that removes files; its payload has their `keys`.
pub const REMOVE_JOB: &str = "remove_files";
/// Longest reason, in characters.
const REASON_MAX: usize = 2000;
/// Files that one job removes.
const BITE: usize = 500;

/// One page of the holds: those that go on, or those that were lifted.
///
/// # Errors
/// `Forbidden`.
pub async fn page(
    conn: &mut Conn,
    by: Authority<'_>,
    lifted: bool,
    page: &Page,
) -> Result<Slice<LegalHold>> {
    may(by, Permission::ManageLegal)?;
    Ok(legal_hold::page(conn, lifted, page).await?)
}

/// Finds the account of a handle: `name`, `@name` or `name@peer.example`, also one
/// that was deleted.
///
/// # Errors
/// The field `target`.
pub(super) async fn account_of(
    conn: &mut Conn,
    cx: &DomainContext,
    handle: &str,
) -> Result<Account> {
    let handle = handle.trim().trim_start_matches('@');
    let (name, domain) = match handle.split_once('@') {
        Some((name, domain)) if domain != cx.config.handle_domain().as_str() => {
            (name, Some(domain))
        }
        Some((name, _)) => (name, None),
        None => (handle, None),
    };
    let found = account::by_handle(conn, name, domain).await?;
    let found = found.filter(|account| !account.is_instance_actor());
    found.ok_or_else(|| Error::field("target", Message::of("refused-legal-no-account")))
}

/// Places a hold on an account, by its handle, or on one post, by its address or
/// number. Returns the ID of the hold.
///
/// # Errors
/// `Forbidden`; `Conflict` when there is one already; the fields `target` and
/// `reason`.
pub async fn place(
    conn: &mut Conn,
    cx: &DomainContext,
    by: Authority<'_>,
    target: &str,
    reason: &str,
) -> Result<i64> {
    may(by, Permission::ManageLegal)?;
    let reason = checked(reason)?;
    let target = target.trim();
    let names_post = target.contains("://") || target.parse::<PostId>().is_ok();
    conn.transaction(async |conn| {
        let (account, post) = if names_post {
            let post = post_of(conn, target).await?;
            let author = account::find(conn, post.1).await?;
            (author.ok_or_else(Error::not_found)?, Some(post.0))
        } else {
            (account_of(conn, cx, target).await?, None)
        };
        let row = LegalHold {
            id: cx.ids.next(),
            account_id: account.id,
            post_id: post,
            handle: account.acct(),
            reason,
            created_at: cx.clock.now(),
            lifted_at: None,
            lift_reason: String::new(),
        };
        if !legal_hold::insert(conn, &row).await? {
            return Err(Error::conflict(Message::of("refused-hold-already")));
        }
        note(conn, cx, by, (Action::LegalHoldPlaced, &row), &row.reason).await?;
        Ok(row.id)
    })
    .await
}

/// The post of an address or a number, with its author.
async fn post_of(conn: &mut Conn, target: &str) -> Result<(PostId, AccountId)> {
    let last = target.trim_end_matches('/').rsplit('/').next();
    let number: Option<PostId> = last.and_then(|last| last.parse().ok());
    let mut found = post::by_uri(conn, target).await?;
    if let (None, Some(number)) = (&found, number) {
        found = post::find(conn, number).await?;
    }
    let found = found.map(|post| (post.id, post.account_id));
    found.ok_or_else(|| Error::field("target", Message::of("refused-legal-no-post")))
}

/// Lifts a hold: what only it kept is removed. Doing it again changes nothing.
///
/// # Errors
/// `Forbidden`, `NotFound`; the field `reason`.
pub async fn lift(
    conn: &mut Conn,
    cx: &DomainContext,
    by: Authority<'_>,
    id: i64,
    reason: &str,
) -> Result<()> {
    may(by, Permission::ManageLegal)?;
    let reason = checked(reason)?;
    conn.transaction(async |conn| {
        let hold = legal_hold::lock(conn, id).await?;
        let hold = hold.ok_or_else(Error::not_found)?;
        if hold.lifted_at.is_some() {
            return Ok(());
        }
        legal_hold::lift(conn, id, &reason, cx.clock.now()).await?;
        for other in legal_hold::of_account(conn, hold.account_id).await? {
            // What other holds want as well stays with them.
            if other.post_id.is_none() || hold.post_id.is_none() || other.post_id == hold.post_id {
                legal_hold::hand_over(conn, id, other.id, other.post_id).await?;
            }
        }
        legal_hold::forget_rows(conn, id).await?;
        let files = legal_hold::take_files(conn, id).await?;
        for keys in files.chunks(BITE) {
            remove_files_at(conn, cx, keys, cx.clock.now()).await?;
        }
        note(conn, cx, by, (Action::LegalHoldLifted, &hold), &reason).await
    })
    .await
}

/// Orders the removal of files from `run_at` on, in the caller's transaction.
pub(super) async fn remove_files_at(
    conn: &mut Conn,
    cx: &DomainContext,
    keys: &[String],
    run_at: DateTime<Utc>,
) -> Result<()> {
    let now = cx.clock.now();
    let job = NewJob {
        id: JobId(cx.ids.next()),
        kind: REMOVE_JOB.to_owned(),
        payload: serde_json::json!({ "keys": keys }),
        priority: 10,
        unique_key: None,
        run_at,
        max_attempts: i32::try_from(cx.config.jobs.max_attempts).unwrap_or(12),
        created_at: now,
    };
    queue::enqueue(conn, &job).await?;
    Ok(())
}

/// The holds of an account that go on, those of its posts included.
pub async fn of_account(conn: &mut Conn, account: AccountId) -> Result<Vec<LegalHold>> {
    Ok(legal_hold::of_account(conn, account).await?)
}

/// Those of these files that no hold keeps. Whoever removes files of this server's
/// members asks here first, after the rows they belonged to are gone.
pub async fn removable(conn: &mut Conn, keys: &[String]) -> Result<Vec<String>> {
    if keys.is_empty() {
        return Ok(Vec::new());
    }
    let held = legal_hold::held(conn, keys).await?;
    let free = keys.iter().filter(|key| !held.contains(key));
    Ok(free.cloned().collect())
}

fn checked(reason: &str) -> Result<String> {
    let reason = clean(reason).trim().to_owned();
    if reason.is_empty() {
        return Err(Error::field("reason", Message::of("refused-legal-why")));
    }
    if count_characters(&reason) > REASON_MAX {
        let most = REASON_MAX.to_string().into();
        let message = Message::about("refused-house-characters", [("max", most)]);
        return Err(Error::field("reason", message));
    }
    Ok(reason)
}

async fn note(
    conn: &mut Conn,
    cx: &DomainContext,
    by: Authority<'_>,
    (action, hold): (Action, &LegalHold),
    reason: &str,
) -> Result<()> {
    let note = Note {
        actor: by.user_id(),
        subject: hold.handle.clone(),
        after: serde_json::json!({ "hold": hold.id.to_string(), "post": hold.post_id }),
        reason: reason.to_owned(),
        ..Note::default()
    };
    audit::record(conn, cx, action, note).await
}
