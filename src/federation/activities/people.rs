//! Update and Delete of actors themselves (ActivityPub, sections 7.3 and 7.4):
//! a changed profile is read again, and somebody who is said to be gone is
//! asked for at home.

use crate::db::models::account;
use crate::domain::accounts::remote;
use crate::federation::Federation;
use crate::federation::activities::Incoming;
use crate::federation::fetch::FetchError;
use crate::foundation::error::{Error, Result};

/// The signer's profile changed.
pub(super) async fn updated(federation: &Federation, incoming: &Incoming<'_>) -> Result<()> {
    if incoming.activity.object_id().as_deref() != Some(incoming.signer.uri.as_str()) {
        return Err(Error::forbidden("Nobody changes somebody else's profile."));
    }
    federation.resolver.renew(&incoming.signer.uri).await?;
    federation.keys.forget(&incoming.signer.uri);
    Ok(())
}

/// The signer is said to be gone, by a signature that holds. Their own server
/// confirms it; while it does not, nothing happens.
pub(super) async fn deleted(federation: &Federation, incoming: &Incoming<'_>) -> Result<()> {
    let uri = &incoming.signer.uri;
    if incoming.activity.object_id().as_deref() != Some(uri.as_str()) {
        return Err(Error::forbidden("Nobody deletes somebody else."));
    }
    match federation.fetcher.fetch_json(uri).await {
        Ok(document) if is_tombstone(&document.json) => {}
        Err(FetchError::Gone) => {}
        Ok(_) => return Ok(()),
        Err(error) => return Err(error.into()),
    }
    let conn = &mut *federation.app.db.conn().await?;
    if let Some(account) = account::by_uri(conn, uri).await? {
        remote::mark_gone(conn, &federation.app.cx, account.id).await?;
    }
    federation.keys.forget(uri);
    Ok(())
}

fn is_tombstone(document: &serde_json::Value) -> bool {
    crate::federation::protocol::read::is_a(document, "Tombstone")
}
