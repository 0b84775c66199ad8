//! Posts of other servers that waited for a moderator and are let go.

use crate::db::ids::PostId;
use crate::db::{Conn, Transactional as _};
use crate::domain::DomainContext;
use crate::domain::posts::remote::edit::{self, Edited};
use crate::domain::posts::remote::{RemotePost, receive};
use crate::foundation::error::Result;

/// Stores a post as if it came now, whatever rules say of it: it stands on top of
/// timelines, with the time at which it was written. One that is here is changed.
/// Returns the ID of a new one.
///
/// # Errors
/// `Forbidden` when the post is somebody else's.
pub(in crate::domain) async fn release(
    conn: &mut Conn,
    cx: &DomainContext,
    post: &RemotePost,
) -> Result<Option<PostId>> {
    conn.transaction(async |conn| match edit::released(conn, cx, post).await? {
        Edited::Unknown => {
            let stored = receive::released(conn, cx, post).await?;
            Ok(stored.into_iter().next())
        }
        _ => Ok(None),
    })
    .await
}
