//! From which streams a post disappears when it is gone.

use std::collections::{HashMap, HashSet};

use serde::{Deserialize, Serialize};

use crate::db::Conn;
use crate::db::ids::{AccountId, EventId, PostId, TagId};
use crate::db::models::event as rows;
use crate::db::models::post::Visibility;
use crate::db::views::audience;
use crate::db::views::traces::{self, Trails};
use crate::domain::DomainContext;
use crate::domain::event::Event;
use crate::domain::live::Connected;
use crate::foundation::error::{Error, Result};

/// Where a post was shown beyond its author's followers, kept because nothing
/// else is left that says so. At most 500 of each.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    /// Members whom it named.
    named: Vec<AccountId>,
    /// Its boosts, and who made them.
    boosts: Vec<(PostId, AccountId)>,
    /// Its tags.
    tags: Vec<TagId>,
}

/// Notes where a post was shown, before it goes. One statement.
pub(in crate::domain) async fn seen(conn: &mut Conn, post: PostId) -> Result<Seen> {
    let found = traces::of_post(conn, post).await?;
    let boosts = found.boosts.into_iter().zip(found.boosters);
    Ok(Seen {
        named: found.named,
        boosts: boosts.collect(),
        tags: found.tags,
    })
}

/// A post or boost that is gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lost {
    /// The event that says so.
    pub at: EventId,
    /// The post or boost.
    pub id: PostId,
    /// Who wrote or boosted it.
    pub by: AccountId,
}

/// A post or boost, and from where it disappears.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Gone {
    /// The post or boost.
    pub id: Option<PostId>,
    /// The connected members from whose homes it disappears.
    pub homes: Vec<AccountId>,
    /// The open lists.
    pub lists: Vec<i64>,
    /// Members among whose conversations it was, whether connected or not.
    pub directs: Vec<AccountId>,
    /// It was on public streams.
    pub public: bool,
    /// The members among those who look at public streams who did not see it.
    pub unwanted: HashSet<AccountId>,
}

/// From which streams posts disappear, and the boosts that went with them: only
/// from those of people who could see them. As many statements for many posts
/// and readers as for few. By the event, the post before its boosts.
pub async fn reach_of_lost(
    conn: &mut Conn,
    cx: &DomainContext,
    lost: &[Lost],
    connected: &Connected,
) -> Result<HashMap<EventId, Vec<Gone>>> {
    let seen = seen_of(conn, lost).await?;
    let trails = trails(lost, &seen);
    let ids: Vec<PostId> = lost.iter().map(|lost| lost.id).collect();
    let visibilities = traces::visibilities(conn, &ids).await?;
    let mut all: HashMap<PostId, Gone> = HashMap::new();
    if !connected.homes.is_empty() {
        for pair in traces::homes(conn, &trails, &connected.homes).await? {
            let gone = all.entry(pair.post_id).or_default();
            gone.homes.push(AccountId(pair.to));
        }
    }
    if !connected.lists.is_empty() {
        let lists: Vec<i64> = connected.lists.iter().map(|(id, _)| *id).collect();
        for pair in traces::lists(conn, &trails, &lists).await? {
            all.entry(pair.post_id).or_default().lists.push(pair.to);
        }
    }
    let public = |id: &PostId| visibilities.get(id) == Some(&Visibility::Public);
    let open: Vec<PostId> = ids.iter().copied().filter(public).collect();
    if !open.is_empty() && !connected.members.is_empty() {
        let now = cx.clock.now();
        for pair in audience::unwanted(conn, &open, &connected.members, now).await? {
            let gone = all.entry(pair.post_id).or_default();
            gone.unwanted.insert(AccountId(pair.to));
        }
    }
    let nothing = Seen::default();
    let by_event = lost.iter().map(|lost| {
        let seen = seen.get(&lost.at).unwrap_or(&nothing);
        let ids = std::iter::once(lost.id).chain(seen.boosts.iter().map(|(boost, _)| *boost));
        let mut gone: Vec<Gone> = ids
            .map(|id| Gone {
                id: Some(id),
                ..all.get(&id).cloned().unwrap_or_default()
            })
            .collect();
        if let Some(post) = gone.first_mut() {
            post.public = public(&lost.id);
            if visibilities.get(&lost.id) == Some(&Visibility::Direct) {
                post.directs.clone_from(&seen.named);
                post.directs.push(lost.by);
            }
        }
        (lost.at, gone)
    });
    Ok(by_event.collect())
}

/// What was noted of these posts, by the event. One statement.
async fn seen_of(conn: &mut Conn, lost: &[Lost]) -> Result<HashMap<EventId, Seen>> {
    let events: Vec<EventId> = lost.iter().map(|lost| lost.at).collect();
    let mut all = HashMap::new();
    for row in rows::find_many(conn, &events).await? {
        let event: Event = serde_json::from_value(row.payload).map_err(Error::internal)?;
        if let Event::PostDeleted { seen, .. } = event {
            all.insert(row.id, seen);
        }
    }
    Ok(all)
}

fn trails(lost: &[Lost], seen: &HashMap<EventId, Seen>) -> Trails {
    let mut trails = Trails::default();
    for lost in lost {
        trails.sources.push((lost.id, lost.by));
        let Some(seen) = seen.get(&lost.at) else {
            continue;
        };
        let named = seen.named.iter().map(|member| (lost.id, *member));
        trails.named.extend(named);
        trails
            .tags
            .extend(seen.tags.iter().map(|tag| (lost.id, *tag)));
        for (boost, booster) in &seen.boosts {
            // Programs know the post by the boost that brought it, and by itself.
            trails.sources.push((lost.id, *booster));
            trails.sources.push((*boost, *booster));
        }
    }
    trails
}
