//! Fetches a file that the operator asked for, with limits on size and time.

use std::time::Duration;

use url::Url;

use super::client::{HttpClient, Settings};
use super::error::NetError;
use super::message::{Excess, Limits};
use super::policy::Policy;
use crate::foundation::error::{Error, ErrorKind, Result};

/// A large file over a slow line.
const PATIENCE: Duration = Duration::from_mins(30);

/// Fetches `url` (http or https) into memory, at most `limit` bytes. The
/// operator chose the address, so it may be one of the own network.
///
/// # Errors
/// A sentence that names the address and what went wrong.
pub async fn download(url: &str, limit: usize) -> Result<Vec<u8>> {
    let address = Url::parse(url).map_err(|error| {
        Error::invalid(format!("{url} is not an address that can be fetched.")).because(error)
    })?;
    let client = HttpClient::new(&Settings {
        policy: Policy::with_switches(address.scheme() == "http", true),
        per_host: 1,
        gets_per_second: None,
        user_agent: concat!("ossm/", env!("CARGO_PKG_VERSION")).to_owned(),
    })?;
    let limits = Limits {
        max_bytes: limit,
        total: PATIENCE,
        excess: Excess::Refuse,
    };
    let answer = client.get(&address, limits, |_| Ok(Vec::new())).await;
    let answer = answer.map_err(|error| failed(url, error))?;
    if answer.is_success() {
        return Ok(answer.body);
    }
    let why = format!(
        "{url} could not be fetched: the server answered {}.",
        answer.status
    );
    Err(Error::new(ErrorKind::Unavailable, why))
}

fn failed(url: &str, error: NetError) -> Error {
    use super::error::NetErrorKind::{Connect, Dns, Timeout, TooLarge};
    let why = match error.kind() {
        TooLarge => "it is larger than allowed",
        Timeout => "no answer in time",
        Connect | Dns => "no connection",
        _ => "the transfer failed",
    };
    let message = format!("{url} could not be fetched: {why}.");
    Error::new(ErrorKind::Unavailable, message).because(error)
}
