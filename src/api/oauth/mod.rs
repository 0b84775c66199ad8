//! `/oauth/…` for programs: tokens, their end, who is behind one, and where all
//! of that is (RFC 6749, RFC 7009, RFC 8414). The page for people is the web's.

mod discovery;
mod token;
mod userinfo;

use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, WWW_AUTHENTICATE};
use actix_web::{HttpResponse, web};
use serde_json::json;

use crate::api::cross_origin;
use crate::api::error::ApiError;
use crate::domain::oauth::refusal::{Code, Refused};
use crate::http::routes::get;

/// Mounts what lies outside of `/api`.
pub fn routes(config: &mut web::ServiceConfig) {
    config
        .service(
            web::resource("/oauth/token")
                .wrap(cross_origin())
                .route(web::post().to(token::token)),
        )
        .service(
            web::resource("/oauth/revoke")
                .wrap(cross_origin())
                .route(web::post().to(token::revoke)),
        )
        .service(
            web::resource("/oauth/userinfo")
                .wrap(cross_origin())
                .route(get().to(userinfo::show))
                .route(web::post().to(userinfo::show)),
        )
        .service(
            web::resource("/.well-known/oauth-authorization-server")
                .wrap(cross_origin())
                .route(get().to(discovery::show)),
        );
}

/// A refusal in the form of RFC 6749, 5.2.
fn refusal(refused: Refused) -> Result<HttpResponse, ApiError> {
    let code = match refused {
        Refused::Because(code) => code,
        Refused::Failed(error) => return Err(error.into()),
    };
    let status = match code {
        Code::InvalidClient => StatusCode::UNAUTHORIZED,
        Code::UnauthorizedClient => StatusCode::FORBIDDEN,
        _ => StatusCode::BAD_REQUEST,
    };
    let mut answer = HttpResponse::build(status);
    if status == StatusCode::UNAUTHORIZED {
        answer.insert_header((WWW_AUTHENTICATE, "Basic realm=\"OSSM\""));
    }
    Ok(answer
        .insert_header((CACHE_CONTROL, "no-store"))
        .json(json!({ "error": code.as_str(), "error_description": code.description() })))
}
