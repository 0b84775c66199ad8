//! How forms end: what was done leads on, and what was refused comes back with
//! what was typed, a message, and the right status.

use actix_web::HttpResponse;
use actix_web::http::header::{HeaderValue, RETRY_AFTER};
use serde::Serialize;

use crate::foundation::error::{Error, ErrorKind};
use crate::http::error::{WebError, status_of};
use crate::http::page::PageFor;
use crate::web::view::{FormView, Refusal};

/// The error in the reader's language, when it belongs to the form; others get a
/// page of their own.
pub fn beside_form(page: &PageFor, error: Error) -> Result<Refusal, WebError> {
    match error.kind() {
        ErrorKind::Invalid
        | ErrorKind::Forbidden
        | ErrorKind::Conflict
        | ErrorKind::RateLimited => Ok(Refusal::new(&error, |message| page.say(message))),
        _ => Err(error.into()),
    }
}

/// The form's page once more.
pub fn respond<V: Serialize>(
    page: &PageFor,
    refusal: &Refusal,
    template: &str,
    view: &V,
) -> Result<HttpResponse, WebError> {
    let mut response = page.respond(status_of(refusal.kind), template, view)?;
    if let Some(seconds) = refusal.retry_after_seconds {
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
    let refusal = match outcome {
        Ok(outcome) => return Ok(done(outcome)),
        Err(error) => beside_form(page, error)?,
    };
    let view = again(typed.refused(&refusal))
        .await
        .map_err(Into::<WebError>::into)?;
    respond(page, &refusal, template, &view)
}
