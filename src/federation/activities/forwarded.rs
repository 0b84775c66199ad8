//! Activities that somebody else passed on. Nothing in them is believed: what they
//! are about is looked up where it lives (FEP-fe34).

use crate::db::models::account::{self, Account};
use crate::domain::posts::remote as posts;
use crate::federation::Federation;
use crate::federation::activities::intake::{self, Written};
use crate::federation::activities::{Incoming, create, relay};
use crate::federation::fetch::FetchError;
use crate::federation::protocol::read;
use crate::federation::protocol::{Activity, Kind, Node, same_origin};
use crate::foundation::error::Result;

/// Looks at what an activity of somebody else is about. New posts are only asked for
/// where they reply to one that is here or come from a relay: nobody makes this server
/// fetch what they like.
pub(super) async fn receive(federation: &Federation, incoming: &Incoming<'_>) -> Result<()> {
    let wanted = incoming.activity.kind != Kind::Create
        || is_reply(federation, incoming.activity).await?
        || relay::is_one(federation, incoming).await?;
    if !wanted {
        return Ok(());
    }
    look(federation, incoming.activity).await
}

async fn is_reply(federation: &Federation, activity: &Activity) -> Result<bool> {
    let object = activity.first().and_then(Node::object);
    let parent = object.and_then(|object| read::first_id(object.get("inReplyTo")));
    let Some(parent) = parent else {
        return Ok(false);
    };
    let conn = &mut *federation.app.db.conn().await?;
    let parent = posts::by_uri(conn, &parent).await?;
    Ok(parent.is_some_and(|parent| parent.deleted_at.is_none()))
}

/// Fetches new, changed and deleted posts that an activity names from their own
/// servers. Other activities cannot be checked and are ignored.
pub(super) async fn look(federation: &Federation, activity: &Activity) -> Result<()> {
    let Some(id) = activity.object_id() else {
        return Ok(());
    };
    match activity.kind {
        Kind::Create => {
            federation.resolver.post(&id).await?;
            Ok(())
        }
        Kind::Update => renew(federation, &id).await,
        Kind::Delete => check_gone(federation, &id).await,
        _ => Ok(()),
    }
}

/// Fetches a post that is here anew.
async fn renew(federation: &Federation, id: &str) -> Result<()> {
    let app = &federation.app;
    let Some(author) = author_of(federation, id).await? else {
        return Ok(());
    };
    let fetched = federation.fetcher.fetch_json(id).await?;
    let post = create::own_post(&author, &fetched.json)?;
    let written = Written {
        post: &post,
        author: &author,
        with_media: intake::may_send_media(app, &author).await?,
        stamp: None,
    };
    let rules = app.peers.rules(&app.db).await?;
    let conn = &mut *app.db.conn().await?;
    let remote = intake::remote_posts(conn, (&app.cx, &rules), &[written]).await?;
    if let Some(remote) = remote.first() {
        posts::edit(conn, &app.cx, remote).await?;
    }
    Ok(())
}

/// Deletes a post that is here, if its own server says that it is gone.
async fn check_gone(federation: &Federation, id: &str) -> Result<()> {
    let app = &federation.app;
    let Some(author) = author_of(federation, id).await? else {
        return Ok(());
    };
    let gone = match federation.fetcher.fetch_json(id).await {
        Ok(fetched) => read::is_a(&fetched.json, "Tombstone"),
        Err(FetchError::NotFound | FetchError::Gone) => true,
        Err(error) => return Err(error.into()),
    };
    if gone {
        let conn = &mut *app.db.conn().await?;
        posts::withdraw(conn, &app.cx, author.id, id).await?;
    }
    Ok(())
}

/// Who wrote the post with this ID, if it is here, of another server, and its ID is
/// of its author's server.
async fn author_of(federation: &Federation, id: &str) -> Result<Option<Account>> {
    let conn = &mut *federation.app.db.conn().await?;
    let post = posts::by_uri(conn, id).await?;
    let Some(post) = post.filter(|post| !post.local && post.deleted_at.is_none()) else {
        return Ok(None);
    };
    let author = account::find(conn, post.account_id).await?;
    Ok(author.filter(|author| same_origin(&author.uri, id)))
}
