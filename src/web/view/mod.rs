//! One struct a page: what its template may show. Handlers fill them, nothing
//! else reaches a template. The template of a page is named in its comment.

mod account;
pub mod admin;
mod auth;
mod explore;
mod filters;
mod form;
mod interact;
mod legal;
mod member;
mod mine;
mod notices;
mod oauth;
mod poll;
mod post;
mod profile;
mod public;
mod settings;
mod strikes;
mod thread;
mod writing;

pub use account::{AccountView, NamePart, NameView, bead};
pub use auth::{
    CaptchaView, MessageKind, MessagePage, NewPasswordPage, ResetPage, SetupPage, SignInPage,
    SignUpPage,
};
pub use explore::{
    DirectoryPage, ExplorePage, ExploreTab, FansList, FansPage, PeerView, PeersPage, TimelinePage,
    TrendingLink, TrendingTag, WeekBar,
};
pub use filters::{CaughtPost, FilterPage, FilterView, FiltersPage};
pub use form::{FormView, Refusal};
pub use interact::{InteractPage, MediaPage};
pub use legal::{LegalTextPage, MailStopPage, ModlogPage, ModlogRow, TransparencyPage};
pub use member::{
    ComposePage, DeletePage, EditPage, FollowRequestsPage, HomePage, ListedAccount, OwnEmoji,
    ReactPage, RelationsKind, RelationsPage, ReportPage, SavedKind, SavedPage,
};
pub use mine::{
    ConversationView, ConversationsPage, DomainBlocksPage, FollowedTag, FollowedTagsPage,
    ListEditPage, ListPage, ListView, ListsPage, OnListsPage,
};
pub use notices::{
    LostView, NotedPost, NoticePolicyPage, NoticeRequest, NoticeRequestPage, NoticeRequestsPage,
    NotificationKind, NotificationView, NotificationsPage,
};
pub use oauth::{
    AppView, AppsPage, AuthorizePage, CodePage, QrView, ScopeGroupView, SecondStepPage, SetupView,
    TwoFactorPage,
};
pub use poll::{PollOptionView, PollView, QuoteStateView, QuoteView, QuotedView};
pub use post::{
    Audience, Counts, Drawn, MediaKindView, MediaView, PostView, ReactionView, ViewerView,
};
pub use profile::{
    FeaturedTagView, FieldView, ListedKind, PeoplePage, ProfilePage, ProfileTab, ProfileView,
    RelationView,
};
pub use public::{
    AboutPage, EmbedPage, FoundTag, FrontPage, PagesView, RuleView, SearchPage, SearchPart, TagPage,
};
pub use settings::{
    AliasView, AppearancePage, FeaturedTagRow, FeaturedTagsPage, InviteView, InvitesPage,
    LanguageView, LeavePage, MigrationPage, PasswordPage, ProfileSettingsPage, SessionView,
    SessionsPage, SignInView, SwatchView,
};
pub use strikes::{OwnAppeal, OwnReportView, OwnReportsPage, OwnStrike, StrikesPage};
pub use thread::{EditView, HistoryPage, PostPage, ReplyView};
pub use writing::{KeptView, MutePage, NotePage, ScheduledPage, ScheduledView, TranslationPage};

pub use crate::http::view::{
    AnnouncementView, Flash, Layout, LookView, MemberView, Nav, PanelEntry, PanelView,
    Registrations, SiteView,
};

#[cfg_attr(
    not(test),
    expect(clippy::wildcard_imports, reason = "samples show every page there is")
)]
pub(in crate::web) mod samples;
#[cfg(test)]
mod tests;
