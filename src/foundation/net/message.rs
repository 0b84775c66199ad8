//! What is sent, what comes back, and how much of it may come back.

use std::time::Duration;

use bytes::Bytes;
use url::Url;

/// What happens to an answer that is larger or slower than allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Excess {
    /// The request fails.
    Refuse,
    /// The rest of the body is not read; status and headers count.
    Cut,
}

/// How much of an answer is read, and for how long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Largest body, in bytes, after decompression.
    pub max_bytes: usize,
    /// Time from the start of the request, waiting for its turn included, to
    /// the end of the body, redirects included.
    pub total: Duration,
    /// What happens beyond.
    pub excess: Excess,
}

impl Limits {
    /// For documents of the protocol: 1 MiB in 15 seconds.
    pub const DOCUMENT: Self = Self {
        max_bytes: 1 << 20,
        total: Duration::from_secs(15),
        excess: Excess::Refuse,
    };

    /// For deliveries, of whose answer only the status matters: 16 KiB are
    /// read, so that the connection can be used again; 20 seconds.
    pub const DELIVERY: Self = Self {
        max_bytes: 16 << 10,
        total: Duration::from_secs(20),
        excess: Excess::Cut,
    };

    /// For files that are passed on: 256 MiB in ten minutes.
    pub const MEDIA: Self = Self {
        max_bytes: 256 << 20,
        total: Duration::from_mins(10),
        excess: Excess::Refuse,
    };

    /// These limits with another size, in bytes.
    #[must_use]
    pub const fn with_max_bytes(self, max_bytes: usize) -> Self {
        Self { max_bytes, ..self }
    }

    /// These limits with another time.
    #[must_use]
    pub const fn with_total(self, total: Duration) -> Self {
        Self { total, ..self }
    }
}

/// A request, GET without a body and POST with one.
#[derive(Debug, Clone)]
pub struct Outgoing {
    pub(super) url: Url,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Option<Bytes>,
    pub(super) limits: Limits,
}

impl Outgoing {
    /// A GET with [`Limits::DOCUMENT`].
    #[must_use]
    pub fn get(url: Url) -> Self {
        Self {
            url,
            headers: Vec::new(),
            body: None,
            limits: Limits::DOCUMENT,
        }
    }

    /// A POST with [`Limits::DELIVERY`]. A body that is sent to many is
    /// rendered once and shared.
    #[must_use]
    pub fn post(url: Url, body: impl Into<Bytes>) -> Self {
        Self {
            url,
            headers: Vec::new(),
            body: Some(body.into()),
            limits: Limits::DELIVERY,
        }
    }

    /// Adds one header.
    #[must_use]
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// Adds several headers, such as those of a signature.
    #[must_use]
    pub fn headers(mut self, headers: impl IntoIterator<Item = (String, String)>) -> Self {
        self.headers.extend(headers);
        self
    }

    /// Sets other limits.
    #[must_use]
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }
}

/// What came back.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The address that answered: the last one when there were redirects.
    pub url: Url,
    /// Headers with lower-case names; values that are not text are left out.
    pub headers: Vec<(String, String)>,
    /// The body, decompressed.
    pub body: Vec<u8>,
}

impl Answer {
    /// The first header of that (lower-case) name.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        find_header(&self.headers, name)
    }

    /// Whether the status is one of success (2xx).
    #[must_use]
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }
}

pub(super) fn find_header<'a>(headers: &'a [(String, String)], name: &str) -> Option<&'a str> {
    headers
        .iter()
        .find(|(known, _)| known == name)
        .map(|(_, value)| value.as_str())
}
