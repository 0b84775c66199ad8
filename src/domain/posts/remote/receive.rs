//! Stores posts that came from other servers, many at a time in a constant number
//! of statements.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};

use crate::db::ids::{AccountId, PostId};
use crate::db::models::conversation;
use crate::db::models::post::Visibility;
use crate::db::models::remote_post::{self as rows, NewRemotePost, Stored};
use crate::db::{Conn, Transactional as _};
use crate::domain::event::{self, Event};
use crate::domain::moderation::content;
use crate::domain::posts::remote::{RemotePost, store};
use crate::domain::{DomainContext, conversations};
use crate::foundation::error::Result;

/// Most posts that wait for those of one batch and are linked to them.
const WAITING_MAX: i64 = 1000;

/// Stores those of `posts` that are not here yet, that their authors did not
/// withdraw and that the moderators' rules let in, with everything that belongs to them, and tells members whom they
/// name. Posts in the batch may reply to each other. Returns the IDs of the new
/// ones, in no order.
pub async fn receive(
    conn: &mut Conn,
    cx: &DomainContext,
    posts: &[RemotePost],
) -> Result<Vec<PostId>> {
    let mut by_uri: HashMap<&str, &RemotePost> = HashMap::new();
    for post in posts {
        by_uri.entry(post.uri.as_str()).or_insert(post);
    }
    if by_uri.is_empty() {
        return Ok(Vec::new());
    }
    let distinct: Vec<&RemotePost> = by_uri.into_values().collect();
    let mut sifted = content::sift(conn, cx, distinct).await?;
    let pass = std::mem::take(&mut sifted.pass);
    let by_uri: HashMap<&str, &RemotePost> = pass
        .iter()
        .map(|post| (post.uri.as_str(), &**post))
        .collect();
    conn.transaction(async |conn| {
        let stored = store_all(conn, cx, &by_uri, Arrival::AsWritten).await?;
        let named: Vec<(String, PostId, AccountId)> = stored
            .iter()
            .filter_map(|row| {
                let post = by_uri.get(row.uri.as_str())?;
                Some((row.uri.clone(), row.id, post.author))
            })
            .collect();
        Box::pin(sifted.settle(conn, cx, &named)).await?;
        Ok(stored.into_iter().map(|row| row.id).collect())
    })
    .await
}

/// Stores a post that waited, on top of timelines. Call it in a transaction.
pub(super) async fn released(
    conn: &mut Conn,
    cx: &DomainContext,
    post: &RemotePost,
) -> Result<Vec<PostId>> {
    let by_uri = HashMap::from([(post.uri.as_str(), post)]);
    let stored = store_all(conn, cx, &by_uri, Arrival::Now).await?;
    Ok(stored.into_iter().map(|row| row.id).collect())
}

/// Where posts stand in timelines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Arrival {
    /// At the time at which they were written.
    AsWritten,
    /// On top.
    Now,
}

/// A post with the row it became.
pub(super) struct New<'a> {
    pub id: PostId,
    pub in_reply_to_id: Option<PostId>,
    pub created_at: DateTime<Utc>,
    pub post: &'a RemotePost,
}

async fn store_all(
    conn: &mut Conn,
    cx: &DomainContext,
    by_uri: &HashMap<&str, &RemotePost>,
    arrival: Arrival,
) -> Result<Vec<Stored>> {
    let mut wanted: Vec<&RemotePost> = by_uri.values().copied().collect();
    // In one order, so that two batches with the same posts do not wait in a ring.
    wanted.sort_unstable_by(|a, b| a.uri.cmp(&b.uri));
    let mut stored = insert(conn, cx, &wanted, arrival).await?;
    if stored.len() < wanted.len() {
        stored.extend(insert_rest(conn, cx, &wanted, &stored, arrival).await?);
    }
    let new: Vec<New<'_>> = stored
        .iter()
        .filter_map(|row| {
            let post = by_uri.get(row.uri.as_str())?;
            Some(New {
                id: row.id,
                in_reply_to_id: row.in_reply_to_id,
                created_at: written(cx, post),
                post,
            })
        })
        .collect();
    let Some(first) = new.first() else {
        return Ok(Vec::new());
    };
    let ids: Vec<PostId> = new.iter().map(|new| new.id).collect();
    rows::start_counts(conn, &ids).await?;
    count(conn, &new).await?;
    link_waiting(conn, &ids).await?;
    store::parts(conn, cx, &new).await?;
    let received = Event::PostsReceived {
        account_id: first.post.author,
        post_ids: ids.clone(),
    };
    event::record(conn, cx, &received).await?;
    let direct: Vec<PostId> = new
        .iter()
        .filter(|new| new.post.visibility == Visibility::Direct)
        .map(|new| new.id)
        .collect();
    conversations::note(conn, &direct).await?;
    Ok(stored)
}

/// When a post was written, as far as that can be: not in the future.
fn written(cx: &DomainContext, post: &RemotePost) -> DateTime<Utc> {
    let now = cx.clock.now();
    post.published.map_or(now, |published| published.min(now))
}

async fn insert(
    conn: &mut Conn,
    cx: &DomainContext,
    posts: &[&RemotePost],
    arrival: Arrival,
) -> Result<Vec<Stored>> {
    let new: Vec<NewRemotePost> = posts.iter().map(|post| row(cx, post, arrival)).collect();
    Ok(rows::insert(conn, &new).await?)
}

/// What was not stored is here or withdrawn, or its ID was taken by chance: that
/// gets another.
async fn insert_rest(
    conn: &mut Conn,
    cx: &DomainContext,
    posts: &[&RemotePost],
    stored: &[Stored],
    arrival: Arrival,
) -> Result<Vec<Stored>> {
    let stored: HashSet<&str> = stored.iter().map(|row| row.uri.as_str()).collect();
    let missing = posts
        .iter()
        .filter(|post| !stored.contains(post.uri.as_str()));
    let missing: Vec<(String, AccountId)> = missing
        .map(|post| (post.uri.clone(), post.author))
        .collect();
    let known: HashSet<String> = rows::known(conn, &missing).await?.into_iter().collect();
    let rest: Vec<&RemotePost> = posts
        .iter()
        .filter(|post| !stored.contains(post.uri.as_str()) && !known.contains(&post.uri))
        .copied()
        .collect();
    if rest.is_empty() {
        return Ok(Vec::new());
    }
    insert(conn, cx, &rest, arrival).await
}

fn row(cx: &DomainContext, post: &RemotePost, arrival: Arrival) -> NewRemotePost {
    let created_at = written(cx, post);
    let id = match arrival {
        Arrival::AsWritten => cx.ids.at(created_at),
        Arrival::Now => cx.ids.next(),
    };
    NewRemotePost {
        id: PostId(id),
        account_id: post.author,
        uri: post.uri.clone(),
        url: post.url.clone(),
        in_reply_to_uri: post.in_reply_to.clone(),
        visibility: post.visibility,
        text: post.text.clone(),
        content: post.content.clone(),
        content_warning: post.content_warning.clone(),
        sensitive: post.sensitive,
        language: post.language.clone(),
        edited_at: post.updated.filter(|updated| *updated > created_at),
        created_at,
        title: post.title.clone(),
        object_kind: post.object_kind.clone(),
        quote_policy: post.quote_policy,
    }
}

/// Counts new posts at what they reply to and at their authors.
async fn count(conn: &mut Conn, new: &[New<'_>]) -> Result<()> {
    let replies: Vec<(PostId, i64)> = new
        .iter()
        .filter(|new| is_open(new.post.visibility))
        .filter_map(|new| Some((new.in_reply_to_id?, 1)))
        .collect();
    if !replies.is_empty() {
        rows::add_replies(conn, &replies).await?;
    }
    let posts: Vec<_> = new
        .iter()
        .map(|new| {
            let counted = new.post.visibility != Visibility::Direct;
            (new.post.author, new.id, counted, new.created_at)
        })
        .collect();
    rows::count_posts(conn, &posts).await?;
    Ok(())
}

fn is_open(visibility: Visibility) -> bool {
    matches!(visibility, Visibility::Public | Visibility::Unlisted)
}

/// Puts posts that waited for new ones under them, and their conversations into
/// those of the new ones.
async fn link_waiting(conn: &mut Conn, ids: &[PostId]) -> Result<()> {
    let waiting = rows::link_waiting(conn, ids, WAITING_MAX).await?;
    if waiting.is_empty() {
        return Ok(());
    }
    let replies: Vec<(PostId, i64)> = waiting
        .iter()
        .filter(|row| row.counted)
        .map(|row| (row.parent_id, 1))
        .collect();
    rows::add_replies(conn, &replies).await?;
    let moves: HashMap<PostId, PostId> = waiting
        .iter()
        .map(|row| (row.conversation_id, row.parent_conversation_id))
        .collect();
    let moves = joined(&moves);
    rows::join_conversations(conn, &moves).await?;
    conversation::join(conn, &moves).await?;
    Ok(())
}

/// Where each conversation ends up when those it moves into move themselves.
fn joined(moves: &HashMap<PostId, PostId>) -> Vec<(PostId, PostId)> {
    let ends = moves.iter().map(|(old, new)| {
        let mut end = *new;
        // A ring of replies would go on for ever.
        for _ in 0..moves.len() {
            match moves.get(&end) {
                Some(next) => end = *next,
                None => break,
            }
        }
        (*old, end)
    });
    ends.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conversations_move_to_the_end_of_the_chain() {
        let moves = HashMap::from([(3, 2), (2, 1), (9, 9)].map(|(a, b)| (PostId(a), PostId(b))));
        let joined: HashMap<PostId, PostId> = joined(&moves).into_iter().collect();
        assert_eq!(joined[&PostId(3)], PostId(1));
        assert_eq!(joined[&PostId(2)], PostId(1));
        assert_eq!(joined[&PostId(9)], PostId(9));
    }
}
