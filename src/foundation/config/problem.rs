//! What is wrong with a configuration, said so that the operator can mend it.

use std::fmt::Display;
use std::ops::RangeInclusive;

/// One wrong value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The setting, as `section.key`.
    pub key: &'static str,
    /// What is wrong and how to mend it; a sentence that follows the key.
    pub message: String,
}

/// Collects problems, so that one start reports all of them.
#[derive(Debug, Default)]
pub struct Problems(Vec<Problem>);

impl Problems {
    /// Notes that the value of `key` is wrong.
    pub fn add(&mut self, key: &'static str, message: impl Into<String>) {
        self.0.push(Problem {
            key,
            message: message.into(),
        });
    }

    /// Notes a problem unless `value` lies in `range`.
    pub fn range<N>(&mut self, key: &'static str, value: N, range: RangeInclusive<N>)
    where
        N: PartialOrd + Display + Copy,
    {
        if !range.contains(&value) {
            let (low, high) = (range.start(), range.end());
            self.add(
                key,
                format!("{value} is outside the range. Use {low} to {high}."),
            );
        }
    }

    /// The problems in the order in which they were found.
    #[must_use]
    pub fn into_vec(self) -> Vec<Problem> {
        self.0
    }
}

/// A configuration that cannot be used. Its text names file or variable, key
/// and remedy, one line per problem.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", .lines.join("\n"))]
pub struct ConfigError {
    lines: Vec<String>,
}

impl ConfigError {
    /// An error with one line.
    pub fn new(line: impl Into<String>) -> Self {
        Self {
            lines: vec![line.into()],
        }
    }

    /// An error with a line for each problem.
    #[must_use]
    pub fn several(lines: Vec<String>) -> Self {
        Self { lines }
    }

    /// One sentence or two for each problem.
    #[must_use]
    pub fn lines(&self) -> &[String] {
        &self.lines
    }
}
