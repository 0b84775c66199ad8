//! What new posts of a member start with.

use crate::db::Conn;
use crate::db::ids::AccountId;
use crate::db::models::user::{self, PostingDefaults, User};
use crate::foundation::error::{Error, Result};
use crate::foundation::text::normalize_language;

/// The person behind a member's account, with what their posts start with.
///
/// # Errors
/// `NotFound` for accounts of nobody who can sign in here.
pub async fn get(conn: &mut Conn, account: AccountId) -> Result<User> {
    let user = user::of_account(conn, account).await?;
    user.ok_or_else(Error::not_found)
}

/// The stored form of a default language; empty for none.
///
/// # Errors
/// Field `language` for what is no language.
pub fn language(code: &str) -> Result<Option<String>> {
    if code.is_empty() {
        return Ok(None);
    }
    match normalize_language(code) {
        Some(code) => Ok(Some(code.to_owned())),
        None => Err(Error::field("language", "Language is invalid")),
    }
}

/// Writes what new posts of a member start with.
pub async fn set(conn: &mut Conn, account: AccountId, defaults: &PostingDefaults) -> Result<()> {
    if !defaults.is_empty() {
        user::set_posting_defaults(conn, account, defaults).await?;
    }
    Ok(())
}
