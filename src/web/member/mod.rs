//! Pages of a signed-in member. Every task is a link or a form post that works
//! without scripts and returns to where it was sent from.

mod announcements;
mod compose;
mod delete;
mod edit;
mod held;
mod home;
mod migration;
mod notifications;
mod people;
mod polls;
mod post_acts;
mod profile;
mod relations;
mod reports;
mod requests;
mod saved;
mod strangers;

pub(in crate::web) use compose::form_below;

use actix_web::cookie::Cookie;
use actix_web::{HttpResponse, web};
use serde::Deserialize;

use crate::foundation::error::Error;
use crate::foundation::text::languages;
use crate::http::error::WebError;
use crate::http::page::see_other;
use crate::http::routes::get;
use crate::http::session::return_path;
use crate::web::view::LanguageView;

/// Mounts the pages of this room.
pub fn routes(config: &mut web::ServiceConfig) {
    config
        .service(web::resource("/home").route(get().to(home::show)))
        .service(web::resource("/compose").route(get().to(compose::show)))
        .service(web::resource("/posts").route(web::post().to(compose::submit)))
        .service(
            web::resource("/posts/{id}/edit")
                .route(get().to(edit::show))
                .route(web::post().to(edit::submit)),
        )
        .service(
            web::resource("/posts/{id}/delete")
                .route(get().to(delete::show))
                .route(web::post().to(delete::submit)),
        )
        .service(web::resource("/posts/{id}/vote").route(web::post().to(polls::vote)))
        .service(web::resource("/posts/{id}/{act}").route(web::post().to(post_acts::submit)))
        .service(web::resource("/accounts/{id}/{act}").route(web::post().to(relations::submit)))
        .service(web::resource("/follow_requests").route(get().to(requests::show)))
        .service(
            web::resource("/follow_requests/{id}/{answer}").route(web::post().to(requests::submit)),
        )
        .service(web::resource("/settings/held").route(get().to(held::show)))
        .service(
            web::resource("/settings/held/{id}/take_back").route(web::post().to(held::take_back)),
        )
        .service(web::resource("/notifications").route(get().to(notifications::show)))
        .service(web::resource("/notifications/read").route(web::post().to(notifications::read)))
        .service(
            web::resource("/reports")
                .route(get().to(reports::show))
                .route(web::post().to(reports::submit)),
        )
        .service(
            web::resource("/announcements/{id}/dismiss")
                .route(web::post().to(announcements::dismiss)),
        )
        .service(web::resource("/settings/migration").route(get().to(migration::show)))
        .service(
            web::resource("/settings/migration/{act}").route(web::post().to(migration::submit)),
        )
        .service(web::resource("/bookmarks").route(get().to(saved::bookmarks)))
        .service(web::resource("/favourites").route(get().to(saved::favourites)))
        .service(web::resource("/blocks").route(get().to(people::blocks)))
        .service(web::resource("/mutes").route(get().to(people::mutes)))
        .service(web::resource("/@{name}/followers").route(get().to(people::followers)))
        .service(web::resource("/@{name}/following").route(get().to(people::following)))
        .service(
            web::resource("/settings/profile")
                .route(get().to(profile::show))
                .route(web::post().to(profile::submit)),
        );
}

/// Where a form returns to.
#[derive(Debug, Default, Deserialize)]
pub struct Back {
    /// A path of this server with its fragment; anything else is ignored.
    #[serde(default)]
    pub return_to: String,
}

impl Back {
    /// The answer to a form that did its work.
    fn answer(&self, otherwise: &str, set: &[Cookie<'_>]) -> HttpResponse {
        see_other(return_path(&self.return_to, otherwise), set)
    }
}

/// An ID from an address; what is none leads nowhere.
fn id<T: std::str::FromStr>(text: &str) -> Result<T, WebError> {
    text.parse().or(Err(Error::not_found().into()))
}

/// Languages to write in.
pub(in crate::web) fn language_views() -> Vec<LanguageView> {
    let view = |language: crate::foundation::text::Language| LanguageView {
        tag: language.code.to_owned(),
        name: language.name.to_owned(),
    };
    languages().into_iter().map(view).collect()
}
