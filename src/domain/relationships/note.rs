//! What a member notes about somebody; nobody else reads it.

use crate::db::Conn;
use crate::db::ids::AccountId;
use crate::db::models::account_note;
use crate::domain::DomainContext;
use crate::domain::accounts::profile;
use crate::domain::relationships::policy;
use crate::foundation::error::{Error, Result};
use crate::foundation::message::Message;
use crate::foundation::text::{clean, count_characters};

/// Longest note, in characters.
pub const NOTE_MAX: usize = 2000;

/// Writes a note about `target`; an empty one removes what was there.
///
/// # Errors
/// `Invalid` for oneself and beyond [`NOTE_MAX`]; `NotFound` for nobody.
pub async fn set(
    conn: &mut Conn,
    cx: &DomainContext,
    actor: AccountId,
    target: AccountId,
    comment: &str,
) -> Result<()> {
    policy::not_oneself(actor, target, "refused-note-self")?;
    let comment = clean(comment);
    if count_characters(&comment) > NOTE_MAX || comment.len() > NOTE_MAX * 8 {
        // As text: without separators.
        let values = [("max", NOTE_MAX.to_string().into())];
        let message = Message::about("refused-note-long", values);
        return Err(Error::field("comment", message));
    }
    profile::get(conn, target).await?;
    if comment.is_empty() {
        account_note::delete(conn, actor, target).await?;
    } else {
        account_note::upsert(conn, actor, target, &comment, cx.clock.now()).await?;
    }
    Ok(())
}
