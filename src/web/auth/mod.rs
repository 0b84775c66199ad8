//! Joining, signing in, and getting back in.

mod authorize;
mod captcha;
mod confirm;
mod reset;
mod second_step;
mod set_up;
mod sign_in;
mod sign_up;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

use crate::http::error::WebError;
use crate::http::page::PageFor;
use crate::http::routes::get;
use crate::web::view::{MessageKind, MessagePage, Nav};

/// Mounts the pages of this room.
pub fn routes(config: &mut web::ServiceConfig) {
    config
        .service(
            web::resource("/auth/sign_in")
                .route(get().to(sign_in::show))
                .route(web::post().to(sign_in::submit)),
        )
        .service(web::resource("/auth/second_step").route(web::post().to(second_step::submit)))
        .service(
            web::resource("/oauth/authorize")
                .route(get().to(authorize::show))
                .route(web::post().to(authorize::answer)),
        )
        .service(web::resource("/auth/sign_out").route(web::post().to(sign_in::sign_out)))
        .service(
            web::resource("/auth/sign_up")
                .route(get().to(sign_up::show))
                .route(web::post().to(sign_up::submit)),
        )
        .service(web::resource("/invite/{code}").route(get().to(sign_up::invited)))
        .service(web::resource("/auth/captcha/{id}.png").route(get().to(captcha::picture)))
        .service(web::resource("/auth/captcha/{id}.wav").route(get().to(captcha::sound)))
        .service(web::resource("/auth/confirm/{token}").route(web::get().to(confirm::confirm)))
        .service(
            web::resource("/auth/reset")
                .route(get().to(reset::show))
                .route(web::post().to(reset::submit)),
        )
        .service(
            web::resource("/auth/reset/{token}")
                .route(get().to(reset::show_new))
                .route(web::post().to(reset::submit_new)),
        )
        .service(
            web::resource("/setup/{token}")
                .route(get().to(set_up::show))
                .route(web::post().to(set_up::submit)),
        );
}

/// A page that only says what happens next.
async fn message(
    page: &PageFor,
    status: StatusCode,
    kind: MessageKind,
) -> Result<HttpResponse, WebError> {
    let layout = page
        .form_layout(&mut *page.app.db.conn().await?, Nav::None)
        .await?;
    page.respond(status, "auth/message.html", &MessagePage { layout, kind })
}
