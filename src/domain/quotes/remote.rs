//! What other servers say about quotes: posts that quote, answers to members'
//! questions, and stamps that were taken back.

use url::Url;

use crate::db::ids::{AccountId, PostId};
use crate::db::models::account;
use crate::db::models::post::{self, Post};
use crate::db::models::quote::{self, Quote, QuoteState};
use crate::db::{Conn, Transactional as _};
use crate::domain::DomainContext;
use crate::domain::event::{self, Event};
use crate::domain::notifications;
use crate::domain::quotes::ask::notice;
use crate::foundation::error::{Error, Result};

/// Posts that one stamp may stand in; a stamp is for one.
const SAME_STAMP_MAX: i64 = 20;

/// The quote of a remote post that was stored or edited.
#[derive(Debug, Clone)]
pub struct RemoteQuote {
    /// The post that quotes.
    pub post_id: PostId,
    /// The object ID of what it quotes.
    pub quoted_uri: String,
    /// The quoted post, where it is known here.
    pub quoted_post_id: Option<PostId>,
    /// The stamp that it shows.
    pub stamp_uri: Option<String>,
    /// The stamp was fetched from the quoted author's server and names author,
    /// quoting and quoted post rightly. Of no effect for posts of this server,
    /// which knows its own stamps.
    pub stamp_is_good: bool,
}

/// Stores what a remote post quotes, and whether that is allowed.
pub async fn receive(
    conn: &mut Conn,
    cx: &DomainContext,
    remote: &RemoteQuote,
) -> Result<QuoteState> {
    conn.transaction(async |conn| {
        let post = post::find(conn, remote.post_id).await?;
        let post = post.ok_or_else(Error::not_found)?;
        let quoted = match remote.quoted_post_id {
            Some(id) => post::find(conn, id).await?,
            None => None,
        };
        let before = quote::lock(conn, post.id).await?;
        let same = before.filter(|before| before.quoted_uri == remote.quoted_uri);
        let before = same.as_ref().map(|quote| quote.state);
        let state = state(conn, &post, quoted.as_ref(), remote, before).await?;
        let row = Quote {
            post_id: post.id,
            quoted_post_id: quoted.as_ref().map(|quoted| quoted.id),
            quoted_uri: remote.quoted_uri.clone(),
            state,
            request_uri: None,
            stamp_uri: remote.stamp_uri.clone(),
            created_at: cx.clock.now(),
        };
        quote::upsert(conn, &row).await?;
        if let Some(quoted) = quoted.filter(|_| state == QuoteState::Accepted) {
            let notice = notice(post.account_id, Some(post.id));
            notifications::notify(conn, cx, &[quoted.account_id], &notice).await?;
        }
        Ok(state)
    })
    .await
}

async fn state(
    conn: &mut Conn,
    post: &Post,
    quoted: Option<&Post>,
    remote: &RemoteQuote,
    before: Option<QuoteState>,
) -> Result<QuoteState> {
    if before == Some(QuoteState::Revoked) {
        return Ok(QuoteState::Revoked);
    }
    let good = match quoted {
        Some(quoted) if quoted.account_id == post.account_id => true,
        Some(quoted) if quoted.local => quote::has_stamp(conn, quoted.id, &post.uri).await?,
        _ => remote.stamp_is_good,
    };
    Ok(if good {
        QuoteState::Accepted
    } else {
        QuoteState::Pending
    })
}

/// Connects quotes with posts that came after them: pairs of a post and its
/// object ID, in one statement.
pub async fn arrived(conn: &mut Conn, posts: &[(PostId, String)]) -> Result<()> {
    if !posts.is_empty() {
        quote::connect(conn, posts).await?;
    }
    Ok(())
}

/// The author of the quoted post said yes to a member's request.
///
/// # Errors
/// `NotFound` when nobody asked that; `Forbidden` when somebody else answers, or
/// the stamp is not on the answerer's server.
pub async fn accepted(
    conn: &mut Conn,
    cx: &DomainContext,
    author: AccountId,
    request_uri: &str,
    stamp_uri: &str,
) -> Result<()> {
    let answerer = account::find(conn, author).await?;
    let answerer = answerer.ok_or_else(Error::not_found)?;
    if !same_origin(&answerer.uri, stamp_uri) {
        return Err(Error::forbidden("This stamp is of another server."));
    }
    conn.transaction(async |conn| {
        let (quote, post) = asked(conn, author, request_uri).await?;
        let known =
            quote.state == QuoteState::Accepted && quote.stamp_uri.as_deref() == Some(stamp_uri);
        if known || quote.state == QuoteState::Revoked {
            return Ok(());
        }
        quote::set_state(conn, post.id, QuoteState::Accepted, Some(stamp_uri)).await?;
        tell_of(conn, cx, &post).await
    })
    .await
}

/// The author of the quoted post said no, or not any more.
///
/// # Errors
/// As [`accepted`].
pub async fn rejected(
    conn: &mut Conn,
    cx: &DomainContext,
    author: AccountId,
    request_uri: &str,
) -> Result<()> {
    conn.transaction(async |conn| {
        let (quote, post) = asked(conn, author, request_uri).await?;
        match quote.state {
            QuoteState::Pending => {
                quote::set_state(conn, post.id, QuoteState::Rejected, None).await?;
                Ok(())
            }
            QuoteState::Accepted => {
                quote::set_state(conn, post.id, QuoteState::Revoked, None).await?;
                tell_of(conn, cx, &post).await
            }
            QuoteState::Rejected | QuoteState::Revoked => Ok(()),
        }
    })
    .await
}

/// A remote author deleted a stamp; returns how many quotes lost it. Stamps of
/// others stay.
pub async fn revoked(
    conn: &mut Conn,
    cx: &DomainContext,
    author: AccountId,
    stamp_uri: &str,
) -> Result<usize> {
    conn.transaction(async |conn| {
        let mut lost = 0;
        for id in quote::by_stamp(conn, stamp_uri, SAME_STAMP_MAX).await? {
            let Some(quote) = quote::lock(conn, id).await? else {
                continue;
            };
            if !is_about(conn, &quote, author).await? {
                continue;
            }
            quote::set_state(conn, id, QuoteState::Revoked, None).await?;
            lost += 1;
            if let Some(post) = post::find(conn, id).await?.filter(|post| post.local) {
                tell_of(conn, cx, &post).await?;
            }
        }
        Ok(lost)
    })
    .await
}

/// The member's quote that this request was about, if `author` is who was asked.
async fn asked(conn: &mut Conn, author: AccountId, request_uri: &str) -> Result<(Quote, Post)> {
    let id = quote::by_request(conn, request_uri).await?;
    let id = id.ok_or_else(Error::not_found)?;
    let quote = quote::lock(conn, id).await?.ok_or_else(Error::not_found)?;
    let post = post::find(conn, id).await?;
    let post = post.filter(|post| post.local && post.deleted_at.is_none());
    let post = post.ok_or_else(Error::not_found)?;
    if !is_about(conn, &quote, author).await? {
        return Err(Error::forbidden("Only the author of a post answers that."));
    }
    Ok((quote, post))
}

async fn is_about(conn: &mut Conn, quote: &Quote, author: AccountId) -> Result<bool> {
    let Some(quoted) = quote.quoted_post_id else {
        return Ok(false);
    };
    let quoted = post::find(conn, quoted).await?;
    Ok(quoted.is_some_and(|quoted| quoted.account_id == author))
}

/// Tells the audience of a member's post that it quotes, or does not any more.
pub(super) async fn tell_of(conn: &mut Conn, cx: &DomainContext, post: &Post) -> Result<()> {
    let edited = Event::PostEdited {
        account_id: post.account_id,
        post_id: post.id,
    };
    event::record(conn, cx, &edited).await?;
    Ok(())
}

fn same_origin(a: &str, b: &str) -> bool {
    match (Url::parse(a), Url::parse(b)) {
        (Ok(a), Ok(b)) => a.origin().is_tuple() && a.origin() == b.origin(),
        _ => false,
    }
}
