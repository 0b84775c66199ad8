//! The one page for every refusal and failure.

use serde::Serialize;

use super::Layout;

/// `error.html`: 400, 401, 403, 404, 405, 409, 410, 413, 422, 429, 500, 503.
#[derive(Debug, Clone, Serialize)]
pub struct ErrorPage {
    /// The frame.
    pub layout: Layout,
    /// HTTP status; statuses without words of their own get those of 400 or 500.
    pub status: u16,
    /// What the refusing code said; `None` leaves the words of the status.
    pub message: Option<String>,
    /// For the person who looks into the log; shown for 500 and above.
    pub request_id: Option<String>,
    /// Seconds after which another attempt may succeed (429, 503).
    pub retry_after_seconds: Option<u64>,
}
