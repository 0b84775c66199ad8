//! Showing somebody whom a member follows on the member's profile.

use crate::db::ids::{AccountId, EndorsementId};
use crate::db::models::endorsement::{self, Endorsement};
use crate::db::page::{Page, Slice};
use crate::db::views::accounts::{self, Listed};
use crate::db::{Conn, Transactional as _};
use crate::domain::DomainContext;
use crate::domain::relationships::{self, lock, policy};
use crate::foundation::error::{Error, Result};
use crate::foundation::message::Message;

/// Shows `target` on `actor`'s profile. Doing it again changes nothing.
///
/// # Errors
/// `Invalid` for oneself and for people whom `actor` does not follow; `NotFound`.
pub async fn endorse(
    conn: &mut Conn,
    cx: &DomainContext,
    actor: AccountId,
    target: AccountId,
) -> Result<()> {
    policy::not_oneself(actor, target, "refused-endorse-self")?;
    conn.transaction(async |conn| {
        lock(conn, actor, target).await?;
        if !relationships::one(conn, cx, actor, target).await?.following {
            return Err(Error::invalid(Message::of("refused-endorse-unfollowed")));
        }
        let row = Endorsement {
            id: EndorsementId(cx.ids.next()),
            account_id: actor,
            target_id: target,
            created_at: cx.clock.now(),
        };
        endorsement::insert(conn, &row).await?;
        Ok(())
    })
    .await
}

/// Shows `target` no longer. Nothing to end is fine.
pub async fn unendorse(conn: &mut Conn, actor: AccountId, target: AccountId) -> Result<()> {
    policy::not_oneself(actor, target, "refused-endorse-self")?;
    endorsement::delete(conn, actor, target).await?;
    Ok(())
}

/// People whom `account` shows on their profile, the last first.
pub async fn list(conn: &mut Conn, account: AccountId, page: Page) -> Result<Slice<Listed>> {
    Ok(accounts::endorsed(conn, account, page).await?)
}
