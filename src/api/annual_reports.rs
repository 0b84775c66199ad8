//! `/api/v1/annual_reports…`: a feature that this server does without, with the
//! answers documented for that.

use actix_web::{HttpResponse, web};
use serde_json::json;

use crate::api::error::{ApiError, ApiResult};
use crate::api::guard::User;
use crate::http::routes::get;

pub(super) fn routes(config: &mut web::ServiceConfig) {
    config
        .route("/v1/annual_reports", get().to(none))
        .route("/v1/annual_reports/{year}", get().to(nothing))
        .route("/v1/annual_reports/{year}/state", get().to(state))
        .route("/v1/annual_reports/{year}/read", web::post().to(nothing))
        .route(
            "/v1/annual_reports/{year}/generate",
            web::post().to(nothing),
        );
}

async fn none(_user: User) -> HttpResponse {
    HttpResponse::Ok().json(json!({ "annual_reports": [], "accounts": [], "statuses": [] }))
}

async fn state(_user: User, year: web::Path<String>) -> ApiResult {
    if year.parse::<u16>().is_err() {
        return Err(ApiError::not_found());
    }
    Ok(HttpResponse::Ok().json(json!({ "state": "ineligible" })))
}

async fn nothing(_user: User) -> ApiResult {
    Err(ApiError::not_found())
}
