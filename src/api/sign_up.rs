//! `POST /api/v1/accounts`: joining with an app.

use std::collections::BTreeMap;

use actix_web::{HttpRequest, HttpResponse, web};
use serde_json::{Value, json};

use crate::api::entities::token::Token;
use crate::api::error::{ApiError, ApiResult};
use crate::api::guard::Anyone;
use crate::api::params::Params;
use crate::app::App;
use crate::domain::auth::captcha::Answer;
use crate::domain::auth::sign_up::SignUp;
use crate::domain::oauth::sign_up::sign_up;
use crate::foundation::error::{Error, FieldError};
use crate::http::client_ip;

pub(super) fn routes(config: &mut web::ServiceConfig) {
    config.route("/v1/accounts", web::post().to(create));
}

async fn create(
    app: web::Data<App>,
    req: HttpRequest,
    Anyone(caller): Anyone,
    params: Params,
) -> ApiResult {
    let caller = caller.ok_or_else(ApiError::no_token)?;
    let text = |name| params.text(name).unwrap_or_default();
    let typed = SignUp {
        username: text("username"),
        email: text("email"),
        password: text("password"),
        reason: text("reason"),
        invite: text("invite_code"),
        agreed: params.flag("agreement").unwrap_or(false),
        date_of_birth: text("date_of_birth"),
        captcha: Answer::default(),
        trap: String::new(),
        locale: params.filled("locale"),
    };
    let origin = client_ip::origin(&req, &app.cx.config.server);
    match sign_up(&app.db, &app.cx, &app.passwords, &typed, &caller, &origin).await {
        Ok(issued) => Ok(HttpResponse::Ok().json(Token::from(issued))),
        Err(error) if error.fields().is_empty() => Err(error.into()),
        Err(error) => Ok(refused(&error, &params)),
    }
}

/// What is wrong, by parameter, as it is documented.
fn refused(error: &Error, params: &Params) -> HttpResponse {
    let mut details: BTreeMap<&str, Vec<Value>> = BTreeMap::new();
    for wrong in error.fields() {
        let name = parameter(wrong.field);
        let blank = params.filled(name).is_none();
        let description = wrong.message.english();
        let entry = json!({ "error": word(wrong, blank), "description": description });
        details.entry(name).or_default().push(entry);
    }
    HttpResponse::UnprocessableEntity().json(json!({
        "error": format!("Validation failed: {}", error.message()),
        "details": details,
    }))
}

/// The parameter that a field of the page's form is here.
fn parameter(field: &'static str) -> &'static str {
    match field {
        "rules" => "agreement",
        "invite" => "invite_code",
        other => other,
    }
}

/// The documented word for what is wrong.
fn word(wrong: &FieldError, blank: bool) -> &'static str {
    let says = |words: &str| wrong.message.english().contains(words);
    match wrong.field {
        "rules" => "ERR_ACCEPTED",
        _ if blank => "ERR_BLANK",
        _ if says("taken") || says("who is here already") || says("belongs to somebody") => {
            "ERR_TAKEN"
        }
        _ if says("not old enough") => "ERR_BELOW_LIMIT",
        _ if says("at most") => "ERR_TOO_LONG",
        _ if says("at least") => "ERR_TOO_SHORT",
        _ => "ERR_INVALID",
    }
}
