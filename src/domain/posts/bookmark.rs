//! Bookmarks: keeping a post for oneself. Nobody is told, so there is no event.

use crate::db::Conn;
use crate::db::ids::{AccountId, BookmarkId, PostId};
use crate::db::models::bookmark::{self, Bookmark};
use crate::domain::DomainContext;
use crate::domain::posts::access::{Wish, acted_on, allowed};
use crate::foundation::error::Result;

/// Bookmarks a post, or the post that a boost boosts. Doing it again changes nothing.
///
/// # Errors
/// `NotFound` or `Gone` for what the actor cannot see, `Forbidden` for posts of
/// people they block.
pub async fn bookmark(
    conn: &mut Conn,
    cx: &DomainContext,
    actor: AccountId,
    id: PostId,
) -> Result<()> {
    let post = allowed(conn, actor, id, Wish::Respond).await?;
    let row = Bookmark {
        id: BookmarkId(cx.ids.next()),
        account_id: actor,
        post_id: post.id,
        created_at: cx.clock.now(),
    };
    bookmark::insert(conn, &row).await?;
    Ok(())
}

/// Removes a bookmark, also of a post that `actor` may not see any more; `false`
/// when there was none.
pub async fn unbookmark(conn: &mut Conn, actor: AccountId, id: PostId) -> Result<bool> {
    let post = acted_on(conn, id).await?;
    Ok(bookmark::delete(conn, actor, post.id).await?)
}
