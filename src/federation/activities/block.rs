//! Block: somebody wants nothing to do with a member (ActivityPub, section
//! 6.9, which other servers send all the same).

use crate::db::models::withdrawn;
use crate::domain::relationships::remote;
use crate::federation::Federation;
use crate::federation::activities::{Incoming, member};
use crate::foundation::error::{Error, Result};

pub(super) async fn receive(federation: &Federation, incoming: &Incoming<'_>) -> Result<()> {
    let activity = incoming.activity;
    let (Some(uri), Some(target)) = (&activity.id, activity.object_id()) else {
        return Err(Error::invalid("A Block has an ID and an object."));
    };
    let conn = &mut *federation.app.db.conn().await?;
    let target = member(conn, &target).await?.ok_or_else(Error::not_found)?;
    if withdrawn::exists(conn, uri, &incoming.signer.uri).await? {
        return Ok(());
    }
    remote::blocked(conn, &federation.app.cx, incoming.signer.id, target.id, uri).await
}
