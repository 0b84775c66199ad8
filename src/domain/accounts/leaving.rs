//! A member who deletes their account.

use crate::db::models::user;
use crate::db::pool::Database;
use crate::domain::DomainContext;
use crate::domain::auth::throttle::{self, Limit};
use crate::domain::member::Member;
use crate::domain::moderation::removal;
use crate::foundation::error::{Error, Result};
use crate::foundation::message::Message;
use crate::foundation::password::Passwords;

/// What a member typed to delete their account.
#[derive(Clone, Copy)]
pub struct Leaving<'a> {
    /// Their password.
    pub password: &'a str,
    /// Their username once more, with or without `@`.
    pub username: &'a str,
}

/// Deletes the member's account with everything they published, here and at
/// other servers as far as these follow. No connection is held while the
/// password is compared.
///
/// # Errors
/// Fields `password` and `username`; `RateLimited` after too many wrong
/// passwords; `Conflict` for the last owner.
pub async fn leave(
    db: &Database,
    cx: &DomainContext,
    passwords: &Passwords,
    member: &Member,
    typed: Leaving<'_>,
) -> Result<()> {
    let named = typed.username.trim();
    let named = named.strip_prefix('@').unwrap_or(named);
    if !named.eq_ignore_ascii_case(&member.username) {
        let values = [("name", member.username.clone().into())];
        let message = Message::about("refused-leave-username", values);
        return Err(Error::field("username", message));
    }
    let limit = Limit::SignInTo(member.user_id);
    let person = {
        let conn = &mut *db.conn().await?;
        throttle::count(conn, cx, &limit).await?;
        let found = user::find(conn, member.user_id).await?;
        found.ok_or_else(Error::not_found)?
    };
    let hash = Some(person.user.password_hash.as_str());
    if !passwords.verify(typed.password, hash).await? {
        let message = Message::of("refused-password-wrong");
        return Err(Error::field("password", message));
    }
    let conn = &mut *db.conn().await?;
    throttle::take_back(conn, cx, &limit).await?;
    removal::delete_own(conn, cx, member).await
}
