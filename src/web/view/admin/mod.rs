//! The pages of those who look after the server.

mod case;
pub mod chart;
mod content;
mod costs;
mod door;
mod emoji;
pub mod federation;
mod law;
mod legal;
mod media;
mod people;
mod person;
mod record;
mod reports;
mod roles;
mod settings;
mod sign_ups;
mod today;
mod trends;

pub use case::*;
pub use content::{
    ContentChoice, ContentPage, ContentRulePage, HeldPage, HeldView, ReviewPage, RuleView,
    SampleView, TrialView,
};
pub use costs::{
    CostsPage, KindView, MemberUseView, PeerView, RemovedView, SpentView, StoragePage, TableView,
};
pub use door::{DoorRule, DoorRules, ProtectionPage, RefusedCell, RefusedDayView};
pub use emoji::{EmojiPage, EmojiView};
pub use law::{
    ExportRow, ExportsPage, HoldRow, HoldsPage, LawPage, MailingPage, MailingRow, MailingsPage,
    OrderPage, OrderRow,
};
pub use legal::{
    AnnouncementPage, AnnouncementRow, AnnouncementsPage, LegalTextDraftPage, RulePage, RuleRow,
    RulesPage, WebhookAttempt, WebhookPage, WebhookRow, WebhooksPage,
};
pub use media::{AccountFiles, BlockView, FileView, MediaBlocksPage, MediaPage};
pub use people::{
    AllInvitesPage, AnyInviteView, Choice, ChoiceField, InvitePage, OutcomeView, OutcomesPage,
    PeoplePage, PersonRow, TagView,
};
pub use person::{
    FactView, LinkPage, LogView, MayView, MemberFacts, NoteView, PersonPage, RoleChoice, SeenAt,
    StrikeView,
};
pub use record::{EntryView, RecordPage};
pub use reports::*;
pub use roles::{PermissionView, RolePage, RoleView, RolesPage};
pub use settings::SettingsPage;
pub use sign_ups::{CameBy, SignUpsPage, WaitingSignUp};
pub use today::{DiskView, HealthView, OpenReportView, TodayPage};
pub use trends::{TrendRow, TrendTab, TrendTagView, TrendsPage};
