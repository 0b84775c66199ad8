//! Posts for many who look at the same time: loaded and completed once, and what
//! differs from one to the next asked for all of them together.

use std::collections::{HashMap, HashSet};

use crate::db::Conn;
use crate::db::ids::{AccountId, PostId};
use crate::db::models::filter::{FilterResult, WholeFilter};
use crate::db::models::poll;
use crate::db::views::crowd::{self as views, Sight};
use crate::db::views::posts::{Flags, PostEntry};
use crate::db::views::statuses::Beside;
use crate::domain::filters::{self, Reading};
use crate::domain::{DomainContext, statuses};
use crate::foundation::error::Result;

/// Showings that are asked for in one go.
pub const TOGETHER: usize = 1000;

/// Somebody (none: a visitor) and a post or boost that they are shown.
pub type Showing = (Option<AccountId>, PostId);

/// Nobody's ID; it stands for visitors.
const VISITOR: AccountId = AccountId(0);

/// Posts and boosts, complete but for what differs by who looks.
pub struct Crowd {
    entries: HashMap<PostId, PostEntry>,
}

/// A post as one or more see it, who all see the same.
#[derive(Debug, Clone)]
pub struct View {
    /// The post or boost.
    pub id: PostId,
    /// Who sees it so.
    pub viewers: Vec<Option<AccountId>>,
    /// What they see.
    pub entry: PostEntry,
    /// Threads in it of which they do not want to be told.
    pub muted: HashSet<PostId>,
    /// What their filters found in it.
    pub filtered: HashMap<PostId, Vec<FilterResult>>,
}

/// What differs by who looks. Who has the same look is shown the same.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Look {
    member: bool,
    post: Marks,
    /// None where it is not shown.
    quoted: Option<Marks>,
}

/// How a post stands to somebody.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Marks {
    own: bool,
    flags: Flags,
    chosen: Vec<i16>,
}

/// What was asked for many at once.
struct Asked {
    sights: HashMap<(AccountId, PostId), Sight>,
    votes: HashMap<(AccountId, PostId), Vec<i16>>,
    filters: HashMap<AccountId, Vec<WholeFilter>>,
}

/// Loads these posts and boosts, whoever may see them, and what stands beside
/// them. A fixed number of statements.
pub async fn load(conn: &mut Conn, cx: &DomainContext, ids: &[PostId]) -> Result<(Crowd, Beside)> {
    let entries = views::bare(conn, ids, cx.clock.now()).await?;
    let whole = statuses::complete(conn, entries).await?;
    let entries = whole.entries.into_iter().map(|entry| {
        let boost = entry.boost.as_ref().map(|boost| boost.post.id);
        (boost.unwrap_or(entry.post.id), entry)
    });
    let entries = entries.collect();
    Ok((Crowd { entries }, whole.beside))
}

impl Crowd {
    /// What each of these sees; who may not see a post is left out. Three
    /// statements at most, for at most [`TOGETHER`] showings.
    pub async fn views(
        &self,
        conn: &mut Conn,
        cx: &DomainContext,
        showings: &[Showing],
    ) -> Result<Vec<View>> {
        let asked = self.ask(conn, cx, showings).await?;
        let mut readings: HashMap<PostId, Reading> = HashMap::new();
        let mut views: Vec<View> = Vec::new();
        let mut known: HashMap<(PostId, Look), usize> = HashMap::new();
        for (viewer, id) in showings {
            let Some(entry) = self.entries.get(id) else {
                continue;
            };
            let Some(look) = asked.look(*viewer, *id, entry) else {
                continue;
            };
            let filters = viewer.and_then(|member| asked.filters.get(&member));
            let filtered = filters.map_or_else(HashMap::new, |filters| {
                let reading = readings.entry(*id).or_insert_with(|| Reading::new(entry));
                reading.find(filters)
            });
            // Filters are everybody's own.
            if !filtered.is_empty() {
                views.push(View::new(*id, *viewer, entry, &look, filtered));
                continue;
            }
            let at = known.get(&(*id, look.clone()));
            if let Some(view) = at.and_then(|at| views.get_mut(*at)) {
                view.viewers.push(*viewer);
            } else {
                views.push(View::new(*id, *viewer, entry, &look, filtered));
                known.insert((*id, look), views.len() - 1);
            }
        }
        Ok(views)
    }

    async fn ask(
        &self,
        conn: &mut Conn,
        cx: &DomainContext,
        showings: &[Showing],
    ) -> Result<Asked> {
        let (mut pairs, mut polls) = (HashSet::new(), HashSet::new());
        for (viewer, id) in showings {
            let Some(entry) = self.entries.get(id) else {
                continue;
            };
            let viewer = viewer.unwrap_or(VISITOR);
            pairs.insert((viewer, *id));
            for post in std::iter::once(entry).chain(quoted(entry)) {
                pairs.insert((viewer, post.post.id));
                polls.extend(post.poll.as_ref().map(|_| post.post.id));
            }
        }
        let pairs: Vec<_> = pairs.into_iter().collect();
        let mut members: Vec<_> = showings.iter().filter_map(|(viewer, _)| *viewer).collect();
        members.sort_unstable();
        members.dedup();
        let mut asked = Asked {
            sights: views::sights(conn, &pairs, cx.clock.now()).await?,
            votes: HashMap::new(),
            filters: HashMap::new(),
        };
        if members.is_empty() {
            return Ok(asked);
        }
        if !polls.is_empty() {
            let polls: Vec<PostId> = polls.into_iter().collect();
            for vote in poll::votes_of(conn, &members, &polls).await? {
                let key = (vote.account_id, vote.post_id);
                asked.votes.entry(key).or_default().push(vote.position);
            }
        }
        asked.filters = filters::of_many(conn, cx, &members).await?;
        Ok(asked)
    }
}

impl Asked {
    /// How a post looks to somebody; nothing where they may not see it.
    fn look(&self, viewer: Option<AccountId>, id: PostId, entry: &PostEntry) -> Option<Look> {
        let who = viewer.unwrap_or(VISITOR);
        self.sights.get(&(who, id)).filter(|sight| sight.seen)?;
        let shown = quoted(entry).filter(|post| {
            let sight = self.sights.get(&(who, post.post.id));
            sight.is_some_and(|sight| sight.seen && sight.wanted)
        });
        Some(Look {
            member: viewer.is_some(),
            post: self.marks(who, entry),
            quoted: shown.map(|post| self.marks(who, post)),
        })
    }

    fn marks(&self, who: AccountId, entry: &PostEntry) -> Marks {
        let key = (who, entry.post.id);
        let sight = self.sights.get(&key).cloned().unwrap_or_default();
        Marks {
            own: who == entry.author.id,
            flags: sight.flags,
            chosen: self.votes.get(&key).cloned().unwrap_or_default(),
        }
    }
}

impl View {
    fn new(
        id: PostId,
        viewer: Option<AccountId>,
        entry: &PostEntry,
        look: &Look,
        filtered: HashMap<PostId, Vec<FilterResult>>,
    ) -> Self {
        let (mut entry, mut muted) = (entry.clone(), HashSet::new());
        if let Some(quote) = &mut entry.quote {
            match (quote.post.as_mut(), &look.quoted) {
                (Some(post), Some(marks)) => mark(post, marks, &mut muted),
                _ => quote.post = None,
            }
        }
        mark(&mut entry, &look.post, &mut muted);
        Self {
            id,
            viewers: vec![viewer],
            entry,
            muted,
            filtered,
        }
    }
}

fn mark(entry: &mut PostEntry, marks: &Marks, muted: &mut HashSet<PostId>) {
    entry.flags.clone_from(&marks.flags);
    if let Some(poll) = &mut entry.poll {
        poll.chosen.clone_from(&marks.chosen);
    }
    if marks.flags.thread_muted {
        muted.insert(entry.post.conversation_id);
    }
}

fn quoted(entry: &PostEntry) -> Option<&PostEntry> {
    entry.quote.as_ref()?.post.as_deref()
}
