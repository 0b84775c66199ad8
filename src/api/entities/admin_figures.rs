//! Figures: `Admin::Measure`, `Admin::Dimension`, `Admin::Cohort`.

use serde::Serialize;

use crate::api::entities::time::Time;

/// Something that is counted day by day.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the attributes are documented by Mastodon")]
pub struct AdminMeasure {
    pub key: &'static str,
    pub unit: Option<&'static str>,
    pub total: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub human_value: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub previous_total: Option<String>,
    pub data: Vec<MeasureDay>,
}

/// A day of a measure.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the attributes are documented by Mastodon")]
pub struct MeasureDay {
    pub date: Time,
    pub value: String,
}

/// Something that is counted by kind.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the attributes are documented by Mastodon")]
pub struct AdminDimension {
    pub key: &'static str,
    pub data: Vec<DimensionData>,
}

/// A kind of a dimension.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the attributes are documented by Mastodon")]
pub struct DimensionData {
    pub key: String,
    pub human_key: String,
    pub value: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub human_value: Option<String>,
}

/// Those who joined in a period, and when they were there.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the attributes are documented by Mastodon")]
pub struct AdminCohort {
    pub period: Time,
    pub frequency: &'static str,
    pub data: Vec<CohortData>,
}

/// A later period.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the attributes are documented by Mastodon")]
pub struct CohortData {
    pub date: Time,
    pub rate: f64,
    pub value: String,
}
