//! The versions of an edited post.

use crate::db::Conn;
use crate::db::ids::{AccountId, PostId};
use crate::db::models::post_edit::{self, PostEdit};
use crate::db::views::posts::PostEntry;
use crate::domain::DomainContext;
use crate::domain::posts::thread;
use crate::foundation::error::Result;

/// A post and its earlier versions, the newest first.
pub async fn history(
    conn: &mut Conn,
    cx: &DomainContext,
    viewer: Option<AccountId>,
    id: PostId,
) -> Result<(PostEntry, Vec<PostEdit>)> {
    let entry = thread::entry(conn, cx, viewer, id).await?;
    let versions = post_edit::of_post(conn, entry.post.id).await?;
    Ok((entry, versions))
}
