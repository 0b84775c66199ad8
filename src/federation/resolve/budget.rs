//! How much one search through other servers may cost: requests, posts, time.

use std::time::Duration;

use tokio::time::Instant;

/// What is left to spend. Each document has at most 1 MiB, so the requests
/// bound the bytes.
#[derive(Debug)]
pub(super) struct Budget {
    requests: u32,
    posts: u32,
    until: Instant,
}

impl Budget {
    /// For one post that somebody waits for, with what stands above it.
    pub(super) fn for_post() -> Self {
        Self::new(30, 30, Duration::from_secs(25))
    }

    /// For a profile's earlier posts.
    pub(super) fn for_profile() -> Self {
        Self::new(14, 40, Duration::from_mins(1))
    }

    /// For what is missing around a post.
    pub(super) fn for_thread() -> Self {
        Self::new(80, 200, Duration::from_mins(2))
    }

    pub(super) fn new(requests: u32, posts: u32, time: Duration) -> Self {
        Self {
            requests,
            posts,
            until: Instant::now() + time,
        }
    }

    /// Takes one request, if there is one left.
    pub(super) fn request(&mut self) -> bool {
        let left = self.requests > 0 && Instant::now() < self.until;
        self.requests = self.requests.saturating_sub(1);
        left
    }

    /// Takes one post, if there is one left.
    pub(super) fn post(&mut self) -> bool {
        let left = self.posts > 0;
        self.posts = self.posts.saturating_sub(1);
        left
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_spent_is_gone() {
        let mut budget = Budget::new(2, 1, Duration::from_mins(1));
        assert!(budget.request() && budget.request() && !budget.request());
        assert!(budget.post() && !budget.post());
        let mut late = Budget::new(2, 1, Duration::ZERO);
        assert!(!late.request());
    }
}
