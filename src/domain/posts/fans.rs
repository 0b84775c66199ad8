//! Who boosted and favourited a post.

use crate::db::Conn;
use crate::db::ids::{AccountId, PostId};
use crate::db::page::{Page, Slice};
use crate::db::views::accounts::{self, Listed};
use crate::db::views::statuses;
use crate::domain::posts::access::find;
use crate::foundation::error::Result;

/// Who favourited a post that the viewer may see, the last first.
///
/// # Errors
/// As [`find`].
pub async fn favourited_by(
    conn: &mut Conn,
    viewer: Option<AccountId>,
    id: PostId,
    page: Page,
) -> Result<Slice<Listed>> {
    let post = find(conn, viewer, id).await?.post;
    Ok(accounts::favourited(conn, post.id, page).await?)
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

/// How many posts quote this one, with its author's leave. Whether the viewer may see
/// the post is decided before.
pub async fn quotes(conn: &mut Conn, id: PostId) -> Result<u32> {
    let counted = statuses::quoted(conn, &[id]).await?;
    let number = counted.get(&id).copied().unwrap_or(0);
    Ok(u32::try_from(number).unwrap_or(u32::MAX))
}
