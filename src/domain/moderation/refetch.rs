//! Profiles of other servers, fetched again because a moderator wants to see what
//! is there now.

use crate::db::ids::AccountId;
use crate::db::{Conn, Transactional as _};
use crate::domain::auth::audit::Action;
use crate::domain::moderation::actions::{note, target};
use crate::domain::moderation::permission::{Authority, Permission, may};
use crate::domain::{DomainContext, resolver};
use crate::foundation::error::{Error, Result};

/// Orders that an account of another server is fetched again.
///
/// # Errors
/// `Forbidden`; `NotFound`, also for members and for what is deleted.
pub async fn account(
    conn: &mut Conn,
    cx: &DomainContext,
    by: Authority<'_>,
    id: AccountId,
) -> Result<()> {
    may(by, Permission::ManageUsers)?;
    conn.transaction(async |conn| {
        let target = target(conn, by, id).await?;
        if target.account.domain.is_none() || target.account.deleted_at.is_some() {
            return Err(Error::not_found());
        }
        resolver::fetch_account_again(conn, cx, id).await?;
        note(conn, cx, by, (Action::AccountRefetched, &target), "").await
    })
    .await
}
