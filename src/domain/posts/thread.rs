//! A post in its conversation.

use std::collections::{HashMap, HashSet};

use crate::db::Conn;
use crate::db::ids::{AccountId, PostId};
use crate::db::views::posts::{self as views, PostEntry};
use crate::db::views::statuses;
use crate::db::views::threads::{self, DESCENDANTS_MAX, Node};
use crate::db::views::timelines::Line;
use crate::db::views::viewer::Viewer;
use crate::domain::DomainContext;
use crate::domain::posts::access::{seen, viewer as viewer_now};
use crate::foundation::error::{Error, Result};

/// A conversation as far as the viewer may see it, around one post.
#[derive(Debug, Clone)]
pub struct Thread {
    /// The posts above, the first of the conversation first.
    pub ancestors: Vec<PostEntry>,
    /// The post in focus.
    pub focus: PostEntry,
    /// What replies to it, each with its own replies, the oldest first.
    pub replies: Vec<Reply>,
    /// Whether there are more replies than are read.
    pub more: bool,
}

/// A reply with its own replies.
#[derive(Debug, Clone)]
pub struct Reply {
    /// The reply.
    pub entry: PostEntry,
    /// What replies to it.
    pub replies: Vec<Reply>,
}

/// One post as pages show it.
///
/// # Errors
/// As [`crate::domain::posts::find`].
pub async fn entry(
    conn: &mut Conn,
    cx: &DomainContext,
    viewer: Option<AccountId>,
    id: PostId,
) -> Result<PostEntry> {
    let id = seen(conn, viewer, id).await?;
    let entries = views::hydrate_lines(conn, &viewer_now(cx, viewer), &[line(id)]).await?;
    entries.into_iter().next().ok_or_else(Error::not_found)
}

/// One post, whether or not `member` may see it: not to be shown as it is.
///
/// # Errors
/// `NotFound` when there is none.
pub(in crate::domain) async fn unseen(
    conn: &mut Conn,
    cx: &DomainContext,
    member: AccountId,
    id: PostId,
) -> Result<PostEntry> {
    let viewer = viewer_now(cx, Some(member));
    let entries = views::hydrate_lines(conn, &viewer, &[line(id)]).await?;
    entries.into_iter().next().ok_or_else(Error::not_found)
}

/// A post with everything around it, in a fixed number of statements.
///
/// # Errors
/// As [`crate::domain::posts::find`].
pub async fn thread(
    conn: &mut Conn,
    cx: &DomainContext,
    viewer: Option<AccountId>,
    id: PostId,
) -> Result<Thread> {
    let id = seen(conn, viewer, id).await?;
    let viewer = viewer_now(cx, viewer);
    let around = threads::around(conn, id, &viewer).await?;
    filled(conn, &viewer, id, around).await
}

/// As [`thread`], and how many posts quote the one in focus.
///
/// # Errors
/// As [`crate::domain::posts::find`].
pub async fn thread_and_quotes(
    conn: &mut Conn,
    cx: &DomainContext,
    viewer: Option<AccountId>,
    id: PostId,
) -> Result<(Thread, u32)> {
    let id = seen(conn, viewer, id).await?;
    let viewer = viewer_now(cx, viewer);
    let (shared, focus): (&Conn, _) = (conn, [id]);
    let (around, quoted) = tokio::try_join!(
        threads::around(shared, id, &viewer),
        statuses::quoted(shared, &focus)
    )?;
    let quotes = quoted.get(&id).copied().unwrap_or(0);
    let thread = filled(conn, &viewer, id, around).await?;
    Ok((thread, u32::try_from(quotes).unwrap_or(u32::MAX)))
}

async fn filled(
    conn: &mut Conn,
    viewer: &Viewer,
    id: PostId,
    (above, mut below): (Vec<Node>, Vec<Node>),
) -> Result<Thread> {
    let most = usize::try_from(DESCENDANTS_MAX).unwrap_or(usize::MAX);
    let more = below.len() > most;
    below.truncate(most);
    let shown = above
        .iter()
        .chain(&below)
        .filter(|node| node.shown)
        .map(|node| node.id);
    let lines: Vec<Line> = shown.chain([id]).map(line).collect();
    let entries = views::hydrate_lines(conn, viewer, &lines).await?;
    let mut entries: HashMap<PostId, PostEntry> = entries
        .into_iter()
        .map(|entry| (entry.post.id, entry))
        .collect();
    let focus = entries.remove(&id).ok_or_else(Error::not_found)?;
    let ancestors = above
        .iter()
        .filter_map(|node| entries.remove(&node.id))
        .collect();
    let replies = tree(id, &below, entries);
    Ok(Thread {
        ancestors,
        focus,
        replies,
        more,
    })
}

/// Puts replies under what they reply to. Replies to a post that is not shown
/// stand where that post would stand.
fn tree(root: PostId, nodes: &[Node], mut entries: HashMap<PostId, PostEntry>) -> Vec<Reply> {
    let parents: HashMap<PostId, Option<PostId>> =
        nodes.iter().map(|node| (node.id, node.parent)).collect();
    let shown: HashSet<PostId> = entries.keys().copied().collect();
    let place = |node: &Node| {
        let mut parent = node.parent;
        // Nodes come level by level, so this walk ends at the root.
        for _ in 0..parents.len() {
            match parent {
                Some(id) if id != root && !shown.contains(&id) => {
                    parent = parents.get(&id).copied().flatten();
                }
                _ => break,
            }
        }
        parent.unwrap_or(root)
    };
    let mut children: HashMap<PostId, Vec<PostId>> = HashMap::new();
    for node in nodes.iter().filter(|node| shown.contains(&node.id)) {
        children.entry(place(node)).or_default().push(node.id);
    }
    // From the deepest level upwards, so that every reply is complete when it is placed.
    let mut done: HashMap<PostId, Reply> = HashMap::new();
    for node in nodes.iter().rev() {
        let Some(entry) = entries.remove(&node.id) else {
            continue;
        };
        let replies = collect(children.remove(&node.id), &mut done);
        done.insert(node.id, Reply { entry, replies });
    }
    collect(children.remove(&root), &mut done)
}

fn collect(ids: Option<Vec<PostId>>, done: &mut HashMap<PostId, Reply>) -> Vec<Reply> {
    let mut ids = ids.unwrap_or_default();
    ids.sort_unstable();
    ids.into_iter().filter_map(|id| done.remove(&id)).collect()
}

fn line(id: PostId) -> Line {
    Line {
        cursor: id.0,
        id,
        boost_of_id: None,
    }
}
