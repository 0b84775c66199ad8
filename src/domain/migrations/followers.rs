//! Followers on this server follow those who moved, in the background and a few
//! at once.

use crate::db::ids::{AccountId, JobId};
use crate::db::models::{account, follow};
use crate::db::queue::{self, NewJob};
use crate::db::{Conn, Transactional as _};
use crate::domain::DomainContext;
use crate::domain::relationships::follow::follow_instead;
use crate::foundation::error::{Error, Result};

/// The kind of the job that lets followers of a moved account follow its new
/// one. Its payload: `old` and `new`, IDs of accounts.
pub const CARRY_JOB: &str = "carry_followers";

/// Followers that one run of the job takes along.
const AT_ONCE: i64 = 100;

/// Somebody of another server moved from `old` to `new`. That `old` says so was
/// checked before, and `new` was read anew. The same move again changes nothing.
///
/// # Errors
/// `Forbidden` when the new account does not name the old one, or moved itself.
pub async fn receive_move(
    conn: &mut Conn,
    cx: &DomainContext,
    old: AccountId,
    new: AccountId,
) -> Result<()> {
    conn.transaction(async |conn| {
        let target = account::find(conn, new).await?;
        let target = target.ok_or_else(Error::not_found)?;
        let origin = account::find_for_update(conn, old).await?;
        let origin = origin.ok_or_else(Error::not_found)?;
        let names_it = target.also_known_as.contains(&origin.uri);
        if old == new || !names_it || target.moved_to_id.is_some() {
            let message = "The new account does not name the old one.";
            return Err(Error::forbidden(message));
        }
        if origin.moved_to_id == Some(new) {
            return Ok(());
        }
        account::set_moved(conn, old, Some(new), cx.clock.now()).await?;
        enqueue(conn, cx, old, new).await
    })
    .await
}

/// Begins to take followers along.
pub(super) async fn enqueue(
    conn: &mut Conn,
    cx: &DomainContext,
    old: AccountId,
    new: AccountId,
) -> Result<()> {
    let now = cx.clock.now();
    let job = NewJob {
        id: JobId(cx.ids.next()),
        kind: CARRY_JOB.to_owned(),
        payload: serde_json::json!({ "old": old, "new": new }),
        priority: 10,
        unique_key: Some(format!("{old}-{new}")),
        run_at: now,
        max_attempts: 20,
        created_at: now,
    };
    queue::enqueue(conn, &job).await?;
    Ok(())
}

/// Lets some of `old`'s followers on this server follow `new` in its place;
/// returns how many. What [`CARRY_JOB`] does until nobody is left.
pub async fn carry_followers(
    conn: &mut Conn,
    cx: &DomainContext,
    old: AccountId,
    new: AccountId,
) -> Result<usize> {
    // A move that was taken back, or another one meanwhile, ends this.
    let origin = account::find(conn, old).await?;
    if origin.is_none_or(|origin| origin.moved_to_id != Some(new)) {
        return Ok(0);
    }
    let followers = follow::members_following(conn, old, AT_ONCE).await?;
    for follower in &followers {
        follow_instead(conn, cx, *follower, old, new).await?;
    }
    Ok(followers.len())
}
