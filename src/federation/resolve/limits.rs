//! How often members and visitors make this server ask others.

use std::num::NonZeroU32;

use governor::clock::{Clock as _, DefaultClock};
use governor::{DefaultDirectRateLimiter, DefaultKeyedRateLimiter, Quota, RateLimiter};

use crate::db::ids::AccountId;
use crate::domain::resolver::Asker;
use crate::foundation::config::Limits;
use crate::foundation::error::{Error, Result};

/// Questions a minute of one member.
const MEMBER: NonZeroU32 = NonZeroU32::new(30).unwrap();
/// Questions a minute of all visitors together.
const VISITORS: NonZeroU32 = NonZeroU32::new(20).unwrap();
/// Members whose questions are counted before idle ones are forgotten.
const MEMBERS: usize = 1000;

/// Counts questions, in this process; nothing where limits are switched off.
pub(super) struct AskLimits(Option<Counters>);

struct Counters {
    members: DefaultKeyedRateLimiter<AccountId>,
    visitors: DefaultDirectRateLimiter,
}

impl AskLimits {
    pub(super) fn new(limits: &Limits) -> Self {
        Self(limits.enabled.then(|| Counters {
            members: RateLimiter::keyed(Quota::per_minute(MEMBER)),
            visitors: RateLimiter::direct(Quota::per_minute(VISITORS)),
        }))
    }

    /// Counts one question.
    ///
    /// # Errors
    /// `RateLimited`.
    pub(super) fn count(&self, asker: Asker) -> Result<()> {
        let Some(counters) = &self.0 else {
            return Ok(());
        };
        let counted = match asker {
            Asker::Member(member) => {
                if counters.members.len() > MEMBERS {
                    counters.members.retain_recent();
                }
                counters.members.check_key(&member)
            }
            Asker::Visitor => counters.visitors.check(),
        };
        counted.map_err(|refusal| {
            let wait = refusal.wait_time_from(DefaultClock::default().now());
            Error::rate_limited(wait.as_secs() + 1)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_have_limits_of_their_own_and_visitors_share_one() {
        let limits = AskLimits::new(&Limits::default());
        for _ in 0..20 {
            limits.count(Asker::Visitor).unwrap();
        }
        limits.count(Asker::Visitor).unwrap_err();
        for _ in 0..30 {
            limits.count(Asker::Member(AccountId(1))).unwrap();
        }
        let refused = limits.count(Asker::Member(AccountId(1))).unwrap_err();
        assert!(refused.retry_after_seconds().is_some());
        limits.count(Asker::Member(AccountId(2))).unwrap();
        let off = AskLimits::new(&Limits {
            enabled: false,
            ..Limits::default()
        });
        (0..100).for_each(|_| off.count(Asker::Visitor).unwrap());
    }
}
