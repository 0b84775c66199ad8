//! Nothing typed is lost: a form that comes too late is shown once more with
//! what was in it, to be sent again after signing in or with a new token.

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::{FromRequest as _, HttpMessage as _, HttpRequest, HttpResponse, web};

use crate::app::App;
use crate::domain::member::Member;
use crate::foundation::i18n::Locale;
use crate::http::cookies::{self, Name};
use crate::http::error::WebError;
use crate::http::error_pages::wants_json;
use crate::http::multipart::{self, FormLimits};
use crate::http::view::{AgainField, AgainPage, Layout};
use crate::http::{csrf, form, page, session};

/// Fields that are never shown again.
const SECRETS: [&str; 4] = ["password", "current", "code", "secret"];

/// Rooms whose forms are for people who are not signed in, or for programs.
const OF_VISITORS: [&str; 4] = ["/auth/", "/oauth/", "/setup/", "/api/"];

/// Longer values are shown to be copied, in characters.
const WORTH_COPYING: usize = 12;

/// A form whose token was too old, as it was sent.
#[derive(Debug, Clone)]
pub(super) struct StaleForm(pub Vec<(String, String)>);

/// The middleware.
pub async fn keep_what_was_typed<B: MessageBody + 'static>(
    app: web::Data<App>,
    mut req: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let of_member = !OF_VISITORS.iter().any(|room| req.path().starts_with(room))
        && !req.path().ends_with("/inbox");
    if req.method() != Method::POST || wants_json(req.headers()) || !of_member {
        return Ok(next.call(req).await?.map_into_boxed_body());
    }
    let signed_out = session::has_cookie(req.request(), &app)
        && session::load(req.request()).await?.is_none()
        && csrf::check_source(req.request()).is_ok();
    if signed_out {
        let payload = req.take_payload();
        let response = after_the_session(&app, req.request(), payload).await?;
        return Ok(req.into_response(response));
    }
    let answer = next.call(req).await?.map_into_boxed_body();
    let refused = answer.status() == StatusCode::FORBIDDEN
        && !answer.response().headers().contains_key(CONTENT_TYPE);
    if !refused {
        return Ok(answer);
    }
    let request = answer.request().clone();
    let form = request.extensions_mut().remove::<StaleForm>();
    let again = match form {
        Some(StaleForm(fields)) => with_new_token(&app, &request, fields).await?,
        None => None,
    };
    match again {
        Some(response) => Ok(answer.into_response(response)),
        None => Ok(answer),
    }
}

/// The page for somebody whose session ended while they typed.
async fn after_the_session(
    app: &web::Data<App>,
    req: &HttpRequest,
    mut payload: Payload,
) -> Result<HttpResponse, WebError> {
    let kind = req.headers().get(CONTENT_TYPE);
    let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or("");
    let with_files = kind.to_ascii_lowercase().starts_with("multipart/form-data");
    let (fields, files) = if with_files {
        let limits = FormLimits {
            files: 0,
            file_bytes: app.cx.config.storage.max_image_bytes as u64,
        };
        let payload = web::Payload::from_request(req, &mut payload)
            .await
            .map_err(|error| WebError::bad_request(error.to_string()))?;
        let parts = multipart::parts(req, payload, limits).await?;
        let sent = !parts.files.is_empty() || parts.too_large;
        (parts.texts, sent)
    } else {
        (pairs(&form::read(req, payload).await?), false)
    };
    let (locale, layout) = frame(app, None, req);
    let view = AgainPage {
        signed_out: true,
        with_files,
        lost_files: files,
        fields: shown(fields),
        action: layout.path.clone(),
        layout,
    };
    let mut response = drawn(app, locale, StatusCode::UNAUTHORIZED, &view)?;
    let over = cookies::removal(app, Name::Session);
    response
        .add_cookie(&over)
        .map_err(|error| WebError::bad_request(error.to_string()))?;
    Ok(response)
}

/// The page for somebody whose token is too old; none where a secret would have to
/// be repeated, or where the browser keeps no cookies.
async fn with_new_token(
    app: &web::Data<App>,
    req: &HttpRequest,
    fields: Vec<(String, String)>,
) -> Result<Option<HttpResponse>, WebError> {
    let said = ["sec-fetch-site", "origin"].map(|name| req.headers().contains_key(name));
    if !said.contains(&true) || fields.iter().any(|(name, _)| is_secret(name)) {
        return Ok(None);
    }
    let member = session::load(req).await?;
    let (locale, mut layout) = frame(app, member.as_ref(), req);
    if member.is_none() {
        let Some(cookie) = cookies::read(req, app, Name::Form) else {
            return Ok(None);
        };
        layout.csrf = Some(csrf::visitor_token(app, &cookie));
    }
    let view = AgainPage {
        signed_out: false,
        with_files: false,
        lost_files: false,
        fields: shown(fields),
        action: layout.path.clone(),
        layout,
    };
    drawn(app, locale, StatusCode::FORBIDDEN, &view).map(Some)
}

fn frame(app: &App, member: Option<&Member>, req: &HttpRequest) -> (Locale, Layout) {
    let locale = page::locale_of(app, member, page::accepted_language(req.headers()));
    let layout = Layout {
        noindex: true,
        ..page::plain_layout(app, locale, member, page::path_and_query(req))
    };
    (locale, layout)
}

fn drawn(
    app: &App,
    locale: Locale,
    status: StatusCode,
    view: &AgainPage,
) -> Result<HttpResponse, WebError> {
    let body = app.templates.render("again.html", locale, view)?;
    Ok(HttpResponse::build(status)
        .content_type("text/html; charset=utf-8")
        .insert_header((CACHE_CONTROL, "private, no-store"))
        .body(body))
}

/// The fields of a urlencoded form.
pub(super) fn pairs(body: &str) -> Vec<(String, String)> {
    url::form_urlencoded::parse(body.as_bytes())
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .collect()
}

fn is_secret(name: &str) -> bool {
    SECRETS.iter().any(|secret| name.contains(secret))
}

fn shown(fields: Vec<(String, String)>) -> Vec<AgainField> {
    let kept = fields
        .into_iter()
        .filter(|(name, _)| name != "csrf" && !is_secret(name));
    kept.map(|(name, value)| AgainField {
        long: value.chars().count() > WORTH_COPYING && name != "return_to" && name != "once",
        name,
        value,
    })
    .collect()
}
