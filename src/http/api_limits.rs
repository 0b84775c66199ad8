//! How many requests an app may make by the API. Counted in this process, in
//! memory that is bounded, in windows that all begin at the same time.

use std::collections::HashMap;
use std::hash::{BuildHasher as _, RandomState};
use std::net::IpAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, Utc};

use crate::foundation::config::Limits;

const FIVE_MINUTES: i64 = 5 * 60;
const HALF_AN_HOUR: i64 = 30 * 60;
/// The table is in parts, so that requests seldom wait for each other.
const PARTS: usize = 16;
/// Most counters of a part; what comes beyond them is not limited.
const PART_MOST: usize = 16_384;
/// How often a part forgets windows that are over, in seconds.
const SWEEP: i64 = FIVE_MINUTES;

/// What is counted together. Tokens are known by a keyed hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Key {
    /// Everything that is asked with one token.
    Token(u64),
    /// Everything that is asked without one from one address.
    Address(IpAddr),
    /// Files that are uploaded with one token.
    Uploads(u64),
    /// Posts and boosts that are taken back with one token.
    Deletions(u64),
    /// Accounts that are made from one address.
    SignUps(IpAddr),
}

#[derive(Debug, Clone, Copy)]
struct Window {
    /// Seconds since 1970.
    ends: i64,
    count: u32,
}

#[derive(Debug, Default)]
struct Part {
    windows: HashMap<Key, Window>,
    swept: i64,
}

/// How far somebody is from a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// Most requests of the window.
    pub most: u32,
    /// Requests so far, with this one.
    pub count: u32,
    /// When the next window begins, in seconds since 1970.
    pub ends: i64,
}

impl Standing {
    /// Whether this request is one too many.
    #[must_use]
    pub fn is_exceeded(self) -> bool {
        self.count > self.most
    }

    /// How many more are allowed in this window.
    #[must_use]
    pub fn left(self) -> u32 {
        self.most.saturating_sub(self.count)
    }
}

/// The counters.
#[derive(Debug)]
pub struct ApiLimits {
    limits: Limits,
    parts: [Mutex<Part>; PARTS],
    hasher: RandomState,
}

impl ApiLimits {
    /// As configured; a limit of 0 is none.
    #[must_use]
    pub fn new(limits: &Limits) -> Self {
        Self {
            limits: limits.clone(),
            parts: std::array::from_fn(|_| Mutex::default()),
            hasher: RandomState::new(),
        }
    }

    /// Most requests of a window, and its length in seconds; nothing where
    /// there is no limit.
    fn rule(&self, key: Key) -> Option<(u32, i64)> {
        let limits = &self.limits;
        let (most, seconds) = match key {
            Key::Token(_) => (limits.api_requests_per_token_per_5_minutes, FIVE_MINUTES),
            Key::Address(_) => (limits.api_requests_per_address_per_5_minutes, FIVE_MINUTES),
            Key::Uploads(_) => (limits.api_uploads_per_token_per_30_minutes, HALF_AN_HOUR),
            Key::Deletions(_) => (limits.api_deletions_per_token_per_30_minutes, HALF_AN_HOUR),
            Key::SignUps(_) => (limits.api_sign_ups_per_address_per_30_minutes, HALF_AN_HOUR),
        };
        (limits.enabled && most > 0).then_some((most, seconds))
    }

    /// Adds to a counter, or reads it (`add` is 0); nothing where there is no limit.
    pub fn count(&self, key: Key, now: DateTime<Utc>, add: u32) -> Option<Standing> {
        let (most, seconds) = self.rule(key)?;
        let now = now.timestamp();
        let ends = now - now.rem_euclid(seconds) + seconds;
        let mut part = self.part(key)?;
        if now >= part.swept.saturating_add(SWEEP) {
            part.swept = now;
            part.windows.retain(|_, window| window.ends > now);
            part.windows.shrink_to_fit();
        }
        let known = part.windows.contains_key(&key);
        if !known && (add == 0 || part.windows.len() >= PART_MOST) {
            let count = add;
            return Some(Standing { most, count, ends });
        }
        let window = part.windows.entry(key).or_insert(Window { ends, count: 0 });
        if window.ends != ends {
            *window = Window { ends, count: 0 };
        }
        window.count = window.count.saturating_add(add);
        let count = window.count;
        Some(Standing { most, count, ends })
    }

    /// Whether something was counted, in this window or one not long ago.
    #[must_use]
    pub fn knows(&self, key: Key) -> bool {
        let part = self.part(key);
        part.is_some_and(|part| part.windows.contains_key(&key))
    }

    /// Forgets what was counted.
    pub fn forget(&self, key: Key) {
        if let Some(mut part) = self.part(key) {
            part.windows.remove(&key);
        }
    }

    fn part(&self, key: Key) -> Option<MutexGuard<'_, Part>> {
        let place = usize::try_from(self.hasher.hash_one(key) % PARTS as u64).unwrap_or(0);
        let part = self.parts.get(place)?;
        Some(part.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// What a token is known by here.
    #[must_use]
    pub fn token(&self, token: &str) -> u64 {
        self.hasher.hash_one(token)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(seconds, 0).unwrap()
    }

    fn limits(most: u32) -> ApiLimits {
        ApiLimits::new(&Limits {
            api_requests_per_token_per_5_minutes: most,
            ..Limits::default()
        })
    }

    #[test]
    fn a_window_fills_and_the_next_is_empty() {
        let limits = limits(2);
        let left = |second| {
            let standing = limits.count(Key::Token(1), at(second), 1).unwrap();
            (standing.left(), standing.is_exceeded(), standing.ends)
        };
        assert_eq!(left(600), (1, false, 900));
        assert_eq!(left(899), (0, false, 900));
        assert_eq!(left(899), (0, true, 900));
        assert_eq!(left(900), (1, false, 1200));
        let other = limits.count(Key::Token(2), at(899), 1).unwrap();
        assert_eq!(other.left(), 1);
    }

    #[test]
    fn zero_and_switched_off_are_no_limits() {
        assert_eq!(limits(0).count(Key::Token(1), at(0), 1), None);
        let off = ApiLimits::new(&Limits {
            enabled: false,
            ..Limits::default()
        });
        assert_eq!(off.count(Key::Token(1), at(0), 1), None);
    }

    #[test]
    fn the_table_is_bounded_and_forgets() {
        let limits = limits(5);
        let most = PARTS * PART_MOST;
        for token in 0..most as u64 + 50_000 {
            let standing = limits.count(Key::Token(token), at(600), 1).unwrap();
            assert!(!standing.is_exceeded());
        }
        let size = || -> usize {
            let parts = limits.parts.iter();
            parts.map(|part| part.lock().unwrap().windows.len()).sum()
        };
        assert!(size() <= most, "{}", size());
        for token in 0..1000 {
            limits.count(Key::Token(token), at(1500), 1).unwrap();
        }
        assert!(size() <= 1000, "{}", size());
    }
}
