//! What moderators tell each other about a complaint.

use crate::db::ids::{ReportId, ReportNoteId};
use crate::db::models::report::{self, Report};
use crate::db::models::report_note::{self, ReportNote};
use crate::db::{Conn, Transactional as _};
use crate::domain::DomainContext;
use crate::domain::auth::audit::{self, Action, Note};
use crate::domain::moderation::reports;
use crate::domain::moderation::{Authority, Permission, may};
use crate::foundation::error::{Error, Result};
use crate::foundation::message::Message;
use crate::foundation::text::{clean, count_characters};

/// Longest note, in characters.
pub const NOTE_MAX: usize = 2000;

/// Writes a note about a complaint.
///
/// # Errors
/// `Forbidden`, `NotFound`; field `note` when it is empty or too long.
pub async fn add(
    conn: &mut Conn,
    cx: &DomainContext,
    by: Authority<'_>,
    id: ReportId,
    text: &str,
) -> Result<()> {
    may(by, Permission::ManageReports)?;
    conn.transaction(async |conn| {
        let report = report::find(conn, id).await?.ok_or_else(Error::not_found)?;
        add_in(conn, cx, by, &report, text).await
    })
    .await
}

/// As [`add`], in the caller's transaction.
pub(super) async fn add_in(
    conn: &mut Conn,
    cx: &DomainContext,
    by: Authority<'_>,
    report: &Report,
    text: &str,
) -> Result<()> {
    let text = clean(text);
    if text.is_empty() {
        return Err(Error::field("note", Message::of("refused-write-something")));
    }
    if count_characters(&text) > NOTE_MAX {
        let max = NOTE_MAX.to_string().into();
        let message = Message::about("refused-write-at-most", [("max", max)]);
        return Err(Error::field("note", message));
    }
    let note = ReportNote {
        id: ReportNoteId(cx.ids.next()),
        report_id: report.id,
        account_id: by.account_id(),
        text,
        created_at: cx.clock.now(),
    };
    report_note::insert(conn, &note).await?;
    let entry = Note {
        actor: by.user_id(),
        subject: reports::subject(conn, report).await?,
        after: serde_json::json!({ "report": report.id, "note": note.text }),
        ..Note::default()
    };
    audit::record(conn, cx, Action::ReportNoted, entry).await
}

/// Removes an own note.
///
/// # Errors
/// `Forbidden`; `NotFound` also for notes of others.
pub async fn delete(
    conn: &mut Conn,
    cx: &DomainContext,
    by: Authority<'_>,
    id: ReportId,
    note: ReportNoteId,
) -> Result<()> {
    may(by, Permission::ManageReports)?;
    let author = by.account_id().ok_or_else(Error::not_found)?;
    conn.transaction(async |conn| {
        let report = report::find(conn, id).await?.ok_or_else(Error::not_found)?;
        let text = report_note::delete(conn, id, note, author).await?;
        let text = text.ok_or_else(Error::not_found)?;
        let entry = Note {
            actor: by.user_id(),
            subject: reports::subject(conn, &report).await?,
            before: serde_json::json!({ "report": id, "note": text }),
            ..Note::default()
        };
        audit::record(conn, cx, Action::ReportNoteDeleted, entry).await
    })
    .await
}
