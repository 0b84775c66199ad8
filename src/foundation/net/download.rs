//! Fetches a file that the operator asked for, with limits on size and time.

use std::time::Duration;

use crate::foundation::error::{Error, ErrorKind, Result};

const CONNECT_TIMEOUT: Duration = Duration::from_secs(15);
/// The longest silence in the middle of a transfer.
const READ_TIMEOUT: Duration = Duration::from_secs(30);

/// Fetches `url` (http or https) into memory, at most `limit` bytes.
///
/// # Errors
/// A sentence that names the address and what went wrong.
pub async fn download(url: &str, limit: usize) -> Result<Vec<u8>> {
    let client = reqwest::Client::builder()
        .user_agent(concat!("ossm/", env!("CARGO_PKG_VERSION")))
        .connect_timeout(CONNECT_TIMEOUT)
        .read_timeout(READ_TIMEOUT)
        .https_only(url.starts_with("https:"))
        .build()
        .map_err(|error| failed(url, error))?;
    let response = client
        .get(url)
        .send()
        .await
        .map_err(|error| failed(url, error))?;
    let mut response = response
        .error_for_status()
        .map_err(|error| failed(url, error))?;
    let mut bytes = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| failed(url, error))? {
        if bytes.len() + chunk.len() > limit {
            let message = format!("{url} is larger than the {limit} bytes that are allowed.");
            return Err(Error::new(ErrorKind::Unavailable, message));
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

fn failed(url: &str, error: reqwest::Error) -> Error {
    let why = match error.status() {
        Some(status) => format!("the server answered {status}"),
        None if error.is_timeout() => "no answer in time".to_owned(),
        None if error.is_connect() => "no connection".to_owned(),
        None => "the transfer failed".to_owned(),
    };
    Error::new(
        ErrorKind::Unavailable,
        format!("{url} could not be fetched: {why}."),
    )
    .because(error)
}
