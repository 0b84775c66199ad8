//! Following, and ending it from either side.

use crate::db::ids::{AccountId, FollowId};
use crate::db::models::account::Account;
use crate::db::models::follow::{self, Follow, FollowState, FollowTerms};
use crate::db::models::notification::{self, NotificationKind};
use crate::db::models::{account_stats, endorsement};
use crate::db::{Conn, Transactional as _};
use crate::domain::DomainContext;
use crate::domain::auth::throttle;
use crate::domain::event::{self, Event};
use crate::domain::notifications::{self, Notice};
use crate::domain::relationships::{self, lock, policy};
use crate::foundation::error::{Error, Result};
use crate::foundation::text::normalize_language;

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

/// Most languages that a follow is limited to.
const LANGUAGES_MAX: usize = 50;

/// What a follower wants to see of somebody, with the languages in their stored
/// form; no languages at all stand for every language.
///
/// # Errors
/// Field `languages` for what is no language.
pub fn terms(
    boosts: Boosts,
    notify: Option<bool>,
    languages: Option<&[String]>,
) -> Result<FollowTerms> {
    let languages = match languages {
        None => None,
        Some(codes) => Some(read_languages(codes)?),
    };
    Ok(FollowTerms {
        show_boosts: boosts.setting(),
        notify,
        languages,
    })
}

fn read_languages(codes: &[String]) -> Result<Option<Vec<String>>> {
    let wrong = || Error::field("languages", "Languages is invalid");
    if codes.len() > LANGUAGES_MAX {
        return Err(wrong());
    }
    let mut known = Vec::new();
    for code in codes.iter().filter(|code| !code.is_empty()) {
        known.push(normalize_language(code).ok_or_else(wrong)?.to_owned());
    }
    known.sort_unstable();
    known.dedup();
    Ok((!known.is_empty()).then_some(known))
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
    let terms = terms(boosts, None, None)?;
    follow_with(conn, cx, actor, target, &terms).await
}

/// As [`follow()`], with everything that a follower may choose.
pub async fn follow_with(
    conn: &mut Conn,
    cx: &DomainContext,
    actor: AccountId,
    target: AccountId,
    terms: &FollowTerms,
) -> Result<FollowState> {
    policy::not_oneself(actor, target, "refused-follow-self")?;
    conn.transaction(async |conn| {
        let account = lock(conn, actor, target).await?;
        let relation = relationships::one(conn, cx, actor, target).await?;
        policy::may_follow(&account, &relation)?;
        if let Some(there) = follow::find(conn, actor, target).await? {
            if !terms.is_empty() {
                follow::set_terms(conn, there.id, terms).await?;
            }
            return Ok(there.state);
        }
        let most = cx.config.limits.follows_per_member_per_hour;
        throttle::count_key(conn, cx, &format!("follow:by:{actor}"), most).await?;
        begin(conn, cx, actor, &account, terms).await
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
                begin(conn, cx, follower, &account, &FollowTerms::default()).await?;
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
    terms: &FollowTerms,
) -> Result<FollowState> {
    let follow_id = FollowId(cx.ids.next());
    let state = policy::starts_as(target);
    let row = Follow {
        id: follow_id,
        account_id: actor,
        target_id: target.id,
        state,
        show_boosts: terms.show_boosts.unwrap_or(true),
        uri: None,
        created_at: cx.clock.now(),
        notify: terms.notify.unwrap_or(false),
        languages: terms.languages.clone().flatten(),
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
    policy::not_oneself(actor, target, "refused-unfollow-self")?;
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
    policy::not_oneself(actor, follower, "refused-remove-self")?;
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

/// Removes a follow with its counters, its notification and what stood on it. The caller holds
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
    endorsement::delete(conn, follower, target).await?;
    Ok(Some(removed))
}
