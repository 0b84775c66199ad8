//! Health and metrics on a port of their own.

use std::net::SocketAddr;

use serde::{Deserialize, Serialize};

use super::optional;
use super::problem::Problems;

/// Section `metrics`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Metrics {
    /// The address with a port for `/health`, `/ready` and `/metrics`, such as
    /// `127.0.0.1:3900`. Without it there is no such port. It has no password:
    /// keep it out of reach of strangers.
    #[serde(with = "optional")]
    pub bind: Option<SocketAddr>,
}

impl Metrics {
    /// Notes every wrong value of this section. So far every address is right.
    pub fn validate(&self, _problems: &mut Problems) {}
}
