//! The frame round every page: server, reader, notices, links to elsewhere.

use chrono::{DateTime, Utc};
use serde::Serialize;

/// The frame round a page; field `layout` of every page struct.
#[derive(Debug, Clone, Serialize)]
pub struct Layout {
    /// The page's language, as in `lang="…"`.
    pub locale: String,
    /// The moment the page is made; times are written against it.
    #[serde(with = "chrono::serde::ts_seconds")]
    pub now: DateTime<Utc>,
    /// This server.
    pub site: SiteView,
    /// The reader, if signed in.
    pub member: Option<MemberView>,
    /// The token every form carries as `csrf`; `None` leaves all forms out that
    /// need one (pages that are cached for everybody).
    pub csrf: Option<String>,
    /// What the last form post brought about.
    pub flash: Option<Flash>,
    /// Path and query of this page, where forms return to.
    pub path: String,
    /// The one address of this page for search engines and previews.
    pub canonical: Option<String>,
    /// Asks search engines to leave this page out.
    pub noindex: bool,
    /// The entry of the main navigation that leads here.
    pub nav: Nav,
    /// The navigation of the panel, on its pages.
    pub panel: Option<PanelView>,
    /// How it looks.
    pub look: LookView,
    /// What the member is told and has not put away; not on the panel's pages.
    pub announcements: Vec<AnnouncementView>,
}

/// How a page looks to its reader.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LookView {
    /// The value of `color-scheme`: `light dark`, `light` or `dark`.
    pub color_scheme: &'static str,
    /// Address of a stylesheet with colours of the reader's own.
    pub colours: Option<String>,
    /// Address of the stylesheet that the reader wrote.
    pub own_css: Option<String>,
    /// `comfortable` or `compact`.
    pub density: &'static str,
    /// Size of letters in percent.
    pub font_percent: u16,
    /// Pictures that are seen without asking: `default`, `show_all` or `hide_all`.
    pub media: &'static str,
    /// Posts with a warning are open.
    pub open_warnings: bool,
    /// Keys do something.
    pub shortcuts: bool,
}

impl Default for LookView {
    fn default() -> Self {
        Self {
            color_scheme: "light dark",
            colours: None,
            own_css: None,
            density: "comfortable",
            font_percent: 100,
            media: "default",
            open_warnings: false,
            shortcuts: true,
        }
    }
}

/// Something that those in charge tell everybody.
#[derive(Debug, Clone, Serialize)]
pub struct AnnouncementView {
    /// Id in `/announcements/ID/dismiss`.
    pub id: i64,
    /// What is said, as safe HTML.
    pub html: String,
}

/// The navigation of the panel.
#[derive(Debug, Clone, Default, Serialize)]
pub struct PanelView {
    /// The parts that the reader's role opens.
    pub entries: Vec<PanelEntry>,
    /// What each form carries as `once`, so that sending it twice acts once.
    pub once: String,
}

/// A part of the panel.
#[derive(Debug, Clone, Serialize)]
pub struct PanelEntry {
    /// Key of its name.
    pub key: String,
    /// Where it is.
    pub path: &'static str,
    /// Its icon.
    pub icon: &'static str,
    /// The page belongs to it.
    pub here: bool,
    /// How much waits there.
    pub waiting: u32,
}

/// What a page says about its server.
#[derive(Debug, Clone, Serialize)]
pub struct SiteView {
    /// Its name.
    pub name: String,
    /// One line about what it is; the heading of the front page.
    pub tagline: Option<String>,
    /// Two or three sentences about who it is for, plain text.
    pub description: Option<String>,
    /// Its origin without a slash at the end, `https://social.example`.
    pub url: String,
    /// Its domain as in handles.
    pub domain: String,
    /// Path of the picture that stands for it; none: the one that comes with OSSM.
    pub picture: Option<String>,
    /// Who may join.
    pub registrations: Registrations,
    /// Longest post, in characters.
    pub max_post_chars: u32,
    /// Most pictures in a post.
    pub max_media: u32,
    /// Somebody translates posts here.
    pub translates: bool,
}

/// Who may join.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Registrations {
    /// Everybody.
    Open,
    /// Everybody whose reason convinces a moderator.
    Approval,
    /// People with an invitation.
    Invite,
    /// Nobody.
    Closed,
}

/// The signed-in reader.
#[derive(Debug, Clone, Serialize)]
pub struct MemberView {
    /// Account id.
    pub id: i64,
    /// `alice`.
    pub handle: String,
    /// The name they chose, or the handle.
    pub display_name: String,
    /// Path of their profile.
    pub url: String,
    /// Address of their picture; `None` shows the server's own drawing.
    pub avatar: Option<String>,
    /// Notifications since they last looked.
    pub unread_notifications: u32,
    /// Open requests to follow them.
    pub follow_requests: u32,
    /// May see the moderators' pages.
    pub is_moderator: bool,
    /// Sign-ups that wait; 0 for everybody but moderators.
    pub waiting_sign_ups: u32,
    /// May make invitations.
    pub can_invite: bool,
    /// What they choose most often, preselected in the form for new posts.
    pub default_audience: String,
    /// Language tag they write in most often.
    pub default_language: Option<String>,
}

/// A notice above the page, shown once.
#[derive(Debug, Clone, Serialize)]
pub struct Flash {
    /// `true` for what did not work.
    pub bad: bool,
    /// One or two sentences.
    pub message: String,
}

/// Entries of the main navigation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Nav {
    /// None of them.
    None,
    /// The public timeline.
    Live,
    /// What many talk about, and who is here.
    Explore,
    /// About this server.
    About,
    /// Finding people and posts.
    Search,
    /// The member's own timeline.
    Home,
    /// Notifications and follow requests.
    Notifications,
    /// The member's own profile.
    Profile,
    /// The member's conversations by direct posts.
    Conversations,
    /// The member's lists.
    Lists,
    /// Bookmarks.
    Bookmarks,
    /// Favourites.
    Favourites,
    /// All settings.
    Settings,
    /// The moderators' pages.
    Moderation,
    /// Signing in.
    SignIn,
    /// Signing up.
    SignUp,
}
