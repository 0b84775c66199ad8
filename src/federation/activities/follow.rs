//! Follow: somebody wants to see what a member posts (ActivityPub, section 7.5).

use crate::db::models::withdrawn;
use crate::domain::relationships::remote;
use crate::federation::Federation;
use crate::federation::activities::{Incoming, member};
use crate::foundation::error::{Error, Result};

pub(super) async fn receive(federation: &Federation, incoming: &Incoming<'_>) -> Result<()> {
    let activity = incoming.activity;
    let (Some(uri), Some(target)) = (&activity.id, activity.object_id()) else {
        return Err(Error::invalid("A Follow has an ID and an object."));
    };
    let app = &federation.app;
    let host = incoming.signer.domain.as_deref().unwrap_or_default();
    let unwanted = app.peers.rules(&app.db).await?.rejects_follows(host);
    let conn = &mut *federation.app.db.conn().await?;
    let Some(target) = member(conn, &target).await? else {
        return Err(Error::not_found());
    };
    if withdrawn::exists(conn, uri, &incoming.signer.uri).await? {
        // It was undone before it came.
        return Ok(());
    }
    let follower = incoming.signer.id;
    if unwanted {
        return remote::refuse(conn, &app.cx, follower, target.id, uri).await;
    }
    remote::asked_to_follow(conn, &app.cx, follower, target.id, uri).await?;
    Ok(())
}
