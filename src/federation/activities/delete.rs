//! Delete of a post, a boost, or a stamp (ActivityPub, section 7.4).

use crate::domain::posts::remote as posts;
use crate::domain::quotes;
use crate::federation::Federation;
use crate::federation::activities::{Incoming, not_theirs};
use crate::federation::protocol::same_origin;
use crate::foundation::error::Result;

/// Deletes what an account published, or remembers that it is deleted.
///
/// # Errors
/// `Forbidden` when it is somebody else's or of another server.
pub async fn receive(federation: &Federation, incoming: &Incoming<'_>) -> Result<()> {
    let app = &federation.app;
    for node in &incoming.activity.object {
        let Some(id) = node.id() else { continue };
        if !same_origin(&id, &incoming.signer.uri) {
            return Err(not_theirs());
        }
        let conn = &mut *app.db.conn().await?;
        let author = incoming.signer.id;
        // A leave to quote that is taken back has an ID like any other object.
        if quotes::revoked(conn, &app.cx, author, &id).await? == 0 {
            posts::withdraw(conn, &app.cx, author, &id).await?;
        }
    }
    Ok(())
}
