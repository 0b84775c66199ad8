//! Deletions by authors on other servers, also of what never came.

use crate::db::ids::{AccountId, PostId};
use crate::db::models::account;
use crate::db::models::held_post;
use crate::db::models::remote_post as rows;
use crate::db::models::withdrawn;
use crate::db::{Conn, Transactional as _};
use crate::domain::DomainContext;
use crate::domain::posts::delete::{Files, bury};
use crate::domain::posts::remote::react;
use crate::foundation::error::{Error, Result};

/// What a deletion did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Withdrawn {
    /// The post is a tombstone now.
    Deleted(PostId),
    /// The boost with this ID is taken back.
    Unboosted,
    /// It was a tombstone already.
    Already,
    /// It never came, and will be ignored when it does.
    Unknown,
}

/// Deletes the post or boost with this object ID for its author. When it is not
/// here it is remembered, so that it stays away.
///
/// # Errors
/// `Forbidden` when it is somebody else's.
pub async fn withdraw(
    conn: &mut Conn,
    cx: &DomainContext,
    author: AccountId,
    uri: &str,
) -> Result<Withdrawn> {
    conn.transaction(async |conn| {
        let Some(post) = rows::lock_by_uri(conn, uri).await? else {
            let account = account::find(conn, author).await?;
            let account = account.ok_or_else(Error::not_found)?;
            withdrawn::insert(conn, uri, &account.uri, cx.clock.now()).await?;
            held_post::withdraw(conn, author, uri).await?;
            return Ok(Withdrawn::Unknown);
        };
        if post.account_id != author || post.local {
            return Err(Error::forbidden("Only its author can delete a post."));
        }
        if post.deleted_at.is_some() {
            return Ok(Withdrawn::Already);
        }
        if let Some(original) = post.boost_of_id {
            react::take_back_boost(conn, cx, author, original).await?;
            return Ok(Withdrawn::Unboosted);
        }
        bury(conn, cx, &post, Files::Go).await?;
        Ok(Withdrawn::Deleted(post.id))
    })
    .await
}
