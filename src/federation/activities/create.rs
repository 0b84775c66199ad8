//! Create: a new post, or a vote that looks like one (ActivityPub, section 7.2).

use std::collections::HashMap;

use serde_json::Value;

use crate::db::models::account::Account;
use crate::domain::polls;
use crate::domain::posts::remote::{self as posts, RemotePost};
use crate::federation::Federation;
use crate::federation::activities::intake::{self, Written};
use crate::federation::activities::{Incoming, not_theirs};
use crate::federation::protocol::{Kind, Node, Post, same_origin};
use crate::foundation::error::{Error, Result};

/// Stores a new post, or counts a vote.
///
/// # Errors
/// `Forbidden` when the object is not its sender's, `Invalid` when it is no post.
pub async fn receive(federation: &Federation, incoming: &Incoming<'_>) -> Result<()> {
    // GoToSocial sends several votes in one Create: one that does not count
    // does not take the others with it.
    let mut outcome = Ok(());
    for node in &incoming.activity.object {
        let received = match node {
            Node::Id(id) => fetch(federation, incoming, id).await,
            Node::Object(object) => object_received(federation, incoming, object).await,
        };
        outcome = outcome.and(received);
    }
    outcome
}

/// A Create that only names its object: it is fetched, if it is of use here.
async fn fetch(federation: &Federation, incoming: &Incoming<'_>, id: &str) -> Result<()> {
    if !same_origin(id, &incoming.signer.uri) {
        return Err(not_theirs());
    }
    let wanted = incoming.recipient.is_some() || {
        let conn = &mut *federation.app.db.conn().await?;
        posts::is_followed_here(conn, incoming.signer.id).await?
    };
    if wanted {
        federation.resolver.post(id).await?;
    }
    Ok(())
}

async fn object_received(
    federation: &Federation,
    incoming: &Incoming<'_>,
    object: &Value,
) -> Result<()> {
    let post = own_post(incoming.signer, object)?;
    if let Some(answer) = &post.vote {
        return vote(federation, incoming.signer, &post, answer).await;
    }
    store(federation, incoming, &post).await
}

/// The post in an object, if it is the account's own.
///
/// # Errors
/// `Invalid` when it is no post, `Forbidden` when it is somebody else's or of
/// another server.
pub(super) fn own_post(author: &Account, object: &Value) -> Result<Post> {
    let post = Post::read(object)
        .map_err(|error| Error::invalid("This cannot be read.").because(error))?;
    if !post.is_by(&author.uri) || !same_origin(&post.id, &author.uri) {
        return Err(not_theirs());
    }
    Ok(post)
}

/// Stores a post that is of use to somebody here, with what it quotes.
pub(super) async fn store(
    federation: &Federation,
    incoming: &Incoming<'_>,
    post: &Post,
) -> Result<()> {
    let app = &federation.app;
    let wanted = incoming.recipient.is_some() || {
        let written = Written {
            post,
            author: incoming.signer,
            with_media: false,
            stamp: None,
        };
        let rules = app.peers.rules(&app.db).await?;
        let conn = &mut *app.db.conn().await?;
        let remote = intake::remote_posts(conn, (&app.cx, &rules), &[written]).await?;
        posts::wanted(conn, &remote).await?.contains(&true)
    };
    if !wanted {
        return Ok(());
    }
    keep(federation, incoming, post).await
}

/// Stores a post, with what it quotes.
pub(super) async fn keep(
    federation: &Federation,
    incoming: &Incoming<'_>,
    post: &Post,
) -> Result<()> {
    let app = &federation.app;
    let mut written = Written {
        post,
        author: incoming.signer,
        with_media: intake::may_send_media(app, incoming.signer).await?,
        stamp: None,
    };
    if let Some(quoted) = &post.quote {
        let good = verified_stamp(federation, post, quoted).await;
        written.stamp = post.quote_authorization.as_deref().filter(|_| good);
    }
    let rules = app.peers.rules(&app.db).await?;
    let conn = &mut *app.db.conn().await?;
    let remote = intake::remote_posts(conn, (&app.cx, &rules), &[written]).await?;
    posts::receive(conn, &app.cx, &remote).await?;
    Ok(())
}

/// Whether a post's stamp stands at the quoted author's server and is for this post
/// and that quote (FEP-044f). Fetches the quoted post, too, as far as that works:
/// it is to be shown.
pub(super) async fn verified_stamp(federation: &Federation, post: &Post, quoted: &str) -> bool {
    if let Err(error) = federation.resolver.post(quoted).await {
        tracing::debug!(?error, "a quoted post is not to be had");
    }
    let Some(stamp) = &post.quote_authorization else {
        return false;
    };
    if !same_origin(stamp, quoted) {
        return false;
    }
    match federation.fetcher.fetch_json(stamp).await {
        Ok(fetched) => is_stamp(&fetched.json, post, quoted),
        Err(error) => {
            tracing::debug!(?error, "a stamp is not to be had");
            false
        }
    }
}

fn is_stamp(stamp: &Value, post: &Post, quoted: &str) -> bool {
    use crate::federation::protocol::read;
    let names = |key: &str, id: &str| read::first_id(stamp.get(key)).as_deref() == Some(id);
    let author = read::first_id(stamp.get("attributedTo"));
    read::is_a(stamp, "QuoteAuthorization")
        && names("interactingObject", &post.id)
        && names("interactionTarget", quoted)
        && author.is_some_and(|author| same_origin(&author, quoted))
}

/// Counts a vote for a member's poll. Votes of others' polls are not ours to count.
async fn vote(federation: &Federation, voter: &Account, vote: &Post, answer: &str) -> Result<()> {
    let app = &federation.app;
    let Some(question) = &vote.in_reply_to else {
        return Ok(());
    };
    let conn = &mut *app.db.conn().await?;
    match posts::by_uri(conn, question).await? {
        Some(post) if post.local => {
            polls::receive_vote(conn, &app.cx, voter.id, post.id, answer, &vote.id).await
        }
        _ => Ok(()),
    }
}

/// Stores the plain posts among these activities all together. Returns for each
/// activity whether it is dealt with; the others take the long way.
pub async fn store_plain(federation: &Federation, incoming: &[Incoming<'_>]) -> Result<Vec<bool>> {
    let app = &federation.app;
    let mut media: HashMap<&str, bool> = HashMap::new();
    let mut read: Vec<Option<Post>> = Vec::with_capacity(incoming.len());
    for one in incoming {
        let host = one.signer.domain.as_deref().unwrap_or_default();
        if !media.contains_key(host) {
            media.insert(
                host,
                intake::may_send_media(&federation.app, one.signer).await?,
            );
        }
        read.push(plain_post(one));
    }
    let plain: Vec<(usize, Written<'_>)> = incoming
        .iter()
        .zip(&read)
        .enumerate()
        .filter_map(|(at, (one, post))| {
            let host = one.signer.domain.as_deref().unwrap_or_default();
            let written = Written {
                post: post.as_ref()?,
                author: one.signer,
                with_media: media.get(host).copied().unwrap_or_default(),
                stamp: None,
            };
            Some((at, written))
        })
        .collect();
    let mut done = vec![false; incoming.len()];
    if plain.is_empty() {
        return Ok(done);
    }
    let rules = app.peers.rules(&app.db).await?;
    let conn = &mut *app.db.conn().await?;
    let written: Vec<Written<'_>> = plain.iter().map(|(_, written)| *written).collect();
    let remote = intake::remote_posts(conn, (&app.cx, &rules), &written).await?;
    let wanted = posts::wanted(conn, &remote).await?;
    let personal = plain
        .iter()
        .map(|(at, _)| incoming.get(*at).is_some_and(|one| one.recipient.is_some()));
    let stored: Vec<RemotePost> = remote
        .into_iter()
        .zip(wanted.into_iter().zip(personal))
        .filter(|(_, (wanted, personal))| *wanted || *personal)
        .map(|(post, _)| post)
        .collect();
    posts::receive(conn, &app.cx, &stored).await?;
    for (at, _) in plain {
        if let Some(done) = done.get_mut(at) {
            *done = true;
        }
    }
    Ok(done)
}

/// The post in an activity that needs nothing but to be stored: its sender's own,
/// no vote, and without a quote, whose stamp would have to be fetched.
fn plain_post(incoming: &Incoming<'_>) -> Option<Post> {
    let [Node::Object(object)] = incoming.activity.object.as_slice() else {
        return None;
    };
    if incoming.activity.kind != Kind::Create || !incoming.is_own() {
        return None;
    }
    let post = own_post(incoming.signer, object).ok()?;
    (post.vote.is_none() && post.quote.is_none()).then_some(post)
}
