//! `/admin/reports`: complaints that nobody settled.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde::Deserialize;

use crate::db::ids::{NotAnId, ReportId};
use crate::domain::reports::{self, Complaint};
use crate::foundation::error::{Error, Result};
use crate::http::error::WebError;
use crate::http::form::CsrfForm;
use crate::http::routes::get;
use crate::http::session::return_path;
use crate::web::admin::frame::AdminPage;
use crate::web::admin::sections::Section;
use crate::web::paging::{Cursor, PEOPLE};
use crate::web::present;
use crate::web::view::admin::{ReportView, ReportsPage};

const PATH: &str = "/admin/reports";

pub(super) fn routes(config: &mut web::ServiceConfig) {
    config
        .service(web::resource("/reports").route(get().to(show)))
        .service(web::resource("/reports/{id}/resolve").route(web::post().to(resolve)));
}

#[derive(Deserialize)]
struct Decision {
    #[serde(default)]
    return_to: String,
}

async fn show(admin: AdminPage, cursor: Cursor) -> Result<HttpResponse, WebError> {
    let conn = &mut *admin.page.app.db.conn().await?;
    let open = reports::open(conn, cursor.page(PEOPLE)).await?;
    let view = ReportsPage {
        layout: admin.layout(conn, Section::Reports).await?,
        pages: cursor.links(PATH, &open, |complaint| complaint.report.id.0),
        reports: open.items.iter().map(report).collect(),
    };
    admin.respond(StatusCode::OK, "admin/reports.html", &view)
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

async fn resolve(
    admin: AdminPage,
    report: web::Path<String>,
    CsrfForm(form): CsrfForm<Decision>,
) -> Result<HttpResponse, WebError> {
    let report: Result<ReportId, NotAnId> = report.parse();
    let report = report.map_err(|cause| Error::not_found().because(cause))?;
    let conn = &mut *admin.page.app.db.conn().await?;
    reports::resolve(conn, &admin.page.app.cx, report).await?;
    let to = return_path(&form.return_to, PATH);
    Ok(admin.done(to, "The report is settled."))
}
