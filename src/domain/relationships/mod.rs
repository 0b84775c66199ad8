//! Who follows, blocks and mutes whom, and the ways to change it. Every change
//! is one transaction that first locks the pair's counters, so that parallel
//! changes between two people happen one after the other.

pub mod block;
pub mod domain_block;
pub mod endorse;
pub mod familiar;
pub mod follow;
pub mod lists;
pub mod mute;
pub mod note;
pub mod policy;
pub mod remote;
pub mod requests;

use std::collections::HashMap;

use crate::db::Conn;
use crate::db::ids::AccountId;
use crate::db::models::account::{self, Account};
use crate::db::models::account_stats;
use crate::db::models::follow::FollowState;
use crate::db::views::relationships::{self as view, RelationshipRow};
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
    /// The viewer blocks the other's server.
    pub domain_blocking: bool,
    /// The viewer mutes the other, at this time.
    pub muting: bool,
    /// The mute also hides notifications.
    pub muting_notifications: bool,
    /// The viewer sees what the other boosts (while following).
    pub showing_boosts: bool,
}

impl Relationship {
    fn new(row: &RelationshipRow) -> Self {
        let following = row.follow == Some(FollowState::Accepted);
        Self {
            following,
            requested: row.follow == Some(FollowState::Pending),
            followed_by: row.followed == Some(FollowState::Accepted),
            requested_by: row.followed == Some(FollowState::Pending),
            blocking: row.blocking,
            blocked_by: row.blocked_by,
            domain_blocking: row.domain_blocking,
            muting: row.mute_hides_notifications.is_some(),
            muting_notifications: row.mute_hides_notifications == Some(true),
            showing_boosts: following && row.show_boosts == Some(true),
        }
    }
}

/// How `viewer` stands to each of `targets`, in one statement. Every target
/// has an entry; the viewer's own is empty.
pub async fn between(
    conn: &mut Conn,
    cx: &DomainContext,
    viewer: AccountId,
    targets: &[AccountId],
) -> Result<HashMap<AccountId, Relationship>> {
    let rows = view::between(conn, viewer, targets, cx.clock.now()).await?;
    let entry = |row: &RelationshipRow| (row.id, Relationship::new(row));
    Ok(rows.iter().map(entry).collect())
}

/// Everything that lies between `viewer` and each of `targets` that exists, in
/// their order, in one statement.
pub async fn described(
    conn: &mut Conn,
    cx: &DomainContext,
    viewer: AccountId,
    targets: &[AccountId],
) -> Result<Vec<RelationshipRow>> {
    let mut rows = view::between(conn, viewer, targets, cx.clock.now()).await?;
    rows.retain(|row| row.known);
    Ok(rows)
}

/// Everything that lies between `viewer` and `target`.
///
/// # Errors
/// `NotFound` for nobody.
pub async fn described_one(
    conn: &mut Conn,
    cx: &DomainContext,
    viewer: AccountId,
    target: AccountId,
) -> Result<RelationshipRow> {
    let row = described(conn, cx, viewer, &[target]).await?.pop();
    row.ok_or_else(Error::not_found)
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
