//! `/settings/reports`: what the member reported, and what came of it.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;

use crate::domain::reports::{self, OwnReport, Progress};
use crate::http::error::WebError;
use crate::http::page::PageFor;
use crate::http::session::SignedIn;
use crate::web::paging::Cursor;
use crate::web::present;
use crate::web::view::{Nav, OwnReportView, OwnReportsPage};

const PATH: &str = "/settings/reports";
/// Reports on a page.
const SHOWN: u8 = 30;

pub(super) async fn show(
    SignedIn(me): SignedIn,
    page: PageFor,
    cursor: Cursor,
) -> Result<HttpResponse, WebError> {
    let conn = &mut *page.app.db.conn().await?;
    let list = reports::own(conn, me.account_id, &cursor.page(SHOWN)).await?;
    let view = OwnReportsPage {
        layout: page.layout(conn, Nav::None).await?,
        reports: list.items.iter().map(view).collect(),
        pages: cursor.links(PATH, &list, |own| own.report.id.0),
    };
    page.respond(StatusCode::OK, "settings/reports.html", &view)
}

fn view(own: &OwnReport) -> OwnReportView {
    OwnReportView {
        id: own.report.id.0,
        about: present::account(&own.about),
        comment: own.report.comment.clone(),
        progress: match own.progress {
            Progress::Waiting => "waiting",
            Progress::Looked => "looked",
            Progress::Acted => "acted",
        },
        at: own.report.created_at,
    }
}
