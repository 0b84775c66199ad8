//! What the server does towards other servers.

use serde::{Deserialize, Serialize};

use super::problem::Problems;

/// Section `federation`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "independent switches")]
pub struct Federation {
    /// Whether this server talks to others at all.
    pub enabled: bool,
    /// Whether other servers may be reached without TLS. For tests only.
    pub allow_http: bool,
    /// Whether other servers may have loopback or private addresses. For tests
    /// only: it lets strangers make this server call machines of its own network.
    pub allow_private_addresses: bool,
    /// Whether other servers must sign what they read, so that suspended ones
    /// read nothing. Visitors' pages stay open.
    pub authorized_fetch: bool,
    /// Whether only servers with a rule that allows them may talk to this one.
    pub allow_listed_only: bool,
    /// Activities that may wait to be worked on before other servers are asked
    /// to come again later, 100 to 10,000,000.
    pub inbox_limit: usize,
    /// Requests to one other server at once, 1 to 100.
    pub requests_per_host_at_once: usize,
    /// Documents fetched from one other server per second, 1 to 10,000; four
    /// seconds' worth may come in one burst. Deliveries do not count.
    pub fetches_per_host_per_second: u32,
    /// Other servers that this process delivers to at once, 0 to 4,096; as many
    /// again may keep it waiting. 0 leaves deliveries to other processes.
    pub delivery_hosts_at_once: usize,
}

impl Default for Federation {
    fn default() -> Self {
        Self {
            enabled: true,
            allow_http: false,
            allow_private_addresses: false,
            authorized_fetch: false,
            allow_listed_only: false,
            inbox_limit: 100_000,
            requests_per_host_at_once: 10,
            fetches_per_host_per_second: 50,
            delivery_hosts_at_once: 256,
        }
    }
}

impl Federation {
    /// Notes every wrong value of this section.
    pub fn validate(&self, problems: &mut Problems) {
        let limit = self.inbox_limit;
        problems.range("federation.inbox_limit", limit, 100..=10_000_000);
        problems.range(
            "federation.requests_per_host_at_once",
            self.requests_per_host_at_once,
            1..=100,
        );
        problems.range(
            "federation.fetches_per_host_per_second",
            self.fetches_per_host_per_second,
            1..=10_000,
        );
        problems.range(
            "federation.delivery_hosts_at_once",
            self.delivery_hosts_at_once,
            0..=4_096,
        );
    }
}
