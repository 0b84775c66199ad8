//! `QuoteRequest`: somebody asks to quote a member's post (FEP-044f).

use crate::domain::posts::remote as posts;
use crate::domain::quotes::{self, Asked};
use crate::federation::Federation;
use crate::federation::activities::{Incoming, create, not_theirs};
use crate::federation::protocol::{Node, same_origin};
use crate::foundation::error::Result;

/// Answers a request; the answer is sent by what the domain records.
///
/// # Errors
/// `Forbidden` when the quoting post is not the sender's, `NotFound` for posts that
/// the sender cannot see.
pub async fn receive(federation: &Federation, incoming: &Incoming<'_>) -> Result<()> {
    let app = &federation.app;
    let activity = incoming.activity;
    let quoting = activity.instrument.as_ref().and_then(Node::id);
    let (Some(quoted), Some(quoting), Some(request)) =
        (activity.object_id(), quoting, activity.id.as_deref())
    else {
        return Ok(());
    };
    if !same_origin(&quoting, &incoming.signer.uri) {
        return Err(not_theirs());
    }
    let accepted = {
        let conn = &mut *app.db.conn().await?;
        let Some(post) = posts::by_uri(conn, &quoted)
            .await?
            .filter(|post| post.local)
        else {
            return Ok(());
        };
        let asked = Asked {
            requester: incoming.signer.id,
            request_uri: request,
            quoted: post.id,
            quoting_uri: &quoting,
        };
        quotes::request_received(conn, &app.cx, &asked).await?
    };
    if accepted {
        keep_quote(federation, incoming).await;
    }
    Ok(())
}

/// Stores the quoting post where it came along, so that the quoted author sees
/// it and can take the leave back. The answer stands without it.
async fn keep_quote(federation: &Federation, incoming: &Incoming<'_>) {
    let quoting = incoming.activity.instrument.as_ref();
    let Some(object) = quoting.and_then(Node::object) else {
        return;
    };
    let kept = match create::own_post(incoming.signer, object) {
        Ok(post) => Box::pin(create::keep(federation, incoming, &post)).await,
        Err(error) => Err(error),
    };
    if let Err(error) = kept {
        tracing::debug!(?error, "a quoting post was not stored");
    }
}
