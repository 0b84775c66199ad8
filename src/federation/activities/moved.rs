//! Move: somebody goes on under another account, and the followers go along
//! (FEP-7628). Both accounts have to say so, and are asked again.

use crate::domain::migrations;
use crate::federation::Federation;
use crate::federation::activities::Incoming;
use crate::federation::protocol::activity::Node;
use crate::foundation::error::{Error, Result};

pub(super) async fn receive(federation: &Federation, incoming: &Incoming<'_>) -> Result<()> {
    let activity = incoming.activity;
    let target = activity.target.as_ref().and_then(Node::id);
    let (Some(old), Some(new)) = (activity.object_id(), target) else {
        return Err(Error::invalid("A Move has an object and a target."));
    };
    if old != incoming.signer.uri {
        return Err(Error::forbidden("Nobody moves somebody else."));
    }
    let old_id = federation.resolver.renew(&old).await?;
    let new_id = federation.resolver.renew(&new).await?;
    let conn = &mut *federation.app.db.conn().await?;
    migrations::receive_move(conn, &federation.app.cx, old_id, new_id).await
}
