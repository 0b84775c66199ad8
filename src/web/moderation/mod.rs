//! The moderators' pages.

mod reports;
mod sign_ups;

use actix_web::web;

use crate::http::routes::get;

/// Mounts the pages of this room.
pub fn routes(config: &mut web::ServiceConfig) {
    config
        .service(web::resource("/moderation/reports").route(get().to(reports::show)))
        .service(
            web::resource("/moderation/reports/{id}/resolve")
                .route(web::post().to(reports::resolve)),
        )
        .service(web::resource("/moderation/sign_ups").route(get().to(sign_ups::show)))
        .service(
            web::resource("/moderation/sign_ups/{id}/approve")
                .route(web::post().to(sign_ups::approve)),
        )
        .service(
            web::resource("/moderation/sign_ups/{id}/reject")
                .route(web::post().to(sign_ups::reject)),
        );
}
