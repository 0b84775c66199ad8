//! OSSM's errors as HTTP responses. The body is written by [`super::error_pages`],
//! which knows whether the asker wants HTML or JSON.

use std::fmt;

use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderValue, RETRY_AFTER};
use actix_web::{HttpResponse, ResponseError};

use crate::foundation::error::{Error, ErrorKind};
use crate::foundation::message::Message;

/// What handlers return when they refuse or fail.
pub struct WebError {
    status: StatusCode,
    error: Error,
}

/// What a client may read of an error; travels in the response's extensions.
#[derive(Debug, Clone)]
pub struct PublicError {
    /// One or more sentences, see [`Error::says`].
    pub says: Vec<Message>,
}

impl WebError {
    /// A malformed request (400): it could not even be read.
    pub fn bad_request(message: impl Into<Message>) -> Self {
        Self {
            status: StatusCode::BAD_REQUEST,
            error: Error::invalid(message),
        }
    }

    /// An error with a status of its own.
    #[must_use]
    pub fn with_status(status: StatusCode, error: Error) -> Self {
        Self { status, error }
    }

    /// The error inside.
    #[must_use]
    pub fn error(&self) -> &Error {
        &self.error
    }
}

/// The status that goes with a kind of error.
#[must_use]
pub fn status_of(kind: ErrorKind) -> StatusCode {
    match kind {
        ErrorKind::NotFound => StatusCode::NOT_FOUND,
        ErrorKind::Unauthorized => StatusCode::UNAUTHORIZED,
        ErrorKind::Forbidden => StatusCode::FORBIDDEN,
        ErrorKind::Invalid => StatusCode::UNPROCESSABLE_ENTITY,
        ErrorKind::Conflict => StatusCode::CONFLICT,
        ErrorKind::RateLimited => StatusCode::TOO_MANY_REQUESTS,
        ErrorKind::Gone => StatusCode::GONE,
        ErrorKind::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        ErrorKind::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        ErrorKind::Internal => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

impl From<Error> for WebError {
    fn from(error: Error) -> Self {
        Self {
            status: status_of(error.kind()),
            error,
        }
    }
}

impl fmt::Debug for WebError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.error.fmt(f)
    }
}

impl fmt::Display for WebError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.error.fmt(f)
    }
}

impl ResponseError for WebError {
    fn status_code(&self) -> StatusCode {
        self.status
    }

    fn error_response(&self) -> HttpResponse {
        let mut response = HttpResponse::new(self.status);
        if let Some(seconds) = self.error.retry_after_seconds() {
            response
                .headers_mut()
                .insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
        if self.status == StatusCode::SERVICE_UNAVAILABLE {
            response
                .headers_mut()
                .insert(RETRY_AFTER, HeaderValue::from_static("5"));
        }
        let says = self.error.says().cloned().collect();
        response.extensions_mut().insert(PublicError { says });
        response
    }
}
