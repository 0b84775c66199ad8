//! What moderators do to posts of others: delete them, cover them, and take the
//! cover off again.

use crate::db::Conn;
use crate::db::ids::PostId;
use crate::db::models::post::{self, Post};
use crate::db::models::post_cover;
use crate::domain::DomainContext;
use crate::domain::event::{self, Event};
use crate::domain::posts::delete::{Files, bury};
use crate::domain::posts::versions::{self, Shown};
use crate::foundation::error::Result;

/// Whether a post's pictures are hidden until somebody asks for them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::domain) enum Cover {
    /// They are.
    On,
    /// They are not.
    Off,
}

/// Deletes these posts as their authors could; those that are gone are passed
/// over. Returns how many there were. Call it in the transaction of the decision.
pub(in crate::domain) async fn delete(
    conn: &mut Conn,
    cx: &DomainContext,
    ids: &[PostId],
) -> Result<usize> {
    let posts = locked(conn, ids).await?;
    for post in &posts {
        bury(conn, cx, post, Files::Go).await?;
    }
    Ok(posts.len())
}

/// Covers these posts or takes the cover off; those that are gone are passed over.
/// Of a member's post the version before is kept, as of any edit. Returns how many
/// changed. Call it in the transaction of the decision.
pub(in crate::domain) async fn cover(
    conn: &mut Conn,
    cx: &DomainContext,
    ids: &[PostId],
    cover: Cover,
) -> Result<usize> {
    let posts = locked(conn, ids).await?;
    let mut changed = 0;
    for before in &posts {
        let sensitive = wanted(conn, cx, before, cover).await?;
        if sensitive == before.sensitive {
            continue;
        }
        changed += 1;
        let edited_at = if before.local {
            let shown = Shown::of(conn, before.id).await?;
            versions::keep(conn, cx, before, shown).await?;
            Some(cx.clock.now())
        } else {
            before.edited_at
        };
        post::set_sensitive(conn, before.id, sensitive, edited_at).await?;
        let edited = Event::PostEdited {
            account_id: before.account_id,
            post_id: before.id,
        };
        event::record(conn, cx, &edited).await?;
    }
    Ok(changed)
}

/// Whether the post's pictures are to be hidden from now on. A cover of a post from
/// elsewhere outlives what its server says later, and what that says holds again
/// without it.
async fn wanted(conn: &mut Conn, cx: &DomainContext, post: &Post, cover: Cover) -> Result<bool> {
    match cover {
        Cover::On if post.local => Ok(true),
        Cover::On => {
            post_cover::put(conn, post.id, post.sensitive, cx.clock.now()).await?;
            Ok(true)
        }
        Cover::Off => Ok(post_cover::take(conn, post.id).await?.unwrap_or(false)),
    }
}

/// These posts, those that are gone left out, under lock in the order of their IDs.
async fn locked(conn: &mut Conn, ids: &[PostId]) -> Result<Vec<Post>> {
    let mut ids = ids.to_vec();
    ids.sort_unstable();
    ids.dedup();
    let mut posts = Vec::new();
    for id in ids {
        let post = post::lock(conn, id).await?;
        posts.extend(post.filter(|post| post.deleted_at.is_none()));
    }
    Ok(posts)
}
