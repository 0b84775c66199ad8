//! What the server does towards other servers.

use serde::{Deserialize, Serialize};

use super::problem::Problems;

/// Section `federation`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Federation {
    /// Whether this server talks to others at all.
    pub enabled: bool,
    /// Whether other servers may be reached without TLS. For tests only.
    pub allow_http: bool,
    /// Whether other servers may have loopback or private addresses. For tests
    /// only: it lets strangers make this server call machines of its own network.
    pub allow_private_addresses: bool,
}

impl Default for Federation {
    fn default() -> Self {
        Self {
            enabled: true,
            allow_http: false,
            allow_private_addresses: false,
        }
    }
}

impl Federation {
    /// Notes every wrong value of this section. So far every value is right.
    pub fn validate(&self, _problems: &mut Problems) {}
}
