//! Pages of a signed-in member. Every task is a link or a form post that works
//! without scripts and returns to where it was sent from.

mod about_person;
mod announcements;
mod appearance;
mod compose;
mod compose_form;
mod conversations;
mod delete;
mod domain_blocks;
mod edit;
mod featured;
mod filters;
mod held;
mod home;
mod list_edit;
mod lists;
mod migration;
mod notices_kept;
mod notifications;
mod people;
mod polls;
mod post_acts;
mod profile;
mod react;
mod redraft;
mod relations;
mod reports;
mod requests;
mod saved;
mod scheduled;
mod strangers;
mod tags;
mod translation;

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
        .configure(writing)
        .configure(people_routes)
        .service(web::resource("/home").route(get().to(home::show)))
        .service(
            web::resource("/settings/featured_tags")
                .route(get().to(featured::show))
                .route(web::post().to(featured::add)),
        )
        .service(
            web::resource("/settings/featured_tags/{id}/remove")
                .route(web::post().to(featured::remove)),
        )
        .service(web::resource("/settings/held").route(get().to(held::show)))
        .service(
            web::resource("/settings/held/{id}/take_back").route(web::post().to(held::take_back)),
        )
        .service(web::resource("/notifications").route(get().to(notifications::show)))
        .service(web::resource("/notifications/read").route(web::post().to(notifications::mark)))
        .configure(kept_aside)
        .configure(arranged)
        .configure(filters::routes)
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
        .service(
            web::resource("/settings/appearance")
                .route(get().to(appearance::show))
                .route(web::post().to(appearance::submit)),
        )
        .service(
            web::resource("/settings/appearance/{version}.css")
                .route(get().to(appearance::own_css)),
        )
        .service(
            web::resource("/settings/profile")
                .route(get().to(profile::show))
                .route(web::post().to(profile::submit)),
        );
}

/// As [`routes`], for what is below `/@{name}`.
pub fn of_people(config: &mut web::ServiceConfig) {
    config
        .service(web::resource("/@{name}/followers").route(get().to(people::followers)))
        .service(web::resource("/@{name}/following").route(get().to(people::following)));
}

/// Writing, and what is done with posts.
fn writing(config: &mut web::ServiceConfig) {
    config
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
        .service(web::resource("/posts/{id}/redraft").route(get().to(redraft::show)))
        .service(web::resource("/posts/{id}/translation").route(get().to(translation::show)))
        .service(web::resource("/scheduled").route(get().to(scheduled::show)))
        .service(web::resource("/scheduled/{id}").route(web::post().to(scheduled::change)))
        .service(web::resource("/scheduled/{id}/cancel").route(web::post().to(scheduled::cancel)))
        .service(
            web::resource("/posts/{id}/react")
                .route(get().to(react::show))
                .route(web::post().to(react::submit)),
        )
        .service(web::resource("/posts/{id}/unreact").route(web::post().to(react::take_back)))
        .service(web::resource("/posts/{id}/vote").route(web::post().to(polls::vote)))
        .service(web::resource("/posts/{id}/{act}").route(web::post().to(post_acts::submit)));
}

/// What members do with others.
fn people_routes(config: &mut web::ServiceConfig) {
    config
        .service(web::resource("/accounts/{id}/lists").route(get().to(lists::of_person)))
        .service(
            web::resource("/accounts/{id}/note")
                .route(get().to(about_person::note))
                .route(web::post().to(about_person::set_note)),
        )
        .service(
            web::resource("/accounts/{id}/mute")
                .route(get().to(about_person::mute))
                .route(web::post().to(relations::mute_by_form)),
        )
        .service(web::resource("/accounts/{id}/{act}").route(web::post().to(relations::submit)))
        .service(web::resource("/follow_requests").route(get().to(requests::show)))
        .service(
            web::resource("/follow_requests/{id}/{answer}").route(web::post().to(requests::submit)),
        );
}

/// What is kept aside of what happens, and from whom.
fn kept_aside(config: &mut web::ServiceConfig) {
    config
        .service(web::resource("/notifications/clear").route(web::post().to(notices_kept::clear)))
        .service(
            web::resource("/notifications/policy")
                .route(get().to(notices_kept::policy))
                .route(web::post().to(notices_kept::change_policy)),
        )
        .service(web::resource("/notifications/requests").route(get().to(notices_kept::requests)))
        .service(
            web::resource("/notifications/requests/{id}").route(get().to(notices_kept::request)),
        )
        .service(
            web::resource("/notifications/requests/{id}/{answer}")
                .route(web::post().to(notices_kept::answer)),
        );
}

/// Lists, tags, conversations, servers that are hidden.
fn arranged(config: &mut web::ServiceConfig) {
    config
        .service(
            web::resource("/lists")
                .route(get().to(lists::all))
                .route(web::post().to(lists::create)),
        )
        .service(web::resource("/lists/{id}").route(get().to(lists::show)))
        .service(
            web::resource("/lists/{id}/edit")
                .route(get().to(list_edit::show))
                .route(web::post().to(list_edit::submit)),
        )
        .service(web::resource("/lists/{id}/delete").route(web::post().to(list_edit::delete)))
        .service(web::resource("/lists/{id}/people").route(web::post().to(list_edit::add)))
        .service(
            web::resource("/lists/{id}/people/remove").route(web::post().to(list_edit::remove)),
        )
        .service(
            web::resource("/followed_tags")
                .route(get().to(tags::show))
                .route(web::post().to(tags::submit)),
        )
        .service(web::resource("/tags/{name}/{act}").route(web::post().to(tags::act)))
        .service(web::resource("/conversations").route(get().to(conversations::show)))
        .service(
            web::resource("/conversations/{id}/{act}").route(web::post().to(conversations::act)),
        )
        .service(
            web::resource("/domain_blocks")
                .route(get().to(domain_blocks::show))
                .route(web::post().to(domain_blocks::submit)),
        )
        .service(
            web::resource("/domain_blocks/remove").route(web::post().to(domain_blocks::remove)),
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
