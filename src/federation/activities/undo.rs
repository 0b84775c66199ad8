//! Undo: taking back a Follow, Like, Announce, Block or Accept (ActivityPub,
//! section 7.11). Only one's own: it is always done in the signer's name.

use serde_json::Value;

use crate::db::Conn;
use crate::db::models::favourite::{self, Favourite};
use crate::db::models::follow;
use crate::db::models::{block, post, withdrawn};
use crate::domain::DomainContext;
use crate::domain::posts::remote as posts;
use crate::domain::relationships::remote as relationships;
use crate::federation::Federation;
use crate::federation::activities::{Incoming, member};
use crate::federation::protocol::activity::{Kind, Node};
use crate::federation::protocol::read;
use crate::foundation::error::{Error, Result};

pub(super) async fn receive(federation: &Federation, incoming: &Incoming<'_>) -> Result<()> {
    let node = incoming.activity.first();
    let node = node.ok_or_else(|| Error::invalid("An Undo has an object."))?;
    let (cx, conn) = (&federation.app.cx, &mut *federation.app.db.conn().await?);
    let undone = match node {
        Node::Object(inner) => by_shape(conn, cx, incoming, inner).await?,
        Node::Id(_) => false,
    };
    let Some(id) = node.id() else {
        return Ok(());
    };
    if undone || by_id(conn, cx, incoming, &id).await? {
        return Ok(());
    }
    // It overtook what it undoes: that is ignored when it comes.
    if read::same_origin(&id, &incoming.signer.uri) {
        withdrawn::insert(conn, &id, &incoming.signer.uri, cx.clock.now()).await?;
    }
    Ok(())
}

/// Takes back what the embedded activity did; false when there was nothing.
async fn by_shape(
    conn: &mut Conn,
    cx: &DomainContext,
    incoming: &Incoming<'_>,
    inner: &Value,
) -> Result<bool> {
    let signer = incoming.signer.id;
    let actor = read::first_id(inner.get("actor"));
    if actor.is_some_and(|actor| actor != incoming.signer.uri) {
        return Err(Error::forbidden("Nobody undoes what somebody else did."));
    }
    let Some(object) = read::first_id(inner.get("object")) else {
        return Ok(false);
    };
    match Kind::of(inner) {
        Some(Kind::Follow) => {
            let Some(target) = member(conn, &object).await? else {
                return Ok(true);
            };
            let there = follow::find(conn, signer, target.id).await?.is_some();
            relationships::unfollowed(conn, cx, signer, target.id).await?;
            Ok(there)
        }
        Some(Kind::Block) => {
            let Some(target) = member(conn, &object).await? else {
                return Ok(true);
            };
            let there = block::find(conn, signer, target.id).await?.is_some();
            relationships::unblocked(conn, signer, target.id).await?;
            Ok(there)
        }
        Some(Kind::Like | Kind::EmojiReact) => {
            let Some(post) = post::by_uri(conn, &object).await? else {
                return Ok(false);
            };
            let there = favourite::find(conn, signer, post.id).await?;
            if !there.is_some_and(|there| is_of(inner, &there)) {
                return Ok(false);
            }
            posts::unfavourite(conn, cx, signer, post.id).await?;
            Ok(true)
        }
        Some(Kind::Announce) => {
            let Some(post) = post::by_uri(conn, &object).await? else {
                return Ok(false);
            };
            let there = post::find_boost(conn, signer, post.id).await?.is_some();
            posts::unboost(conn, cx, signer, post.id).await?;
            Ok(there)
        }
        Some(Kind::Accept) => {
            // The embedded Follow's actor is the member who is let go.
            let follow = read::first(inner.get("object"));
            let follower = follow.and_then(|follow| read::first_id(follow.get("actor")));
            if let Some(follower) = follower
                && let Some(follower) = member(conn, &follower).await?
            {
                relationships::rejected(conn, cx, signer, follower.id).await?;
            }
            Ok(true)
        }
        _ => Ok(false),
    }
}

/// Whether an activity is the one behind a favourite, and no reaction that another has
/// replaced. Where no emoji comes in, IDs are not compared: some servers make new ones.
fn is_of(like: &Value, there: &Favourite) -> bool {
    let says = |name| like.get(name).is_some_and(|value| !value.is_null());
    let plain = there.emoji.is_none() && !says("content") && !says("_misskey_reaction");
    match (read::id(like), &there.uri) {
        (Some(id), Some(uri)) if !plain => id == *uri,
        _ => true,
    }
}

/// Takes back what the signer did under this activity ID.
async fn by_id(
    conn: &mut Conn,
    cx: &DomainContext,
    incoming: &Incoming<'_>,
    id: &str,
) -> Result<bool> {
    let signer = incoming.signer.id;
    if let Some(follow) = follow::by_uri(conn, signer, id).await? {
        relationships::unfollowed(conn, cx, signer, follow.target_id).await?;
        return Ok(true);
    }
    if let Some(favourite) = favourite::by_uri(conn, signer, id).await? {
        posts::unfavourite(conn, cx, signer, favourite.post_id).await?;
        return Ok(true);
    }
    if let Some(block) = block::by_uri(conn, signer, id).await? {
        relationships::unblocked(conn, signer, block.target_id).await?;
        return Ok(true);
    }
    let boost = post::by_uri(conn, id).await?;
    let boost = boost.filter(|boost| boost.account_id == signer);
    if let Some(original) = boost.and_then(|boost| boost.boost_of_id) {
        posts::unboost(conn, cx, signer, original).await?;
        return Ok(true);
    }
    Ok(false)
}
