//! Which streams show a post.

use std::collections::HashMap;

use chrono::TimeDelta;

use crate::db::Conn;
use crate::db::ids::{AccountId, PostId};
use crate::db::views::audience::{self as views, Facts};
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
}

/// Where a post is shown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub struct Reach {
    /// On the streams of tags, for everybody.
    pub open: bool,
    /// On the public streams as well: it is no reply to somebody else.
    pub public: bool,
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
    /// The members among those who look at public streams who do not see it.
    pub unwanted: Vec<AccountId>,
}

impl Reach {
    fn new(facts: Facts) -> Self {
        Self {
            open: facts.open,
            public: facts.open && facts.standalone,
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
    let facts = views::facts(conn, posts, now - REAL_TIME).await?;
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
                reach.unwanted.push(AccountId(pair.to));
            }
        }
    }
    Ok(reach)
}

/// The connected members from whose home a deleted post of `author` disappears,
/// and whether it was public.
pub async fn reach_of_deleted(
    conn: &mut Conn,
    post: PostId,
    author: AccountId,
    homes: &[AccountId],
) -> Result<(Vec<AccountId>, bool)> {
    let followers = views::followers(conn, author, homes).await?;
    Ok((followers, views::was_public(conn, post).await?))
}
