//! The pages of those who look after the server.

mod reports;
mod sign_ups;
mod today;

pub use reports::{ReportView, ReportsPage};
pub use sign_ups::{SignUpsPage, WaitingSignUp};
pub use today::TodayPage;
