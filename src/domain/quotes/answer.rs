//! Somebody of another server asks to quote a member's post: the member's choice
//! answers at once.

use crate::db::ids::{AccountId, PostId};
use crate::db::models::post::{self, Post};
use crate::db::models::quote::{self, Quote, QuoteState};
use crate::db::{Conn, Transactional as _};
use crate::domain::DomainContext;
use crate::domain::event::{self, Event};
use crate::domain::notifications;
use crate::domain::posts::{Wish, allowed};
use crate::domain::quotes::ask::{give_stamp, notice};
use crate::domain::quotes::{openness, permitted};
use crate::foundation::error::{Error, Result};

/// A `QuoteRequest`. That its sender signed it, and that the quoting post is the
/// sender's (same origin), is checked before.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// Who asks.
    pub requester: AccountId,
    /// The ID of the request.
    pub request_uri: &'a str,
    /// The member's post.
    pub quoted: PostId,
    /// The object ID of the post that quotes it; it may be unknown here.
    pub quoting_uri: &'a str,
}

/// Answers a request to quote a member's post; whether the answer is yes. Asked
/// again, the answer is the same stamp.
///
/// # Errors
/// `NotFound`, `Gone` or `Forbidden` for posts that the requester cannot see, for
/// posts of other servers, and for a quoting post that is not the requester's:
/// these get no answer.
pub async fn request_received(
    conn: &mut Conn,
    cx: &DomainContext,
    asked: &Asked<'_>,
) -> Result<bool> {
    let quoted = allowed(conn, asked.requester, asked.quoted, Wish::Respond).await?;
    if !quoted.local {
        return Err(Error::not_found());
    }
    conn.transaction(async |conn| {
        let quoting = post::by_uri(conn, asked.quoting_uri).await?;
        let theirs = |post: &Post| post.account_id == asked.requester;
        if !quoting.as_ref().is_none_or(theirs) {
            return Err(Error::forbidden("This is somebody else's post."));
        }
        if may_quote(conn, &quoted, asked, quoting.as_ref()).await? {
            accept(conn, cx, &quoted, asked, quoting.as_ref()).await?;
            return Ok(true);
        }
        let rejected = Event::QuoteRejected {
            account_id: quoted.account_id,
            post_id: quoted.id,
            requester_id: asked.requester,
            request_uri: asked.request_uri.to_owned(),
            quoting_uri: asked.quoting_uri.to_owned(),
        };
        event::record(conn, cx, &rejected).await?;
        Ok(false)
    })
    .await
}

async fn may_quote(
    conn: &mut Conn,
    quoted: &Post,
    asked: &Asked<'_>,
    quoting: Option<&Post>,
) -> Result<bool> {
    if let Some(quoting) = quoting {
        let known = quote::lock(conn, quoting.id).await?;
        let taken_back = known.is_some_and(|quote| quote.state == QuoteState::Revoked);
        if taken_back || openness(quoting.visibility) > openness(quoted.visibility) {
            return Ok(false);
        }
    }
    permitted(conn, quoted, asked.requester).await
}

async fn accept(
    conn: &mut Conn,
    cx: &DomainContext,
    quoted: &Post,
    asked: &Asked<'_>,
    quoting: Option<&Post>,
) -> Result<()> {
    let (stamp_id, uri) = give_stamp(conn, cx, quoted, asked.quoting_uri).await?;
    if let Some(quoting) = quoting {
        let row = Quote {
            post_id: quoting.id,
            quoted_post_id: Some(quoted.id),
            quoted_uri: quoted.uri.clone(),
            state: QuoteState::Accepted,
            request_uri: None,
            stamp_uri: Some(uri),
            created_at: cx.clock.now(),
        };
        quote::upsert(conn, &row).await?;
        let notice = notice(asked.requester, Some(quoting.id));
        notifications::notify(conn, cx, &[quoted.account_id], &notice).await?;
    }
    let accepted = Event::QuoteAccepted {
        account_id: quoted.account_id,
        post_id: quoted.id,
        requester_id: asked.requester,
        request_uri: asked.request_uri.to_owned(),
        quoting_uri: asked.quoting_uri.to_owned(),
        stamp_id,
    };
    event::record(conn, cx, &accepted).await?;
    Ok(())
}
