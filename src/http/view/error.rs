//! The one page for every refusal and failure.

use serde::Serialize;

use super::Layout;

/// `again.html`: a form that came too late, with what was in it.
#[derive(Debug, Clone, Serialize)]
pub struct AgainPage {
    /// The frame; its token is the form's.
    pub layout: Layout,
    /// The session has ended; otherwise the form was open for too long.
    pub signed_out: bool,
    /// The form takes files.
    pub with_files: bool,
    /// Files were sent, which have to be chosen again.
    pub lost_files: bool,
    /// Where the form goes.
    pub action: String,
    /// What was in it, but for secrets.
    pub fields: Vec<AgainField>,
}

/// A field of a form that came too late.
#[derive(Debug, Clone, Serialize)]
pub struct AgainField {
    /// Its name.
    pub name: String,
    /// What was in it.
    pub value: String,
    /// It is worth showing, to be copied.
    pub long: bool,
}

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
