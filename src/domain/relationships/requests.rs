//! Answers to follow requests.

use crate::db::ids::{AccountId, FollowId};
use crate::db::models::account_stats;
use crate::db::models::follow::{self, Follow, FollowState};
use crate::db::models::notification;
use crate::db::{Conn, Transactional as _};
use crate::domain::DomainContext;
use crate::domain::event::{self, Event};
use crate::domain::relationships::follow::end;
use crate::domain::relationships::lock;
use crate::foundation::error::{Error, Result};

/// What became of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// The request is answered this way, now or before.
    Done,
    /// There is no such request (any more): withdrawn, answered otherwise, or
    /// somebody else's.
    Gone,
}

/// The request of `requester` that waits for `actor`'s answer.
///
/// # Errors
/// `NotFound` when there is none.
pub async fn by(conn: &mut Conn, actor: AccountId, requester: AccountId) -> Result<FollowId> {
    let request = follow::find(conn, requester, actor).await?;
    let waits = request.filter(|request| request.state == FollowState::Pending);
    waits.map(|request| request.id).ok_or_else(Error::not_found)
}

/// Lets the person behind a request follow `actor`.
pub async fn accept(
    conn: &mut Conn,
    cx: &DomainContext,
    actor: AccountId,
    request: FollowId,
) -> Result<Answer> {
    conn.transaction(async |conn| {
        let Some(follow) = locked(conn, actor, request).await? else {
            return Ok(Answer::Gone);
        };
        if hold(conn, cx, &follow).await? {
            notification::request_became_follow(conn, actor, follow.account_id).await?;
        }
        Ok(Answer::Done)
    })
    .await
}

/// Makes a request a follow that holds; `false` when it was one already. The
/// caller holds the pair's lock.
pub(super) async fn hold(conn: &mut Conn, cx: &DomainContext, request: &Follow) -> Result<bool> {
    if !follow::accept(conn, request.id).await? {
        return Ok(false);
    }
    let (follower, target) = (request.account_id, request.target_id);
    account_stats::add_follow(conn, follower, target, 1).await?;
    let accepted = Event::FollowAccepted {
        account_id: target,
        follower_id: follower,
        follow_id: request.id,
    };
    event::record(conn, cx, &accepted).await?;
    Ok(true)
}

/// Refuses a request. The person behind it is not told and may ask again.
pub async fn reject(
    conn: &mut Conn,
    cx: &DomainContext,
    actor: AccountId,
    request: FollowId,
) -> Result<Answer> {
    conn.transaction(async |conn| {
        let follow = locked(conn, actor, request).await?;
        let Some(follow) = follow.filter(|follow| follow.state == FollowState::Pending) else {
            return Ok(Answer::Gone);
        };
        end(conn, follow.account_id, actor).await?;
        let rejected = Event::FollowRejected {
            account_id: actor,
            follower_id: follow.account_id,
            follow_id: request,
            uri: follow.uri,
        };
        event::record(conn, cx, &rejected).await?;
        Ok(Answer::Done)
    })
    .await
}

/// Locks the pair behind a request to `actor` and reads it again under the lock.
async fn locked(conn: &mut Conn, actor: AccountId, request: FollowId) -> Result<Option<Follow>> {
    let Some(follow) = follow::by_id(conn, request).await? else {
        return Ok(None);
    };
    if follow.target_id != actor {
        return Ok(None);
    }
    lock(conn, actor, follow.account_id).await?;
    Ok(follow::by_id(conn, request).await?)
}
