//! `/admin/reports`: complaints, from the list to the decision.

mod acts;
mod case;
mod inbox;
mod templates;

use actix_web::web;

use crate::http::routes::get;

pub(super) fn routes(config: &mut web::ServiceConfig) {
    let post = web::post;
    config
        .service(web::resource("/reports").route(get().to(inbox::show)))
        .service(
            web::resource("/reports/templates")
                .route(get().to(templates::show))
                .route(post().to(templates::create)),
        )
        .service(web::resource("/reports/templates/{id}").route(post().to(templates::change)))
        .service(
            web::resource("/reports/templates/{id}/delete").route(post().to(templates::delete)),
        )
        .service(web::resource("/reports/{id}").route(get().to(case::show)))
        .service(web::resource("/reports/{id}/decide").route(post().to(acts::decide)))
        .service(web::resource("/reports/{id}/notes").route(post().to(acts::note)))
        .service(
            web::resource("/reports/{id}/notes/{note}/delete").route(post().to(acts::delete_note)),
        )
        .service(web::resource("/reports/{id}/assign").route(post().to(acts::assign)))
        .service(web::resource("/reports/{id}/classify").route(post().to(acts::classify)))
        .service(web::resource("/reports/{id}/forward").route(post().to(acts::forward)))
        .service(web::resource("/reports/{id}/reopen").route(post().to(acts::reopen)));
}
