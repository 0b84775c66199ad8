//! Deleting a post: an empty tombstone stays, so that its address can say so
//! and its replies keep their place.

use crate::db::ids::{AccountId, PostId};
use crate::db::models::featured_tag::{self, Carries};
use crate::db::models::post::{self, Post, Visibility};
use crate::db::models::{
    bookmark, conversation, favourite, media, mention, pin, poll, post_edit, post_stats, quote,
    report_evidence, tag,
};
use crate::db::views::wire_lists;
use crate::db::{Conn, Transactional as _};
use crate::domain::DomainContext;
use crate::domain::event::{self, Event};
use crate::domain::live;
use crate::domain::notifications;
use crate::domain::posts::access::{Wish, allowed};
use crate::domain::posts::create::is_counted_reply;
use crate::foundation::error::{Error, Result};

/// Deletes a post of `actor` with everything that hangs on it: pictures,
/// boosts, favourites, bookmarks, earlier versions and notifications.
///
/// # Errors
/// `Forbidden` for posts of others, `Gone` when it is deleted already,
/// `NotFound` when there is none that `actor` may see.
pub async fn delete(
    conn: &mut Conn,
    cx: &DomainContext,
    actor: AccountId,
    id: PostId,
) -> Result<()> {
    remove(conn, cx, actor, id, Files::Go).await
}

/// As [`delete()`], but its pictures stay, so that the author posts them again
/// with other words. Those that are not posted within a day go with the clean-up
/// of uploads.
///
/// # Errors
/// As [`delete()`].
pub async fn delete_to_redraft(
    conn: &mut Conn,
    cx: &DomainContext,
    actor: AccountId,
    id: PostId,
) -> Result<()> {
    remove(conn, cx, actor, id, Files::Wait).await
}

/// What becomes of the files of a deleted post.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::domain::posts) enum Files {
    /// Nothing refers to them any more.
    Go,
    /// They wait to be posted again, like uploads.
    Wait,
}

async fn remove(
    conn: &mut Conn,
    cx: &DomainContext,
    actor: AccountId,
    id: PostId,
    files: Files,
) -> Result<()> {
    let id = allowed(conn, actor, id, Wish::Change).await?.id;
    conn.transaction(async |conn| {
        let post = post::lock(conn, id).await?.ok_or_else(Error::not_found)?;
        if post.deleted_at.is_some() {
            return Err(Error::gone());
        }
        bury(conn, cx, &post, files).await
    })
    .await
}

/// Makes a locked post an empty tombstone.
pub(in crate::domain::posts) async fn bury(
    conn: &mut Conn,
    cx: &DomainContext,
    post: &Post,
    files: Files,
) -> Result<()> {
    let audience = if post.local {
        wire_lists::reached(conn, post.id).await?
    } else {
        Vec::new()
    };
    let seen = live::seen(conn, post.id).await?;
    if post.visibility == Visibility::Direct {
        conversation::forget_post(conn, post.id).await?;
    }
    // First of all: from here on nobody replies, boosts or favourites any more.
    post_stats::delete(conn, post.id).await?;
    favourite::delete_of_post(conn, post.id).await?;
    bookmark::delete_of_post(conn, post.id).await?;
    post::delete_boosts(conn, post.id).await?;
    post_edit::delete_of_post(conn, post.id).await?;
    mention::delete_of_post(conn, post.id).await?;
    poll::delete_of_post(conn, post.id).await?;
    quote::delete_of_post(conn, post.id).await?;
    pin::delete_of_post(conn, post.id).await?;
    featured_tag::count_post(conn, post.id, Carries::Ceases).await?;
    tag::replace(conn, post.id, &[]).await?;
    notifications::forget_post(conn, post.id).await?;
    if files == Files::Wait {
        media::detach(conn, post.id, cx.clock.now()).await?;
    }
    let mut removed_files = media::delete_of_post(conn, post.id).await?;
    removed_files.extend(media::delete_of_versions(conn, post.id).await?);
    // What moderators have to judge stays until they did.
    let held = report_evidence::held(conn, post.id).await?;
    removed_files.retain(|key| !held.contains(key));
    post::bury(conn, post.id, cx.clock.now()).await?;
    if let Some(parent) = post.in_reply_to_id.filter(|_| is_counted_reply(post)) {
        // The parent may be deleted itself; then there is nothing to count.
        post_stats::add_replies(conn, parent, -1).await?;
    }
    if post.visibility != Visibility::Direct {
        post_stats::uncount_post(conn, post.account_id).await?;
    }
    let deleted = Event::PostDeleted {
        account_id: post.account_id,
        post_id: post.id,
        removed_files,
        audience,
        seen,
    };
    event::record(conn, cx, &deleted).await?;
    Ok(())
}
