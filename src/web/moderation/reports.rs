//! `/moderation/reports`: complaints that nobody settled.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde::Deserialize;

use crate::db::ids::{NotAnId, ReportId};
use crate::domain::reports::{self, Complaint};
use crate::foundation::error::{Error, Result};
use crate::http::error::WebError;
use crate::http::flash;
use crate::http::form::CsrfForm;
use crate::http::page::{PageFor, see_other};
use crate::http::session::{ModeratorOnly, return_path};
use crate::web::paging::{Cursor, PEOPLE};
use crate::web::present;
use crate::web::view::{Nav, ReportView, ReportsPage};

const PATH: &str = "/moderation/reports";

#[derive(Deserialize)]
pub(super) struct Decision {
    #[serde(default)]
    return_to: String,
}

pub(super) async fn show(
    _moderator: ModeratorOnly,
    page: PageFor,
    cursor: Cursor,
) -> Result<HttpResponse, WebError> {
    let conn = &mut *page.app.db.conn().await?;
    let open = reports::open(conn, cursor.page(PEOPLE)).await?;
    let view = ReportsPage {
        layout: page.layout(conn, Nav::Moderation).await?,
        pages: cursor.links(PATH, &open, |complaint| complaint.report.id.0),
        reports: open.items.iter().map(report).collect(),
    };
    page.respond(StatusCode::OK, "moderation/reports.html", &view)
}

fn report(complaint: &Complaint) -> ReportView {
    let about = present::account(&complaint.about);
    let posts = complaint.posts.iter();
    ReportView {
        id: complaint.report.id.0,
        by: present::account(&complaint.by),
        comment: complaint.report.comment.clone(),
        posts: posts.map(|post| format!("{}/{post}", about.url)).collect(),
        about,
        forwarded: complaint.report.forwarded,
        at: complaint.report.created_at,
    }
}

pub(super) async fn resolve(
    _moderator: ModeratorOnly,
    page: PageFor,
    report: web::Path<String>,
    CsrfForm(form): CsrfForm<Decision>,
) -> Result<HttpResponse, WebError> {
    let report: Result<ReportId, NotAnId> = report.parse();
    let report = report.map_err(|cause| Error::not_found().because(cause))?;
    let conn = &mut *page.app.db.conn().await?;
    reports::resolve(conn, &page.app.cx, report).await?;
    let done = flash::good(&page.app, "The report is settled.");
    Ok(see_other(return_path(&form.return_to, PATH), &[done]))
}
