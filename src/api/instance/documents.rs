//! The texts beside the instance: what it is about, privacy, terms.

use std::future::{Ready, ready};

use actix_web::{HttpResponse, web};
use chrono::NaiveDate;
use serde_json::json;

use crate::api::entities::time::Time;
use crate::api::error::{ApiError, ApiResult};
use crate::api::guard::Anyone;
use crate::app::App;
use crate::domain::instance::html_of;
use crate::domain::legal::texts::{self, TextKind, Version};
use crate::http::routes::get;

pub(super) fn routes(config: &mut web::ServiceConfig) {
    config
        .route("/v1/instance/extended_description", get().to(description))
        .route("/v1/instance/privacy_policy", get().to(privacy_policy))
        .route("/v1/instance/terms_of_service", get().to(terms))
        .route("/v1/instance/terms_of_service/{date}", get().to(terms_of));
}

/// How old this text is is not kept: as old as the process.
#[expect(clippy::needless_pass_by_value, reason = "the shape of a handler")]
fn description(app: web::Data<App>, _: Anyone) -> Ready<ApiResult> {
    let text = &app.cx.instance().description;
    ready(Ok(HttpResponse::Ok().json(json!({
        "updated_at": Time(app.started_at),
        "content": html_of(&app.cx, text),
    }))))
}

async fn privacy_policy(app: web::Data<App>, _: Anyone) -> ApiResult {
    let conn = &mut *app.db.conn().await?;
    let version = texts::current(conn, &app.cx, TextKind::Privacy).await?;
    let version = version.ok_or_else(ApiError::not_found)?;
    Ok(HttpResponse::Ok().json(json!({
        "updated_at": Time(version.published_at.unwrap_or(app.started_at)),
        "content": html_of(&app.cx, &version.text),
    })))
}

async fn terms(app: web::Data<App>, _: Anyone) -> ApiResult {
    let conn = &mut *app.db.conn().await?;
    let version = texts::current(conn, &app.cx, TextKind::Terms).await?;
    let version = version.ok_or_else(ApiError::not_found)?;
    Ok(answer(&app, &version))
}

async fn terms_of(app: web::Data<App>, _: Anyone, date: web::Path<String>) -> ApiResult {
    let day: Option<NaiveDate> = date.parse().ok();
    let day = day.ok_or_else(ApiError::not_found)?;
    let conn = &mut *app.db.conn().await?;
    let version = texts::of_day(conn, &app.cx, TextKind::Terms, day).await?;
    Ok(answer(&app, &version))
}

fn answer(app: &App, version: &Version) -> HttpResponse {
    let today = app.cx.clock.now().date_naive();
    HttpResponse::Ok().json(json!({
        "effective_date": version.day,
        "effective": version.day.is_none_or(|day| day <= today),
        "content": html_of(&app.cx, &version.text),
        "succeeded_by": version.succeeded_by,
    }))
}
