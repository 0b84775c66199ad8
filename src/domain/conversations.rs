//! Conversations: what members write to each other by direct posts. Also threads
//! of any kind that a member does not want to be told of.

use std::collections::HashMap;

use crate::db::Conn;
use crate::db::ids::{AccountId, ConversationId, PostId};
use crate::db::models::account::{self, Account};
use crate::db::models::conversation::{self, Conversation};
use crate::db::page::{Page, Slice};
use crate::db::views::posts::PostEntry;
use crate::domain::live::{self, Signal};
use crate::domain::{DomainContext, posts, timelines};
use crate::foundation::error::{Error, Result};

/// A conversation with who takes part and what was said last.
#[derive(Debug, Clone)]
pub struct ConversationEntry {
    /// The conversation.
    pub conversation: Conversation,
    /// The others; the member, where nobody else takes part.
    pub people: Vec<Account>,
    /// The last post, where the member may see it.
    pub last: Option<PostEntry>,
}

/// Puts new posts, as far as they are direct, into the conversations of members.
/// Call it in the transaction that stores them.
pub(in crate::domain) async fn note(conn: &mut Conn, posts: &[PostId]) -> Result<()> {
    if posts.is_empty() {
        return Ok(());
    }
    let touched = conversation::note(conn, posts).await?;
    let signals: Vec<Signal> = touched
        .into_iter()
        .map(|(id, account)| Signal::Conversation { account, id: id.0 })
        .collect();
    live::announce(conn, &signals).await
}

/// One page of a member's conversations, who spoke last first. The keys of the
/// pages are the IDs of the last posts.
pub async fn list(
    conn: &mut Conn,
    cx: &DomainContext,
    member: AccountId,
    page: Page,
) -> Result<Slice<ConversationEntry>> {
    let Slice { items, more } = conversation::page(conn, member, page).await?;
    Ok(Slice {
        items: fill(conn, cx, member, items).await?,
        more,
    })
}

/// These conversations, as far as they belong to the member.
pub async fn by_ids(
    conn: &mut Conn,
    cx: &DomainContext,
    member: AccountId,
    ids: &[ConversationId],
) -> Result<Vec<ConversationEntry>> {
    let mut rows = conversation::by_ids(conn, ids).await?;
    rows.retain(|row| row.account_id == member);
    fill(conn, cx, member, rows).await
}

async fn fill(
    conn: &mut Conn,
    cx: &DomainContext,
    member: AccountId,
    rows: Vec<Conversation>,
) -> Result<Vec<ConversationEntry>> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<PostId> = rows.iter().map(|row| row.last_post_id).collect();
    let people = conversation::people(conn, &ids).await?;
    let accounts: Vec<AccountId> = people.iter().map(|(_, account)| *account).collect();
    let accounts: HashMap<AccountId, Account> = account::find_many(conn, &accounts)
        .await?
        .into_iter()
        .map(|account| (account.id, account))
        .collect();
    let mut last: HashMap<PostId, PostEntry> = timelines::by_ids(conn, cx, Some(member), &ids)
        .await?
        .into_iter()
        .map(|entry| (entry.post.id, entry))
        .collect();
    let entries = rows.into_iter().map(|conversation| {
        let of_post = |(post, account): &(PostId, AccountId)| {
            (*post == conversation.last_post_id).then_some(*account)
        };
        let mut named: Vec<AccountId> = people.iter().filter_map(of_post).collect();
        if named.len() > 1 {
            named.retain(|account| *account != member);
        }
        ConversationEntry {
            people: named
                .iter()
                .filter_map(|id| accounts.get(id).cloned())
                .collect(),
            last: last.remove(&conversation.last_post_id),
            conversation,
        }
    });
    Ok(entries.collect())
}

/// Notes that a member has read a conversation; returns it.
///
/// # Errors
/// `NotFound`.
pub async fn mark_read(
    conn: &mut Conn,
    cx: &DomainContext,
    member: AccountId,
    id: ConversationId,
) -> Result<ConversationEntry> {
    let row = conversation::mark_read(conn, member, id).await?;
    let row = row.ok_or_else(Error::not_found)?;
    let filled = fill(conn, cx, member, vec![row]).await?;
    filled.into_iter().next().ok_or_else(Error::not_found)
}

/// Removes a conversation from a member's list. Its posts stay, and it comes back
/// when somebody goes on with it.
///
/// # Errors
/// `NotFound`.
pub async fn delete(conn: &mut Conn, member: AccountId, id: ConversationId) -> Result<()> {
    if conversation::delete(conn, member, id).await? {
        Ok(())
    } else {
        Err(Error::not_found())
    }
}

/// Tells the member no more of what happens in the thread of a post.
///
/// # Errors
/// As [`posts::find`].
pub async fn mute_thread(
    conn: &mut Conn,
    cx: &DomainContext,
    member: AccountId,
    post: PostId,
) -> Result<()> {
    let post = posts::find(conn, Some(member), post).await?.post;
    conversation::mute(conn, member, post.conversation_id, cx.clock.now()).await?;
    Ok(())
}

/// Tells the member again of what happens in the thread of a post, also of one
/// that they may not see any more; `false` when they were told.
///
/// # Errors
/// `NotFound` when there is no such post.
pub async fn unmute_thread(conn: &mut Conn, member: AccountId, post: PostId) -> Result<bool> {
    let post = posts::acted_on(conn, post).await?;
    Ok(conversation::unmute(conn, member, post.conversation_id).await?)
}
