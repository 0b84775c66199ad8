//! The pages of those who look after the server.

pub mod chart;
mod costs;
mod record;
mod reports;
mod roles;
mod settings;
mod sign_ups;
mod today;

pub use costs::{
    CostsPage, KindView, MemberUseView, PeerView, RemovedView, SpentView, StoragePage, TableView,
};
pub use record::{EntryView, RecordPage};
pub use reports::{ReportView, ReportsPage};
pub use roles::{PermissionView, RolePage, RoleView, RolesPage};
pub use settings::SettingsPage;
pub use sign_ups::{SignUpsPage, WaitingSignUp};
pub use today::{DiskView, HealthView, OpenReportView, TodayPage};
