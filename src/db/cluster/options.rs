//! What a private cluster is started with.

use std::fmt;
use std::path::PathBuf;

use super::fetch;
use crate::foundation::platform;

/// Where to look for the programs of PostgreSQL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Search {
    /// In `PATH` and in the folders where the usual packages put them.
    Installed,
    /// In these folders only.
    Folders(Vec<PathBuf>),
}

/// What stays when the cluster is no longer used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keep {
    /// The data, which is the point of a database.
    Data,
    /// Nothing, for tests: the server is dropped and its folder removed when
    /// the process ends, even by `kill -9` (on Unix).
    Nothing,
}

/// How to run a private cluster.
#[derive(Clone)]
pub struct ClusterOptions<'a> {
    /// The data directory; the cluster is its sub-folder `postgres`.
    pub data_dir: PathBuf,
    /// Where PostgreSQL is fetched from if none is installed: the address of
    /// an archive (`…/postgresql-17.6.0-{target}.tar.gz`, with its SHA-256 in
    /// a file of the same name and `.sha256`), or [`fetch::DEFAULT_SOURCE`].
    /// An empty text forbids fetching.
    pub archive_url: String,
    /// Settings of `postgresql.conf` that override OSSM's own.
    pub settings: Vec<(String, String)>,
    /// Where to look for installed programs.
    pub search: Search,
    /// What stays afterwards.
    pub keep: Keep,
    /// Where the cluster is kept when OSSM runs as root and the server's
    /// account cannot reach the data directory; none makes that an error.
    pub substitute: Option<PathBuf>,
    /// Called with a sentence before anything that takes long or surprises.
    pub announce: &'a (dyn Fn(&str) + Send + Sync),
}

impl<'a> ClusterOptions<'a> {
    /// The usual cluster below `data_dir`.
    #[must_use]
    pub fn new(data_dir: PathBuf, announce: &'a (dyn Fn(&str) + Send + Sync)) -> Self {
        Self {
            data_dir,
            archive_url: fetch::DEFAULT_SOURCE.to_owned(),
            settings: Vec::new(),
            search: Search::Installed,
            keep: Keep::Data,
            substitute: platform::service_state_folder(),
            announce,
        }
    }

    /// A cluster for tests: nothing is flushed to disk, many may connect, and
    /// nothing stays.
    #[must_use]
    pub fn throw_away(data_dir: PathBuf, announce: &'a (dyn Fn(&str) + Send + Sync)) -> Self {
        let settings = [
            ("fsync", "off"),
            ("synchronous_commit", "off"),
            ("full_page_writes", "off"),
            ("max_connections", "200"),
            ("logging_collector", "off"),
            ("autovacuum", "off"),
        ];
        let settings = settings
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .to_vec();
        Self {
            settings,
            keep: Keep::Nothing,
            ..Self::new(data_dir, announce)
        }
    }

    /// The port among the settings. On Unix it names the socket only, unless
    /// `listen_addresses` is set too.
    pub(super) fn port(&self) -> Option<u16> {
        let port = self.settings.iter().rev().find(|(key, _)| key == "port");
        port.and_then(|(_, value)| value.parse().ok())
    }

    /// Whether a setting is given with this very value.
    pub(super) fn sets(&self, name: &str, value: &str) -> bool {
        self.settings
            .iter()
            .any(|(key, given)| key == name && given == value)
    }
}

impl fmt::Debug for ClusterOptions<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClusterOptions")
            .field("data_dir", &self.data_dir)
            .field("archive_url", &self.archive_url)
            .field("settings", &self.settings)
            .field("search", &self.search)
            .field("keep", &self.keep)
            .field("substitute", &self.substitute)
            .finish_non_exhaustive()
    }
}
