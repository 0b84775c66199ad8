//! Posts that stay on top of a profile.

use crate::db::ids::{AccountId, PostId};
use crate::db::models::pin;
use crate::db::models::post::Visibility;
use crate::db::views::posts::{self as views, PostEntry};
use crate::db::views::timelines;
use crate::db::{Conn, Transactional as _};
use crate::domain::DomainContext;
use crate::domain::event::{self, Event};
use crate::domain::posts::{Wish, acted_on, allowed, viewer as viewer_now};
use crate::foundation::error::{Error, Result};
use crate::foundation::message::Message;

/// Most posts that a member pins, and most that are shown of anybody.
pub const PINS_MAX: usize = 5;

/// Pins a post of `actor`'s own. Doing it again changes nothing.
///
/// # Errors
/// `Forbidden` for posts of others, for those that are not open to everybody,
/// and when [`PINS_MAX`] are pinned.
pub async fn pin(conn: &mut Conn, cx: &DomainContext, actor: AccountId, id: PostId) -> Result<()> {
    let post = allowed(conn, actor, id, Wish::Change).await?;
    if !matches!(post.visibility, Visibility::Public | Visibility::Unlisted) {
        return Err(Error::forbidden(Message::of("refused-pin-audience")));
    }
    conn.transaction(async |conn| {
        // Locked, so that parallel pins are counted one after the other.
        crate::db::models::account::find_for_update(conn, actor).await?;
        let pinned = pin::of_account(conn, actor, i64::MAX).await?;
        if pinned.contains(&post.id) {
            return Ok(());
        }
        if pinned.len() >= PINS_MAX {
            let max = PINS_MAX.into();
            let message = Message::about("refused-pin-many", [("max", max)]);
            return Err(Error::forbidden(message));
        }
        pin::insert(conn, actor, post.id, cx.clock.now()).await?;
        let pinned = Event::PostPinned {
            account_id: actor,
            post_id: post.id,
        };
        event::record(conn, cx, &pinned).await?;
        Ok(())
    })
    .await
}

/// Unpins a post of `actor`'s own, or the one that a boost boosts; `false` when it
/// was not pinned.
///
/// # Errors
/// `NotFound` when there is no such post.
pub async fn unpin(
    conn: &mut Conn,
    cx: &DomainContext,
    actor: AccountId,
    id: PostId,
) -> Result<bool> {
    let post = acted_on(conn, id).await?.id;
    conn.transaction(async |conn| {
        let was_pinned = pin::delete(conn, actor, post).await?;
        if was_pinned {
            let unpinned = Event::PostUnpinned {
                account_id: actor,
                post_id: post,
            };
            event::record(conn, cx, &unpinned).await?;
        }
        Ok(was_pinned)
    })
    .await
}

/// What an account pinned, the last first.
pub async fn ids(conn: &mut Conn, account: AccountId) -> Result<Vec<PostId>> {
    let most = i64::try_from(PINS_MAX).unwrap_or(i64::MAX);
    Ok(pin::of_account(conn, account, most).await?)
}

/// What an account pinned, as far as the viewer may see it. Posts that are for
/// fewer people now are left out.
pub async fn of(
    conn: &mut Conn,
    cx: &DomainContext,
    viewer: Option<AccountId>,
    account: AccountId,
) -> Result<Vec<PostEntry>> {
    let viewer = viewer_now(cx, viewer);
    let most = i64::try_from(PINS_MAX).unwrap_or(i64::MAX);
    let lines = timelines::pinned(conn, account, most, &viewer).await?;
    Ok(views::hydrate_lines(conn, &viewer, &lines).await?)
}

/// Makes `posts` the ones that a remote account pinned, the first on top: what
/// its featured collection says. Only its own posts count, at most [`PINS_MAX`].
pub async fn replace_remote(
    conn: &mut Conn,
    cx: &DomainContext,
    account: AccountId,
    posts: &[PostId],
) -> Result<()> {
    let posts: Vec<PostId> = posts.iter().copied().take(PINS_MAX).collect();
    conn.transaction(async |conn| Ok(pin::replace(conn, account, &posts, cx.clock.now()).await?))
        .await
}

/// Adds one post to what a remote account pinned (an `Add` to its featured
/// collection). Posts of others are left alone.
pub async fn add_remote(
    conn: &mut Conn,
    cx: &DomainContext,
    account: AccountId,
    post: PostId,
) -> Result<()> {
    let mut posts = ids(conn, account).await?;
    posts.retain(|pinned| *pinned != post);
    posts.insert(0, post);
    replace_remote(conn, cx, account, &posts).await
}

/// Takes one post from what a remote account pinned (a `Remove`).
pub async fn remove_remote(conn: &mut Conn, account: AccountId, post: PostId) -> Result<()> {
    pin::delete(conn, account, post).await?;
    Ok(())
}
