//! Pages that everybody reads: the public timeline, profiles, posts, tags, about.

mod about;
mod draw;
mod embed;
mod front;
mod history;
mod legal;
pub(in crate::web) mod lookup;
mod post;
mod profile;
mod search;
mod tag;

use actix_web::web;

use crate::http::routes::get;

/// Mounts the pages of this room. Mount it after the rooms with addresses
/// below `/@{name}/`: what is none of theirs is taken for a post's ID.
pub fn routes(config: &mut web::ServiceConfig) {
    config
        .service(web::resource("/").route(get().to(front::show)))
        .service(web::resource("/about").route(get().to(about::show)))
        .configure(legal::routes)
        .service(web::resource("/search").route(get().to(search::show)))
        .service(web::resource("/tags/{name}").route(get().to(tag::show)))
        .service(web::resource("/@{name}").route(get().to(profile::posts)))
        .service(web::resource("/@{name}/with_replies").route(get().to(profile::with_replies)))
        .service(web::resource("/@{name}/media").route(get().to(profile::media)))
        .service(web::resource("/@{name}/{id}").route(get().to(post::show)))
        .service(web::resource("/@{name}/{id}/embed").route(get().to(embed::show)))
        .service(web::resource("/@{name}/{id}/history").route(get().to(history::show)));
}
