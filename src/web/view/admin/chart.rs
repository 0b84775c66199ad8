//! Charts as the template draws them: numbers become places, once and here. Pure.

use std::fmt::Write as _;

use chrono::{NaiveDate, NaiveTime};
use serde::Serialize;

use crate::foundation::text::sizes;

/// The plane in units of the picture: 400 by 200.
const LEFT: f64 = 44.0;
const RIGHT: f64 = 392.0;
const TOP: f64 = 20.0;
const BOTTOM: f64 = 168.0;
/// Lines across, beside the lowest.
const LINES: u64 = 4;

/// What numbers are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Things.
    Count,
    /// Bytes.
    Bytes,
    /// Hundredths of a currency.
    Cents,
}

impl Unit {
    /// A number as people read it.
    #[must_use]
    pub fn said(self, value: u64) -> String {
        match self {
            Self::Count => value.to_string(),
            Self::Bytes => sizes::said(value),
            Self::Cents => format!("{}.{:02}", value / 100, value % 100),
        }
    }
}

/// A chart: a line or bars over days or months, and the same figures as text.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Chart {
    /// The key of its heading.
    pub title: String,
    /// The key of the sentence that says what it shows.
    pub label: String,
    /// All figures together, the first, the last and the largest, for that sentence.
    pub sum: String,
    /// The first figure.
    pub first: String,
    /// The last figure.
    pub last: String,
    /// The largest figure.
    pub most: String,
    /// Lines across.
    pub grid: Vec<Tick>,
    /// The line; empty: there are bars.
    pub line: String,
    /// More lines than one, each with its name.
    pub series: Vec<Series>,
    /// Where the line ends.
    pub end: Option<Place>,
    /// Bars.
    pub bars: Vec<Bar>,
    /// What is not to be exceeded.
    pub limit: Option<Tick>,
    /// Seconds of the first and the last day.
    pub span: (i64, i64),
    /// Every figure.
    pub rows: Vec<Row>,
}

/// A line across.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Tick {
    /// How far down.
    pub y: String,
    /// Where its text stands.
    pub text_y: String,
    /// What it stands for.
    pub text: String,
}

/// A place in the picture.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Place {
    /// From the left.
    pub x: String,
    /// From the top.
    pub y: String,
}

/// A bar.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Bar {
    /// From the left.
    pub x: String,
    /// From the top.
    pub y: String,
    /// How wide.
    pub width: String,
    /// How high.
    pub height: String,
    /// It is the last: it still grows.
    pub last: bool,
}

/// One of several lines.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Series {
    /// The key of its name.
    pub key: String,
    /// The line.
    pub line: String,
    /// The last figure.
    pub last: String,
}

/// A day and its figure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Row {
    /// Seconds of its beginning.
    pub at: i64,
    /// The figure.
    pub said: String,
}

/// Seconds of the beginning of a day.
#[must_use]
pub fn seconds(day: NaiveDate) -> i64 {
    day.and_time(NaiveTime::MIN).and_utc().timestamp()
}

/// A line over days.
#[must_use]
pub fn line(name: &str, unit: Unit, points: &[(NaiveDate, u64)], limit: Option<u64>) -> Chart {
    let scale = Scale::of(points, limit);
    let (line, places) = stroke(points, &scale);
    let end = places.last().map(|(x, y)| Place {
        x: format!("{x:.1}"),
        y: format!("{:.1}", (y - 10.0).max(12.0)),
    });
    Chart {
        line,
        end,
        ..frame(name, unit, points, (&scale, limit))
    }
}

/// Several lines over days, each with the key of its name. The figures as text are
/// all of a day, in the order of `names`.
#[must_use]
pub fn lines<const N: usize>(
    name: &str,
    unit: Unit,
    names: [&str; N],
    points: &[(NaiveDate, [u64; N])],
) -> Chart {
    let one = |n: usize| -> Vec<(NaiveDate, u64)> {
        let of =
            |(day, values): &(NaiveDate, [u64; N])| (*day, values.get(n).copied().unwrap_or(0));
        points.iter().map(of).collect()
    };
    let sums: Vec<(NaiveDate, u64)> = points
        .iter()
        .map(|(day, values)| {
            (
                *day,
                values
                    .iter()
                    .fold(0_u64, |sum, value| sum.saturating_add(*value)),
            )
        })
        .collect();
    let largest = points.iter().map(|(day, values)| {
        let most = values.iter().max().copied().unwrap_or(0);
        (*day, most)
    });
    let scale = Scale::of(&largest.collect::<Vec<_>>(), None);
    let series = names.into_iter().enumerate().map(|(n, key)| {
        let points = one(n);
        let last = points.last().map_or(0, |(_, value)| *value);
        Series {
            key: key.to_owned(),
            line: stroke(&points, &scale).0,
            last: unit.said(last),
        }
    });
    let said = |values: &[u64; N]| values.map(|value| unit.said(value)).join(" · ");
    let rows = points.iter().rev().map(|(day, values)| Row {
        at: seconds(*day),
        said: said(values),
    });
    Chart {
        series: series.collect(),
        rows: rows.collect(),
        ..frame(name, unit, &sums, (&scale, None))
    }
}

/// A line as the picture says it, and the places on it.
fn stroke(points: &[(NaiveDate, u64)], scale: &Scale) -> (String, Vec<(f64, f64)>) {
    let places: Vec<(f64, f64)> = points
        .iter()
        .enumerate()
        .map(|(n, (_, value))| (across(n, points.len()), scale.y(*value)))
        .collect();
    let mut line = String::new();
    for (n, (x, y)) in places.iter().enumerate() {
        let sign = if n == 0 { 'M' } else { 'L' };
        let _ = write!(line, "{sign}{x:.1} {y:.1}");
    }
    (line, places)
}

/// Bars over days or months.
#[must_use]
pub fn bars(name: &str, unit: Unit, points: &[(NaiveDate, u64)], limit: Option<u64>) -> Chart {
    let scale = Scale::of(points, limit);
    let step = (RIGHT - LEFT) / float(points.len().max(1) as u64);
    let bars = points.iter().enumerate().map(|(n, (_, value))| {
        let y = scale.y(*value);
        Bar {
            x: format!("{:.1}", step.mul_add(float(n as u64) + 0.15, LEFT)),
            y: format!("{y:.1}"),
            width: format!("{:.1}", step * 0.7),
            height: format!("{:.1}", BOTTOM - y),
            last: n + 1 == points.len(),
        }
    });
    Chart {
        bars: bars.collect(),
        ..frame(name, unit, points, (&scale, limit))
    }
}

fn frame(
    name: &str,
    unit: Unit,
    points: &[(NaiveDate, u64)],
    (scale, limit): (&Scale, Option<u64>),
) -> Chart {
    let values = || points.iter().map(|(_, value)| *value);
    let day = |point: Option<&(NaiveDate, u64)>| point.map_or(0, |(day, _)| seconds(*day));
    let tick = |value| {
        let y = scale.y(value);
        Tick {
            y: format!("{y:.1}"),
            text_y: format!("{:.1}", y + 4.0),
            text: unit.said(value),
        }
    };
    Chart {
        title: format!("figures-{name}"),
        label: format!("figures-{name}-label"),
        sum: unit.said(values().fold(0, u64::saturating_add)),
        first: unit.said(values().next().unwrap_or(0)),
        last: unit.said(values().next_back().unwrap_or(0)),
        most: unit.said(values().max().unwrap_or(0)),
        grid: (0..=LINES)
            .map(|n| tick(scale.step.saturating_mul(n)))
            .collect(),
        limit: limit.map(tick),
        span: (day(points.first()), day(points.last())),
        rows: points
            .iter()
            .rev()
            .map(|(day, value)| Row {
                at: seconds(*day),
                said: unit.said(*value),
            })
            .collect(),
        ..Chart::default()
    }
}

/// From 0 to a round number.
struct Scale {
    step: u64,
}

impl Scale {
    fn of(points: &[(NaiveDate, u64)], limit: Option<u64>) -> Self {
        let values = points.iter().map(|(_, value)| *value).chain(limit);
        let most = values.max().unwrap_or(0).max(LINES);
        let least = most.div_ceil(LINES);
        let mut power = 1_u64;
        loop {
            for factor in [1, 2, 5] {
                let step = power.saturating_mul(factor);
                if step >= least {
                    return Self { step };
                }
            }
            power = power.saturating_mul(10);
        }
    }

    fn y(&self, value: u64) -> f64 {
        let whole = float(self.step.saturating_mul(LINES)).max(1.0);
        let part = (float(value) / whole).min(1.0);
        (BOTTOM - TOP).mul_add(-part, BOTTOM)
    }
}

fn across(n: usize, count: usize) -> f64 {
    let steps = float(count.saturating_sub(1).max(1) as u64);
    ((RIGHT - LEFT) / steps).mul_add(float(n as u64), LEFT)
}

#[expect(
    clippy::cast_precision_loss,
    reason = "a tenth of a point is seen by nobody"
)]
fn float(value: u64) -> f64 {
    value as f64
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn points(values: &[u64]) -> Vec<(NaiveDate, u64)> {
        let first = NaiveDate::from_ymd_opt(2026, 10, 24).unwrap();
        first.iter_days().zip(values.iter().copied()).collect()
    }

    #[test]
    fn a_line_goes_from_edge_to_edge_on_round_lines() {
        let chart = line("posts", Unit::Count, &points(&[0, 10, 20]), None);
        assert_eq!(chart.line, "M44.0 168.0L218.0 94.0L392.0 20.0");
        let grid: Vec<&str> = chart.grid.iter().map(|tick| tick.text.as_str()).collect();
        assert_eq!(grid, ["0", "5", "10", "15", "20"]);
        assert_eq!((chart.sum.as_str(), chart.most.as_str()), ("30", "20"));
        assert_eq!(chart.rows[0].said, "20", "the newest first");
        assert_eq!(chart.label, "figures-posts-label");
    }

    #[test]
    fn several_lines_share_one_scale() {
        let first = NaiveDate::from_ymd_opt(2026, 10, 24).unwrap();
        let points = [(first, [0, 20]), (first.succ_opt().unwrap(), [10, 20])];
        let chart = lines("grown", Unit::Count, ["few", "many"], &points);
        assert_eq!(chart.series[0].line, "M44.0 168.0L392.0 94.0");
        assert_eq!(chart.series[1].line, "M44.0 20.0L392.0 20.0");
        assert_eq!((chart.first.as_str(), chart.last.as_str()), ("20", "30"));
        assert_eq!(chart.rows[0].said, "10 · 20");
    }

    #[test]
    fn bars_stay_below_what_is_not_to_be_exceeded() {
        let chart = bars("months", Unit::Cents, &points(&[590, 640]), Some(700));
        assert_eq!(chart.limit.unwrap().text, "7.00");
        assert_eq!(chart.bars.len(), 2);
        assert!(chart.bars[1].last && !chart.bars[0].last);
    }

    proptest! {
        #[test]
        fn any_figures_make_a_chart(values in proptest::collection::vec(any::<u64>(), 0..40)) {
            let chart = line("posts", Unit::Bytes, &points(&values), Some(9));
            prop_assert!(!chart.line.contains("NaN") && !chart.line.contains("inf"));
            prop_assert_eq!(chart.rows.len(), values.len());
            let bars = bars("posts", Unit::Count, &points(&values), None);
            prop_assert_eq!(bars.bars.len(), values.len());
            let twice: Vec<_> = points(&values).iter().map(|(day, n)| (*day, [*n, 7])).collect();
            let lines = lines("posts", Unit::Bytes, ["a", "b"], &twice);
            prop_assert!(lines.series.iter().all(|one| !one.line.contains("NaN")));
        }
    }
}
