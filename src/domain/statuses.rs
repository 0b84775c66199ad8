//! Posts with everything that apps are told of them, for one asker.

use std::collections::HashSet;

use crate::db::Conn;
use crate::db::ids::{AccountId, PostId};
use crate::db::views::posts::PostEntry;
use crate::db::views::statuses::{self, Beside};
use crate::domain::DomainContext;
use crate::domain::posts::thread;
use crate::domain::{filters, timelines};
use crate::foundation::error::{Error, Result};

/// Posts of a page, complete.
#[derive(Debug, Clone, Default)]
pub struct Statuses {
    /// The posts in their order.
    pub entries: Vec<PostEntry>,
    /// What stands beside them.
    pub beside: Beside,
}

/// Completes what a timeline gave.
pub async fn complete(conn: &mut Conn, entries: Vec<PostEntry>) -> Result<Statuses> {
    let beside = statuses::beside(conn, &entries).await?;
    Ok(Statuses { entries, beside })
}

/// Completes what a timeline gave, for `viewer`: with what their filters find, in
/// one statement more, and which threads they muted.
pub async fn complete_for(
    conn: &mut Conn,
    cx: &DomainContext,
    viewer: Option<AccountId>,
    entries: Vec<PostEntry>,
) -> Result<Statuses> {
    let mut statuses = complete(conn, entries).await?;
    if let Some(member) = viewer {
        let (entries, beside) = (&statuses.entries, &mut statuses.beside);
        beside.muted = muted_threads(entries);
        beside.filtered = filters::matches(conn, cx, member, entries).await?;
    }
    Ok(statuses)
}

/// The threads of these posts, and of those that they quote, of which the viewer
/// does not want to be told.
fn muted_threads(entries: &[PostEntry]) -> HashSet<PostId> {
    let quoted = entries
        .iter()
        .filter_map(|entry| entry.quote.as_ref()?.post.as_deref());
    let all = entries.iter().chain(quoted);
    let muted = all.filter(|entry| entry.flags.thread_muted);
    muted.map(|entry| entry.post.conversation_id).collect()
}

/// One post. A boost is shown as one.
///
/// # Errors
/// `NotFound` and `Gone` as for [`crate::domain::posts::find`].
pub async fn one(
    conn: &mut Conn,
    cx: &DomainContext,
    viewer: Option<AccountId>,
    id: PostId,
) -> Result<Statuses> {
    let entries = timelines::by_ids(conn, cx, viewer, &[id]).await?;
    if entries.is_empty() {
        // Says why it is not to be seen.
        crate::domain::posts::find(conn, viewer, id).await?;
        return Err(Error::not_found());
    }
    complete_for(conn, cx, viewer, entries).await
}

/// A post that `member` did something with and may not see any more: who wrote it
/// and when, and nothing that it says.
///
/// # Errors
/// `NotFound` when there is none.
pub async fn withheld(
    conn: &mut Conn,
    cx: &DomainContext,
    member: AccountId,
    id: PostId,
) -> Result<Statuses> {
    let mut entry = thread::unseen(conn, cx, member, id).await?;
    let empty = &mut entry.post;
    empty.content.clear();
    empty.content_warning.clear();
    empty.title.clear();
    entry.media.clear();
    (entry.poll, entry.quote) = (None, None);
    entry.reactions.clear();
    let mut statuses = complete(conn, vec![entry]).await?;
    let beside = &mut statuses.beside;
    beside.mentions.clear();
    beside.tags.clear();
    beside.cards.clear();
    Ok(statuses)
}
