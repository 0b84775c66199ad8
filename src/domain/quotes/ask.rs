//! A member quotes a post.

use crate::db::Conn;
use crate::db::ids::{AccountId, PostId, QuoteStampId};
use crate::db::models::account::{self, Account};
use crate::db::models::notification::NotificationKind;
use crate::db::models::post::{Post, Visibility};
use crate::db::models::quote::{self, Quote, QuoteStamp, QuoteState};
use crate::domain::DomainContext;
use crate::domain::event::{self, Event};
use crate::domain::notifications::{self, Notice};
use crate::domain::posts::{Wish, allowed};
use crate::domain::quotes::{openness, permitted, stamp_uri};
use crate::foundation::error::{Error, Result};
use crate::foundation::message::Message;

/// A quote that may be made.
#[derive(Debug, Clone)]
pub(in crate::domain) struct Planned {
    quoted: Post,
    state: QuoteState,
}

/// Checks that `actor` may quote a post for this audience.
///
/// # Errors
/// `NotFound` or `Gone` for what the actor cannot see; `Forbidden` for posts that
/// are not open to everybody or whose author does not let others quote them;
/// the field `audience` for an audience that is wider than the post's.
pub(in crate::domain) async fn plan(
    conn: &mut Conn,
    actor: AccountId,
    id: PostId,
    audience: Visibility,
) -> Result<Planned> {
    let quoted = allowed(conn, actor, id, Wish::Respond).await?;
    let own = quoted.account_id == actor;
    let open = matches!(quoted.visibility, Visibility::Public | Visibility::Unlisted);
    if quoted.visibility == Visibility::Direct || !(own || open) {
        return Err(Error::forbidden(Message::of("refused-quote-closed")));
    }
    if openness(audience) > openness(quoted.visibility) {
        let message = Message::of("refused-quote-audience");
        return Err(Error::field("audience", message));
    }
    let state = if own {
        QuoteState::Accepted
    } else if !quoted.local {
        QuoteState::Pending
    } else if permitted(conn, &quoted, actor).await? {
        QuoteState::Accepted
    } else {
        return Err(Error::forbidden(Message::of("refused-quote-unwanted")));
    };
    Ok(Planned { quoted, state })
}

/// Stores the quote of a new post: with a stamp where a member's post is quoted,
/// with a question to the author where it is another server's.
pub(in crate::domain) async fn store(
    conn: &mut Conn,
    cx: &DomainContext,
    author: &Account,
    post: &Post,
    planned: &Planned,
) -> Result<()> {
    let Planned { quoted, state } = planned;
    let own = quoted.account_id == post.account_id;
    let mut row = Quote {
        post_id: post.id,
        quoted_post_id: Some(quoted.id),
        quoted_uri: quoted.uri.clone(),
        state: *state,
        request_uri: None,
        stamp_uri: None,
        created_at: cx.clock.now(),
    };
    if *state == QuoteState::Accepted && !own {
        let (_, uri) = give_stamp(conn, cx, quoted, &post.uri).await?;
        row.stamp_uri = Some(uri);
        let notice = notice(post.account_id, Some(post.id));
        notifications::notify(conn, cx, &[quoted.account_id], &notice).await?;
    }
    if *state == QuoteState::Pending {
        row.request_uri = Some(format!("{}#quote_requests/{}", author.uri, post.id));
        let requested = Event::QuoteRequested {
            account_id: post.account_id,
            post_id: post.id,
        };
        event::record(conn, cx, &requested).await?;
    }
    quote::upsert(conn, &row).await?;
    Ok(())
}

/// Gives the stamp for a post to quote a member's post, or finds it.
pub(super) async fn give_stamp(
    conn: &mut Conn,
    cx: &DomainContext,
    quoted: &Post,
    quoting_uri: &str,
) -> Result<(QuoteStampId, String)> {
    let author = account::find(conn, quoted.account_id).await?;
    let author = author.ok_or_else(Error::not_found)?;
    let row = QuoteStamp {
        id: QuoteStampId(cx.ids.next()),
        account_id: author.id,
        quoted_post_id: quoted.id,
        quoting_uri: quoting_uri.to_owned(),
        created_at: cx.clock.now(),
    };
    let id = quote::stamp(conn, &row).await?;
    Ok((id, stamp_uri(&author.uri, id)))
}

pub(super) fn notice(from: AccountId, post_id: Option<PostId>) -> Notice {
    Notice {
        kind: NotificationKind::Quote,
        from,
        post_id,
    }
}
