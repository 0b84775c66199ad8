//! Who may come in.

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::web::view::admin::people::ChoiceField;
use crate::web::view::{FormView, Layout};

/// A rule; `severity` is a key.
#[derive(Debug, Clone, Serialize)]
pub struct DoorRule {
    /// Id in the address that ends it.
    pub id: i64,
    /// The domain, the hash or the network.
    pub what: String,
    /// What holds.
    pub severity: String,
    /// Why.
    pub comment: String,
    /// Until when; none: for good.
    #[serde(with = "chrono::serde::ts_seconds_option")]
    pub until: Option<DateTime<Utc>>,
    /// Since when.
    #[serde(with = "chrono::serde::ts_seconds")]
    pub since: DateTime<Utc>,
    /// How often somebody tried in the last days.
    pub attempts: i64,
}

/// Rules, the newest first.
#[derive(Debug, Clone, Default, Serialize)]
pub struct DoorRules {
    /// This page of them.
    pub rows: Vec<DoorRule>,
    /// The next page.
    pub older: Option<String>,
}

/// How many were turned away for a reason; `label` is its key.
#[derive(Debug, Clone, Serialize)]
pub struct RefusedCell {
    /// The reason.
    pub label: String,
    /// How many.
    pub n: i64,
}

/// How many were turned away on a day.
#[derive(Debug, Clone, Serialize)]
pub struct RefusedDayView {
    /// The day.
    pub day: String,
    /// By reason.
    pub refused: Vec<RefusedCell>,
}

/// `admin/protection.html`: who may come in.
#[derive(Debug, Clone, Serialize)]
pub struct ProtectionPage {
    /// The frame.
    pub layout: Layout,
    /// Settings and what was typed.
    pub form: FormView,
    /// Settings to choose.
    pub groups: Vec<ChoiceField>,
    /// Domains of the list of throw-away addresses.
    pub listed: u32,
    /// Keys of the reasons.
    pub reasons: Vec<String>,
    /// Who was turned away.
    pub days: Vec<RefusedDayView>,
    /// Mail domains.
    pub domains: DoorRules,
    /// Single mailboxes.
    pub boxes: DoorRules,
    /// Addresses and networks.
    pub networks: DoorRules,
}
