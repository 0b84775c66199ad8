//! One struct a page: what its template may show. Handlers fill them, nothing
//! else reaches a template. The template of a page is named in its comment.

mod account;
pub mod admin;
mod auth;
mod form;
mod legal;
mod member;
mod oauth;
mod poll;
mod post;
mod profile;
mod public;
mod settings;
mod strikes;
mod thread;

pub use account::{AccountView, NamePart, NameView, bead};
pub use auth::{
    CaptchaView, MessageKind, MessagePage, NewPasswordPage, ResetPage, SetupPage, SignInPage,
    SignUpPage,
};
pub use form::FormView;
pub use legal::{LegalTextPage, MailStopPage, ModlogPage, ModlogRow, TransparencyPage};
pub use member::{
    ComposePage, DeletePage, EditPage, FollowRequestsPage, HomePage, ListedAccount, LostView,
    NotedPost, NotificationKind, NotificationView, NotificationsPage, RelationsKind, RelationsPage,
    ReportPage, SavedKind, SavedPage,
};
pub use oauth::{
    AppView, AppsPage, AuthorizePage, CodePage, QrView, ScopeGroupView, SecondStepPage, SetupView,
    TwoFactorPage,
};
pub use poll::{PollOptionView, PollView, QuoteStateView, QuoteView, QuotedView};
pub use post::{Audience, Counts, MediaKindView, MediaView, PostView, ViewerView};
pub use profile::{
    FeaturedTagView, FieldView, ListedKind, PeoplePage, ProfilePage, ProfileTab, ProfileView,
    RelationView,
};
pub use public::{
    AboutPage, EmbedPage, FoundTag, FrontPage, PagesView, RuleView, SearchPage, TagPage,
};
pub use settings::{
    AliasView, InviteView, InvitesPage, LanguageView, MigrationPage, PasswordPage,
    ProfileSettingsPage, SessionView, SessionsPage,
};
pub use strikes::{OwnAppeal, OwnReportView, OwnReportsPage, OwnStrike, StrikesPage};
pub use thread::{EditView, HistoryPage, PostPage, ReplyView};

pub use crate::http::view::{
    AnnouncementView, Flash, Layout, MemberView, Nav, PanelEntry, PanelView, Registrations,
    SiteView,
};

#[cfg(test)]
mod samples;
#[cfg(test)]
mod tests;
