//! A member moves to another account.

use chrono::Duration;

use crate::db::ids::AccountId;
use crate::db::models::{account, user};
use crate::db::pool::Database;
use crate::db::{Conn, Transactional as _};
use crate::domain::DomainContext;
use crate::domain::auth::throttle::{self, Limit};
use crate::domain::event::{self, Event};
use crate::domain::member::Member;
use crate::domain::migrations::followers::enqueue;
use crate::foundation::error::{Error, Result};
use crate::foundation::message::Message;
use crate::foundation::password::Passwords;

/// Days from one move of an account to its next.
pub const COOLDOWN_DAYS: i64 = 7;

/// Sends the member's followers to `target`, which has to name the member's
/// account among its aliases. The account stays, and says where its owner went.
///
/// # Errors
/// Field `password` when it is wrong; field `handle` when the target cannot be
/// moved to; `RateLimited` after too many wrong passwords.
pub async fn move_to(
    db: &Database,
    cx: &DomainContext,
    passwords: &Passwords,
    member: &Member,
    target: AccountId,
    password: &str,
) -> Result<()> {
    check_password(db, cx, passwords, member, password).await?;
    let actor = member.account_id;
    let conn = &mut *db.conn().await?;
    conn.transaction(async |conn| {
        check(conn, cx, actor, target).await?;
        account::set_moved(conn, actor, Some(target), cx.clock.now()).await?;
        let moved = Event::Moved {
            account_id: actor,
            target_id: target,
        };
        event::record(conn, cx, &moved).await?;
        enqueue(conn, cx, actor, target).await
    })
    .await
}

async fn check_password(
    db: &Database,
    cx: &DomainContext,
    passwords: &Passwords,
    member: &Member,
    password: &str,
) -> Result<()> {
    let limit = Limit::SignInTo(member.user_id);
    let person = {
        let conn = &mut *db.conn().await?;
        throttle::count(conn, cx, &limit).await?;
        user::find(conn, member.user_id)
            .await?
            .ok_or_else(Error::not_found)?
    };
    let hash = &person.user.password_hash;
    if !passwords.verify(password, Some(hash)).await? {
        let message = Message::of("refused-password-wrong");
        return Err(Error::field("password", message));
    }
    throttle::take_back(&mut *db.conn().await?, cx, &limit).await
}

async fn check(
    conn: &mut Conn,
    cx: &DomainContext,
    actor: AccountId,
    target: AccountId,
) -> Result<()> {
    let refuse = |message: Message| Err(Error::field("handle", message));
    let target = account::find(conn, target).await?;
    let target = target.ok_or_else(Error::not_found)?;
    let origin = account::find_for_update(conn, actor).await?;
    let origin = origin.ok_or_else(Error::not_found)?;
    if target.id == actor {
        return refuse(Message::of("refused-move-same"));
    }
    if target.deleted_at.is_some() || target.suspended_at.is_some() {
        return refuse(Message::of("refused-move-gone"));
    }
    if target.moved_to_id.is_some() {
        return refuse(Message::of("refused-move-moved"));
    }
    if !target.also_known_as.contains(&origin.uri) {
        let values = [("name", origin.acct().into())];
        return refuse(Message::about("refused-move-alias", values));
    }
    let since = cx.clock.now() - Duration::days(COOLDOWN_DAYS);
    if origin.moved_at.is_some_and(|at| at > since) {
        let values = [("days", COOLDOWN_DAYS.into())];
        return refuse(Message::about("refused-move-soon", values));
    }
    Ok(())
}

/// Takes a move back: the account does not lead elsewhere any more. Followers
/// that went do not come back by it.
pub async fn stay(conn: &mut Conn, cx: &DomainContext, actor: AccountId) -> Result<()> {
    conn.transaction(async |conn| {
        let account = account::find_for_update(conn, actor).await?;
        let account = account.ok_or_else(Error::not_found)?;
        if account.moved_to_id.is_none() {
            return Ok(());
        }
        account::set_moved(conn, actor, None, cx.clock.now()).await?;
        let updated = Event::AccountUpdated {
            account_id: actor,
            removed_files: Vec::new(),
        };
        event::record(conn, cx, &updated).await?;
        Ok(())
    })
    .await
}
