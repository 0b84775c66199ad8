//! Flag: another server's people complain about a member or their posts. Most
//! servers send it in the name of the server itself.

use std::collections::BTreeMap;

use crate::db::Conn;
use crate::db::ids::{AccountId, PostId};
use crate::db::models::post;
use crate::domain::reports::{self, RemoteReport};
use crate::federation::Federation;
use crate::federation::activities::{Incoming, member};
use crate::federation::protocol::activity::{Activity, Node};
use crate::federation::protocol::read;
use crate::foundation::error::{Error, Result};
use crate::foundation::text::remote_text;

/// Longest reason, in bytes.
const COMMENT_MAX: usize = 10_000;
/// Addresses in the text that are looked at.
const LINKS_MAX: usize = 20;

pub(super) async fn receive(federation: &Federation, incoming: &Incoming<'_>) -> Result<()> {
    let (activity, app) = (incoming.activity, &federation.app);
    let host = incoming.signer.domain.as_deref().unwrap_or_default();
    if app.peers.rules(&app.db).await?.rejects_reports(host) {
        return Ok(());
    }
    let conn = &mut *federation.app.db.conn().await?;
    let comment = comment(activity);
    let targets = targets(
        conn,
        &federation.app.cx.config.base_url(),
        activity,
        &comment,
    )
    .await?;
    if targets.is_empty() {
        return Err(Error::not_found());
    }
    for (nth, (target, posts)) in targets.into_iter().enumerate() {
        // One Flag may name several people; each gets a report of their own.
        let uri = activity.id.as_ref().map(|id| match nth {
            0 => id.clone(),
            _ => format!("{id}#{target}"),
        });
        let report = RemoteReport {
            reporter: incoming.signer.id,
            target,
            posts,
            comment: comment.clone(),
            uri,
        };
        reports::receive(conn, &federation.app.cx, &report).await?;
    }
    Ok(())
}

fn comment(activity: &Activity) -> String {
    let text = activity.content.clone();
    let text = text.or_else(|| read::text(activity.raw.get("summary"), COMMENT_MAX));
    let text = text.unwrap_or_default();
    remote_text(read::cut(&text, COMMENT_MAX))
}

/// Who and what of this server is named, as objects or in the text.
async fn targets(
    conn: &mut Conn,
    base: &str,
    activity: &Activity,
    comment: &str,
) -> Result<BTreeMap<AccountId, Vec<PostId>>> {
    let named = activity.object.iter().filter_map(Node::id);
    let linked = comment
        .split_whitespace()
        .filter(|word| word.starts_with(base))
        .take(LINKS_MAX)
        .map(str::to_owned);
    let mut targets: BTreeMap<AccountId, Vec<PostId>> = BTreeMap::new();
    for uri in named.chain(linked).filter(|uri| uri.starts_with(base)) {
        if let Some(member) = member(conn, &uri).await? {
            targets.entry(member.id).or_default();
        } else if let Some(post) = post::by_uri(conn, &uri).await?.filter(|post| post.local) {
            targets.entry(post.account_id).or_default().push(post.id);
        }
    }
    Ok(targets)
}
