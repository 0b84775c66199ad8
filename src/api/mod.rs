//! Floor 4: the client API that Mastodon's apps speak, as JSON. Handlers
//! extract, call one function of the domain, and present.

mod docs;
pub mod entities;
mod error;
mod guard;
mod paging;
mod params;
mod present;
pub mod table;

mod accounts;
mod admin;
mod announcements;
mod annual_reports;
mod answers;
mod apps;
mod async_refreshes;
mod collections;
mod conversations;
mod custom_emojis;
mod discovery;
mod emails;
mod filters;
mod follow_requests;
mod instance;
mod kept;
mod limits;
mod lists;
mod markers;
mod media;
mod notifications;
mod oauth;
mod oembed;
mod polls;
mod preferences;
mod profile;
mod push;
mod reports;
mod saved;
mod scheduled_statuses;
mod search;
mod sign_up;
mod statuses;
pub mod streaming;
mod tags;
mod timelines;
mod translate;
mod trends;
pub mod webhooks;

use actix_cors::Cors;
use actix_web::http::StatusCode;
use actix_web::middleware::from_fn;
use actix_web::{HttpResponse, web};

use crate::api::error::ApiError;

/// How long browsers may keep the answer of a preflight request, in seconds.
const PREFLIGHT_SECONDS: usize = 24 * 60 * 60;

/// Mounts `/api/…`.
pub fn routes(config: &mut web::ServiceConfig) {
    let scope = web::scope("/api")
        .wrap(from_fn(guard::guard))
        .wrap(from_fn(limits::api_limits))
        .wrap(cross_origin())
        // Those without placeholders, then what is asked for most: see `server::mount`.
        .configure(apps::routes)
        .configure(custom_emojis::routes)
        .configure(emails::routes)
        .configure(kept::routes)
        .configure(markers::routes)
        .configure(oembed::routes)
        .configure(preferences::routes)
        .configure(profile::routes)
        .configure(push::routes)
        .configure(reports::routes)
        .configure(saved::routes)
        .configure(search::routes)
        .configure(sign_up::routes)
        .configure(streaming::routes)
        .configure(trends::routes)
        .configure(timelines::routes)
        .configure(instance::routes)
        .configure(accounts::routes)
        .configure(statuses::routes)
        .configure(notifications::routes)
        .configure(docs::routes)
        .configure(polls::routes)
        .configure(follow_requests::routes)
        .configure(announcements::routes)
        .configure(annual_reports::routes)
        .configure(async_refreshes::routes)
        .configure(collections::routes)
        .configure(conversations::routes)
        .configure(filters::routes)
        .configure(lists::routes)
        .configure(scheduled_statuses::routes)
        .configure(media::routes)
        .configure(discovery::routes)
        .configure(tags::routes)
        .configure(translate::routes)
        .configure(admin::routes)
        .default_service(web::to(nothing_here));
    config.service(scope).configure(oauth::routes);
}

/// Apps in browsers come from anywhere and sign in by token, never by cookie.
pub fn cross_origin() -> Cors {
    Cors::default()
        .allow_any_origin()
        .allow_any_method()
        .allow_any_header()
        .send_wildcard()
        .expose_headers([
            "Link",
            "X-RateLimit-Reset",
            "X-RateLimit-Limit",
            "X-RateLimit-Remaining",
            "X-Request-Id",
            "Retry-After",
            "Mastodon-Async-Refresh",
        ])
        .max_age(PREFLIGHT_SECONDS)
}

async fn nothing_here() -> Result<HttpResponse, ApiError> {
    let message = "The API has nothing at this address";
    Err(ApiError::new(StatusCode::NOT_FOUND, message))
}
