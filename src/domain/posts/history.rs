//! The versions of an edited post.

use crate::db::Conn;
use crate::db::ids::{AccountId, PostId};
use crate::db::models::media::{self, Media};
use crate::db::models::post_edit::{self, PostEdit};
use crate::db::views::posts::PostEntry;
use crate::domain::DomainContext;
use crate::domain::posts::thread;
use crate::foundation::error::Result;

/// A post with what it was.
#[derive(Debug, Clone)]
pub struct History {
    /// As it is.
    pub entry: PostEntry,
    /// Its earlier versions, the newest first.
    pub earlier: Vec<PostEdit>,
    /// The files of all versions, in no order.
    pub media: Vec<Media>,
}

/// A post and its earlier versions.
///
/// # Errors
/// As [`crate::domain::posts::find`].
pub async fn history(
    conn: &mut Conn,
    cx: &DomainContext,
    viewer: Option<AccountId>,
    id: PostId,
) -> Result<History> {
    let entry = thread::entry(conn, cx, viewer, id).await?;
    let earlier = post_edit::of_post(conn, entry.post.id).await?;
    let media = media::of_versions(conn, entry.post.id).await?;
    Ok(History {
        entry,
        earlier,
        media,
    })
}
