//! Who follows, blocks and mutes whom, and the ways to change it. Every change
//! is one transaction that first locks the pair's counters, so that parallel
//! changes between two people happen one after the other.

pub mod block;
pub mod follow;
pub mod lists;
pub mod mute;
pub mod policy;
pub mod remote;
pub mod requests;

use std::collections::HashMap;

use crate::db::Conn;
use crate::db::ids::AccountId;
use crate::db::models::account::{self, Account};
use crate::db::models::follow::FollowState;
use crate::db::models::{account_stats, block as blocks, follow as follows, mute as mutes};
use crate::domain::DomainContext;
use crate::foundation::error::{Error, Result};

/// How one account stands to another, from the first one's side.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a separate fact about two people"
)]
pub struct Relationship {
    /// The viewer follows the other.
    pub following: bool,
    /// The viewer asked to follow and waits for an answer.
    pub requested: bool,
    /// The other follows the viewer.
    pub followed_by: bool,
    /// The other asked to follow the viewer.
    pub requested_by: bool,
    /// The viewer blocks the other.
    pub blocking: bool,
    /// The other blocks the viewer.
    pub blocked_by: bool,
    /// The viewer mutes the other, at this time.
    pub muting: bool,
    /// The mute also hides notifications.
    pub muting_notifications: bool,
    /// The viewer sees what the other boosts (while following).
    pub showing_boosts: bool,
}

/// How `viewer` stands to each of `targets`, in three statements. Every target
/// has an entry; the viewer's own is empty.
pub async fn between(
    conn: &mut Conn,
    cx: &DomainContext,
    viewer: AccountId,
    targets: &[AccountId],
) -> Result<HashMap<AccountId, Relationship>> {
    let mut map: HashMap<AccountId, Relationship> = HashMap::new();
    map.extend(targets.iter().map(|id| (*id, Relationship::default())));
    if targets.is_empty() {
        return Ok(map);
    }
    for row in follows::between(conn, viewer, targets).await? {
        let mine = row.account_id == viewer;
        let other = if mine { row.target_id } else { row.account_id };
        let entry = map.entry(other).or_default();
        match (mine, row.state) {
            (true, FollowState::Accepted) => {
                entry.following = true;
                entry.showing_boosts = row.show_boosts;
            }
            (true, FollowState::Pending) => entry.requested = true,
            (false, FollowState::Accepted) => entry.followed_by = true,
            (false, FollowState::Pending) => entry.requested_by = true,
        }
    }
    for row in blocks::between(conn, viewer, targets).await? {
        if row.account_id == viewer {
            map.entry(row.target_id).or_default().blocking = true;
        } else {
            map.entry(row.account_id).or_default().blocked_by = true;
        }
    }
    for row in mutes::of(conn, viewer, targets, cx.clock.now()).await? {
        let entry = map.entry(row.target_id).or_default();
        entry.muting = true;
        entry.muting_notifications = row.hide_notifications;
    }
    Ok(map)
}

/// How `viewer` stands to `target`.
pub async fn one(
    conn: &mut Conn,
    cx: &DomainContext,
    viewer: AccountId,
    target: AccountId,
) -> Result<Relationship> {
    let map = between(conn, cx, viewer, &[target]).await?;
    Ok(map.get(&target).copied().unwrap_or_default())
}

/// Locks the pair and reads the target as it is under the lock.
async fn lock(conn: &mut Conn, actor: AccountId, target: AccountId) -> Result<Account> {
    let found = account_stats::lock_pair(conn, actor, target).await?;
    match account::find(conn, target).await? {
        Some(account) if found == 2 && account.deleted_at.is_none() => Ok(account),
        _ => Err(Error::not_found()),
    }
}
