//! Favourites: telling an author that one likes a post.

use crate::db::ids::{AccountId, FavouriteId, PostId};
use crate::db::models::favourite::{self, Favourite};
use crate::db::models::notification::NotificationKind;
use crate::db::models::post::Post;
use crate::db::models::post_stats;
use crate::db::{Conn, Transactional as _};
use crate::domain::DomainContext;
use crate::domain::event::{self, Event};
use crate::domain::notifications::{self, Notice};
use crate::domain::posts::access::{Wish, acted_on, allowed};
use crate::foundation::error::{Error, Result};

/// Favourites a post, or the post that a boost boosts. Doing it again changes nothing.
///
/// # Errors
/// `NotFound` or `Gone` for what the actor cannot see, `Forbidden` for posts of
/// people they block.
pub async fn favourite(
    conn: &mut Conn,
    cx: &DomainContext,
    actor: AccountId,
    id: PostId,
) -> Result<()> {
    let post = allowed(conn, actor, id, Wish::Respond).await?;
    conn.transaction(async |conn| {
        let row = Favourite {
            id: FavouriteId(cx.ids.next()),
            account_id: actor,
            post_id: post.id,
            uri: None,
            created_at: cx.clock.now(),
        };
        if !favourite::insert(conn, &row).await? {
            return Ok(());
        }
        if !post_stats::add_favourites(conn, post.id, 1).await? {
            return Err(Error::gone());
        }
        notifications::notify(conn, cx, &[post.account_id], &notice(actor, &post)).await?;
        let favourited = Event::Favourited {
            account_id: actor,
            post_id: post.id,
            favourite_id: row.id,
        };
        event::record(conn, cx, &favourited).await?;
        Ok(())
    })
    .await
}

/// Takes a favourite back, also of a post that `actor` may not see any more;
/// `false` when there was none.
pub async fn unfavourite(
    conn: &mut Conn,
    cx: &DomainContext,
    actor: AccountId,
    id: PostId,
) -> Result<bool> {
    let post = acted_on(conn, id).await?;
    conn.transaction(async |conn| {
        let Some(favourite_id) = favourite::delete(conn, actor, post.id).await? else {
            return Ok(false);
        };
        post_stats::add_favourites(conn, post.id, -1).await?;
        notifications::withdraw(conn, post.account_id, &notice(actor, &post)).await?;
        let unfavourited = Event::Unfavourited {
            account_id: actor,
            post_id: post.id,
            favourite_id,
        };
        event::record(conn, cx, &unfavourited).await?;
        Ok(true)
    })
    .await
}

fn notice(from: AccountId, post: &Post) -> Notice {
    Notice {
        kind: NotificationKind::Favourite,
        from,
        post_id: Some(post.id),
    }
}
