//! Signatures of requests that arrive over HTTP.

use actix_web::HttpRequest;
use chrono::{DateTime, Utc};

use super::keys::{Fetching, KeyCache, Verified};
use super::{Claim, RequestParts, SignatureError, claim};
use crate::foundation::config::Config;

/// What of a request signatures look at, apart from the framework's types.
#[derive(Debug, Clone)]
pub struct Arrived {
    method: String,
    path_and_query: String,
    authority: String,
    scheme: &'static str,
    headers: Vec<(String, String)>,
}

impl Arrived {
    /// Copies it from a request. Headers that are not text are left out.
    #[must_use]
    pub fn new(request: &HttpRequest, config: &Config) -> Self {
        let target = request.uri().path_and_query();
        let headers = request.headers().iter();
        Self {
            method: request.method().as_str().to_owned(),
            path_and_query: target.map_or_else(|| "/".to_owned(), ToString::to_string),
            authority: config.server.domain.as_str().to_owned(),
            scheme: config.scheme(),
            headers: headers
                .filter_map(|(name, value)| {
                    let value = value.to_str().ok()?;
                    Some((name.as_str().to_owned(), value.to_owned()))
                })
                .collect(),
        }
    }

    /// Reads the signature and checks all that needs no key.
    pub fn claim(&self, body: Option<&[u8]>, now: DateTime<Utc>) -> Result<Claim, SignatureError> {
        let parts = RequestParts {
            method: &self.method,
            path_and_query: &self.path_and_query,
            authority: &self.authority,
            scheme: self.scheme,
            headers: &self.headers,
            body,
        };
        claim::read(&parts, now)
    }
}

/// Who signed a GET; `None` when nobody did, or wrongly. For authorised fetch:
/// whether the signer may read is the caller's question.
pub async fn verify_get(
    request: &HttpRequest,
    config: &Config,
    keys: &KeyCache,
    now: DateTime<Utc>,
) -> Option<Verified> {
    let claim = Arrived::new(request, config).claim(None, now).ok()?;
    keys.verify(claim, Fetching::Allowed).await.ok()
}
