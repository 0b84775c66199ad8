//! Accept and Reject: the answers to a Follow (ActivityPub, sections 7.6 and
//! 7.7) and to a `QuoteRequest` (FEP-044f).

use crate::db::Conn;
use crate::db::ids::{AccountId, FollowId};
use crate::db::models::account::{self, Account};
use crate::db::models::follow;
use crate::domain::quotes;
use crate::domain::relationships::remote;
use crate::federation::Federation;
use crate::federation::activities::{Incoming, member};
use crate::federation::protocol::activity::{Activity, Node};
use crate::federation::protocol::read;
use crate::foundation::error::{Error, Result};

pub(super) async fn accepted(federation: &Federation, incoming: &Incoming<'_>) -> Result<()> {
    let (cx, author) = (&federation.app.cx, incoming.signer.id);
    let conn = &mut *federation.app.db.conn().await?;
    if let Some(request) = quote_request(incoming.activity) {
        let Some(stamp) = &incoming.activity.result else {
            return Err(Error::invalid("An accepted quote comes with a stamp."));
        };
        if !read::same_origin(stamp, &incoming.signer.uri) {
            return Err(Error::forbidden("The stamp is not of its author's server."));
        }
        return quotes::accepted(conn, cx, author, &request, stamp).await;
    }
    let follower = follower(federation, conn, incoming).await?;
    remote::accepted(conn, cx, author, follower).await
}

pub(super) async fn rejected(federation: &Federation, incoming: &Incoming<'_>) -> Result<()> {
    let (cx, author) = (&federation.app.cx, incoming.signer.id);
    let conn = &mut *federation.app.db.conn().await?;
    if let Some(request) = quote_request(incoming.activity) {
        return quotes::rejected(conn, cx, author, &request).await;
    }
    let follower = follower(federation, conn, incoming).await?;
    remote::rejected(conn, cx, author, follower).await
}

/// The ID of the `QuoteRequest` that is answered, if it is one. Ours are told
/// apart by their ID, too, where only that comes back.
fn quote_request(activity: &Activity) -> Option<String> {
    match activity.first()? {
        node @ Node::Object(_) if node.is_a("QuoteRequest") => node.id(),
        Node::Id(id) if id.contains("#quote_requests/") => Some(id.clone()),
        _ => None,
    }
}

/// The member who asked the signer: by the embedded Follow's actor, else by the
/// ID that this server gave it.
async fn follower(
    federation: &Federation,
    conn: &mut Conn,
    incoming: &Incoming<'_>,
) -> Result<AccountId> {
    let node = incoming.activity.first().ok_or_else(Error::not_found)?;
    if let Some(object) = node.object().filter(|_| node.is_a("Follow")) {
        let target = read::first_id(object.get("object"));
        if target.is_some_and(|target| target != incoming.signer.uri) {
            return Err(Error::forbidden("Somebody else was asked."));
        }
        let actor = read::first_id(object.get("actor"));
        if let Some(actor) = actor
            && let Some(member) = member(conn, &actor).await?
        {
            return Ok(member.id);
        }
    }
    let uri = node.id().ok_or_else(Error::not_found)?;
    by_follow_uri(federation, conn, &uri, incoming.signer.id).await
}

async fn by_follow_uri(
    federation: &Federation,
    conn: &mut Conn,
    uri: &str,
    target: AccountId,
) -> Result<AccountId> {
    let base = federation.app.cx.config.base_url();
    let id: FollowId = uri
        .strip_prefix(base.as_str())
        .and_then(|path| path.rsplit_once("#follows/"))
        .and_then(|(_, id)| id.parse().ok())
        .ok_or_else(Error::not_found)?;
    let follow = follow::by_id(conn, id).await?;
    let follow = follow.filter(|follow| follow.target_id == target);
    let follower = follow.ok_or_else(Error::not_found)?.account_id;
    let follower = account::find(conn, follower).await?;
    let follower = follower.filter(Account::is_local);
    Ok(follower.ok_or_else(Error::not_found)?.id)
}
