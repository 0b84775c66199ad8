//! Accounts with everything that apps are told of them.

use std::collections::HashMap;

use crate::db::Conn;
use crate::db::ids::AccountId;
use crate::db::views::emojis::{self, Emojis};
use crate::db::views::persons::{self, Person};
use crate::foundation::error::{Error, Result};

/// One account with the custom emoji of its profile.
///
/// # Errors
/// `NotFound` when there is none, or it is hidden.
pub async fn one(conn: &mut Conn, id: AccountId) -> Result<(Person, Emojis)> {
    let (mut people, emojis) = many(conn, &[id]).await?;
    let person = people.remove(&id).ok_or_else(Error::not_found)?;
    Ok((person, emojis))
}

/// These accounts by their IDs, without those that are hidden; two statements.
pub async fn many(
    conn: &mut Conn,
    ids: &[AccountId],
) -> Result<(HashMap<AccountId, Person>, Emojis)> {
    kept(conn, ids, |person| !person.is_hidden()).await
}

/// As [`many`], with those who wait for approval: for notifications, since
/// moderators, and nobody else, are told of them.
pub async fn many_who_notify(
    conn: &mut Conn,
    ids: &[AccountId],
) -> Result<(HashMap<AccountId, Person>, Emojis)> {
    kept(conn, ids, |person| !person.is_hidden() || person.waits).await
}

async fn kept(
    conn: &mut Conn,
    ids: &[AccountId],
    is_kept: impl Fn(&Person) -> bool,
) -> Result<(HashMap<AccountId, Person>, Emojis)> {
    let mut people = persons::find_many(conn, ids).await?;
    people.retain(|_, person| is_kept(person));
    let emojis = emojis::of_accounts(conn, people.values().map(|person| &person.account)).await?;
    Ok((people, emojis))
}
