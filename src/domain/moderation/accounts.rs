//! Accounts as moderators find and read them.

use std::collections::HashMap;

use crate::db::Conn;
use crate::db::ids::AccountId;
use crate::db::page::{Page, Slice};
use crate::db::views::emojis::Emojis;
use crate::db::views::moderated;
use crate::db::views::persons::{self, Person};
use crate::db::views::statuses::emojis_of;
use crate::domain::member::Member;
use crate::domain::moderation::permission::{Permission, may};
use crate::foundation::error::{Error, Result};

pub use crate::db::views::moderated::{Filter, Moderated, State};

/// One page of accounts, the newest first.
///
/// # Errors
/// `Forbidden`.
pub async fn find(
    conn: &mut Conn,
    by: &Member,
    filter: &Filter,
    page: &Page,
) -> Result<Slice<AccountId>> {
    may(by, Permission::ManageUsers)?;
    Ok(moderated::page(conn, filter, page).await?)
}

/// What moderators read of these accounts.
///
/// # Errors
/// `Forbidden`.
pub async fn load(
    conn: &mut Conn,
    by: &Member,
    ids: &[AccountId],
) -> Result<HashMap<AccountId, Moderated>> {
    // Reports name accounts, and who deletes one is shown it.
    let reads = [Permission::ManageReports, Permission::DeleteUserData];
    if !reads.iter().any(|permission| may(by, *permission).is_ok()) {
        may(by, Permission::ManageUsers)?;
    }
    Ok(moderated::load(conn, ids).await?)
}

/// The profiles of these accounts, hidden ones too, with their custom emoji.
pub async fn profiles(
    conn: &mut Conn,
    ids: &[AccountId],
) -> Result<(HashMap<AccountId, Person>, Emojis)> {
    let people = persons::find_many(conn, ids).await?;
    let emojis = emojis_of(conn, people.values()).await?;
    Ok((people, emojis))
}

/// One account.
///
/// # Errors
/// `Forbidden`, `NotFound`.
pub async fn get(conn: &mut Conn, by: &Member, id: AccountId) -> Result<Moderated> {
    let mut found = load(conn, by, &[id]).await?;
    found.remove(&id).ok_or_else(Error::not_found)
}
