//! How long a failed job waits for its next attempt.

use std::time::Duration;

/// The pause after the first failure.
pub const FIRST: Duration = Duration::from_secs(15);

/// The longest pause, before the jitter.
pub const LONGEST: Duration = Duration::from_hours(6);

/// The pause after failure number `attempt` (from 1): it doubles from [`FIRST`]
/// up to [`LONGEST`], and `jitter` (0 to 1, random) spreads it from three
/// quarters to five quarters of that, so that jobs that failed together do not
/// come back together.
#[must_use]
pub fn after(attempt: u32, jitter: f64) -> Duration {
    let doublings = attempt.saturating_sub(1).min(20);
    let pause = FIRST.saturating_mul(1 << doublings).min(LONGEST);
    pause.mul_f64(0.75 + 0.5 * jitter.clamp(0.0, 1.0))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn pauses_double_up_to_the_cap() {
        let seconds = |attempt| after(attempt, 0.5).as_secs();
        assert_eq!([1, 2, 3, 4].map(seconds), [15, 30, 60, 120]);
        assert_eq!(after(40, 0.5), LONGEST);
        assert_eq!(after(u32::MAX, 0.5), LONGEST);
    }

    proptest! {
        #[test]
        fn every_pause_is_within_a_quarter_of_its_step(attempt in any::<u32>(), jitter: f64) {
            let pause = after(attempt, if jitter.is_nan() { 0.5 } else { jitter });
            let step = after(attempt, 0.5);
            prop_assert!(pause >= step.mul_f64(0.749) && pause <= step.mul_f64(1.251));
        }
    }
}
