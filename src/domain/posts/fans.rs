//! Who boosted and favourited a post, and with which emoji.

use crate::db::Conn;
use crate::db::ids::{AccountId, PostId};
use crate::db::models::reaction::{self, Reaction};
use crate::db::page::{Page, Slice};
use crate::db::views::accounts::{self, Fan, Listed};
use crate::domain::posts::access::find;
use crate::foundation::error::Result;

/// Who favourited a post that the viewer may see, the last first; with which emoji.
///
/// # Errors
/// As [`find`].
pub async fn favourited_by(
    conn: &mut Conn,
    viewer: Option<AccountId>,
    id: PostId,
    page: Page,
) -> Result<Slice<Fan>> {
    let post = find(conn, viewer, id).await?.post;
    Ok(accounts::favourited(conn, post.id, page).await?)
}

/// Who reacted to a post, with this or with any emoji: at most `limit`, the last first.
/// Whether the viewer may see the post is decided before.
pub async fn reacted(
    conn: &mut Conn,
    id: PostId,
    reaction: Option<Reaction>,
    limit: u8,
) -> Result<Vec<(AccountId, Reaction)>> {
    Ok(reaction::people(conn, id, reaction.as_ref(), limit).await?)
}

/// Who boosted a post that the viewer may see, for everybody to see; the last first.
///
/// # Errors
/// As [`find`].
pub async fn boosted_by(
    conn: &mut Conn,
    viewer: Option<AccountId>,
    id: PostId,
    page: Page,
) -> Result<Slice<Listed>> {
    let post = find(conn, viewer, id).await?.post;
    Ok(accounts::boosted(conn, post.id, page).await?)
}
