//! Favourites: telling an author that one likes a post, plainly or with an emoji.

use crate::db::ids::{AccountId, FavouriteId, PostId};
use crate::db::models::favourite::{self, Favourite};
use crate::db::models::notification::NotificationKind;
use crate::db::models::reaction::{self, Reaction};
use crate::db::models::{post, post_stats};
use crate::db::{Conn, Transactional as _};
use crate::domain::DomainContext;
use crate::domain::event::{self, Event};
use crate::domain::notifications::{self, Notice};
use crate::domain::posts::access::{Wish, acted_on, allowed};
use crate::foundation::error::{Error, Result};

/// Favourites a post, or the post that a boost boosts. Doing it again, or after a
/// reaction, changes nothing.
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
    let row = row(cx, (actor, post.id), None, None);
    conn.transaction(async |conn| {
        place(conn, cx, &row, post.account_id).await?;
        Ok(())
    })
    .await
}

/// Takes a favourite or a reaction back, also of a post that `actor` may not see any
/// more; `false` when there was none.
pub async fn unfavourite(
    conn: &mut Conn,
    cx: &DomainContext,
    actor: AccountId,
    id: PostId,
) -> Result<bool> {
    let post = acted_on(conn, id).await?;
    conn.transaction(async |conn| take_back(conn, cx, actor, post.id).await)
        .await
}

/// A favourite to be, with the ID of the activity where another server gave one.
pub(in crate::domain::posts) fn row(
    cx: &DomainContext,
    (account_id, post_id): (AccountId, PostId),
    uri: Option<&str>,
    reaction: Option<Reaction>,
) -> Favourite {
    let (emoji, emoji_domain) = match reaction {
        Some(reaction) => (Some(reaction.emoji), reaction.domain),
        None => (None, None),
    };
    Favourite {
        id: FavouriteId(cx.ids.next()),
        account_id,
        post_id,
        uri: uri.map(str::to_owned),
        created_at: cx.clock.now(),
        emoji,
        emoji_domain,
    }
}

/// Stores a favourite where there is none, counts it and tells the author; `false`
/// where there is one. Call it in a transaction.
async fn place(
    conn: &mut Conn,
    cx: &DomainContext,
    row: &Favourite,
    author: AccountId,
) -> Result<bool> {
    if !favourite::insert(conn, row).await? {
        return Ok(false);
    }
    if !post_stats::add_favourites(conn, row.post_id, 1).await? {
        return Err(Error::gone());
    }
    let reaction = row.reaction();
    if reaction.is_some() {
        reaction::recount(conn, row.post_id).await?;
    }
    let notice = notice(row.account_id, row.post_id);
    let told = (&notice, reaction.as_ref());
    notifications::notify_reaction(conn, cx, &[author], told).await?;
    let favourited = Event::Favourited {
        account_id: row.account_id,
        post_id: row.post_id,
        favourite_id: row.id,
        reaction,
    };
    event::record(conn, cx, &favourited).await?;
    Ok(true)
}

/// Stores a favourite in the place of the one that is there. The same once more is told
/// to nobody. Whether anything was stored anew. Call it in a transaction.
pub(in crate::domain::posts) async fn change(
    conn: &mut Conn,
    cx: &DomainContext,
    row: &Favourite,
    author: AccountId,
) -> Result<bool> {
    let before = favourite::find(conn, row.account_id, row.post_id).await?;
    if let Some(before) = before {
        if before.reaction() == row.reaction() {
            if let Some(uri) = row.uri.as_deref().filter(|_| row.emoji.is_some()) {
                favourite::set_uri(conn, before.id, uri).await?;
            }
            return Ok(false);
        }
        take_back(conn, cx, row.account_id, row.post_id).await?;
    }
    place(conn, cx, row, author).await
}

/// Removes a favourite and what came of it; `false` when there was none. Call it in a
/// transaction.
pub(in crate::domain::posts) async fn take_back(
    conn: &mut Conn,
    cx: &DomainContext,
    actor: AccountId,
    post: PostId,
) -> Result<bool> {
    let Some(gone) = favourite::delete(conn, actor, post).await? else {
        return Ok(false);
    };
    post_stats::add_favourites(conn, post, -1).await?;
    let reaction = gone.reaction();
    if reaction.is_some() {
        reaction::recount(conn, post).await?;
    }
    if let Some(post) = post::find(conn, post).await? {
        notifications::withdraw(conn, post.account_id, &notice(actor, post.id)).await?;
    }
    let unfavourited = Event::Unfavourited {
        account_id: actor,
        post_id: post,
        favourite_id: gone.id,
        reaction,
    };
    event::record(conn, cx, &unfavourited).await?;
    Ok(true)
}

fn notice(from: AccountId, post: PostId) -> Notice {
    Notice {
        kind: NotificationKind::Favourite,
        from,
        post_id: Some(post),
    }
}
