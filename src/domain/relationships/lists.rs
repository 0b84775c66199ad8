//! Lists of people: followers, followed, requests, blocked, muted.

use std::collections::HashMap;

use chrono::{DateTime, Utc};

use crate::db::Conn;
use crate::db::ids::AccountId;
use crate::db::models::account::Account;
use crate::db::models::follow;
use crate::db::page::{Page, Slice};
use crate::db::views::accounts::{self, Listed};
use crate::domain::DomainContext;
use crate::foundation::error::Result;

/// A member never has to read a larger count of requests than this.
const MOST_REQUESTS: i64 = 100;

/// Whether `viewer` may read whom this account follows and who follows it; how
/// many those are may be read anyway.
#[must_use]
pub fn may_read(account: &Account, viewer: Option<AccountId>) -> bool {
    !account.hide_collections || viewer == Some(account.id)
}

/// People who follow `account`, the last first.
pub async fn followers(conn: &mut Conn, account: AccountId, page: Page) -> Result<Slice<Listed>> {
    Ok(accounts::followers(conn, account, page).await?)
}

/// People whom `account` follows, the last first.
pub async fn following(conn: &mut Conn, account: AccountId, page: Page) -> Result<Slice<Listed>> {
    Ok(accounts::following(conn, account, page).await?)
}

/// People who wait for `account`'s answer, the last first; the keys are those
/// of the requests.
pub async fn requests(conn: &mut Conn, account: AccountId, page: Page) -> Result<Slice<Listed>> {
    Ok(accounts::requests(conn, account, page).await?)
}

/// How many people wait for `account`'s answer, at most 100.
pub async fn waiting_requests(conn: &mut Conn, account: AccountId) -> Result<u32> {
    let count = follow::count_requests(conn, account, MOST_REQUESTS).await?;
    Ok(u32::try_from(count).unwrap_or(0))
}

/// People whom `account` blocks, the last first.
pub async fn blocked(conn: &mut Conn, account: AccountId, page: Page) -> Result<Slice<Listed>> {
    Ok(accounts::blocked(conn, account, page).await?)
}

/// People whom `account` mutes now, the last first.
pub async fn muted(
    conn: &mut Conn,
    cx: &DomainContext,
    account: AccountId,
    page: Page,
) -> Result<Slice<Listed>> {
    Ok(accounts::muted(conn, account, page, cx.clock.now()).await?)
}

/// When the mutes of these people end; None: when the member ends them.
pub async fn mute_ends(
    conn: &mut Conn,
    account: AccountId,
    muted: &[AccountId],
) -> Result<HashMap<AccountId, Option<DateTime<Utc>>>> {
    let ends = accounts::mute_ends(conn, account, muted).await?;
    Ok(ends.into_iter().collect())
}
