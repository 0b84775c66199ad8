//! Which PostgreSQL is used and how.

use serde::{Deserialize, Serialize};

use super::connection_url::ConnectionUrl;
use super::optional;
use super::problem::Problems;

/// Section `database`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Database {
    /// A PostgreSQL (15 or newer) to use, `postgres://user:password@host/name`.
    /// Without it the server runs a private cluster in its data directory.
    #[serde(with = "optional")]
    pub url: Option<ConnectionUrl>,
    /// Most connections that one process holds, 2 to 500.
    pub pool_size: usize,
    /// Seconds to wait for a connection, 1 to 120.
    pub connect_timeout_seconds: u64,
    /// Seconds after which the database gives up one statement, 1 to 600.
    pub statement_timeout_seconds: u64,
    /// Where PostgreSQL's programs are fetched from, once, when the private
    /// cluster is wanted and none are installed. The empty text forbids fetching.
    pub archive_url: String,
}

impl Default for Database {
    fn default() -> Self {
        Self {
            url: None,
            pool_size: 10,
            connect_timeout_seconds: 5,
            statement_timeout_seconds: 30,
            archive_url: "https://github.com/theseus-rs/postgresql-binaries".to_owned(),
        }
    }
}

impl Database {
    /// Notes every wrong value of this section.
    pub fn validate(&self, problems: &mut Problems) {
        if self.url.as_ref().is_some_and(|url| !is_postgres(url)) {
            let message = "this is not an address of a PostgreSQL server. Write it as \
                           postgres://user:password@host:5432/name.";
            problems.add("database.url", message);
        }
        problems.range("database.pool_size", self.pool_size, 2..=500);
        problems.range(
            "database.connect_timeout_seconds",
            self.connect_timeout_seconds,
            1..=120,
        );
        let seconds = self.statement_timeout_seconds;
        problems.range("database.statement_timeout_seconds", seconds, 1..=600);
        let archive = &self.archive_url;
        if !archive.is_empty()
            && !archive.starts_with("http://")
            && !archive.starts_with("https://")
        {
            let message =
                "this does not begin with https:// or http://. Clear it to forbid fetching.";
            problems.add("database.archive_url", message);
        }
    }
}

/// Whether `url` is in one of libpq's two forms: a URL, or `host=… dbname=…`.
fn is_postgres(url: &ConnectionUrl) -> bool {
    let text = url.expose();
    match text.split_once("://") {
        Some(_) => matches!(url.scheme().as_str(), "postgres" | "postgresql"),
        None => text.contains('='),
    }
}
