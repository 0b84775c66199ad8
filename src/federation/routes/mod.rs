//! What other servers read here: actors, posts and their collections, each at
//! the address that is its ID.

mod actor;
mod answer;
mod asker;
mod collections;
mod emoji;
mod inbox;
mod negotiate;
mod paging;
mod post;
mod stamp;

use actix_web::Resource;
use actix_web::guard::fn_guard;
use actix_web::web::{self, PayloadConfig, ServiceConfig, resource};

pub(in crate::federation) use crate::federation::routes::actor::document as actor_document;
use crate::federation::routes::negotiate::{asks_for_data, takes_data};
use crate::http::routes::get;

/// Mounts the addresses of objects.
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(resource("/actor").route(get().to(actor::instance)))
        .service(resource("/actor/outbox").route(get().to(actor::instance_outbox)))
        .service(inbox_at("/inbox").route(web::post().to(inbox::shared)))
        .service(inbox_at("/actor/inbox").route(web::post().to(inbox::shared)))
        .service(resource("/emojis/{shortcode}").route(get().to(emoji::show)))
        .service(web::scope("/users/{name}").configure(below_actor));
}

/// As [`routes`], for the addresses of pages. Mount it before the pages: those who
/// ask for data there are sent to the object.
pub fn of_people(config: &mut ServiceConfig) {
    config
        .service(
            resource("/@{name}")
                .guard(fn_guard(asks_for_data))
                .route(get().to(actor::from_page)),
        )
        .service(
            resource("/@{name}/{id}")
                .guard(fn_guard(asks_for_data))
                .route(get().to(post::from_page)),
        );
}

/// A door for activities, with its limit on the size of one.
fn inbox_at(path: &str) -> Resource {
    resource(path).app_data(PayloadConfig::new(inbox::BODY_MAX))
}

fn below_actor(config: &mut ServiceConfig) {
    let data = || get().guard(fn_guard(takes_data));
    let named = || get().guard(fn_guard(asks_for_data));
    config
        .service(
            resource("")
                .route(named().to(actor::show))
                .route(get().to(actor::to_page)),
        )
        .service(inbox_at("/inbox").route(web::post().to(inbox::personal)))
        .service(
            resource("/outbox")
                .route(data().to(collections::outbox))
                .route(get().to(actor::to_page)),
        )
        .service(
            resource("/followers")
                .route(data().to(collections::followers))
                .route(get().to(actor::to_page)),
        )
        .service(
            resource("/following")
                .route(data().to(collections::following))
                .route(get().to(actor::to_page)),
        )
        .service(
            resource("/collections/featured")
                .route(data().to(collections::featured))
                .route(get().to(actor::to_page)),
        )
        .service(
            resource("/collections/tags")
                .route(data().to(collections::tags))
                .route(get().to(actor::to_page)),
        )
        .service(resource("/quote_authorizations/{id}").route(get().to(stamp::show)))
        .service(
            resource("/statuses/{id}")
                .route(named().to(post::show))
                .route(get().to(post::to_page)),
        )
        .service(
            resource("/statuses/{id}/{part}")
                .route(data().to(post::part))
                .route(get().to(post::part_to_page)),
        );
}
