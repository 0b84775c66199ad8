//! Which errors are shown beside the form that caused them.

use crate::foundation::error::{Error, ErrorKind};
use crate::http::error::WebError;

/// The error, when the form is shown again with it; others get a page of
/// their own.
pub fn beside_form(error: Error) -> Result<Error, WebError> {
    match error.kind() {
        ErrorKind::Invalid
        | ErrorKind::Forbidden
        | ErrorKind::Conflict
        | ErrorKind::RateLimited
        | ErrorKind::Unavailable => Ok(error),
        _ => Err(error.into()),
    }
}

/// As [`beside_form`], for forms with words in them that must not be lost:
/// whatever went wrong, they are shown again.
pub fn with_words(error: Error) -> Error {
    match error.kind() {
        ErrorKind::Internal | ErrorKind::Unavailable => {
            tracing::error!(cause = ?error, "a post could not be stored");
            error
        }
        _ => error,
    }
}
