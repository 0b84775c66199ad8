//! A member's settings about their own safety: password, second step, sessions,
//! apps, invitations.

mod apps;
mod device;
mod invites;
mod leaving;
mod own_reports;
mod password;
mod sessions;
mod strikes;
mod two_factor;

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
        .service(
            web::resource("/settings/leave")
                .route(get().to(leaving::show))
                .route(web::post().to(leaving::submit)),
        )
        .service(web::resource("/settings/sessions").route(get().to(sessions::show)))
        .service(
            web::resource("/settings/sessions/revoke_others")
                .route(web::post().to(sessions::revoke_others)),
        )
        .service(
            web::resource("/settings/sessions/{id}/revoke").route(web::post().to(sessions::revoke)),
        )
        .service(web::resource("/settings/apps").route(get().to(apps::show)))
        .service(web::resource("/settings/apps/{id}/revoke").route(web::post().to(apps::revoke)))
        .service(web::resource("/settings/two_factor").route(get().to(two_factor::show)))
        .service(
            web::resource("/settings/two_factor/begin").route(web::post().to(two_factor::begin)),
        )
        .service(
            web::resource("/settings/two_factor/confirm")
                .route(web::post().to(two_factor::confirm)),
        )
        .service(
            web::resource("/settings/two_factor/codes")
                .route(web::post().to(two_factor::new_codes)),
        )
        .service(
            web::resource("/settings/two_factor/off").route(web::post().to(two_factor::switch_off)),
        )
        .service(
            web::resource("/settings/invites")
                .route(get().to(invites::show))
                .route(web::post().to(invites::create)),
        )
        .service(web::resource("/settings/reports").route(get().to(own_reports::show)))
        .service(web::resource("/settings/strikes").route(get().to(strikes::show)))
        .service(
            web::resource("/settings/strikes/{id}/appeal").route(web::post().to(strikes::appeal)),
        )
        .service(
            web::resource("/appeals/{ticket}")
                .route(get().to(strikes::show_linked))
                .route(web::post().to(strikes::appeal_linked)),
        )
        .service(
            web::resource("/settings/invites/{id}/revoke").route(web::post().to(invites::revoke)),
        );
}
