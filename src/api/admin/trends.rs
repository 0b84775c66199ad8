//! What trends, for review. Nothing waits for it: trends follow what is public.

use actix_web::{HttpResponse, web};

use crate::api::admin::Moderator;
use crate::api::error::ApiResult;
use crate::http::routes::get;

pub(super) fn routes(config: &mut web::ServiceConfig) {
    config
        .route("/v1/admin/trends/links", get().to(nothing))
        .route("/v1/admin/trends/statuses", get().to(nothing))
        .route("/v1/admin/trends/tags", get().to(nothing));
}

async fn nothing(_by: Moderator) -> ApiResult {
    let none: [(); 0] = [];
    Ok(HttpResponse::Ok().json(none))
}
