//! The API described for programs (`OpenAPI` 3.1) and for people, without
//! anything from elsewhere.

mod describe;

use std::sync::{Arc, LazyLock};

use actix_web::http::header::{CACHE_CONTROL, LOCATION};
use actix_web::{HttpResponse, web};
use utoipa_swagger_ui::Config;

use crate::api::error::{ApiError, ApiResult};
use crate::app::App;
use crate::foundation::error::Error;
use crate::http::routes::get;

pub(super) fn routes(config: &mut web::ServiceConfig) {
    config
        .route("/openapi.json", get().to(openapi))
        .route("/docs", get().to(start))
        .route("/docs/{file}", get().to(file));
}

async fn openapi(app: web::Data<App>) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((CACHE_CONTROL, "public, max-age=3600"))
        .json(describe::describe(&app.cx.config.base_url()))
}

async fn start() -> HttpResponse {
    HttpResponse::SeeOther()
        .insert_header((LOCATION, "/api/docs/index.html"))
        .finish()
}

/// The pages of Swagger UI, which are part of the executable.
async fn file(name: web::Path<String>) -> ApiResult {
    static CONFIG: LazyLock<Arc<Config<'static>>> =
        LazyLock::new(|| Arc::new(Config::new(["/api/openapi.json"])));
    let found = utoipa_swagger_ui::serve(&name, CONFIG.clone());
    let found = found.map_err(|error| Error::internal(error.to_string()))?;
    let found = found.ok_or_else(ApiError::not_found)?;
    Ok(HttpResponse::Ok()
        .content_type(found.content_type)
        .insert_header((CACHE_CONTROL, "public, max-age=3600"))
        .body(found.bytes.to_vec()))
}
