//! `/api/v1/statuses…`.

mod act;
mod react;
mod read;
mod write;

use actix_web::web;

use crate::api::entities::status::{self, Status};
use crate::api::error::{ApiError, ApiResult};
use crate::api::guard::Anyone;
use crate::api::present::Present;
use crate::app::App;
use crate::db::Conn;
use crate::db::ids::PostId;
use crate::domain::statuses;
use crate::http::routes::get;

pub(super) fn routes(config: &mut web::ServiceConfig) {
    config
        .service(
            web::resource("/v1/statuses")
                .route(get().to(read::several))
                .route(web::post().to(write::create)),
        )
        .service(
            web::resource("/v1/statuses/{id}")
                .route(get().to(read::one))
                .route(web::put().to(write::edit))
                .route(web::delete().to(write::delete)),
        )
        .route("/v1/statuses/{id}/context", get().to(read::context))
        .route("/v1/statuses/{id}/history", get().to(read::history))
        .route("/v1/statuses/{id}/source", get().to(read::source))
        .route("/v1/statuses/{id}/quotes", get().to(read::quotes))
        .route("/v1/statuses/{id}/reblogged_by", get().to(read::boosted_by))
        .route(
            "/v1/statuses/{id}/favourited_by",
            get().to(read::favourited_by),
        )
        .route(
            "/v1/statuses/{id}/interaction_policy",
            web::put().to(write::interaction_policy),
        )
        .route(
            "/v1/statuses/{id}/quotes/{quoting}/revoke",
            web::post().to(act::revoke_quote),
        )
        .configure(act::routes)
        .configure(react::routes);
}

/// An ID of a path; what is none is of nothing.
pub(super) fn id<T: std::str::FromStr>(text: &str) -> Result<T, ApiError> {
    text.parse().map_err(|_not_an_id| ApiError::not_found())
}

/// One post as the asker sees it.
pub(super) async fn show(
    conn: &mut Conn,
    app: &App,
    anyone: &Anyone,
    post: PostId,
) -> ApiResult<Status> {
    let statuses = statuses::one(conn, &app.cx, anyone.account(), post).await?;
    let present = Present::new(app, anyone.account());
    let shown = status::list(&present, &statuses).into_iter().next();
    shown.ok_or_else(ApiError::not_found)
}
