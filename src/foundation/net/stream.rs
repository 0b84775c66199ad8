//! An answer whose body is still on its way, bounded in size and time.

use std::time::Duration;

use bytes::Bytes;
use tokio::time::{Instant, timeout_at};
use url::Url;

use super::client::failure;
use super::error::{NetError, NetErrorKind};
use super::gates::Ticket;
use super::message::{Answer, Excess, Limits, find_header};
use super::tally::Tally;

/// Longest silence in the middle of a body.
const MAX_PAUSE: Duration = Duration::from_secs(10);

/// An answer of which status and headers are there. It holds its place with
/// the host until it is dropped.
pub struct Incoming {
    /// The HTTP status.
    pub status: u16,
    /// The address that answered: the last one when there were redirects.
    pub url: Url,
    /// Headers with lower-case names; values that are not text are left out.
    pub headers: Vec<(String, String)>,
    host: String,
    response: reqwest::Response,
    limits: Limits,
    deadline: Instant,
    read: usize,
    tally: Tally,
    _ticket: Ticket,
}

impl Incoming {
    pub(super) fn new(
        response: reqwest::Response,
        host: String,
        limits: Limits,
        deadline: Instant,
        (ticket, tally): (Ticket, Tally),
    ) -> Self {
        let headers = response.headers().iter().filter_map(|(name, value)| {
            Some((name.as_str().to_owned(), value.to_str().ok()?.to_owned()))
        });
        Self {
            status: response.status().as_u16(),
            url: response.url().clone(),
            headers: headers.collect(),
            host,
            response,
            limits,
            deadline,
            read: 0,
            tally,
            _ticket: ticket,
        }
    }

    /// The first header of that (lower-case) name.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        find_header(&self.headers, name)
    }

    /// The next piece of the body, decompressed; none at its end.
    pub async fn chunk(&mut self) -> Result<Option<Bytes>, NetError> {
        let until = self.deadline.min(Instant::now() + MAX_PAUSE);
        let next = timeout_at(until, self.response.chunk()).await;
        let next =
            next.map_err(|late| self.error(NetErrorKind::Timeout, "slow body").because(late))?;
        let next = next.map_err(|error| failure(&self.host, error))?;
        let Some(chunk) = next else {
            return Ok(None);
        };
        self.read = self.read.saturating_add(chunk.len());
        self.tally.received(chunk.len());
        if self.read > self.limits.max_bytes {
            return Err(self.error(NetErrorKind::TooLarge, "the body is too large"));
        }
        Ok(Some(chunk))
    }

    /// Reads the body to its end, or as far as the limits say.
    pub async fn read(mut self) -> Result<Answer, NetError> {
        let mut body = Vec::new();
        if self.limits.excess == Excess::Refuse {
            self.check_announced()?;
        }
        loop {
            match self.chunk().await {
                Ok(Some(chunk)) => body.extend_from_slice(&chunk),
                Ok(None) => break,
                Err(_) if self.limits.excess == Excess::Cut => break,
                Err(error) => return Err(error),
            }
        }
        Ok(Answer {
            status: self.status,
            url: self.url,
            headers: self.headers,
            body,
        })
    }

    pub(super) fn check_announced(&self) -> Result<(), NetError> {
        let announced = self.response.content_length();
        if announced.is_some_and(|length| length > self.limits.max_bytes as u64) {
            return Err(self.error(NetErrorKind::TooLarge, "the body is too large"));
        }
        Ok(())
    }

    fn error(&self, kind: NetErrorKind, why: &str) -> NetError {
        NetError::new(kind, &self.host, why)
    }
}
