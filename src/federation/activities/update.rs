//! Update of a post: newer words, or newer counts of a poll (ActivityPub, section
//! 7.3).

use chrono::TimeDelta;

use crate::domain::posts::remote::{self as posts, Edited};
use crate::federation::Federation;
use crate::federation::activities::create::{own_post, store, verified_stamp};
use crate::federation::activities::intake::{self, Written};
use crate::federation::activities::{Incoming, not_theirs};
use crate::federation::protocol::{Node, same_origin};
use crate::foundation::error::Result;

/// An edit of a post that never came is taken for the post itself up to this age.
const NEW_DAYS: i64 = 1;

/// Brings a post up to date.
///
/// # Errors
/// `Forbidden` when the object is not its sender's, `Invalid` when it is no post.
pub async fn receive(federation: &Federation, incoming: &Incoming<'_>) -> Result<()> {
    let app = &federation.app;
    let fetched;
    let object = match incoming.activity.first() {
        Some(Node::Object(object)) => object,
        Some(Node::Id(id)) if same_origin(id, &incoming.signer.uri) => {
            fetched = federation.fetcher.fetch_json(id).await?;
            &fetched.json
        }
        Some(Node::Id(_)) => return Err(not_theirs()),
        None => return Ok(()),
    };
    let post = own_post(incoming.signer, object)?;
    if post.vote.is_some() {
        return Ok(());
    }
    let mut stamp = None;
    if let Some(quoted) = &post.quote {
        let known = {
            let conn = &mut *app.db.conn().await?;
            posts::by_uri(conn, &post.id).await?.is_some()
        };
        if known && verified_stamp(federation, &post, quoted).await {
            stamp = post.quote_authorization.as_deref();
        }
    }
    let written = Written {
        post: &post,
        author: incoming.signer,
        with_media: intake::may_send_media(&federation.app, incoming.signer).await?,
        stamp,
    };
    let edited = {
        let rules = app.peers.rules(&app.db).await?;
        let conn = &mut *app.db.conn().await?;
        let remote = intake::remote_posts(conn, (&app.cx, &rules), &[written]).await?;
        match remote.first() {
            Some(remote) => posts::edit(conn, &app.cx, remote).await?,
            None => return Ok(()),
        }
    };
    let recent = app.cx.clock.now() - TimeDelta::days(NEW_DAYS);
    if edited == Edited::Unknown && post.published.is_some_and(|published| published > recent) {
        store(federation, incoming, &post).await?;
    }
    Ok(())
}
