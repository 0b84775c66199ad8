//! What members arrange for themselves: lists, followed tags, conversations,
//! servers that they hide.

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::{AccountView, FormView, Layout, ListedAccount, NotedPost, PagesView, PostView};

/// `member/lists.html`: the member's lists. Values of the form for a new one:
/// `title`, `replies_policy`, `exclusive`.
#[derive(Debug, Clone, Serialize)]
pub struct ListsPage {
    /// The frame.
    pub layout: Layout,
    /// What was typed.
    pub form: FormView,
    /// In the order they were made.
    pub lists: Vec<ListView>,
}

/// A list.
#[derive(Debug, Clone, Serialize)]
pub struct ListView {
    /// List id.
    pub id: i64,
    /// What it is called.
    pub title: String,
    /// Its people are left out of the home timeline.
    pub exclusive: bool,
    /// The person that the page is about stands on it.
    pub has: bool,
}

/// `member/list.html`: what the people of a list post.
#[derive(Debug, Clone, Serialize)]
pub struct ListPage {
    /// The frame.
    pub layout: Layout,
    /// The list.
    pub list: ListView,
    /// Newest first.
    pub posts: Vec<PostView>,
    /// The next page.
    pub pages: PagesView,
}

/// `member/list_edit.html`: changes a list and who stands on it. Values:
/// `title`, `replies_policy`, `exclusive`; `handle` in the form for people.
#[derive(Debug, Clone, Serialize)]
pub struct ListEditPage {
    /// The frame.
    pub layout: Layout,
    /// The list as it is.
    pub list: ListView,
    /// What was typed.
    pub form: FormView,
    /// Who stands on it, last added first.
    pub people: Vec<ListedAccount>,
    /// The next page of people.
    pub pages: PagesView,
}

/// `member/on_lists.html`: the lists on which somebody stands.
#[derive(Debug, Clone, Serialize)]
pub struct OnListsPage {
    /// The frame.
    pub layout: Layout,
    /// Who.
    pub account: AccountView,
    /// All lists of the member.
    pub lists: Vec<ListView>,
}

/// `member/followed_tags.html`: the tags that the member follows.
#[derive(Debug, Clone, Serialize)]
pub struct FollowedTagsPage {
    /// The frame.
    pub layout: Layout,
    /// Value: `name`.
    pub form: FormView,
    /// Last followed first.
    pub tags: Vec<FollowedTag>,
    /// The next page.
    pub pages: PagesView,
}

/// A tag that the member follows.
#[derive(Debug, Clone, Serialize)]
pub struct FollowedTag {
    /// Its name, without the sign.
    pub name: String,
    /// Path of its page.
    pub url: String,
}

/// `member/conversations.html`: what the member and others write to each other.
#[derive(Debug, Clone, Serialize)]
pub struct ConversationsPage {
    /// The frame.
    pub layout: Layout,
    /// The last spoken in first.
    pub conversations: Vec<ConversationView>,
    /// The next page.
    pub pages: PagesView,
}

/// One conversation.
#[derive(Debug, Clone, Serialize)]
pub struct ConversationView {
    /// Conversation id.
    pub id: i64,
    /// The others.
    pub people: Vec<AccountView>,
    /// The last post.
    pub last: Option<NotedPost>,
    /// Its id, to answer it.
    pub last_id: Option<i64>,
    /// When it was written.
    #[serde(with = "chrono::serde::ts_seconds_option")]
    pub at: Option<DateTime<Utc>>,
    /// Not read yet.
    pub unread: bool,
}

/// `member/domain_blocks.html`: servers that the member hides. Value: `domain`.
#[derive(Debug, Clone, Serialize)]
pub struct DomainBlocksPage {
    /// The frame.
    pub layout: Layout,
    /// What was typed.
    pub form: FormView,
    /// Their domains, last hidden first.
    pub domains: Vec<String>,
    /// The next page.
    pub pages: PagesView,
}
