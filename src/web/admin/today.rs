//! `/admin`: what waits.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

use crate::domain::moderation::waiting;
use crate::http::error::WebError;
use crate::http::routes::get;
use crate::web::admin::frame::AdminPage;
use crate::web::admin::sections::Section;
use crate::web::view::admin::TodayPage;

pub(super) fn routes(config: &mut web::ServiceConfig) {
    config.service(web::resource("").route(get().to(show)));
}

async fn show(admin: AdminPage) -> Result<HttpResponse, WebError> {
    let conn = &mut *admin.page.app.db.conn().await?;
    let waits = waiting::waiting(conn).await?;
    let view = TodayPage {
        layout: admin.layout(conn, Section::Today).await?,
        reports: u32::try_from(waits.reports).unwrap_or(0),
        sign_ups: u32::try_from(waits.sign_ups).unwrap_or(0),
    };
    admin.respond(StatusCode::OK, "admin/today.html", &view)
}
