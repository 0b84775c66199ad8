//! What people on other servers do to the relationship with a member, and what
//! they answer. The caller knows that it really was them.

use crate::db::ids::{AccountId, FollowId};
use crate::db::models::follow::{self, Follow, FollowState};
use crate::db::models::notification::NotificationKind;
use crate::db::models::{account_stats, block as blocks, member_domain_block};
use crate::db::{Conn, Transactional as _};
use crate::domain::DomainContext;
use crate::domain::event::{self, Event};
use crate::domain::notifications::{self, Notice};
use crate::domain::relationships::{self, block, lock, policy, requests};
use crate::foundation::error::{Error, Result};
use crate::foundation::message::Message;

/// What became of somebody's wish to follow a member.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// They follow now, or did before.
    Follows,
    /// The member will answer.
    Waits,
    /// The member blocks them or their server, moved away, or is nobody to follow.
    Refused,
}

/// `follower`, of another server, wants to follow `target`, a member; `uri` is
/// the ID of the activity. Asked again, the same answer goes out again: the
/// other side may have lost the first one.
///
/// # Errors
/// `NotFound` when the member is gone.
pub async fn asked_to_follow(
    conn: &mut Conn,
    cx: &DomainContext,
    follower: AccountId,
    target: AccountId,
    uri: &str,
) -> Result<Asked> {
    policy::not_oneself(follower, target, "refused-follow-self")?;
    conn.transaction(async |conn| {
        let member = lock(conn, follower, target).await?;
        if !member.is_local() {
            return Err(Error::not_found());
        }
        let relation = relationships::one(conn, cx, follower, target).await?;
        let there = follow::find(conn, follower, target).await?;
        let unwanted = member.moved_to_id.is_some()
            || member_domain_block::covers(conn, target, follower).await?;
        if unwanted || policy::may_follow(&member, &relation).is_err() {
            refuse(conn, cx, follower, target, uri).await?;
            return Ok(Asked::Refused);
        }
        match there {
            Some(there) => repeated(conn, cx, &there, uri).await,
            None => begin(conn, cx, follower, member.locked, target, uri).await,
        }
    })
    .await
}

/// Says no to `follower`, of another server, who wants to follow `target`; `uri` is
/// the ID of the activity. What is between them stays.
pub async fn refuse(
    conn: &mut Conn,
    cx: &DomainContext,
    follower: AccountId,
    target: AccountId,
    uri: &str,
) -> Result<()> {
    let rejected = Event::FollowRejected {
        account_id: target,
        follower_id: follower,
        follow_id: FollowId(cx.ids.next()),
        uri: Some(uri.to_owned()),
    };
    event::record(conn, cx, &rejected).await?;
    Ok(())
}

async fn repeated(conn: &mut Conn, cx: &DomainContext, there: &Follow, uri: &str) -> Result<Asked> {
    follow::set_uri(conn, there.id, uri).await?;
    if there.state == FollowState::Pending {
        return Ok(Asked::Waits);
    }
    let again = Event::FollowAccepted {
        account_id: there.target_id,
        follower_id: there.account_id,
        follow_id: there.id,
    };
    event::record(conn, cx, &again).await?;
    Ok(Asked::Follows)
}

async fn begin(
    conn: &mut Conn,
    cx: &DomainContext,
    follower: AccountId,
    locked: bool,
    target: AccountId,
    uri: &str,
) -> Result<Asked> {
    let follow_id = FollowId(cx.ids.next());
    let state = if locked {
        FollowState::Pending
    } else {
        FollowState::Accepted
    };
    let row = Follow {
        id: follow_id,
        account_id: follower,
        target_id: target,
        state,
        show_boosts: true,
        uri: Some(uri.to_owned()),
        created_at: cx.clock.now(),
        notify: false,
        languages: None,
    };
    if !follow::insert(conn, &row).await? {
        return Err(Error::conflict(Message::of("refused-changed-meanwhile")));
    }
    let (kind, asked) = if locked {
        (NotificationKind::FollowRequest, Asked::Waits)
    } else {
        account_stats::add_follow(conn, follower, target, 1).await?;
        let accepted = Event::FollowAccepted {
            account_id: target,
            follower_id: follower,
            follow_id,
        };
        event::record(conn, cx, &accepted).await?;
        (NotificationKind::Follow, Asked::Follows)
    };
    let notice = Notice {
        kind,
        from: follower,
        post_id: None,
    };
    notifications::notify(conn, cx, &[target], &notice).await?;
    Ok(asked)
}

/// `target`, of another server, lets `follower`, a member, follow them. An
/// answer to a question that nobody asked changes nothing.
pub async fn accepted(
    conn: &mut Conn,
    cx: &DomainContext,
    target: AccountId,
    follower: AccountId,
) -> Result<()> {
    conn.transaction(async |conn| {
        lock(conn, target, follower).await?;
        let Some(asked) = follow::find(conn, follower, target).await? else {
            return Ok(());
        };
        requests::hold(conn, cx, &asked).await?;
        Ok(())
    })
    .await
}

/// `target`, of another server, does not let `follower` follow them (any more).
pub async fn rejected(
    conn: &mut Conn,
    cx: &DomainContext,
    target: AccountId,
    follower: AccountId,
) -> Result<()> {
    relationships::follow::remove_follower(conn, cx, target, follower).await
}

/// `follower`, of another server, follows `target` no longer.
pub async fn unfollowed(
    conn: &mut Conn,
    cx: &DomainContext,
    follower: AccountId,
    target: AccountId,
) -> Result<()> {
    relationships::follow::unfollow(conn, cx, follower, target).await
}

/// `actor`, of another server, blocks `target`, a member: what was between them
/// ends, and the member is not told.
pub async fn blocked(
    conn: &mut Conn,
    cx: &DomainContext,
    actor: AccountId,
    target: AccountId,
    uri: &str,
) -> Result<()> {
    policy::not_oneself(actor, target, "refused-block-self")?;
    conn.transaction(async |conn| {
        lock(conn, actor, target).await?;
        block::begin(conn, cx, actor, target, Some(uri)).await?;
        Ok(())
    })
    .await
}

/// `actor`, of another server, blocks `target` no longer.
pub async fn unblocked(conn: &mut Conn, actor: AccountId, target: AccountId) -> Result<()> {
    blocks::delete(conn, actor, target).await?;
    Ok(())
}
