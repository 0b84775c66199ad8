//! The one error type of domain and surfaces: what a client may read, kept
//! apart from the cause, which only the log sees.

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;

use crate::foundation::message::Message;

/// `Result` with OSSM's [`Error`].
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What kind of refusal or failure this is; each surface maps it to a status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorKind {
    /// There is no such thing, or the asker may not know of it. HTTP 404.
    NotFound,
    /// The asker has to sign in first. HTTP 401.
    Unauthorized,
    /// The asker is known and may not do this. HTTP 403.
    Forbidden,
    /// The input is wrong; see [`Error::fields`]. HTTP 422 (400 for malformed requests).
    Invalid,
    /// It clashes with what is there (a taken name). HTTP 409.
    Conflict,
    /// Too many attempts; see [`Error::retry_after_seconds`]. HTTP 429.
    RateLimited,
    /// It was here and has been deleted. HTTP 410.
    Gone,
    /// The body is larger than allowed. HTTP 413.
    TooLarge,
    /// The database or another service is away for the moment. HTTP 503.
    Unavailable,
    /// A bug or a broken machine. HTTP 500.
    Internal,
}

/// A message that belongs to one form field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldError {
    /// The field's name as in the form or JSON body.
    pub field: &'static str,
    /// One sentence for the person who typed.
    pub message: Message,
}

/// A refusal or failure with a public message and a private cause.
#[derive(Debug)]
pub struct Error {
    kind: ErrorKind,
    message: Message,
    fields: Vec<FieldError>,
    retry_after_seconds: Option<u64>,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

impl Error {
    /// An error of `kind` with a sentence that anybody may read.
    pub fn new(kind: ErrorKind, message: impl Into<Message>) -> Self {
        Self {
            kind,
            message: message.into(),
            fields: Vec::new(),
            retry_after_seconds: None,
            source: None,
        }
    }

    /// There is no such thing (or it is not for the asker to know).
    #[must_use]
    pub fn not_found() -> Self {
        Self::new(ErrorKind::NotFound, Message::of("refused-nothing-here"))
    }

    /// It was here and has been deleted.
    #[must_use]
    pub fn gone() -> Self {
        Self::new(ErrorKind::Gone, Message::of("refused-deleted"))
    }

    /// The asker has to sign in first.
    #[must_use]
    pub fn unauthorized() -> Self {
        Self::new(ErrorKind::Unauthorized, Message::of("refused-sign-in"))
    }

    /// The asker may not do this.
    pub fn forbidden(message: impl Into<Message>) -> Self {
        Self::new(ErrorKind::Forbidden, message)
    }

    /// The input is wrong as a whole.
    pub fn invalid(message: impl Into<Message>) -> Self {
        Self::new(ErrorKind::Invalid, message)
    }

    /// It clashes with what is there.
    pub fn conflict(message: impl Into<Message>) -> Self {
        Self::new(ErrorKind::Conflict, message)
    }

    /// One field of the input is wrong.
    pub fn field(field: &'static str, message: impl Into<Message>) -> Self {
        Self::invalid_fields(vec![FieldError {
            field,
            message: message.into(),
        }])
    }

    /// Several fields of the input are wrong. The public message joins theirs.
    #[must_use]
    pub fn invalid_fields(fields: Vec<FieldError>) -> Self {
        let message = fields
            .iter()
            .map(|f| f.message.english())
            .collect::<Vec<_>>()
            .join(" ");
        Self {
            fields,
            ..Self::new(ErrorKind::Invalid, message)
        }
    }

    /// Too many attempts; the asker may come back after `seconds`.
    #[must_use]
    pub fn rate_limited(seconds: u64) -> Self {
        Self {
            retry_after_seconds: Some(seconds),
            ..Self::new(ErrorKind::RateLimited, Message::of("refused-too-many"))
        }
    }

    /// A service this needs is away for the moment.
    pub fn unavailable(source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self::new(ErrorKind::Unavailable, Message::of("refused-busy")).because(source)
    }

    /// A bug or a broken machine; `source` goes to the log only.
    pub fn internal(source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self::new(ErrorKind::Internal, Message::of("refused-broken")).because(source)
    }

    /// The same refusal for one of several who waited for it.
    #[must_use]
    pub fn shared(error: Arc<Self>) -> Self {
        Self {
            kind: error.kind,
            message: error.message.clone(),
            fields: error.fields.clone(),
            retry_after_seconds: error.retry_after_seconds,
            source: Some(error.into()),
        }
    }

    /// Attaches the private cause.
    #[must_use]
    pub fn because(mut self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        self.source = Some(source.into());
        self
    }

    /// What kind of refusal or failure this is.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// The sentence a program may read, in English.
    #[must_use]
    pub fn message(&self) -> &str {
        self.message.english()
    }

    /// What a person is told: what is wrong with each field, or with the whole.
    pub fn says(&self) -> impl Iterator<Item = &Message> {
        let whole = self.fields.is_empty().then_some(&self.message);
        self.fields.iter().map(|field| &field.message).chain(whole)
    }

    /// Messages by form field; empty when the error is not about a form.
    #[must_use]
    pub fn fields(&self) -> &[FieldError] {
        &self.fields
    }

    /// Seconds until another attempt may succeed, for [`ErrorKind::RateLimited`].
    #[must_use]
    pub fn retry_after_seconds(&self) -> Option<u64> {
        self.retry_after_seconds
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.message.fmt(f)
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source
            .as_deref()
            .map(|source| source as &(dyn StdError + 'static))
    }
}
