//! Blocking: neither sees or reaches the other.

use crate::db::ids::{AccountId, BlockId};
use crate::db::models::block::{self, Block};
use crate::db::models::notification;
use crate::db::{Conn, Transactional as _};
use crate::domain::DomainContext;
use crate::domain::event::{self, Event};
use crate::domain::relationships::follow::end;
use crate::domain::relationships::{lock, policy};
use crate::foundation::error::Result;

/// Blocks `target`: follows and requests between the two end, and so do the
/// notifications about each other. Doing it again changes nothing.
pub async fn block(
    conn: &mut Conn,
    cx: &DomainContext,
    actor: AccountId,
    target: AccountId,
) -> Result<()> {
    policy::not_oneself(actor, target, "refused-block-self")?;
    conn.transaction(async |conn| {
        lock(conn, actor, target).await?;
        if let Some(block_id) = begin(conn, cx, actor, target, None).await? {
            let blocked = Event::Blocked {
                account_id: actor,
                target_id: target,
                block_id,
            };
            event::record(conn, cx, &blocked).await?;
        }
        Ok(())
    })
    .await
}

/// Stores a block and ends what is between the two; None when it was there
/// already. The caller holds the pair's lock and records the event.
pub(super) async fn begin(
    conn: &mut Conn,
    cx: &DomainContext,
    actor: AccountId,
    target: AccountId,
    uri: Option<&str>,
) -> Result<Option<BlockId>> {
    let row = Block {
        id: BlockId(cx.ids.next()),
        account_id: actor,
        target_id: target,
        uri: uri.map(str::to_owned),
        created_at: cx.clock.now(),
    };
    if !block::insert(conn, &row).await? {
        return Ok(None);
    }
    end(conn, actor, target).await?;
    end(conn, target, actor).await?;
    notification::delete_between(conn, actor, target).await?;
    Ok(Some(row.id))
}

/// Ends a block. Nothing to end is fine; follows do not come back.
pub async fn unblock(
    conn: &mut Conn,
    cx: &DomainContext,
    actor: AccountId,
    target: AccountId,
) -> Result<()> {
    policy::not_oneself(actor, target, "refused-unblock-self")?;
    conn.transaction(async |conn| {
        lock(conn, actor, target).await?;
        if let Some(block_id) = block::delete(conn, actor, target).await? {
            let unblocked = Event::Unblocked {
                account_id: actor,
                target_id: target,
                block_id,
            };
            event::record(conn, cx, &unblocked).await?;
        }
        Ok(())
    })
    .await
}
