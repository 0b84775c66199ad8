//! The texts beside the instance: what it is about, privacy, terms.

use std::future::{Ready, ready};

use actix_web::{HttpResponse, web};
use serde_json::json;

use crate::api::entities::time::Time;
use crate::api::error::{ApiError, ApiResult};
use crate::api::guard::Anyone;
use crate::app::App;
use crate::domain::instance::html_of;
use crate::http::routes::get;

/// What holds where the operator wrote nothing else.
const PRIVACY: &str = "This server keeps what you give it: your e-mail address, your password as a \
    hash, your profile, your posts and pictures, and the addresses and browsers of your sessions. \
    Public posts can be read by everybody. Posts for followers, and direct posts, are delivered to \
    the servers of the people they are for, and can be read by those who run these servers. Do not \
    share anything here that must stay secret.\n\nNothing is sold or given to advertisers, and pages \
    of this server load nothing from other places. Deleting a post or your account removes it here \
    and asks other servers to do the same.";

pub(super) fn routes(config: &mut web::ServiceConfig) {
    config
        .route("/v1/instance/extended_description", get().to(description))
        .route("/v1/instance/privacy_policy", get().to(privacy_policy))
        .route("/v1/instance/terms_of_service", get().to(terms))
        .route("/v1/instance/terms_of_service/{date}", get().to(terms_of));
}

#[expect(clippy::needless_pass_by_value, reason = "the shape of a handler")]
fn description(app: web::Data<App>, _: Anyone) -> Ready<ApiResult> {
    let text = &app.cx.instance().description;
    ready(Ok(answer(&app, text)))
}

#[expect(clippy::needless_pass_by_value, reason = "the shape of a handler")]
fn privacy_policy(app: web::Data<App>, _: Anyone) -> Ready<ApiResult> {
    let site = app.cx.instance();
    let text = site.privacy_policy.as_str();
    let text = if text.is_empty() { PRIVACY } else { text };
    ready(Ok(answer(&app, text)))
}

/// How old texts are is not kept: as old as the process.
fn answer(app: &App, text: &str) -> HttpResponse {
    HttpResponse::Ok().json(json!({
        "updated_at": Time(app.started_at),
        "content": html_of(&app.cx, text),
    }))
}

#[expect(clippy::needless_pass_by_value, reason = "the shape of a handler")]
fn terms(app: web::Data<App>, _: Anyone) -> Ready<ApiResult> {
    ready(of_date(&app, None))
}

#[expect(clippy::needless_pass_by_value, reason = "the shape of a handler")]
fn terms_of(app: web::Data<App>, _: Anyone, date: web::Path<String>) -> Ready<ApiResult> {
    ready(of_date(&app, Some(date.as_str())))
}

fn of_date(app: &App, date: Option<&str>) -> ApiResult {
    let site = &app.cx.instance();
    let day = site.terms_effective_date.as_str();
    let other = date.is_some_and(|date| date != day);
    if site.terms_of_service.is_empty() || other {
        return Err(ApiError::not_found());
    }
    let today = app.cx.clock.now().date_naive().to_string();
    Ok(HttpResponse::Ok().json(json!({
        "effective_date": day,
        "effective": day <= today.as_str(),
        "content": html_of(&app.cx, &site.terms_of_service),
        "succeeded_by": null,
    })))
}
