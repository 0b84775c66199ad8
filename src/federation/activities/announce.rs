//! Announce: a boost; or, from a group, an activity that was passed on (ActivityPub,
//! section 7.11; FEP-1b12).

use crate::db::ids::PostId;
use crate::db::models::account::AccountKind;
use crate::db::models::post::Visibility;
use crate::domain::posts::remote::{self as posts, RemoteBoost};
use crate::federation::Federation;
use crate::federation::activities::{Incoming, forwarded, relay};
use crate::federation::protocol::{Activity, Kind, Node, post};
use crate::foundation::error::{Error, Result};

/// Stores a boost, or looks at what a group passes on.
///
/// # Errors
/// `Forbidden` for a boost of a post that is not for everybody.
pub async fn receive(federation: &Federation, incoming: &Incoming<'_>) -> Result<()> {
    let Some(node) = incoming.activity.first() else {
        return Ok(());
    };
    if relay::is_one(federation, incoming).await? {
        return relay::pass_on(federation, node).await;
    }
    if let Some(inner) = passed_on(node) {
        if incoming.signer.kind != AccountKind::Group || !followed(federation, incoming).await? {
            return Ok(());
        }
        return forwarded::look(federation, &inner).await;
    }
    let (Some(id), Some(uri)) = (node.id(), incoming.activity.id.as_deref()) else {
        return Ok(());
    };
    let Some(post) = boosted(federation, incoming, &id).await? else {
        return Ok(());
    };
    let app = &federation.app;
    let conn = &mut *app.db.conn().await?;
    let followers = posts::followers_url(conn, incoming.signer.id).await?;
    let visibility = audience(incoming.activity, followers.as_deref());
    if visibility == Visibility::Direct {
        return Err(Error::forbidden("A boost is for more than one."));
    }
    let boost = RemoteBoost {
        account: incoming.signer.id,
        uri: uri.to_owned(),
        post,
        visibility,
        published: incoming.activity.published,
    };
    posts::boost(conn, &app.cx, &boost).await?;
    Ok(())
}

/// Whether somebody here follows who sent this.
async fn followed(federation: &Federation, incoming: &Incoming<'_>) -> Result<bool> {
    let conn = &mut *federation.app.db.conn().await?;
    posts::is_followed_here(conn, incoming.signer.id).await
}

/// The activity that a group announces.
fn passed_on(node: &Node) -> Option<Activity> {
    let object = node.object()?;
    let kind = Kind::of(object)?;
    if matches!(kind, Kind::Other(_)) {
        return None;
    }
    Activity::read(object.clone()).ok()
}

/// Whom a boost is for. One that does not say is for everybody.
fn audience(activity: &Activity, followers: Option<&str>) -> Visibility {
    if activity.to.is_empty() && activity.cc.is_empty() {
        return Visibility::Public;
    }
    post::visibility(&activity.to, &activity.cc, followers)
}

/// The boosted post: from here, or from its own server if somebody here follows who
/// boosts. What the Announce says of it is not believed.
async fn boosted(
    federation: &Federation,
    incoming: &Incoming<'_>,
    id: &str,
) -> Result<Option<PostId>> {
    let app = &federation.app;
    {
        let conn = &mut *app.db.conn().await?;
        if let Some(known) = posts::by_uri(conn, id).await? {
            return Ok(Some(known.boost_of_id.unwrap_or(known.id)));
        }
        if !posts::is_followed_here(conn, incoming.signer.id).await? {
            return Ok(None);
        }
    }
    Ok(Some(federation.resolver.post(id).await?))
}
