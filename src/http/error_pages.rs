//! Gives every refusal and failure its body: a page for people, JSON for
//! programs. A 5xx is logged here, once, with its cause.

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{ACCEPT, CACHE_CONTROL, CONTENT_TYPE, HeaderMap, HeaderValue};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::{HttpResponse, HttpResponseBuilder};

use crate::http::context::RequestId;
use crate::http::error::PublicError;

/// Whether the asker would rather have JSON than a page.
#[must_use]
pub fn wants_json(headers: &HeaderMap) -> bool {
    let accept = headers
        .get(ACCEPT)
        .and_then(|value| value.to_str().ok())
        .unwrap_or("");
    accept.contains("json") && !accept.contains("text/html")
}

/// The middleware. Responses that a handler has already written (a form shown
/// again with its messages) pass as they are: they carry a content type.
pub async fn error_pages<B: MessageBody + 'static>(
    req: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    // No clone of the request may be held here: routing needs it alone. Handlers'
    // errors arrive as responses.
    let response = next.call(req).await?.map_into_boxed_body();
    let status = response.status();
    if status.is_server_error() {
        let id = RequestId::of(response.request());
        let (method, path) = (response.request().method(), response.request().path());
        if let Some(error) = response.response().error() {
            tracing::error!(%id, %method, path, %status, cause = ?error, "request failed");
        } else {
            tracing::error!(%id, %method, path, %status, "request failed");
        }
    }
    let ours = response
        .response()
        .extensions()
        .get::<PublicError>()
        .is_some();
    let bare = !response.headers().contains_key(CONTENT_TYPE) || is_plain_text(response.headers());
    if !(status.is_client_error() || status.is_server_error()) || !(ours || bare) {
        return Ok(response);
    }
    Ok(with_body(response))
}

/// actix's own errors say a plain sentence meant for developers.
fn is_plain_text(headers: &HeaderMap) -> bool {
    headers
        .get(CONTENT_TYPE)
        .is_some_and(|value| value.as_bytes().starts_with(b"text/plain"))
}

fn with_body(response: ServiceResponse<BoxBody>) -> ServiceResponse<BoxBody> {
    let status = response.status();
    let (request, old) = response.into_parts();
    let public = old.extensions().get::<PublicError>().cloned();
    let message = public.map_or_else(|| default_message(status).to_owned(), |error| error.message);
    let mut builder = HttpResponseBuilder::new(status);
    for (name, value) in old.headers() {
        if name != CONTENT_TYPE {
            builder.append_header((name, value));
        }
    }
    builder.insert_header((CACHE_CONTROL, HeaderValue::from_static("no-store")));
    let id = RequestId::of(&request);
    let body = if wants_json(request.headers()) {
        builder.json(serde_json::json!({ "error": message, "request_id": id }))
    } else {
        builder
            .content_type("text/html; charset=utf-8")
            .body(page(status, &message, &id))
    };
    let head = *request.method() == Method::HEAD;
    let body = if head {
        body.set_body(BoxBody::new(()))
    } else {
        body
    };
    ServiceResponse::new(request, body)
}

fn page(status: StatusCode, message: &str, id: &str) -> String {
    format!("<!doctype html><title>{status}</title><h1>{message}</h1><p>{id}</p>")
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
