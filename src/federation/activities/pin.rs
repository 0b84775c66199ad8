//! Add and Remove: what an account pins to its profile (ActivityPub, sections 7.5
//! and 7.6).

use crate::db::models::remote_actor;
use crate::domain::pins;
use crate::domain::posts::remote as posts;
use crate::federation::Federation;
use crate::federation::activities::Incoming;
use crate::federation::protocol::{Node, same_origin};
use crate::foundation::error::Result;

/// Pins a post of the sender's own.
pub async fn add(federation: &Federation, incoming: &Incoming<'_>) -> Result<()> {
    let app = &federation.app;
    let Some(id) = featured(federation, incoming).await? else {
        return Ok(());
    };
    let known = {
        let conn = &mut *app.db.conn().await?;
        posts::by_uri(conn, &id).await?.map(|post| post.id)
    };
    let post = match known {
        Some(post) => post,
        None => federation.resolver.post(&id).await?,
    };
    let conn = &mut *app.db.conn().await?;
    pins::add_remote(conn, &app.cx, incoming.signer.id, post).await
}

/// Unpins a post.
pub async fn remove(federation: &Federation, incoming: &Incoming<'_>) -> Result<()> {
    let app = &federation.app;
    let Some(id) = featured(federation, incoming).await? else {
        return Ok(());
    };
    let conn = &mut *app.db.conn().await?;
    if let Some(post) = posts::by_uri(conn, &id).await? {
        pins::remove_remote(conn, incoming.signer.id, post.id).await?;
    }
    Ok(())
}

/// The ID of what is added or removed, if it is of the sender's server and the
/// target is the sender's own featured collection. Other collections (a group's moderators, featured hashtags) are of
/// no use here.
async fn featured(federation: &Federation, incoming: &Incoming<'_>) -> Result<Option<String>> {
    let target = incoming.activity.target.as_ref().and_then(Node::id);
    let hashtag = incoming
        .activity
        .first()
        .is_some_and(|node| node.is_a("Hashtag"));
    let (Some(target), false) = (target, hashtag) else {
        return Ok(None);
    };
    let conn = &mut *federation.app.db.conn().await?;
    let addresses = remote_actor::addresses(conn, incoming.signer.id).await?;
    let own = addresses.and_then(|addresses| addresses.featured_url) == Some(target);
    let post = incoming.activity.object_id();
    Ok(post.filter(|post| own && same_origin(post, &incoming.signer.uri)))
}
