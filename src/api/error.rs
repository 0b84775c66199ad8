//! Errors as apps expect them: a JSON object whose `error` says what is wrong.

use std::fmt;
use std::sync::Arc;

use actix_web::http::StatusCode;
use actix_web::http::header::RETRY_AFTER;
use actix_web::{HttpResponse, ResponseError};
use serde_json::json;

use crate::foundation::error::{Error, ErrorKind, Result};
use crate::http::error::{WebError, status_of};

/// Why an API request was refused or failed.
#[derive(Clone)]
pub struct ApiError {
    status: StatusCode,
    message: String,
    cause: Option<Arc<Error>>,
}

/// What handlers of the API return.
pub type ApiResult<T = HttpResponse> = Result<T, ApiError>;

impl ApiError {
    /// An error with a status of its own.
    pub fn new(status: StatusCode, message: impl Into<String>) -> Self {
        Self {
            status,
            message: message.into(),
            cause: None,
        }
    }

    /// There is no such thing, or the asker may not know of it (404).
    pub fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "Record not found")
    }

    /// The token is missing where one is needed, or is good for nothing (401).
    pub fn no_token() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "The access token is invalid")
    }

    /// The token's scopes do not cover this (403).
    pub fn scope_too_small() -> Self {
        let message = "This action is outside the authorized scopes";
        Self::new(StatusCode::FORBIDDEN, message)
    }

    /// The token is an app's own, and a person's is needed (422).
    pub fn no_user() -> Self {
        let message = "This method requires an authenticated user";
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, message)
    }

    /// A parameter is missing or makes no sense (422).
    pub fn invalid(message: impl fmt::Display) -> Self {
        let message = format!("Validation failed: {message}");
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, message)
    }

    /// The request cannot be read (400).
    pub fn malformed(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, message)
    }
}

impl From<Arc<Self>> for ApiError {
    /// For one of several requests that waited for the same answer.
    fn from(shared: Arc<Self>) -> Self {
        Self::clone(&shared)
    }
}

impl From<Error> for ApiError {
    fn from(error: Error) -> Self {
        let message = match error.kind() {
            // What was deleted is not told apart from what never was.
            ErrorKind::NotFound | ErrorKind::Gone => return Self::not_found(),
            ErrorKind::Unauthorized => return Self::no_token(),
            ErrorKind::Invalid => format!("Validation failed: {}", error.message()),
            _ => error.message().to_owned(),
        };
        let status = match error.kind() {
            ErrorKind::Conflict => StatusCode::UNPROCESSABLE_ENTITY,
            kind => status_of(kind),
        };
        Self {
            status,
            message,
            cause: Some(Arc::new(error)),
        }
    }
}

impl From<WebError> for ApiError {
    fn from(error: WebError) -> Self {
        let status = error.status_code();
        Self::new(status, error.error().message())
    }
}

impl fmt::Debug for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.cause {
            Some(cause) => fmt::Debug::fmt(cause, f),
            None => f.write_str(&self.message),
        }
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.cause {
            Some(cause) => fmt::Display::fmt(cause, f),
            None => f.write_str(&self.message),
        }
    }
}

impl ResponseError for ApiError {
    fn status_code(&self) -> StatusCode {
        self.status
    }

    fn error_response(&self) -> HttpResponse {
        let mut response = HttpResponse::build(self.status);
        let wait = self
            .cause
            .as_ref()
            .and_then(|cause| cause.retry_after_seconds());
        match (wait, self.status) {
            (Some(seconds), _) => {
                response.insert_header((RETRY_AFTER, seconds.to_string()));
            }
            (None, StatusCode::SERVICE_UNAVAILABLE) => {
                response.insert_header((RETRY_AFTER, "5"));
            }
            _ => {}
        }
        response.json(json!({ "error": self.message }))
    }
}
