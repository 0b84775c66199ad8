//! Tells apps how much they may ask, and refuses with 429 what is too much:
//! `X-RateLimit-Limit`, `-Remaining` and `-Reset` beside every answer.

use std::net::IpAddr;

use actix_web::body::{BoxBody, EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue, RETRY_AFTER};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::{HttpResponse, web};
use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::json;

use crate::api::guard::bearer;
use crate::app::App;
use crate::http::api_limits::{ApiLimits, Key, Standing};
use crate::http::client_ip::client_ip;
use crate::http::request_limits::household;

/// What a request is counted as, beside being one.
fn special(req: &ServiceRequest, token: Option<u64>, from: Option<IpAddr>) -> Option<Key> {
    let path = req.path();
    let statuses = "/api/v1/statuses/";
    match *req.method() {
        Method::POST => match path {
            "/api/v1/media" | "/api/v2/media" => token.map(Key::Uploads),
            "/api/v1/accounts" => from.map(Key::SignUps),
            _ if path.starts_with(statuses) && path.ends_with("/unreblog") => {
                token.map(Key::Deletions)
            }
            _ => None,
        },
        Method::DELETE if path.starts_with(statuses) => token.map(Key::Deletions),
        _ => None,
    }
}

/// The middleware of the API's routes: refuses with 429 what is too much, and
/// tells of the limit that is nearest.
pub async fn api_limits<B: MessageBody + 'static>(
    app: web::Data<App>,
    req: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B, BoxBody>>, actix_web::Error> {
    let limits = &app.request_limits.api;
    let now = app.cx.clock.now();
    let from = client_ip(req.request(), &app.cx.config.server).map(household);
    let token = bearer(req.request()).map(|token| limits.token(&token));
    let address = from.map(Key::Address);
    let main = match token {
        Some(token) => of_token(limits, token, address, now),
        None => address.and_then(|key| limits.count(key, now, 1)),
    };
    let special = special(&req, token, from).and_then(|key| limits.count(key, now, 1));
    let both = [main, special].into_iter().flatten();
    if let Some(standing) = both.clone().find(|one| one.is_exceeded()) {
        let mut response = too_many(standing, now);
        tell(response.headers_mut(), standing);
        return Ok(req.into_response(response).map_into_right_body());
    }
    let nearest = both.min_by_key(|one| one.left());
    let mut response = next.call(req).await?;
    if let (Some(token), StatusCode::UNAUTHORIZED) = (token, response.status()) {
        limits.forget(Key::Token(token));
        let _counted = address.and_then(|key| limits.count(key, now, 1));
    }
    if let Some(nearest) = nearest {
        tell(response.headers_mut(), nearest);
    }
    Ok(response.map_into_left_body())
}

/// Tokens that are good for nothing are counted as requests of their address, so
/// that making them up is of no use: once there are too many, only tokens that were
/// good before are let in from there.
fn of_token(
    limits: &ApiLimits,
    token: u64,
    address: Option<Key>,
    now: DateTime<Utc>,
) -> Option<Standing> {
    let token = Key::Token(token);
    let sender = address.and_then(|key| limits.count(key, now, 0));
    match sender {
        Some(sender) if sender.left() == 0 && !limits.knows(token) => Some(Standing {
            count: u32::MAX,
            ..sender
        }),
        _ => limits.count(token, now, 1),
    }
}

fn too_many(standing: Standing, now: DateTime<Utc>) -> HttpResponse {
    let wait = (standing.ends - now.timestamp()).max(1);
    HttpResponse::TooManyRequests()
        .insert_header((RETRY_AFTER, wait.to_string()))
        .json(json!({ "error": "Too many requests" }))
}

/// As Mastodon sends them.
fn tell(headers: &mut HeaderMap, standing: Standing) {
    let ends = DateTime::from_timestamp(standing.ends, 0).unwrap_or_default();
    let ends = ends.to_rfc3339_opts(SecondsFormat::Micros, true);
    for (name, value) in [
        ("x-ratelimit-limit", standing.most.to_string()),
        ("x-ratelimit-remaining", standing.left().to_string()),
        ("x-ratelimit-reset", ends),
    ] {
        if let Ok(value) = HeaderValue::from_str(&value) {
            headers.insert(HeaderName::from_static(name), value);
        }
    }
}
