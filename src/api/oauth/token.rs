//! `/oauth/token` and `/oauth/revoke`.

use actix_web::http::header::{AUTHORIZATION, CACHE_CONTROL, PRAGMA};
use actix_web::{HttpRequest, HttpResponse, web};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;

use super::refusal;
use crate::api::entities::token::Token;
use crate::api::error::ApiResult;
use crate::api::params::Params;
use crate::app::App;
use crate::domain::oauth::exchange::{self, TokenRequest};

/// A program's ID and secret: in the body, or as RFC 6749, 2.3.1, prefers.
struct Credentials {
    id: String,
    secret: String,
}

impl Credentials {
    fn of(req: &HttpRequest, params: &Params) -> Self {
        if let Some(basic) = Self::basic(req) {
            return basic;
        }
        let text = |name| params.text(name).unwrap_or_default();
        Self {
            id: text("client_id"),
            secret: text("client_secret"),
        }
    }

    fn basic(req: &HttpRequest) -> Option<Self> {
        let header = req.headers().get(AUTHORIZATION)?.to_str().ok()?;
        let (kind, encoded) = header.split_once(' ')?;
        if !kind.eq_ignore_ascii_case("basic") {
            return None;
        }
        let plain = String::from_utf8(STANDARD.decode(encoded.trim()).ok()?).ok()?;
        let (id, secret) = plain.split_once(':')?;
        let decoded = |text: &str| {
            let text = percent_encoding::percent_decode_str(text);
            text.decode_utf8().ok().map(std::borrow::Cow::into_owned)
        };
        Some(Self {
            id: decoded(id)?,
            secret: decoded(secret)?,
        })
    }
}

pub(super) async fn token(app: web::Data<App>, req: HttpRequest, params: Params) -> ApiResult {
    let Credentials { id, secret } = Credentials::of(&req, &params);
    let text = |name| params.text(name).unwrap_or_default();
    let asked = TokenRequest {
        grant_type: text("grant_type"),
        client_id: id,
        client_secret: secret,
        code: text("code"),
        redirect_uri: text("redirect_uri"),
        code_verifier: text("code_verifier"),
        scope: text("scope"),
    };
    let conn = &mut *app.db.conn().await?;
    match exchange::token(conn, &app.cx, &asked).await {
        Ok(issued) => Ok(HttpResponse::Ok()
            .insert_header((CACHE_CONTROL, "no-store"))
            .insert_header((PRAGMA, "no-cache"))
            .json(Token::from(issued))),
        Err(refused) => refusal(refused),
    }
}

pub(super) async fn revoke(app: web::Data<App>, req: HttpRequest, params: Params) -> ApiResult {
    let Credentials { id, secret } = Credentials::of(&req, &params);
    let token = params.text("token").unwrap_or_default();
    let conn = &mut *app.db.conn().await?;
    match exchange::revoke(conn, &id, &secret, &token).await {
        Ok(()) => Ok(HttpResponse::Ok().json(json!({}))),
        Err(refused) => refusal(refused),
    }
}
