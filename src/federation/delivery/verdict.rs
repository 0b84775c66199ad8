//! What an answer to a delivery means: for the activity, and for its host.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use crate::foundation::net::{Answer, NetError, NetErrorKind};
use crate::jobs::backoff;

/// An activity that did not arrive after this time is given up.
const MAX_AGE: TimeDelta = TimeDelta::days(7);
/// Nobody may ask for more patience.
const MAX_RETRY_AFTER: TimeDelta = TimeDelta::days(1);
/// How often a 401 is believed to heal: a key may be on its way.
const MAX_UNAUTHORIZED: i32 = 5;
/// After so many errors of the same activity others go first.
const POISON: i32 = 3;
/// The same where the whole host seems to be away, since then it is more
/// likely the host's fault, and order matters more.
const SLOW_POISON: i32 = 10;
/// Pause when this server has too many requests to the host under way.
const BUSY: TimeDelta = TimeDelta::seconds(5);

/// What came back from an inbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Reply {
    /// It has the activity, or nobody is there any more to have it.
    Taken,
    /// It will never take this activity.
    Refused(String),
    /// It does not know the signature.
    Unauthorized(String),
    /// It wants to be left alone, maybe for a stated time.
    Later(String, Option<TimeDelta>),
    /// It stumbled over this activity.
    Failed(String),
    /// The host is away, as far as its gateway or the time without an answer tell.
    Away(String, Option<TimeDelta>),
    /// No connection.
    Unreachable(String),
    /// This server would not talk to that address at all.
    Forbidden(String),
    /// This server has no place for another request to that host.
    Busy,
}

/// Reads an answer as other servers mean it. Redirects of a POST are failures.
pub(super) fn read(answer: &Result<Answer, NetError>, now: DateTime<Utc>) -> Reply {
    let answer = match answer {
        Ok(answer) => answer,
        Err(error) => return read_error(error),
    };
    let why = format!("The inbox answered {}.", answer.status);
    let retry_after = answer
        .header("retry-after")
        .and_then(|text| retry_after(text, now));
    match answer.status {
        200..=299 | 410 => Reply::Taken,
        401 => Reply::Unauthorized(why),
        429 => Reply::Later(why, retry_after),
        502..=504 => Reply::Away(why, retry_after),
        408 | 425 => Reply::Failed(why),
        400..=499 | 501 => Reply::Refused(why),
        _ => Reply::Failed(why),
    }
}

fn read_error(error: &NetError) -> Reply {
    let why = error.to_string();
    match error.kind() {
        NetErrorKind::NotAllowed => Reply::Forbidden(why),
        NetErrorKind::Dns | NetErrorKind::Connect => Reply::Unreachable(why),
        NetErrorKind::Timeout => Reply::Away(why, None),
        NetErrorKind::Busy => Reply::Busy,
        _ => Reply::Failed(why),
    }
}

/// RFC 9110 §10.2.3: seconds, or a date.
fn retry_after(text: &str, now: DateTime<Utc>) -> Option<TimeDelta> {
    let text = text.trim();
    let wait = match text.parse::<u32>() {
        Ok(seconds) => TimeDelta::seconds(i64::from(seconds)),
        Err(_) => DateTime::parse_from_rfc2822(text).ok()?.to_utc() - now,
    };
    Some(wait.clamp(TimeDelta::zero(), MAX_RETRY_AFTER))
}

/// What becomes of the activity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Fate {
    /// It is done.
    Done,
    /// It stays, in its place or (with a time) behind others.
    Waits {
        attempts: i32,
        run_at: Option<DateTime<Utc>>,
        why: String,
    },
    /// It is given up.
    GivenUp(String),
}

/// What is thought of the host.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Host {
    /// It is well: the next one goes out.
    Well,
    /// Nothing was learned: the next one goes out.
    Same,
    /// Nothing goes out before; it is no failure.
    Pause(DateTime<Utc>),
    /// Nothing goes out before, and then only one.
    Failing(DateTime<Utc>),
}

/// What is known when an answer is judged.
#[derive(Debug, Clone, Copy)]
pub(super) struct Case {
    /// How often this activity failed for a reason of its own.
    pub attempts: i32,
    /// Since when it waits.
    pub waiting_since: DateTime<Utc>,
    /// How often in a row its host failed.
    pub host_failures: i32,
    /// The time.
    pub now: DateTime<Utc>,
    /// 0 to 1, random.
    pub jitter: f64,
}

/// Decides what to do.
pub(super) fn decide(reply: Reply, case: &Case) -> (Fate, Host) {
    match reply {
        Reply::Taken => (Fate::Done, Host::Well),
        Reply::Refused(why) => (Fate::GivenUp(why), Host::Well),
        Reply::Forbidden(why) => (Fate::GivenUp(why), Host::Same),
        Reply::Unauthorized(why) => (case.unauthorized(why), Host::Well),
        Reply::Later(why, Some(wait)) => {
            let until = case.now + case.spread(wait);
            (case.stays(case.attempts, None, why), Host::Pause(until))
        }
        Reply::Failed(why) => case.stumbled(why, None, POISON),
        Reply::Away(why, wait) => case.stumbled(why, wait, SLOW_POISON),
        Reply::Unreachable(why) | Reply::Later(why, None) => {
            let fate = case.stays(case.attempts, None, why);
            (fate, case.failing(None))
        }
        Reply::Busy => {
            let until = case.now + case.spread(BUSY);
            let why = "Too many requests to this host were under way.".to_owned();
            (case.stays(case.attempts, None, why), Host::Pause(until))
        }
    }
}

impl Case {
    fn stays(&self, attempts: i32, run_at: Option<DateTime<Utc>>, why: String) -> Fate {
        if self.now - self.waiting_since > MAX_AGE {
            return Fate::GivenUp(why);
        }
        Fate::Waits {
            attempts,
            run_at,
            why,
        }
    }

    fn unauthorized(&self, why: String) -> Fate {
        let attempts = self.attempts.saturating_add(1);
        if attempts >= MAX_UNAUTHORIZED {
            return Fate::GivenUp(why);
        }
        self.stays(attempts, Some(self.after(attempts.saturating_add(4))), why)
    }

    /// The same activity failing again and again must not hold up the others
    /// for ever. Where the host was well until now, it is to blame alone.
    fn stumbled(&self, why: String, wait: Option<TimeDelta>, poison: i32) -> (Fate, Host) {
        let attempts = self.attempts.saturating_add(1);
        let known_poison = self.attempts >= poison && self.host_failures == 0;
        let host = if known_poison {
            Host::Same
        } else {
            self.failing(wait)
        };
        // Later than the host's own next attempt, so that another goes first.
        let aside = (attempts >= poison).then(|| {
            let failures = self.host_failures.saturating_add(1);
            self.after(attempts.max(failures).saturating_add(3))
        });
        (self.stays(attempts, aside, why), host)
    }

    fn failing(&self, wait: Option<TimeDelta>) -> Host {
        let next = match wait {
            Some(wait) => self.now + self.spread(wait),
            None => self.after(self.host_failures.saturating_add(1)),
        };
        Host::Failing(next)
    }

    fn after(&self, failures: i32) -> DateTime<Utc> {
        let failures = u32::try_from(failures).unwrap_or(1);
        let pause = backoff::after(failures, self.jitter);
        self.now + TimeDelta::from_std(pause).unwrap_or(TimeDelta::hours(6))
    }

    /// As long as asked for and up to a tenth longer, so that those who were
    /// put off together do not come back together.
    fn spread(&self, wait: TimeDelta) -> TimeDelta {
        let asked = wait.to_std().unwrap_or(Duration::ZERO);
        let pause = asked.mul_f64(1.0 + 0.1 * self.jitter.clamp(0.0, 1.0));
        TimeDelta::from_std(pause).unwrap_or(MAX_RETRY_AFTER)
    }
}

#[cfg(test)]
#[path = "verdict_tests.rs"]
mod tests;
