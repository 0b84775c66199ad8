//! Health and metrics on a port of their own, and what is counted at all.

use std::net::SocketAddr;

use serde::{Deserialize, Serialize};

use super::optional;
use super::problem::Problems;

/// Section `metrics`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Metrics {
    /// The address with a port for `/health`, `/ready` and `/metrics`, such as
    /// `127.0.0.1:3900`. Without it there is no such port. It has no password:
    /// keep it out of reach of strangers.
    #[serde(with = "optional")]
    pub bind: Option<SocketAddr>,
    /// Whether bytes in and out are counted, by day, by what they are and by the
    /// other server, for the pages about costs.
    pub count_traffic: bool,
}

impl Default for Metrics {
    fn default() -> Self {
        Self {
            bind: None,
            count_traffic: true,
        }
    }
}

impl Metrics {
    /// Notes every wrong value of this section. So far every address is right.
    pub fn validate(&self, _problems: &mut Problems) {}
}
