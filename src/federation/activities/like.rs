//! Like, and reactions with an emoji, which count as likes (ActivityPub, section
//! 7.10; FEP-c0e0).

use crate::db::Conn;
use crate::db::models::post::Post;
use crate::domain::posts::remote as posts;
use crate::federation::Federation;
use crate::federation::activities::Incoming;
use crate::federation::protocol::Activity;
use crate::foundation::error::Result;

/// Favourites a post that is here. Others are not fetched for it.
///
/// # Errors
/// As [`posts::favourite`].
pub async fn receive(federation: &Federation, incoming: &Incoming<'_>) -> Result<()> {
    let app = &federation.app;
    let conn = &mut *app.db.conn().await?;
    if let Some(post) = target(conn, incoming.activity).await? {
        let uri = incoming.activity.id.as_deref();
        posts::favourite(conn, &app.cx, incoming.signer.id, post.id, uri).await?;
    }
    Ok(())
}

async fn target(conn: &mut Conn, activity: &Activity) -> Result<Option<Post>> {
    match activity.object_id() {
        Some(id) => posts::by_uri(conn, &id).await,
        None => Ok(None),
    }
}
