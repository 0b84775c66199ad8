//! Words that moderators need again and again.

use crate::db::ids::PresetId;
use crate::db::models::warning_preset::{self, MOST, WarningPreset};
use crate::db::{Conn, Transactional as _};
use crate::domain::DomainContext;
use crate::domain::auth::audit::{self, Action, Note};
use crate::domain::moderation::{Authority, Permission, may};
use crate::foundation::error::{Error, Result};
use crate::foundation::message::Message;
use crate::foundation::text::{clean, clean_line, count_characters};

/// Longest title, in characters.
pub const TITLE_MAX: usize = 100;
/// Longest text, in characters.
pub const TEXT_MAX: usize = 3000;

/// All of them, by their titles.
///
/// # Errors
/// `Forbidden`.
pub async fn list(conn: &mut Conn, by: Authority<'_>) -> Result<Vec<WarningPreset>> {
    may(by, Permission::ManageReports)?;
    Ok(warning_preset::all(conn).await?)
}

fn check(title: &str, text: &str) -> Result<(String, String)> {
    let (title, text) = (clean_line(title), clean(text));
    if title.is_empty() {
        return Err(Error::field("title", Message::of("refused-template-title")));
    }
    if count_characters(&title) > TITLE_MAX {
        return Err(too_long("title", TITLE_MAX));
    }
    if text.is_empty() {
        return Err(Error::field("text", Message::of("refused-write-something")));
    }
    if count_characters(&text) > TEXT_MAX {
        return Err(too_long("text", TEXT_MAX));
    }
    Ok((title, text))
}

fn too_long(field: &'static str, max: usize) -> Error {
    let max = max.to_string().into();
    let message = Message::about("refused-write-at-most", [("max", max)]);
    Error::field(field, message)
}

/// Adds one.
///
/// # Errors
/// `Forbidden`; the fields `title` and `text`.
pub async fn create(
    conn: &mut Conn,
    cx: &DomainContext,
    by: Authority<'_>,
    (title, text): (&str, &str),
) -> Result<PresetId> {
    may(by, Permission::ManageReports)?;
    let (title, text) = check(title, text)?;
    let there = warning_preset::all(conn).await?;
    if i64::try_from(there.len()).unwrap_or(MOST) >= MOST {
        let message = Message::about("refused-templates-full", [("max", MOST.into())]);
        return Err(Error::field("title", message));
    }
    let (id, now) = (PresetId(cx.ids.next()), cx.clock.now());
    let row = WarningPreset {
        id,
        title,
        text,
        created_at: now,
        updated_at: now,
    };
    conn.transaction(async |conn| {
        warning_preset::insert(conn, &row).await?;
        let note = Note {
            actor: by.user_id(),
            subject: row.title.clone(),
            after: serde_json::json!({ "text": row.text }),
            ..Note::default()
        };
        audit::record(conn, cx, Action::PresetMade, note).await
    })
    .await?;
    Ok(id)
}

/// Writes other words.
///
/// # Errors
/// `Forbidden`, `NotFound`; the fields `title` and `text`.
pub async fn change(
    conn: &mut Conn,
    cx: &DomainContext,
    by: Authority<'_>,
    id: PresetId,
    (title, text): (&str, &str),
) -> Result<()> {
    may(by, Permission::ManageReports)?;
    let (title, text) = check(title, text)?;
    conn.transaction(async |conn| {
        let before = warning_preset::find(conn, id).await?;
        let before = before.ok_or_else(Error::not_found)?;
        warning_preset::update(conn, id, (&title, &text), cx.clock.now()).await?;
        let note = Note {
            actor: by.user_id(),
            subject: title.clone(),
            before: serde_json::json!({ "title": before.title, "text": before.text }),
            after: serde_json::json!({ "title": title, "text": text }),
            ..Note::default()
        };
        audit::record(conn, cx, Action::PresetChanged, note).await
    })
    .await
}

/// Removes one.
///
/// # Errors
/// `Forbidden`, `NotFound`.
pub async fn delete(
    conn: &mut Conn,
    cx: &DomainContext,
    by: Authority<'_>,
    id: PresetId,
) -> Result<()> {
    may(by, Permission::ManageReports)?;
    conn.transaction(async |conn| {
        let before = warning_preset::find(conn, id).await?;
        let before = before.ok_or_else(Error::not_found)?;
        warning_preset::delete(conn, id).await?;
        let note = Note {
            actor: by.user_id(),
            subject: before.title,
            before: serde_json::json!({ "text": before.text }),
            ..Note::default()
        };
        audit::record(conn, cx, Action::PresetDeleted, note).await
    })
    .await
}
