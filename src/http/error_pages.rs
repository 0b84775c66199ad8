//! Gives every refusal and failure its body: a page for people, JSON for
//! programs. A 5xx is logged here, once, with its cause.

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::error::InternalError;
use actix_web::http::header::{
    ACCEPT, CACHE_CONTROL, CONTENT_TYPE, HeaderMap, HeaderValue, RETRY_AFTER,
};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder, web};

use crate::app::App;
use crate::domain::member::Member;
use crate::foundation::message::Message;
use crate::http::context::RequestId;
use crate::http::error::PublicError;
use crate::http::view::{ErrorPage, Layout};
use crate::http::{page, session};

/// Whether the asker would rather have JSON than a page.
#[must_use]
pub fn wants_json(headers: &HeaderMap) -> bool {
    let accept = headers
        .get(ACCEPT)
        .and_then(|value| value.to_str().ok())
        .unwrap_or("");
    accept.contains("json") && !accept.contains("text/html")
}

/// Whether the asker says that it shows pages; it does not for pictures and the like.
fn wants_page(headers: &HeaderMap) -> bool {
    let accept = headers.get(ACCEPT);
    accept.is_some_and(|value| String::from_utf8_lossy(value.as_bytes()).contains("text/html"))
}

/// Whether a program asks by the client API: it gets JSON also where it does not say
/// what it reads.
fn is_of_the_api(req: &ServiceRequest) -> bool {
    req.path().starts_with("/api/") && !wants_page(req.headers())
}

/// What has to be known of a request to answer it after it is gone. (actix
/// wants the request itself to be held by nobody else while it is routed.)
struct Asker {
    app: web::Data<App>,
    id: String,
    method: Method,
    path: String,
    accept_language: Option<String>,
    /// Who they are, where that became known.
    member: Option<Member>,
    json: bool,
}

impl Asker {
    fn of(app: web::Data<App>, req: &ServiceRequest) -> Self {
        Self {
            app,
            id: RequestId::of(req.request()),
            method: req.method().clone(),
            path: page::path_and_query(req.request()).to_owned(),
            accept_language: page::accepted_language(req.headers()).map(str::to_owned),
            member: None,
            json: wants_json(req.headers()) || is_of_the_api(req),
        }
    }
}

/// The middleware. Responses that a handler has already written (a form shown
/// again with its messages) pass as they are: they carry a content type.
pub async fn error_pages<B: MessageBody + 'static>(
    app: web::Data<App>,
    req: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let mut asker = Asker::of(app, &req);
    match next.call(req).await {
        Ok(response) => {
            let response = response.map_into_boxed_body();
            log(&asker, response.response());
            if needs_body(response.response()) {
                let (request, old) = response.into_parts();
                asker.member = reader(&asker, &request, old.status()).await;
                return Ok(ServiceResponse::new(request, with_body(&asker, &old)));
            }
            Ok(response)
        }
        // A layer of ours refused, and the request is gone: the answer travels
        // on inside an error.
        Err(error) => {
            let old = HttpResponse::from_error(error);
            log(&asker, &old);
            let response = if needs_body(&old) {
                with_body(&asker, &old)
            } else {
                old
            };
            Err(InternalError::from_response("refused", response).into())
        }
    }
}

/// Whose page it is. Handlers know; for an address that nobody handles it is asked
/// here, and whoever cannot be asked for is a visitor.
async fn reader(asker: &Asker, req: &HttpRequest, status: StatusCode) -> Option<Member> {
    if status == StatusCode::NOT_FOUND && !asker.json && wants_page(req.headers()) {
        return session::load(req).await.ok().flatten();
    }
    session::known(req)
}

/// Writes a 5xx into the log, once, with its cause.
fn log(asker: &Asker, response: &HttpResponse) {
    let status = response.status();
    if status.is_server_error() {
        let Asker {
            id, method, path, ..
        } = asker;
        tracing::error!(%id, %method, path, %status, cause = ?response.error(), "request failed");
    }
}

fn needs_body(response: &HttpResponse) -> bool {
    let status = response.status();
    let ours = response.extensions().get::<PublicError>().is_some();
    let bare = !response.headers().contains_key(CONTENT_TYPE) || is_plain_text(response.headers());
    (status.is_client_error() || status.is_server_error()) && (ours || bare)
}

/// actix's own errors say a plain sentence meant for developers.
fn is_plain_text(headers: &HeaderMap) -> bool {
    headers
        .get(CONTENT_TYPE)
        .is_some_and(|value| value.as_bytes().starts_with(b"text/plain"))
}

fn with_body(asker: &Asker, old: &HttpResponse) -> HttpResponse {
    let status = old.status();
    let said = old.extensions().get::<PublicError>().cloned();
    let mut builder = HttpResponseBuilder::new(status);
    for (name, value) in old.headers() {
        if name != CONTENT_TYPE {
            builder.append_header((name, value));
        }
    }
    builder.insert_header((CACHE_CONTROL, HeaderValue::from_static("no-store")));
    let response = if asker.json {
        let said = said.map(|said| in_english(&said));
        let message = said.as_deref().unwrap_or_else(|| default_message(status));
        builder.json(serde_json::json!({ "error": message, "request_id": asker.id }))
    } else {
        let retry_after = old.headers().get(RETRY_AFTER);
        let retry_after = retry_after.and_then(|value| value.to_str().ok()?.parse().ok());
        let page = page(asker, status, said, retry_after);
        builder.content_type("text/html; charset=utf-8").body(page)
    };
    if asker.method == Method::HEAD {
        response.set_body(BoxBody::new(()))
    } else {
        response
    }
}

/// The page for a status, in the reader's language. Words that are only the
/// status's own are left to the template.
fn page(
    asker: &Asker,
    status: StatusCode,
    said: Option<PublicError>,
    retry_after_seconds: Option<u64>,
) -> String {
    let app = &asker.app;
    let (member, locales) = (asker.member.as_ref(), app.templates.locales());
    let locale = page::locale_of(app, member, asker.accept_language.as_deref());
    let view = ErrorPage {
        layout: Layout {
            noindex: true,
            ..page::plain_layout(app, locale, member, &asker.path)
        },
        status: status.as_u16(),
        message: said
            .filter(|said| in_english(said) != default_message(status))
            .map(|said| in_words(&said, |message| locales.say(locale, message))),
        request_id: Some(asker.id.clone()),
        retry_after_seconds,
    };
    app.templates
        .render("error.html", locale, &view)
        .unwrap_or_else(|error| {
            tracing::error!(?error, "the error page cannot be drawn");
            format!("<!doctype html><title>{status}</title><h1>{status}</h1>")
        })
}

fn in_words(said: &PublicError, say: impl Fn(&Message) -> String) -> String {
    said.says.iter().map(say).collect::<Vec<_>>().join(" ")
}

fn in_english(said: &PublicError) -> String {
    in_words(said, |message| message.english().to_owned())
}

/// A sentence for statuses that come from the framework.
fn default_message(status: StatusCode) -> &'static str {
    match status {
        StatusCode::BAD_REQUEST => "The request could not be read.",
        StatusCode::UNAUTHORIZED => "Sign in to go on.",
        StatusCode::FORBIDDEN => "This is not allowed.",
        StatusCode::NOT_FOUND => "There is nothing here.",
        StatusCode::METHOD_NOT_ALLOWED => "This address does not take that kind of request.",
        StatusCode::REQUEST_TIMEOUT => "The request took too long to arrive.",
        StatusCode::PAYLOAD_TOO_LARGE => "This is larger than the server accepts.",
        StatusCode::UNSUPPORTED_MEDIA_TYPE => "The server does not read this content type.",
        StatusCode::TOO_MANY_REQUESTS => "Too many requests. Wait a little and try again.",
        StatusCode::SERVICE_UNAVAILABLE => {
            "The server is busy or restarting. Try again in a moment."
        }
        _ if status.is_server_error() => "Something went wrong on the server.",
        _ => "The request was refused.",
    }
}

/// Answers what no route matches.
#[must_use]
pub fn nothing_here() -> HttpResponse {
    HttpResponse::NotFound().finish()
}
