//! A form that comes back: with what was typed, a message, and the right status.

use actix_web::HttpResponse;
use actix_web::http::header::{HeaderValue, RETRY_AFTER};
use serde::Serialize;

use crate::foundation::error::{Error, ErrorKind};
use crate::http::error::{WebError, status_of};
use crate::http::page::PageFor;

/// The error, when it belongs to the form; others get a page of their own.
pub fn beside_form(error: Error) -> Result<Error, WebError> {
    match error.kind() {
        ErrorKind::Invalid
        | ErrorKind::Forbidden
        | ErrorKind::Conflict
        | ErrorKind::RateLimited => Ok(error),
        _ => Err(error.into()),
    }
}

/// The form's page once more.
pub fn respond<V: Serialize>(
    page: &PageFor,
    error: &Error,
    template: &str,
    view: &V,
) -> Result<HttpResponse, WebError> {
    let mut response = page.respond(status_of(error.kind()), template, view)?;
    if let Some(seconds) = error.retry_after_seconds() {
        let headers = response.headers_mut();
        headers.insert(RETRY_AFTER, HeaderValue::from(seconds));
    }
    Ok(response)
}
