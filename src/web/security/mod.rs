//! A member's settings about their own safety: password, sessions, invitations.

mod device;
mod invites;
mod password;
mod sessions;

use actix_web::web;

use crate::http::routes::get;

/// Mounts the pages of this room.
pub fn routes(config: &mut web::ServiceConfig) {
    config
        .service(
            web::resource("/settings/password")
                .route(get().to(password::show))
                .route(web::post().to(password::submit)),
        )
        .service(web::resource("/settings/sessions").route(get().to(sessions::show)))
        .service(
            web::resource("/settings/sessions/revoke_others")
                .route(web::post().to(sessions::revoke_others)),
        )
        .service(
            web::resource("/settings/sessions/{id}/revoke").route(web::post().to(sessions::revoke)),
        )
        .service(
            web::resource("/settings/invites")
                .route(get().to(invites::show))
                .route(web::post().to(invites::create)),
        )
        .service(
            web::resource("/settings/invites/{id}/revoke").route(web::post().to(invites::revoke)),
        );
}
