//! `Marker`.

use serde::Serialize;

use crate::api::entities::time::Time;
use crate::db::models::marker;

/// How far somebody has read a timeline.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the attributes are documented by Mastodon")]
pub struct Marker {
    pub last_read_id: String,
    pub version: i32,
    pub updated_at: Time,
}

impl Marker {
    /// A marker.
    #[must_use]
    pub fn new(row: &marker::Marker) -> Self {
        Self {
            last_read_id: row.last_read_id.to_string(),
            version: row.version,
            updated_at: Time(row.updated_at),
        }
    }
}
