//! Posts that activities name and that are not here: fetched from their own server,
//! whatever the activity says of them.

use crate::db::ids::PostId;
use crate::db::models::account::{self, Account};
use crate::domain::posts::remote as posts;
use crate::federation::Federation;
use crate::federation::activities::intake;
use crate::federation::protocol::{Post, same_origin};
use crate::foundation::error::{Error, Result};

/// The post with this ID: from here, else fetched and stored with its author.
///
/// # Errors
/// `Gone` and `NotFound` for what is not to be had, `Invalid` for what is no post,
/// `Unavailable` when it may work later.
pub(super) async fn post(federation: &Federation, id: &str) -> Result<PostId> {
    if let Some(known) = known(federation, id).await? {
        return Ok(known);
    }
    let document = federation.fetcher.fetch_json(id).await?;
    let post = Post::read(&document.json)
        .map_err(|error| Error::invalid("This is not a post.").because(error))?;
    let author = author(federation, &post).await?;
    let uri = post.id.clone();
    intake::store(&federation.app, &[(post, author)]).await?;
    let stored = known(federation, &uri).await?;
    stored.ok_or_else(Error::not_found)
}

async fn known(federation: &Federation, id: &str) -> Result<Option<PostId>> {
    let conn = &mut *federation.app.db.conn().await?;
    match posts::by_uri(conn, id).await? {
        Some(post) if post.deleted_at.is_some() => Err(Error::gone()),
        Some(post) => Ok(Some(post.boost_of_id.unwrap_or(post.id))),
        None => Ok(None),
    }
}

/// Who wrote a post: the first of those named who is of the post's own server.
async fn author(federation: &Federation, post: &Post) -> Result<Account> {
    let author = post.authors.iter().find(|uri| same_origin(uri, &post.id));
    let author = author.ok_or_else(|| Error::forbidden("Its author is of another server."))?;
    let author = federation.resolver.actor(author).await?;
    let conn = &mut *federation.app.db.conn().await?;
    let author = account::find(conn, author).await?;
    author
        .filter(|author| author.suspended_at.is_none() && author.deleted_at.is_none())
        .ok_or_else(Error::gone)
}
