//! What relays say: their answer to the server's own Follow, and posts that they
//! pass on. Such a post is fetched from its own server and stored as if it had come
//! from there: a relay boosts nothing.

use url::Url;

use crate::db::models::account::AccountKind;
use crate::domain::moderation::relays;
use crate::domain::posts::remote as posts;
use crate::federation::Federation;
use crate::federation::activities::{Incoming, forwarded};
use crate::federation::protocol::activity::Node;
use crate::federation::protocol::{Activity, Kind, read};
use crate::foundation::error::{Error, Result};
use crate::foundation::net::host_key;

/// Whether what came is a relay's answer to this server; then it is written down.
pub(super) async fn answered(
    federation: &Federation,
    incoming: &Incoming<'_>,
    accepts: bool,
) -> Result<bool> {
    let cx = &federation.app.cx;
    let server = format!("{}/actor", cx.config.base_url());
    let Some(node) = incoming.activity.first() else {
        return Ok(false);
    };
    let given = node.id();
    let id = given
        .as_deref()
        .and_then(|id| id.strip_prefix(&server)?.strip_prefix("#relays/"));
    let follower = node
        .object()
        .and_then(|follow| read::first_id(follow.get("actor")));
    if id.is_none() && follower.as_deref() != Some(server.as_str()) {
        return Ok(false);
    }
    let host = Url::parse(&incoming.signer.uri).ok();
    let host = host.as_ref().and_then(host_key).unwrap_or_default();
    let id = id.and_then(|id| id.parse().ok());
    let conn = &mut *federation.app.db.conn().await?;
    let asked = (id, host.as_str());
    if relays::answered(conn, cx, asked, incoming.signer.id, accepts).await? {
        return Ok(true);
    }
    Err(Error::not_found())
}

/// Whether a relay that accepted sent this.
pub(super) async fn is_one(federation: &Federation, incoming: &Incoming<'_>) -> Result<bool> {
    // A person is no relay, and boosts of people are many.
    if incoming.signer.kind == AccountKind::Person {
        return Ok(false);
    }
    let conn = &mut *federation.app.db.conn().await?;
    relays::is_one(conn, incoming.signer.id).await
}

/// Fetches what a relay passes on, unless it is here.
pub(super) async fn pass_on(federation: &Federation, node: &Node) -> Result<()> {
    if let Some(inner) = whole(node) {
        return forwarded::look(federation, &inner).await;
    }
    let Some(id) = node.id() else {
        return Ok(());
    };
    let known = {
        let conn = &mut *federation.app.db.conn().await?;
        posts::by_uri(conn, &id).await?.is_some()
    };
    if !known {
        federation.resolver.post(&id).await?;
    }
    Ok(())
}

/// The activity that a relay wraps.
fn whole(node: &Node) -> Option<Activity> {
    let object = node.object()?;
    match Kind::of(object)? {
        Kind::Other(_) => None,
        _ => Activity::read(object.clone()).ok(),
    }
}
