//! Pages of a signed-in member.

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::{AccountView, FormView, LanguageView, Layout, NameView, PagesView, PostView};

/// `member/home.html`: posts of the people the member follows.
#[derive(Debug, Clone, Serialize)]
pub struct HomePage {
    /// The frame.
    pub layout: Layout,
    /// The form for a new post.
    pub form: FormView,
    /// Languages to choose from.
    pub languages: Vec<LanguageView>,
    /// Newest first.
    pub posts: Vec<PostView>,
    /// The next page; the form is shown only where there is nothing newer.
    pub pages: PagesView,
}

/// `member/compose.html`: a new post or an answer on a page of its own, and
/// the same form again when something in it was wrong.
#[derive(Debug, Clone, Serialize)]
pub struct ComposePage {
    /// The frame.
    pub layout: Layout,
    /// Values: `text`, `content_warning`, `audience`, `language`,
    /// `in_reply_to_id`, `quote_of_id`, `alt_1` to `alt_4`, `poll_option_1` to
    /// `poll_option_8`, `poll_minutes`, `poll_multiple`.
    pub form: FormView,
    /// Languages to choose from.
    pub languages: Vec<LanguageView>,
    /// The post that is answered.
    pub reply_to: Option<PostView>,
    /// The post that is quoted.
    pub quote_of: Option<PostView>,
}

/// `member/edit.html`: changes a post.
#[derive(Debug, Clone, Serialize)]
pub struct EditPage {
    /// The frame.
    pub layout: Layout,
    /// The post as it is.
    pub post: PostView,
    /// Values: `text`, `content_warning`, `language`, and `alt_ID`... in the
    /// order of the pictures: `alt_1` to `alt_4`.
    pub form: FormView,
    /// Languages to choose from.
    pub languages: Vec<LanguageView>,
}

/// `member/delete.html`: asks before a post is deleted.
#[derive(Debug, Clone, Serialize)]
pub struct DeletePage {
    /// The frame.
    pub layout: Layout,
    /// The post.
    pub post: PostView,
}

/// `member/notifications.html`.
#[derive(Debug, Clone, Serialize)]
pub struct NotificationsPage {
    /// The frame.
    pub layout: Layout,
    /// Newest first.
    pub notifications: Vec<NotificationView>,
    /// Some of them are new, so "mark as read" makes sense.
    pub any_unread: bool,
    /// The next page.
    pub pages: PagesView,
}

/// Something that happened to the member.
#[derive(Debug, Clone, Serialize)]
pub struct NotificationView {
    /// Notification id.
    pub id: i64,
    /// What happened.
    pub kind: NotificationKind,
    /// Who did it last.
    pub by: AccountView,
    /// How many others did the same.
    pub others: u32,
    /// When.
    #[serde(with = "chrono::serde::ts_seconds")]
    pub at: DateTime<Utc>,
    /// Not seen before.
    pub unread: bool,
    /// The post it is about.
    pub post: Option<NotedPost>,
    /// The follows that ended.
    pub lost: Option<LostView>,
}

/// Follows that a decision ended.
#[derive(Debug, Clone, Serialize)]
pub struct LostView {
    /// The server or the person.
    pub target: String,
    /// Followers.
    pub followers: i64,
    /// People whom the member followed.
    pub following: i64,
}

/// A post that a notification is about, in short.
#[derive(Debug, Clone, Serialize)]
pub struct NotedPost {
    /// Path of its page.
    pub url: String,
    /// The start of its words as plain text, or its content warning.
    pub excerpt: String,
    /// Language tag of the words.
    pub language: Option<String>,
}

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum NotificationKind {
    /// Somebody named the member in a post.
    Mention,
    /// Somebody answered.
    Reply,
    /// Somebody boosted the member's post.
    Boost,
    /// Somebody favourited the member's post.
    Favourite,
    /// Somebody follows the member.
    Follow,
    /// Somebody asks to follow the member.
    FollowRequest,
    /// Somebody edited a post the member boosted.
    Edit,
    /// Somebody asks to join (moderators).
    SignUp,
    /// A poll the member voted in is over.
    Poll,
    /// The member's own poll is over.
    OwnPoll,
    /// Somebody quotes the member's post.
    Quote,
    /// Somebody complains about somebody (moderators).
    Report,
    /// Somebody whose posts the member wants to hear of wrote one.
    Post,
    /// Moderators, or the member, ended follows.
    Severed,
    /// Moderators decided something about the member's account.
    Strike,
    /// Moderators settled a report of the member.
    ReportSettled,
    /// Moderators decided about an appeal of the member.
    AppealDecided,
    /// Somebody appeals against a decision (moderators).
    Appeal,
}

/// `member/report.html`: a complaint about somebody. Values: `account_id`,
/// `post_id`, `comment`, `forward`.
#[derive(Debug, Clone, Serialize)]
pub struct ReportPage {
    /// The frame.
    pub layout: Layout,
    /// What was typed.
    pub form: FormView,
    /// About whom.
    pub account: AccountView,
    /// The post it is about.
    pub post: Option<PostView>,
}

/// `member/saved.html`: bookmarks or favourites.
#[derive(Debug, Clone, Serialize)]
pub struct SavedPage {
    /// The frame.
    pub layout: Layout,
    /// Which.
    pub kind: SavedKind,
    /// Last saved first.
    pub posts: Vec<PostView>,
    /// The next page.
    pub pages: PagesView,
}

/// Which saved posts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SavedKind {
    /// Only the member knows.
    Bookmarks,
    /// The author was told.
    Favourites,
}

/// `member/follow_requests.html`: people who ask to follow the member.
#[derive(Debug, Clone, Serialize)]
pub struct FollowRequestsPage {
    /// The frame.
    pub layout: Layout,
    /// Oldest first; `request_id` is set.
    pub people: Vec<ListedAccount>,
    /// The next page.
    pub pages: PagesView,
}

/// `member/relations.html`: people the member blocks or mutes.
#[derive(Debug, Clone, Serialize)]
pub struct RelationsPage {
    /// The frame.
    pub layout: Layout,
    /// Which.
    pub kind: RelationsKind,
    /// Last added first.
    pub people: Vec<ListedAccount>,
    /// The next page.
    pub pages: PagesView,
}

/// Which people a member keeps away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RelationsKind {
    /// Neither sees the other.
    Blocks,
    /// The member does not see them.
    Mutes,
}

/// Somebody in a list of people.
#[derive(Debug, Clone, Serialize)]
pub struct ListedAccount {
    /// Who.
    pub account: AccountView,
    /// The start of their words about themselves as plain text; may be empty.
    pub bio_text: String,
    /// The follow request, on the page that answers them.
    pub request_id: Option<i64>,
    /// The reader may end the other's following (their own list of followers).
    pub can_remove: bool,
}

impl From<&AccountView> for NameView {
    fn from(account: &AccountView) -> Self {
        Self {
            display_name: account.display_name.clone(),
            name_parts: account.name_parts.clone(),
            url: account.url.clone(),
        }
    }
}
