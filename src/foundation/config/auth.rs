//! Passwords, sessions and the sign-up captcha.

use std::num::NonZeroUsize;

use serde::{Deserialize, Serialize};

use super::problem::Problems;

/// Section `auth`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Auth {
    /// The work factor of password hashes, 4 to 16; one more doubles the time.
    /// Below 10 only for tests.
    pub bcrypt_cost: u32,
    /// How many passwords are hashed at once, 0 to 64; 0 leaves one core free.
    pub bcrypt_concurrency: usize,
    /// Days after which an unused session ends, 1 to 3650.
    pub session_days: u32,
    /// Minutes for which a link to reset a password works, 5 to 1440.
    pub reset_token_minutes: u32,
    /// Hours for which a link to confirm an e-mail address works, 1 to 720.
    pub confirm_token_hours: u32,
    /// Fewest characters of a password, 8 to 64.
    pub min_password_characters: usize,
    /// Whether signing up takes a captcha.
    pub captcha: bool,
}

impl Default for Auth {
    fn default() -> Self {
        Self {
            bcrypt_cost: 12,
            bcrypt_concurrency: 0,
            session_days: 90,
            reset_token_minutes: 60,
            confirm_token_hours: 72,
            min_password_characters: 10,
            captcha: true,
        }
    }
}

impl Auth {
    /// How many passwords may be hashed at once on this machine; at least 1.
    #[must_use]
    pub fn hashing_slots(&self) -> usize {
        if self.bcrypt_concurrency > 0 {
            return self.bcrypt_concurrency;
        }
        let cores = std::thread::available_parallelism().map_or(1, NonZeroUsize::get);
        cores.saturating_sub(1).max(1)
    }

    /// Notes every wrong value of this section.
    pub fn validate(&self, problems: &mut Problems) {
        problems.range("auth.bcrypt_cost", self.bcrypt_cost, 4..=16);
        problems.range("auth.bcrypt_concurrency", self.bcrypt_concurrency, 0..=64);
        problems.range("auth.session_days", self.session_days, 1..=3650);
        problems.range(
            "auth.reset_token_minutes",
            self.reset_token_minutes,
            5..=1440,
        );
        problems.range(
            "auth.confirm_token_hours",
            self.confirm_token_hours,
            1..=720,
        );
        problems.range(
            "auth.min_password_characters",
            self.min_password_characters,
            8..=64,
        );
    }
}
