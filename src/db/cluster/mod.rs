//! The private PostgreSQL cluster, for machines where nobody prepared a database.
//!
//! It lives in `<data_dir>/postgres/`:
//!
//! ```text
//! data/        the cluster itself (PGDATA)
//! run/         its socket
//! password     of the database account, readable by its owner only
//! ossm.conf    settings, written anew at each start
//! server.log   what the server said while it started
//! start.lock   held while somebody starts or stops the server
//! users.lock   shared by every process that uses it
//! ```
//!
//! Several `ossm` processes may share a data directory. Each holds a shared
//! lock on `users.lock`; whoever leaves last stops the server. An operating
//! system lets go of such locks when a process dies, however it dies, so no
//! crash leaves a false claim. After a `kill -9` the orphaned server is found
//! by its `postmaster.pid`, asked who it is over its socket, and taken over.
//!
//! PostgreSQL refuses to run as root. Started as root, OSSM runs it as
//! `postgres` or, where there is no such account, `nobody`. If that account
//! cannot reach the data directory (below `/root`, for instance), the cluster
//! is kept in `/var/lib/ossm/` instead and `<data_dir>/postgres-location` says where.

mod advice;
mod fetch;
mod find;
mod initdb;
mod launch;
mod layout;
mod lock;
mod options;
mod pidfile;
mod provision;
mod settings;
mod start;
mod stop;

use std::process::Child;

use crate::foundation::error::{Error, ErrorKind, Result};
use crate::foundation::message::Message;
use crate::foundation::platform::StopMode;

pub use advice::how_to_install;
pub use fetch::DEFAULT_SOURCE;
pub use find::{Binaries, find_installed};
pub use options::{ClusterOptions, Keep, Search};

use layout::{Credentials, Layout};
use lock::Share;

/// A running private cluster that this process uses. Call [`Cluster::stop`]
/// when done; dropping it asks the server to stop without waiting for it.
#[derive(Debug)]
pub struct Cluster {
    layout: Layout,
    credentials: Credentials,
    origin: Origin,
    keep: Keep,
    /// The server, if this process started it.
    child: Option<Child>,
    /// The watcher of a throw-away cluster.
    watcher: Option<Child>,
    share: Option<Share>,
}

/// How a process came by its cluster.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// It started the server.
    Started,
    /// The server ran without anybody using it, left by a process that was killed.
    Adopted,
    /// Another process uses the server at this moment.
    Attached,
}

impl Cluster {
    /// Starts the cluster below `options.data_dir`, or joins it if it runs.
    /// Creates it first, and fetches PostgreSQL first, where need be.
    ///
    /// # Errors
    /// A sentence or two that say what is missing and how to get it here.
    pub async fn start(options: &ClusterOptions<'_>) -> Result<Self> {
        Box::pin(start::start(options)).await
    }

    /// The URL of OSSM's database in this cluster, password included.
    #[must_use]
    pub fn url(&self) -> String {
        self.url_of("ossm")
    }

    /// The URL of another database in this cluster. The account may create databases.
    #[must_use]
    pub fn url_of(&self, database: &str) -> String {
        self.credentials.url(layout::ACCOUNT, database)
    }

    /// Whether this process started the server, took it over, or shares it.
    #[must_use]
    pub fn origin(&self) -> Origin {
        self.origin
    }

    /// Leaves the cluster. The last to leave stops the server: sessions end,
    /// everything is written down. Others keep it running.
    ///
    /// # Errors
    /// When the server does not stop within half a minute.
    pub async fn stop(mut self) -> Result<()> {
        Box::pin(stop::stop(&mut self)).await
    }

    fn stop_mode(&self) -> StopMode {
        match self.keep {
            Keep::Data => StopMode::Fast,
            Keep::Nothing => StopMode::Immediate,
        }
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        stop::abandon(self);
    }
}

/// What keeps the cluster from running, in words for whoever runs OSSM.
fn problem(message: impl Into<Message>) -> Error {
    Error::new(ErrorKind::Unavailable, message)
}
