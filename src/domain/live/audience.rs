//! Which streams show a post.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, TimeDelta, Utc};

use crate::db::Conn;
use crate::db::ids::{AccountId, PostId};
use crate::db::views::audience::{self as views, Facts};
use crate::db::views::traces;
use crate::domain::DomainContext;
use crate::foundation::error::Result;

/// Posts that were written longer ago than this come from filling profiles and
/// threads: no stream shows them.
const REAL_TIME: TimeDelta = TimeDelta::hours(6);

/// Who listens, as far as it matters.
#[derive(Debug, Clone, Default)]
pub struct Connected {
    /// Members whose home timelines are open.
    pub homes: Vec<AccountId>,
    /// Members who look at public streams.
    pub members: Vec<AccountId>,
    /// Open lists and their owners.
    pub lists: Vec<(i64, AccountId)>,
    /// Members whose conversations are open.
    pub directs: Vec<AccountId>,
}

/// Where a post is shown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub struct Reach {
    /// On the streams of tags, for everybody.
    pub open: bool,
    /// On the public streams as well: it is no reply to somebody else.
    pub public: bool,
    /// Moderators silenced its author: public streams do not show it to visitors.
    pub quiet: bool,
    /// It was written here.
    pub local: bool,
    /// It carries pictures, films or sounds.
    pub media: bool,
    /// Its tags, normalised.
    pub tags: Vec<String>,
    /// The connected members who see it at home.
    pub homes: Vec<AccountId>,
    /// The open lists that show it, and their owners.
    pub lists: Vec<(i64, AccountId)>,
    /// The connected members among whose conversations it is; only where it was
    /// edited, as new ones come as conversations.
    pub directs: Vec<AccountId>,
    /// The members among those who look at public streams who do not see it.
    pub unwanted: HashSet<AccountId>,
}

impl Reach {
    fn new(facts: Facts) -> Self {
        Self {
            open: facts.open,
            public: facts.open && facts.standalone,
            quiet: facts.quiet,
            local: facts.local,
            media: facts.media,
            tags: facts.tags,
            ..Self::default()
        }
    }
}

/// Where each of `posts` is shown, in at most four statements for all posts and
/// all who listen. Posts that nobody sees are left out.
pub async fn reach(
    conn: &mut Conn,
    cx: &DomainContext,
    posts: &[PostId],
    connected: &Connected,
) -> Result<HashMap<PostId, Reach>> {
    let now = cx.clock.now();
    within(conn, now, posts, connected, now - REAL_TIME).await
}

/// Where those of `posts` are shown that were written after `since`.
async fn within(
    conn: &mut Conn,
    now: DateTime<Utc>,
    posts: &[PostId],
    connected: &Connected,
    since: DateTime<Utc>,
) -> Result<HashMap<PostId, Reach>> {
    let facts = views::facts(conn, posts, since).await?;
    let mut reach: HashMap<PostId, Reach> = facts
        .into_iter()
        .map(|facts| (facts.id, Reach::new(facts)))
        .collect();
    let live: Vec<PostId> = reach.keys().copied().collect();
    if live.is_empty() {
        return Ok(reach);
    }
    if !connected.homes.is_empty() {
        for pair in views::homes(conn, &live, &connected.homes, now).await? {
            if let Some(reach) = reach.get_mut(&pair.post_id) {
                reach.homes.push(AccountId(pair.to));
            }
        }
    }
    if !connected.lists.is_empty() {
        let owners: HashMap<i64, AccountId> = connected.lists.iter().copied().collect();
        let lists: Vec<i64> = owners.keys().copied().collect();
        for pair in views::lists(conn, &live, &lists, now).await? {
            if let (Some(reach), Some(owner)) = (reach.get_mut(&pair.post_id), owners.get(&pair.to))
            {
                reach.lists.push((pair.to, *owner));
            }
        }
    }
    let open = reach.values().any(|reach| reach.open);
    if open && !connected.members.is_empty() {
        for pair in views::unwanted(conn, &live, &connected.members, now).await? {
            if let Some(reach) = reach.get_mut(&pair.post_id) {
                reach.unwanted.insert(AccountId(pair.to));
            }
        }
    }
    Ok(reach)
}

/// Where posts are shown that say something else now: to everybody who may have
/// them on a stream, however old they are. Whom they name and who knows them
/// from a boost is told, too.
pub async fn reach_of_edited(
    conn: &mut Conn,
    cx: &DomainContext,
    posts: &[PostId],
    connected: &Connected,
) -> Result<HashMap<PostId, Reach>> {
    let now = cx.clock.now();
    let mut reach = within(conn, now, posts, connected, DateTime::UNIX_EPOCH).await?;
    let known: Vec<PostId> = reach.keys().copied().collect();
    if known.is_empty() {
        return Ok(reach);
    }
    let boosts: HashMap<PostId, PostId> = traces::boosts(conn, &known).await?.into_iter().collect();
    let ids: Vec<PostId> = boosts.keys().copied().collect();
    if !ids.is_empty() {
        let through = within(conn, now, &ids, connected, DateTime::UNIX_EPOCH).await?;
        for (boost, through) in through {
            if let Some(reach) = boosts.get(&boost).and_then(|id| reach.get_mut(id)) {
                reach.homes.extend(through.homes);
                reach.lists.extend(through.lists);
            }
        }
    }
    if !connected.homes.is_empty() {
        for pair in traces::named(conn, &known, &connected.homes, now).await? {
            if let Some(reach) = reach.get_mut(&pair.post_id) {
                reach.homes.push(AccountId(pair.to));
            }
        }
    }
    if !connected.directs.is_empty() {
        for pair in traces::direct(conn, &known, &connected.directs).await? {
            if let Some(reach) = reach.get_mut(&pair.post_id) {
                reach.directs.push(AccountId(pair.to));
            }
        }
    }
    for reach in reach.values_mut() {
        once_each(&mut reach.homes);
        once_each(&mut reach.lists);
    }
    Ok(reach)
}

fn once_each<T: Ord>(items: &mut Vec<T>) {
    items.sort_unstable();
    items.dedup();
}
