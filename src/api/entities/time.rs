//! Times as apps read them.

use chrono::{DateTime, SecondsFormat, Utc};
use serde::{Serialize, Serializer};

/// A moment: `2026-11-22T10:00:00.000Z`.
#[derive(Debug, Clone, Copy)]
pub struct Time(pub DateTime<Utc>);

/// A day: `2026-11-22`.
#[derive(Debug, Clone, Copy)]
pub struct Day(pub DateTime<Utc>);

impl Serialize for Time {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0.to_rfc3339_opts(SecondsFormat::Millis, true))
    }
}

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0.format("%Y-%m-%d").to_string())
    }
}
