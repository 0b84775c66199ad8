//! Background work.

use serde::{Deserialize, Serialize};

use super::problem::Problems;

/// Section `jobs`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Jobs {
    /// Jobs that this process works on at once, 0 to 64; 0 leaves them to others.
    pub workers: usize,
    /// Seconds between two looks at the queue when no notification comes, 1 to 300.
    pub poll_seconds: u64,
    /// Seconds after which a job whose worker fell silent is given to another,
    /// 5 to 3600.
    pub lease_seconds: u64,
    /// How often a job is tried before it is put aside, 1 to 100.
    pub max_attempts: u32,
}

impl Default for Jobs {
    fn default() -> Self {
        Self {
            workers: 2,
            poll_seconds: 5,
            lease_seconds: 60,
            max_attempts: 12,
        }
    }
}

impl Jobs {
    /// Notes every wrong value of this section.
    pub fn validate(&self, problems: &mut Problems) {
        problems.range("jobs.workers", self.workers, 0..=64);
        problems.range("jobs.poll_seconds", self.poll_seconds, 1..=300);
        problems.range("jobs.lease_seconds", self.lease_seconds, 5..=3600);
        problems.range("jobs.max_attempts", self.max_attempts, 1..=100);
    }
}
