//! A member takes back that somebody quotes their post.

use crate::db::ids::{AccountId, PostId};
use crate::db::models::notification::NotificationKind;
use crate::db::models::post;
use crate::db::models::quote::{self, QuoteState};
use crate::db::{Conn, Transactional as _};
use crate::domain::DomainContext;
use crate::domain::event::{self, Event};
use crate::domain::notifications::{self, Notice};
use crate::domain::quotes::remote::tell_of;
use crate::foundation::error::{Error, Result};
use crate::foundation::message::Message;

/// Takes `actor`'s post out of the post `quoting`, for good. Doing it again
/// changes nothing.
///
/// # Errors
/// `NotFound` when the post quotes nothing; `Forbidden` when it quotes somebody
/// else.
pub async fn revoke(
    conn: &mut Conn,
    cx: &DomainContext,
    actor: AccountId,
    quoting: PostId,
) -> Result<()> {
    conn.transaction(async |conn| {
        let row = quote::lock(conn, quoting).await?;
        let row = row.ok_or_else(Error::not_found)?;
        let quoted = row.quoted_post_id.ok_or_else(Error::not_found)?;
        let quoted = post::find(conn, quoted).await?;
        let quoted = quoted.ok_or_else(Error::not_found)?;
        let post = post::find(conn, quoting).await?;
        let post = post.ok_or_else(Error::not_found)?;
        if quoted.account_id != actor || post.account_id == actor {
            return Err(Error::forbidden(Message::of("refused-quote-others")));
        }
        if row.state == QuoteState::Revoked {
            return Ok(());
        }
        quote::set_state(conn, quoting, QuoteState::Revoked, None).await?;
        let notice = Notice {
            kind: NotificationKind::Quote,
            from: post.account_id,
            post_id: Some(post.id),
        };
        notifications::withdraw(conn, actor, &notice).await?;
        if let Some(stamp_id) = quote::delete_stamp(conn, quoted.id, &post.uri).await? {
            let revoked = Event::QuoteRevoked {
                account_id: actor,
                post_id: quoted.id,
                quoter_id: post.account_id,
                quoting_uri: post.uri.clone(),
                stamp_id,
            };
            event::record(conn, cx, &revoked).await?;
        }
        if post.local {
            tell_of(conn, cx, &post).await?;
        }
        Ok(())
    })
    .await
}
