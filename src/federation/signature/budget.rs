//! So many requests a minute to each host, and no more than so many hosts.

use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use moka::future::Cache;

/// Hosts that are counted; the least used are forgotten.
const MAX_HOSTS: u64 = 10_000;

const WINDOW: TimeDelta = TimeDelta::minutes(1);

/// Counts by host.
pub struct Budget {
    per_minute: u32,
    hosts: Cache<String, Arc<Mutex<Count>>>,
}

struct Count {
    since: DateTime<Utc>,
    used: u32,
}

impl Budget {
    /// At most `per_minute` for each host.
    pub fn new(per_minute: u32) -> Self {
        Self {
            per_minute,
            hosts: Cache::new(MAX_HOSTS),
        }
    }

    /// Takes one; `false` when the minute's are used up.
    pub async fn take(&self, host: &str, now: DateTime<Utc>) -> bool {
        let fresh = async {
            Arc::new(Mutex::new(Count {
                since: now,
                used: 0,
            }))
        };
        let count = self.hosts.get_with_by_ref(host, fresh).await;
        let mut count = count.lock().unwrap_or_else(PoisonError::into_inner);
        if now - count.since >= WINDOW || now < count.since {
            *count = Count {
                since: now,
                used: 0,
            };
        }
        count.used = count.used.saturating_add(1);
        count.used <= self.per_minute
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn each_host_has_its_own_minute() {
        let budget = Budget::new(2);
        let now = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        assert!(budget.take("a.example", now).await);
        assert!(budget.take("a.example", now).await);
        assert!(!budget.take("a.example", now).await);
        assert!(budget.take("b.example", now).await);
        assert!(budget.take("a.example", now + WINDOW).await);
    }
}
