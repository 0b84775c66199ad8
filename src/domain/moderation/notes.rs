//! What moderators note about an account, for each other.

use crate::db::ids::AccountId;
use crate::db::models::account;
use crate::db::models::moderation_note::{self, ModerationNote};
use crate::db::{Conn, Transactional as _};
use crate::domain::DomainContext;
use crate::domain::auth::audit::{self, Action, Note};
use crate::domain::moderation::permission::{Authority, Permission, may};
use crate::foundation::error::{Error, Result};
use crate::foundation::message::Message;
use crate::foundation::text::clean;

/// Longest note, in characters.
pub const NOTE_MAX: usize = 2000;
/// Most notes about one account.
pub const NOTES_MAX: i64 = 100;

/// The notes about an account with the names of who wrote them, the newest first.
///
/// # Errors
/// `Forbidden`.
pub async fn about(
    conn: &mut Conn,
    by: Authority<'_>,
    id: AccountId,
) -> Result<Vec<(ModerationNote, Option<String>)>> {
    may(by, Permission::ManageUsers)?;
    Ok(moderation_note::about(conn, id, NOTES_MAX).await?)
}

/// Adds a note.
///
/// # Errors
/// `Forbidden`, `NotFound`; field `text` when it is empty or too long; `Conflict`
/// when there are too many.
pub async fn add(
    conn: &mut Conn,
    cx: &DomainContext,
    by: Authority<'_>,
    id: AccountId,
    text: &str,
) -> Result<()> {
    may(by, Permission::ManageUsers)?;
    let text = clean(text).trim().to_owned();
    if text.is_empty() || text.chars().count() > NOTE_MAX {
        let max = NOTE_MAX.to_string().into();
        let message = Message::about("refused-person-note-length", [("max", max)]);
        return Err(Error::field("text", message));
    }
    conn.transaction(async |conn| {
        let account = account::find(conn, id)
            .await?
            .ok_or_else(Error::not_found)?;
        if moderation_note::count(conn, id).await? >= NOTES_MAX {
            let max = NOTES_MAX.into();
            let message = Message::about("refused-person-notes-full", [("max", max)]);
            return Err(Error::conflict(message));
        }
        let row = ModerationNote {
            id: cx.ids.next(),
            account_id: id,
            author_user_id: by.user_id(),
            text: text.clone(),
            created_at: cx.clock.now(),
        };
        moderation_note::insert(conn, &row).await?;
        note(conn, cx, by, (Action::ModerationNoteAdded, account.acct())).await
    })
    .await
}

/// Deletes a note.
///
/// # Errors
/// `Forbidden`, `NotFound`.
pub async fn delete(
    conn: &mut Conn,
    cx: &DomainContext,
    by: Authority<'_>,
    (account, id): (AccountId, i64),
) -> Result<()> {
    may(by, Permission::ManageUsers)?;
    conn.transaction(async |conn| {
        let about = account::find(conn, account).await?;
        let about = about.ok_or_else(Error::not_found)?;
        let gone = moderation_note::remove(conn, account, id).await?;
        gone.ok_or_else(Error::not_found)?;
        note(conn, cx, by, (Action::ModerationNoteDeleted, about.acct())).await
    })
    .await
}

async fn note(
    conn: &mut Conn,
    cx: &DomainContext,
    by: Authority<'_>,
    (action, subject): (Action, String),
) -> Result<()> {
    let note = Note {
        actor: by.user_id(),
        subject,
        ..Note::default()
    };
    audit::record(conn, cx, action, note).await
}
