//! Why a request to another machine had no answer.

use std::error::Error as StdError;
use std::fmt;

use crate::foundation::error::{Error, ErrorKind};
use crate::foundation::message::Message;

/// The kind of a [`NetError`], for those who decide what to do next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NetErrorKind {
    /// This server does not talk to that address: scheme, port, user part, or
    /// an address outside the public internet. Trying again does not help.
    NotAllowed,
    /// The name has no address.
    Dns,
    /// No connection, or none with a valid certificate.
    Connect,
    /// No complete answer in time.
    Timeout,
    /// The answer is larger than allowed, after decompression.
    TooLarge,
    /// The answer is not HTTP, broke off, or does not decompress.
    BadAnswer,
    /// More redirects than allowed, or a redirect in a circle.
    TooManyRedirects,
    /// Too many requests to that host, or at all, are under way.
    Busy,
}

/// A request that had no answer. What another server answers, whichever the
/// status, is not an error here.
#[derive(Debug)]
pub struct NetError {
    kind: NetErrorKind,
    host: String,
    why: String,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

impl NetError {
    /// An error of `kind` about `host`; `why` is for the log.
    pub fn new(kind: NetErrorKind, host: impl Into<String>, why: impl Into<String>) -> Self {
        Self {
            kind,
            host: host.into(),
            why: why.into(),
            source: None,
        }
    }

    /// Attaches the cause.
    #[must_use]
    pub fn because(mut self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        self.source = Some(source.into());
        self
    }

    /// What kind of failure this is.
    #[must_use]
    pub fn kind(&self) -> NetErrorKind {
        self.kind
    }

    /// The host that was asked, as [`super::host_key`] writes it.
    #[must_use]
    pub fn host(&self) -> &str {
        &self.host
    }
}

impl fmt::Display for NetError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.host, self.why)
    }
}

impl StdError for NetError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source
            .as_deref()
            .map(|source| source as &(dyn StdError + 'static))
    }
}

impl From<NetError> for Error {
    fn from(error: NetError) -> Self {
        let kind = match error.kind {
            NetErrorKind::NotAllowed => ErrorKind::Invalid,
            _ => ErrorKind::Unavailable,
        };
        Self::new(kind, Message::of("refused-net-unreachable")).because(error)
    }
}
