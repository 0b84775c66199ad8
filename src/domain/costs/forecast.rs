//! When something will be full, at the pace of the last days. Pure.

use chrono::NaiveDate;

/// Nobody plans further ahead than this, in days: ten years.
const HORIZON: f64 = 3_650.0;

/// What will be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Forecast {
    /// Too few days were measured.
    Unknown,
    /// Not within ten years.
    Never,
    /// In so many days; 0: now.
    Days(u32),
}

/// When what grows will reach `limit`, by the straight line that fits the
/// measures best (least squares), going on from the last of them. The measures
/// are in the order of their days.
#[must_use]
pub fn days_until(measures: &[(NaiveDate, u64)], limit: u64) -> Forecast {
    let Some(((first, _), (last, now))) = measures.first().zip(measures.last()) else {
        return Forecast::Unknown;
    };
    if *now >= limit {
        return Forecast::Days(0);
    }
    if first == last {
        return Forecast::Unknown;
    }
    let points = measures.iter().map(|(day, used)| {
        let since = (*day - *first).num_days();
        (float(u64::try_from(since).unwrap_or(0)), float(*used))
    });
    let growth = slope(points.collect());
    if growth <= 0.0 {
        return Forecast::Never;
    }
    let days = float(limit - now) / growth;
    if days > HORIZON {
        return Forecast::Never;
    }
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "between 0 and ten years of days"
    )]
    Forecast::Days(days as u32)
}

/// How much the second number grows with each one of the first.
fn slope(points: Vec<(f64, f64)>) -> f64 {
    let count = float(points.len() as u64);
    let mean = |sum: f64| sum / count;
    let x = mean(points.iter().map(|(x, _)| x).sum());
    let y = mean(points.iter().map(|(_, y)| y).sum());
    let (mut both, mut spread) = (0.0, 0.0);
    for (at, value) in points {
        both += (at - x) * (value - y);
        spread += (at - x) * (at - x);
    }
    if spread > 0.0 { both / spread } else { 0.0 }
}

#[expect(
    clippy::cast_precision_loss,
    reason = "no disk has so many bytes that it matters"
)]
fn float(value: u64) -> f64 {
    value as f64
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn measures(values: &[u64]) -> Vec<(NaiveDate, u64)> {
        let first = NaiveDate::from_ymd_opt(2026, 10, 23).unwrap();
        let days = first.iter_days();
        days.zip(values.iter().copied()).collect()
    }

    #[test]
    fn a_steady_pace_goes_on() {
        let steady = measures(&[100, 110, 120, 130]);
        assert_eq!(days_until(&steady, 230), Forecast::Days(10));
        assert_eq!(days_until(&steady, 135), Forecast::Days(0), "half a day");
        assert_eq!(days_until(&steady, 130), Forecast::Days(0));
        assert_eq!(days_until(&steady, 90), Forecast::Days(0));
        // One day that is out of line does not decide.
        let uneven = measures(&[100, 110, 170, 130, 140, 150]);
        let Forecast::Days(days) = days_until(&uneven, 250) else {
            panic!("it grows");
        };
        assert!((8..=14).contains(&days), "{days}");
    }

    #[test]
    fn days_that_were_not_measured_are_no_jump() {
        let first = NaiveDate::from_ymd_opt(2026, 10, 23).unwrap();
        let gap = [(first, 100), (first + chrono::TimeDelta::days(10), 200)];
        assert_eq!(days_until(&gap, 300), Forecast::Days(10));
    }

    #[test]
    fn what_does_not_grow_is_never_full() {
        assert_eq!(days_until(&measures(&[5, 5, 5]), 9), Forecast::Never);
        assert_eq!(days_until(&measures(&[9, 7, 5]), 9), Forecast::Never);
        assert_eq!(days_until(&measures(&[1, 2]), u64::MAX), Forecast::Never);
    }

    #[test]
    fn a_single_day_tells_nothing() {
        assert_eq!(days_until(&[], 9), Forecast::Unknown);
        assert_eq!(days_until(&measures(&[5]), 9), Forecast::Unknown);
        assert_eq!(
            days_until(&measures(&[9]), 9),
            Forecast::Days(0),
            "but it is full"
        );
    }

    proptest! {
        #[test]
        fn any_measures_have_a_forecast(
            values in proptest::collection::vec(any::<u64>(), 0..40),
            limit in any::<u64>(),
        ) {
            let found = days_until(&measures(&values), limit);
            if let Forecast::Days(days) = found {
                prop_assert!(days <= 3_650);
            }
        }
    }
}
