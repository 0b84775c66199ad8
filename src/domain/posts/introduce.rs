//! Looks up people of other servers before a post that names them is stored.

use std::time::Duration;

use futures_util::StreamExt as _;
use futures_util::stream;

use crate::db::ids::AccountId;
use crate::db::pool::Database;
use crate::domain::DomainContext;
use crate::domain::posts::draft::strangers;
use crate::domain::resolver::{Asker, RemoteResolver};
use crate::foundation::error::Result;

/// How long a member waits for other servers.
const PATIENCE: Duration = Duration::from_secs(8);
/// How many are looked up at once.
const AT_ONCE: usize = 4;

/// Makes those whom `text` names known, as far as their servers answer in time.
/// Whoever is not found stays text. No connection is held meanwhile.
pub async fn introduce(
    db: &Database,
    cx: &DomainContext,
    resolver: &dyn RemoteResolver,
    member: AccountId,
    text: &str,
) -> Result<()> {
    let strangers = strangers(&mut *db.conn().await?, cx, text).await?;
    if strangers.is_empty() {
        return Ok(());
    }
    let asker = Asker::Member(member);
    let look_up = stream::iter(strangers).for_each_concurrent(AT_ONCE, async |(name, host)| {
        if let Err(error) = resolver.account(asker, &name, &host).await {
            tracing::debug!(?error, name, host, "somebody who is named was not found");
        }
    });
    if tokio::time::timeout(PATIENCE, look_up).await.is_err() {
        tracing::debug!("some who are named were not found in time");
    }
    Ok(())
}
