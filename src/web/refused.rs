//! How forms end: what was done leads on, and what was refused comes back with
//! what was typed, a message, and the right status.

use actix_web::HttpResponse;
use actix_web::http::header::{HeaderValue, RETRY_AFTER};
use serde::Serialize;

use crate::foundation::error::{Error, ErrorKind};
use crate::http::error::{WebError, status_of};
use crate::http::page::PageFor;
use crate::web::view::FormView;

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

/// Ends a form: with the answer of `done` where `outcome` is good, else with its
/// page, which `again` fills from what was `typed` with the message beside it.
pub async fn end<T, V, E>(
    page: &PageFor,
    outcome: Result<T, Error>,
    done: impl FnOnce(T) -> HttpResponse,
    (template, typed): (&str, FormView),
    again: impl AsyncFnOnce(FormView) -> Result<V, E>,
) -> Result<HttpResponse, WebError>
where
    V: Serialize,
    E: Into<WebError>,
{
    let error = match outcome {
        Ok(outcome) => return Ok(done(outcome)),
        Err(error) => beside_form(error)?,
    };
    let view = again(typed.refused(&error))
        .await
        .map_err(Into::<WebError>::into)?;
    respond(page, &error, template, &view)
}
