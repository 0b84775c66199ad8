//! Moderators' yes or no to people who ask to join.

use crate::db::ids::{AccountId, UserId};
use crate::db::models::account;
use crate::db::models::notification::NotificationKind;
use crate::db::models::user::{self, UserWithAccount};
use crate::db::page::{Page, Slice};
use crate::db::{Conn, Transactional as _};
use crate::domain::DomainContext;
use crate::domain::auth::audit::{self, Action, Note};
use crate::domain::auth::mails::{self, Mail};
use crate::domain::moderation::permission::{Authority, Permission, may};
use crate::domain::notifications::{self, Notice};
use crate::domain::webhooks::{self, WebhookEvent};
use crate::foundation::error::{Error, Result};
use crate::foundation::text::clean;

/// Longest words that go with an answer, in characters.
const WORDS_MAX: usize = 2000;

/// Tells everybody with a moderator's powers that somebody asks to join; in the
/// transaction of the sign-up.
pub(in crate::domain::auth) async fn tell_moderators(
    conn: &mut Conn,
    cx: &DomainContext,
    from: AccountId,
) -> Result<()> {
    let recipients = user::staff(conn, Permission::ManageUsers.as_str()).await?;
    let notice = Notice {
        kind: NotificationKind::SignUp,
        from,
        post_id: None,
    };
    notifications::notify(conn, cx, &recipients, &notice).await
}

/// People who wait, the oldest first, those after `after` only; 40 at a time.
///
/// # Errors
/// `Forbidden` for everybody but moderators.
pub async fn waiting(
    conn: &mut Conn,
    by: Authority<'_>,
    after: Option<UserId>,
) -> Result<Slice<UserWithAccount>> {
    may(by, Permission::ManageUsers)?;
    let page = Page {
        min_id: Some(after.map_or(0, |id| id.0)),
        ..Page::first(40)
    };
    let mut slice = user::waiting(conn, &page).await?;
    slice.items.reverse();
    Ok(slice)
}

/// How many people wait, at most 100.
pub async fn count_waiting(conn: &mut Conn) -> Result<i64> {
    Ok(user::count_waiting(conn).await?)
}

/// Says yes, with words that go with the mail; they may be empty.
///
/// # Errors
/// `Forbidden`; `NotFound` when they do not wait (any more).
pub async fn approve(
    conn: &mut Conn,
    cx: &DomainContext,
    by: Authority<'_>,
    id: UserId,
    text: &str,
) -> Result<()> {
    may(by, Permission::ManageUsers)?;
    let text = words(text);
    conn.transaction(async |conn| {
        if !user::approve(conn, id, cx.clock.now()).await? {
            return Err(Error::not_found());
        }
        let note = Note {
            actor: by.user_id(),
            target: Some(id),
            reason: text.clone(),
            ..Note::default()
        };
        audit::record(conn, cx, Action::SignUpApproved, note).await?;
        if let Some(person) = user::find(conn, id).await? {
            let account = person.user.account_id.0;
            webhooks::happened(conn, cx, WebhookEvent::AccountApproved, account).await?;
        }
        let mail = Mail::Approved {
            user_id: id,
            text: text.clone(),
        };
        mails::enqueue(conn, cx, &mail).await
    })
    .await
}

/// Says no, with words that go with the mail and may be empty: removes the account and frees its name and address.
///
/// # Errors
/// `Forbidden`; `NotFound` when they do not wait (any more).
pub async fn reject(
    conn: &mut Conn,
    cx: &DomainContext,
    by: Authority<'_>,
    id: UserId,
    text: &str,
) -> Result<()> {
    may(by, Permission::ManageUsers)?;
    let text = words(text);
    conn.transaction(async |conn| {
        if !user::lock_waiting(conn, id).await? {
            return Err(Error::not_found());
        }
        let person = user::find(conn, id).await?.ok_or_else(Error::not_found)?;
        let note = Note {
            actor: by.user_id(),
            target: None,
            subject: person.username.clone(),
            reason: text.clone(),
            details: serde_json::json!({ "username": person.username }),
            ..Note::default()
        };
        audit::record(conn, cx, Action::SignUpRejected, note).await?;
        // An address that was never confirmed may be anybody's.
        if person.user.email_confirmed_at.is_some() {
            let mail = Mail::Rejected {
                to: person.user.email.clone(),
                username: person.username.clone(),
                locale: person.user.locale.clone(),
                text: text.clone(),
            };
            mails::enqueue(conn, cx, &mail).await?;
        }
        account::delete(conn, person.user.account_id).await?;
        Ok(())
    })
    .await
}

/// What a moderator wrote, as it is kept and sent.
fn words(text: &str) -> String {
    clean(text).trim().chars().take(WORDS_MAX).collect()
}
