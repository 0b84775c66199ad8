//! Opens connections from a database URL, over TLS without OpenSSL or libpq.
//!
//! Understood are libpq's two forms, `postgres://user:password@host/database`
//! and `host=… dbname=…`, with `sslmode` and `sslrootcert`:
//!
//! | sslmode | what happens |
//! |---|---|
//! | `disable` | plain text |
//! | `prefer` (default) | TLS if the server offers it, unchecked |
//! | `require` | TLS, unchecked; with an `sslrootcert` as `verify-ca` |
//! | `verify-ca` | TLS, the certificate leads to a trusted root |
//! | `verify-full` | the same, and it is for the host's name |
//!
//! `sslrootcert` is a PEM file. Without it the `verify` modes trust Mozilla's
//! list of public roots, compiled in; `sslrootcert=system` means the same.

mod target;
mod tls;

use std::sync::Arc;
use std::time::Duration;

use diesel::ConnectionError;
use diesel_async::AsyncPgConnection;
use diesel_async::pooled_connection::SetupCallback;
use futures_util::FutureExt;
use tokio_postgres::tls::MakeTlsConnect;
use tokio_postgres::{Client, Config, Connection, Socket};
use tokio_postgres_rustls::MakeRustlsConnect;

use crate::foundation::error::Result;

/// The oldest PostgreSQL that OSSM works with.
pub const OLDEST_MAJOR: u32 = 15;

/// How long a whole connection attempt may take unless the URL says otherwise.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// What a connection runs over: TLS or, where that is not wanted, plain text.
pub type TlsStream = <MakeRustlsConnect as MakeTlsConnect<Socket>>::Stream;

/// A database server and how to reach it: a database URL, read once.
#[derive(Clone)]
pub struct Target {
    config: Config,
    tls: MakeRustlsConnect,
}

/// Why a connection could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum ConnectError {
    /// The server refused, or there is none.
    #[error("{}", describe(.0))]
    Postgres(#[source] tokio_postgres::Error),
    /// Nobody answered within the time allowed.
    #[error("the database server did not answer within {} seconds", .0.as_secs())]
    TimedOut(Duration),
    /// It answered, and is older than [`OLDEST_MAJOR`].
    #[error(
        "the database server is PostgreSQL {0}; OSSM needs version {OLDEST_MAJOR} or newer. \
         Upgrade it, or remove the database URL and let OSSM run its own"
    )]
    TooOld(String),
    /// It answered and then refused the first statements.
    #[error(transparent)]
    Setup(ConnectionError),
}

impl From<ConnectError> for ConnectionError {
    fn from(error: ConnectError) -> Self {
        match error {
            ConnectError::Setup(error) => error,
            other => Self::BadConnection(other.to_string()),
        }
    }
}

impl Target {
    /// Reads a database URL.
    ///
    /// # Errors
    /// Invalid, with a sentence that says what is wrong and never shows the password.
    pub fn parse(url: &str) -> Result<Self> {
        let parsed = target::parse(url)?;
        let tls = tls::connector(parsed.verification, parsed.roots.as_deref())?;
        let mut config = parsed.config;
        if config.get_application_name().is_none() {
            config.application_name("ossm");
        }
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(CONNECT_TIMEOUT);
        }
        Ok(Self { config, tls })
    }

    /// The name of the database, if the URL names one.
    #[must_use]
    pub fn database(&self) -> Option<&str> {
        self.config.get_dbname()
    }

    /// The same server and account with another database.
    #[must_use]
    pub fn with_database(&self, name: &str) -> Self {
        let mut other = self.clone();
        other.config.dbname(name);
        other
    }

    /// Opens a connection for diesel. It notices by itself when the server goes away.
    ///
    /// # Errors
    /// See [`ConnectError`].
    pub async fn connect(&self) -> Result<AsyncPgConnection, ConnectError> {
        let limit = self
            .config
            .get_connect_timeout()
            .copied()
            .unwrap_or(CONNECT_TIMEOUT);
        let opening = Box::pin(async {
            let (client, connection) = self.open().await?;
            AsyncPgConnection::try_from_client_and_connection(client, connection)
                .await
                .map_err(ConnectError::Setup)
        });
        tokio::time::timeout(limit, opening)
            .await
            .unwrap_or(Err(ConnectError::TimedOut(limit)))
    }

    /// Opens a bare connection; the caller drives it.
    ///
    /// # Errors
    /// See [`ConnectError`].
    pub async fn open(&self) -> Result<(Client, Connection<Socket, TlsStream>), ConnectError> {
        let (client, connection) = self
            .config
            .connect(self.tls.clone())
            .await
            .map_err(ConnectError::Postgres)?;
        let version = connection.parameter("server_version").unwrap_or_default();
        if major_version(version).is_some_and(|major| major < OLDEST_MAJOR) {
            return Err(ConnectError::TooOld(version.to_owned()));
        }
        Ok((client, connection))
    }

    /// How a diesel pool opens connections to this target
    /// (`ManagerConfig::custom_setup`). The URL that the pool passes is ignored.
    #[must_use]
    pub fn into_setup(self) -> SetupCallback<AsyncPgConnection> {
        let target = Arc::new(self);
        Box::new(move |_url| {
            let target = Arc::clone(&target);
            async move { Ok(target.connect().await?) }.boxed()
        })
    }
}

impl std::fmt::Debug for Target {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // The configuration hides the password by itself.
        f.debug_struct("Target")
            .field("config", &self.config)
            .finish_non_exhaustive()
    }
}

/// `15.14 (Debian 15.14-0+deb12u1)` is 15; `17beta1` is 17.
#[must_use]
pub fn major_version(version: &str) -> Option<u32> {
    let digits = version.split(|c: char| !c.is_ascii_digit()).next()?;
    digits.parse().ok()
}

fn describe(error: &tokio_postgres::Error) -> String {
    let cause = std::error::Error::source(error);
    cause.map_or_else(|| error.to_string(), |cause| format!("{error}: {cause}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn major_versions_are_read_as_servers_write_them() {
        assert_eq!(major_version("15.14 (Debian 15.14-0+deb12u1)"), Some(15));
        assert_eq!(major_version("17beta1"), Some(17));
        assert_eq!(major_version("9.6.24"), Some(9));
        assert_eq!(major_version("devel"), None);
        assert_eq!(major_version(""), None);
    }

    #[test]
    fn a_target_never_shows_its_password() {
        let target = Target::parse("postgres://me:hush-hush@localhost/ossm").unwrap();
        assert!(!format!("{target:?}").contains("hush"));
        assert_eq!(target.database(), Some("ossm"));
        assert_eq!(target.with_database("other").database(), Some("other"));
    }
}
