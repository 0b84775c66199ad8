//! Pages that everybody reads: the public timeline, profiles, posts, tags, about.

mod about;
mod card;
mod directory;
mod draw;
mod embed;
mod explore;
mod fans;
mod front;
mod history;
mod interact;
mod legal;
pub(in crate::web) mod lookup;
mod media;
mod peers;
mod post;
mod profile;
mod search;
mod tag;
mod timeline;

use actix_web::web;

use crate::http::routes::get;

/// Mounts the pages of this room.
pub fn routes(config: &mut web::ServiceConfig) {
    config
        .service(web::resource("/").route(get().to(front::show)))
        .service(web::resource("/about").route(get().to(about::show)))
        .service(web::resource("/about/peers").route(get().to(peers::show)))
        .configure(legal::routes)
        .service(web::resource("/explore").route(get().to(explore::posts)))
        .service(web::resource("/explore/tags").route(get().to(explore::tags)))
        .service(web::resource("/explore/links").route(get().to(explore::links)))
        .service(web::resource("/explore/people").route(get().to(explore::people)))
        .service(web::resource("/directory").route(get().to(directory::show)))
        .service(web::resource("/public").route(get().to(timeline::everywhere)))
        .service(web::resource("/public/local").route(get().to(timeline::local)))
        .service(web::resource("/search").route(get().to(search::show)))
        .service(web::resource("/interact").route(get().to(interact::show)))
        .service(web::resource("/authorize_interaction").route(get().to(interact::arrive)))
        .service(web::resource("/tags/{name}").route(get().to(tag::show)));
}

/// As [`routes`], for what is below `/@{name}`. Mount it after the rooms with addresses
/// there: what is none of theirs is taken for a post's ID.
pub fn of_people(config: &mut web::ServiceConfig) {
    config
        .service(web::resource("/@{name}").route(get().to(profile::posts)))
        .service(web::resource("/@{name}/with_replies").route(get().to(profile::with_replies)))
        .service(web::resource("/@{name}/media").route(get().to(profile::media)))
        .service(web::resource("/@{name}/card.png").route(get().to(card::profile)))
        .service(web::resource("/@{name}/{id}/card.png").route(get().to(card::post)))
        .service(web::resource("/@{name}/{id}").route(get().to(post::show)))
        .service(web::resource("/@{name}/{id}/embed").route(get().to(embed::show)))
        .service(web::resource("/@{name}/{id}/history").route(get().to(history::show)))
        .service(web::resource("/@{name}/{id}/media/{number}").route(get().to(media::show)))
        .service(web::resource("/@{name}/{id}/reblogs").route(get().to(fans::reblogs)))
        .service(web::resource("/@{name}/{id}/favourites").route(get().to(fans::favourites)))
        .service(web::resource("/@{name}/{id}/quotes").route(get().to(fans::quotes)));
}
