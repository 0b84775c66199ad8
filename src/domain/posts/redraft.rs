//! Deleting and posting anew: the old post goes in the transaction in which the
//! new one comes, so that there is always one of them.

use crate::db::Conn;
use crate::db::ids::{AccountId, MediaId, PostId};
use crate::db::models::media;
use crate::domain::DomainContext;
use crate::domain::posts::delete_to_redraft;
use crate::foundation::error::{ErrorKind, Result};

/// The post that a new one takes the place of.
#[derive(Debug, Clone)]
pub struct Replaced {
    /// Which.
    pub post: PostId,
    /// What those of its pictures show that the new one has, too, in words.
    pub descriptions: Vec<(MediaId, String)>,
}

/// Deletes the post that a new one of `author` takes the place of; its pictures
/// wait for the new one, with their new descriptions. Where the form was sent
/// before, there is nothing to do. Call it in the transaction of the new post.
///
/// # Errors
/// As [`delete_to_redraft()`], but for `Gone`.
pub(in crate::domain) async fn make_way(
    conn: &mut Conn,
    cx: &DomainContext,
    author: AccountId,
    replaced: &Replaced,
) -> Result<()> {
    match Box::pin(delete_to_redraft(conn, cx, author, replaced.post)).await {
        Err(error) if error.kind() == ErrorKind::Gone => {}
        deleted => deleted?,
    }
    for (id, description) in &replaced.descriptions {
        media::describe_unposted(conn, author, *id, description).await?;
    }
    Ok(())
}
