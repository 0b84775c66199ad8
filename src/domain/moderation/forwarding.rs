//! Telling the server of a reported person of the complaint, in the name of this
//! server: who reported is nobody's business there.

use crate::db::ids::ReportId;
use crate::db::models::account;
use crate::db::models::report::{self, Report};
use crate::db::{Conn, Transactional as _};
use crate::domain::DomainContext;
use crate::domain::auth::audit::{self, Action, Note};
use crate::domain::event::{self, Event};
use crate::domain::moderation::{Authority, Permission, may};
use crate::foundation::error::{Error, Result};
use crate::foundation::message::Message;
use crate::foundation::text::{clean, count_characters};

/// Longest text to another server, in characters.
pub const TEXT_MAX: usize = 3000;

/// Tells the server of a reported person, once.
///
/// # Errors
/// `Forbidden`, `NotFound`; field `forward` when the text is too long, when the
/// person is of this server, and when their server was told before.
pub async fn forward(
    conn: &mut Conn,
    cx: &DomainContext,
    by: Authority<'_>,
    id: ReportId,
    text: &str,
) -> Result<()> {
    may(by, Permission::ManageReports)?;
    conn.transaction(async |conn| {
        let report = report::lock(conn, id).await?.ok_or_else(Error::not_found)?;
        forward_in(conn, cx, by, &report, text).await
    })
    .await
}

/// As [`forward`], in the caller's transaction.
pub(super) async fn forward_in(
    conn: &mut Conn,
    cx: &DomainContext,
    by: Authority<'_>,
    report: &Report,
    text: &str,
) -> Result<()> {
    let text = clean(text);
    if count_characters(&text) > TEXT_MAX {
        let most = TEXT_MAX.to_string().into();
        let message = Message::about("refused-write-at-most", [("max", most)]);
        return Err(Error::field("forward", message));
    }
    let target = account::find(conn, report.target_id).await?;
    let target = target.ok_or_else(Error::not_found)?;
    if target.is_local() {
        let message = Message::of("refused-forward-own-server");
        return Err(Error::field("forward", message));
    }
    if !report::forward(conn, report.id, &text, cx.clock.now()).await? {
        let message = Message::of("refused-forward-before");
        return Err(Error::field("forward", message));
    }
    let forwarded = Event::ReportForwarded {
        account_id: report.account_id,
        report_id: report.id,
    };
    event::record(conn, cx, &forwarded).await?;
    let note = Note {
        actor: by.user_id(),
        subject: target.acct(),
        after: serde_json::json!({ "report": report.id, "to": target.domain }),
        reason: text,
        ..Note::default()
    };
    audit::record(conn, cx, Action::ReportForwarded, note).await
}
