//! How an attempt at a job ended, and what its row becomes.

use std::panic::AssertUnwindSafe;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use futures_util::FutureExt as _;

use crate::db::Conn;
use crate::db::queue::{self, ClaimedJob};
use crate::foundation::error::{ErrorKind, Result};
use crate::jobs::backoff;
use crate::jobs::job::Job;

/// The longest an attempt may take; then it counts as failed.
const LONGEST_RUN: Duration = Duration::from_mins(30);

/// How an attempt ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Outcome {
    /// The work is done.
    Done,
    /// It may succeed later. The text is for the row: public words only.
    Failed(String),
    /// It can never succeed.
    Hopeless(String),
}

/// Runs `job` once. A panic is a failure and stays in here.
pub(super) async fn attempt(job: &dyn Job, claimed: &ClaimedJob) -> Outcome {
    if claimed.attempts > claimed.max_attempts {
        return Outcome::Hopeless("Its workers ended without a word each time.".to_owned());
    }
    let run = AssertUnwindSafe(job.run(&claimed.payload)).catch_unwind();
    match tokio::time::timeout(LONGEST_RUN, run).await {
        Ok(Ok(result)) => of_result(result, claimed),
        Ok(Err(_panic)) => Outcome::Failed("The handler panicked.".to_owned()),
        Err(_elapsed) => Outcome::Failed("It took too long and was stopped.".to_owned()),
    }
}

fn of_result(result: Result<()>, claimed: &ClaimedJob) -> Outcome {
    let Err(error) = result else {
        return Outcome::Done;
    };
    // The cause may hold what must not be kept, so it goes to the log only.
    tracing::warn!(
        job = claimed.id.0,
        kind = claimed.kind,
        ?error,
        "a job failed"
    );
    let words = format!("{:?}: {}", error.kind(), error.message());
    match error.kind() {
        ErrorKind::Invalid => Outcome::Hopeless(words),
        _ => Outcome::Failed(words),
    }
}

/// What becomes of the row of a job.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Settlement {
    Remove,
    Repeat(DateTime<Utc>, Option<String>),
    Retry(DateTime<Utc>, String),
    Bury(String),
}

/// Decides from how the attempt ended. `every`: the job comes round, and then
/// it is never put aside. `jitter`: 0 to 1, random.
pub(super) fn decide(
    outcome: Outcome,
    claimed: &ClaimedJob,
    every: Option<Duration>,
    now: DateTime<Utc>,
    jitter: f64,
) -> Settlement {
    let later = |pause: Duration| now + TimeDelta::from_std(pause).unwrap_or(TimeDelta::hours(6));
    let spent = claimed.attempts >= claimed.max_attempts;
    match (outcome, every) {
        (Outcome::Done, None) => Settlement::Remove,
        (Outcome::Done, Some(every)) => Settlement::Repeat(later(every), None),
        (Outcome::Failed(words), _) if !spent => {
            let attempt = u32::try_from(claimed.attempts).unwrap_or(1);
            Settlement::Retry(later(backoff::after(attempt, jitter)), words)
        }
        (Outcome::Failed(words) | Outcome::Hopeless(words), Some(every)) => {
            Settlement::Repeat(later(every), Some(words))
        }
        (Outcome::Failed(words) | Outcome::Hopeless(words), None) => Settlement::Bury(words),
    }
}

impl Settlement {
    /// Writes it down. `false`: the lease was lost, and nothing happened.
    pub(super) async fn apply(
        &self,
        conn: &mut Conn,
        claimed: &ClaimedJob,
        now: DateTime<Utc>,
    ) -> Result<bool> {
        let held = match self {
            Self::Remove => queue::complete(conn, claimed).await?,
            Self::Repeat(at, words) => queue::repeat(conn, claimed, *at, words.as_deref()).await?,
            Self::Retry(at, words) => queue::retry(conn, claimed, *at, words).await?,
            Self::Bury(words) => queue::bury(conn, claimed, now, words).await?,
        };
        Ok(held)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::ids::JobId;

    fn claimed(attempts: i32) -> ClaimedJob {
        ClaimedJob {
            id: JobId(1),
            kind: "test".to_owned(),
            payload: serde_json::Value::Null,
            attempts,
            max_attempts: 3,
            leased_by: "me".to_owned(),
        }
    }

    #[test]
    fn failures_are_retried_until_the_attempts_are_spent() {
        let now = DateTime::UNIX_EPOCH;
        let decide =
            |outcome, attempts, every| decide(outcome, &claimed(attempts), every, now, 0.5);
        let failed = || Outcome::Failed("no".to_owned());
        let second = TimeDelta::seconds(1);
        assert_eq!(decide(Outcome::Done, 3, None), Settlement::Remove);
        assert_eq!(
            decide(failed(), 1, None),
            Settlement::Retry(now + second * 15, "no".into())
        );
        assert_eq!(
            decide(failed(), 2, None),
            Settlement::Retry(now + second * 30, "no".into())
        );
        assert_eq!(decide(failed(), 3, None), Settlement::Bury("no".into()));
        assert_eq!(
            decide(Outcome::Hopeless("x".into()), 1, None),
            Settlement::Bury("x".into())
        );
    }

    #[test]
    fn what_comes_round_is_never_buried() {
        let now = DateTime::UNIX_EPOCH;
        let hour = Some(Duration::from_hours(1));
        let next = now + TimeDelta::hours(1);
        let decide = |outcome, attempts| decide(outcome, &claimed(attempts), hour, now, 0.5);
        assert_eq!(decide(Outcome::Done, 1), Settlement::Repeat(next, None));
        let failed = Outcome::Failed("no".to_owned());
        assert_eq!(
            decide(failed, 3),
            Settlement::Repeat(next, Some("no".to_owned()))
        );
    }
}
