//! What a member is told, and what is kept aside.

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::{AccountView, FormView, Layout, NamePart, PagesView};

/// `member/notifications.html`.
#[derive(Debug, Clone, Serialize)]
pub struct NotificationsPage {
    /// The frame.
    pub layout: Layout,
    /// Newest first.
    pub notifications: Vec<NotificationView>,
    /// Some of them are new, so "mark as read" makes sense.
    pub any_unread: bool,
    /// Which kinds are shown; empty for all.
    pub tab: String,
    /// People of whom something was kept aside.
    pub requests: u32,
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
    /// With what they reacted.
    pub reaction: Option<NamePart>,
    /// Who did it last.
    pub by: AccountView,
    /// How many others did the same.
    pub others: u32,
    /// Some of them.
    pub faces: Vec<AccountView>,
    /// When.
    #[serde(with = "chrono::serde::ts_seconds")]
    pub at: DateTime<Utc>,
    /// Not seen before.
    pub unread: bool,
    /// The post it is about.
    pub post: Option<NotedPost>,
    /// The filters that found something in it, by their titles.
    pub filtered: Option<String>,
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

/// `member/notice_requests.html`: who wanted to speak to the member.
#[derive(Debug, Clone, Serialize)]
pub struct NoticeRequestsPage {
    /// The frame.
    pub layout: Layout,
    /// Newest first.
    pub requests: Vec<NoticeRequest>,
    /// The next page.
    pub pages: PagesView,
}

/// What was kept aside of one person.
#[derive(Debug, Clone, Serialize)]
pub struct NoticeRequest {
    /// Request id.
    pub id: i64,
    /// Who.
    pub account: AccountView,
    /// How many notifications.
    pub count: u32,
    /// When the last one came.
    #[serde(with = "chrono::serde::ts_seconds")]
    pub at: DateTime<Utc>,
    /// The last post in which they spoke to the member.
    pub last: Option<NotedPost>,
}

/// `member/notice_request.html`: what was kept aside of one person.
#[derive(Debug, Clone, Serialize)]
pub struct NoticeRequestPage {
    /// The frame.
    pub layout: Layout,
    /// The request.
    pub request: NoticeRequest,
    /// What they wanted, newest first.
    pub notifications: Vec<NotificationView>,
    /// The next page.
    pub pages: PagesView,
}

/// `member/notice_policy.html`: from whom the member wants to hear. Each of
/// `groups` is a value, `accept`, `filter` or `drop`.
#[derive(Debug, Clone, Serialize)]
pub struct NoticePolicyPage {
    /// The frame.
    pub layout: Layout,
    /// What holds, or was chosen.
    pub form: FormView,
    /// The groups of people, as fields of the form.
    pub groups: Vec<&'static str>,
}
