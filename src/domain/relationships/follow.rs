//! Following, and ending it from either side.

use crate::db::ids::{AccountId, FollowId};
use crate::db::models::account::Account;
use crate::db::models::account_stats;
use crate::db::models::follow::{self, Follow, FollowState};
use crate::db::models::notification::{self, NotificationKind};
use crate::db::{Conn, Transactional as _};
use crate::domain::DomainContext;
use crate::domain::auth::throttle;
use crate::domain::event::{self, Event};
use crate::domain::notifications::{self, Notice};
use crate::domain::relationships::{self, lock, policy};
use crate::foundation::error::{Error, Result};

/// What a follower wants to see.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Boosts {
    /// As before; a new follow shows boosts.
    #[default]
    AsBefore,
    /// Boosts too.
    Show,
    /// Own posts only.
    Hide,
}

impl Boosts {
    fn setting(self) -> Option<bool> {
        match self {
            Self::AsBefore => None,
            Self::Show => Some(true),
            Self::Hide => Some(false),
        }
    }
}

/// Makes `actor` follow `target`, or ask to; returns where it stands. Doing it
/// again changes nothing but the boosts.
///
/// # Errors
/// `Invalid` for oneself, `NotFound` for nobody, `Forbidden` under a block,
/// `RateLimited` after too many new follows in an hour.
pub async fn follow(
    conn: &mut Conn,
    cx: &DomainContext,
    actor: AccountId,
    target: AccountId,
    boosts: Boosts,
) -> Result<FollowState> {
    policy::not_oneself(actor, target, "follow")?;
    conn.transaction(async |conn| {
        let account = lock(conn, actor, target).await?;
        let relation = relationships::one(conn, cx, actor, target).await?;
        policy::may_follow(&account, &relation)?;
        if let Some(there) = follow::find(conn, actor, target).await? {
            if let Some(show) = boosts.setting().filter(|show| *show != there.show_boosts) {
                follow::set_show_boosts(conn, there.id, show).await?;
            }
            return Ok(there.state);
        }
        let most = cx.config.limits.follows_per_member_per_hour;
        throttle::count_key(conn, cx, &format!("follow:by:{actor}"), most).await?;
        begin(conn, cx, actor, &account, boosts).await
    })
    .await
}

/// Lets a follower of `old` follow `new` in its place, where no block is between
/// them. It is not their own act, so it counts against no limit.
pub(in crate::domain) async fn follow_instead(
    conn: &mut Conn,
    cx: &DomainContext,
    follower: AccountId,
    old: AccountId,
    new: AccountId,
) -> Result<()> {
    if follower != new {
        conn.transaction(async |conn| {
            let account = lock(conn, follower, new).await?;
            let relation = relationships::one(conn, cx, follower, new).await?;
            let there = follow::find(conn, follower, new).await?;
            if policy::may_follow(&account, &relation).is_ok() && there.is_none() {
                begin(conn, cx, follower, &account, Boosts::AsBefore).await?;
            }
            Ok::<_, Error>(())
        })
        .await?;
    }
    // Two pairs are never locked at once. What happens between is done again.
    unfollow(conn, cx, follower, old).await
}

async fn begin(
    conn: &mut Conn,
    cx: &DomainContext,
    actor: AccountId,
    target: &Account,
    boosts: Boosts,
) -> Result<FollowState> {
    let follow_id = FollowId(cx.ids.next());
    let state = policy::starts_as(target);
    let row = Follow {
        id: follow_id,
        account_id: actor,
        target_id: target.id,
        state,
        show_boosts: boosts.setting().unwrap_or(true),
        uri: None,
        created_at: cx.clock.now(),
    };
    follow::insert(conn, &row).await?;
    let (account_id, target_id) = (actor, target.id);
    let (kind, happened) = match state {
        FollowState::Accepted => {
            account_stats::add_follow(conn, actor, target.id, 1).await?;
            (
                NotificationKind::Follow,
                Event::Followed {
                    account_id,
                    target_id,
                    follow_id,
                },
            )
        }
        FollowState::Pending => (
            NotificationKind::FollowRequest,
            Event::FollowRequested {
                account_id,
                target_id,
                follow_id,
            },
        ),
    };
    let notice = Notice {
        kind,
        from: actor,
        post_id: None,
    };
    notifications::notify(conn, cx, &[target.id], &notice).await?;
    event::record(conn, cx, &happened).await?;
    Ok(state)
}

/// Ends `actor`'s follow of `target`, or withdraws the request. Nothing to end
/// is fine.
pub async fn unfollow(
    conn: &mut Conn,
    cx: &DomainContext,
    actor: AccountId,
    target: AccountId,
) -> Result<()> {
    policy::not_oneself(actor, target, "unfollow")?;
    conn.transaction(async |conn| {
        lock(conn, actor, target).await?;
        if let Some(ended) = end(conn, actor, target).await? {
            let unfollowed = Event::Unfollowed {
                account_id: actor,
                target_id: target,
                follow_id: ended.id,
                uri: ended.uri,
            };
            event::record(conn, cx, &unfollowed).await?;
        }
        Ok(())
    })
    .await
}

/// Ends `follower`'s follow of `actor`, or refuses the request. Nothing to end
/// is fine.
pub async fn remove_follower(
    conn: &mut Conn,
    cx: &DomainContext,
    actor: AccountId,
    follower: AccountId,
) -> Result<()> {
    policy::not_oneself(actor, follower, "remove")?;
    conn.transaction(async |conn| {
        lock(conn, actor, follower).await?;
        if let Some(ended) = end(conn, follower, actor).await? {
            let rejected = Event::FollowRejected {
                account_id: actor,
                follower_id: follower,
                follow_id: ended.id,
                uri: ended.uri,
            };
            event::record(conn, cx, &rejected).await?;
        }
        Ok(())
    })
    .await
}

/// Removes a follow with its counters and its notification. The caller holds
/// the pair's lock and records the event.
pub(super) async fn end(
    conn: &mut Conn,
    follower: AccountId,
    target: AccountId,
) -> Result<Option<Follow>> {
    let Some(removed) = follow::delete(conn, follower, target).await? else {
        return Ok(None);
    };
    let kind = match removed.state {
        FollowState::Accepted => {
            account_stats::add_follow(conn, follower, target, -1).await?;
            NotificationKind::Follow
        }
        FollowState::Pending => NotificationKind::FollowRequest,
    };
    notification::delete(conn, target, kind, follower, None).await?;
    Ok(Some(removed))
}
