//! What waits, and how the server is.

use serde::Serialize;

use crate::web::view::Layout;

/// `admin/today.html`: the first page of the panel.
#[derive(Debug, Clone, Serialize)]
pub struct TodayPage {
    /// The frame.
    pub layout: Layout,
    /// Reports that nobody settled.
    pub reports: u32,
    /// People who ask to join.
    pub sign_ups: u32,
}
