//! Pages of a signed-in member.

use serde::Serialize;

use super::{
    AccountView, FormView, KeptView, LanguageView, Layout, NamePart, NameView, PagesView, PostView,
};

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
    /// People to follow, where there is nothing to read.
    pub suggestions: Vec<ListedAccount>,
}

/// `member/compose.html`: a new post or an answer on a page of its own, and
/// the same form again when something in it was wrong.
#[derive(Debug, Clone, Serialize)]
pub struct ComposePage {
    /// The frame.
    pub layout: Layout,
    /// Values: `text`, `content_warning`, `audience`, `language`,
    /// `in_reply_to_id`, `quote_of_id`, `alt_1` to `alt_4`, `focus_1` to
    /// `focus_4`, `sensitive`, `quote_policy`, `scheduled_at`, `replaces`,
    /// `kept_1` to `kept_4`, `kept_alt_1` to `kept_alt_4`, `poll_option_1` to
    /// `poll_option_8`, `poll_minutes`, `poll_multiple`.
    pub form: FormView,
    /// Languages to choose from.
    pub languages: Vec<LanguageView>,
    /// The post that is answered.
    pub reply_to: Option<PostView>,
    /// The post that is quoted.
    pub quote_of: Option<PostView>,
    /// Pictures of the post that this one takes the place of.
    pub kept: Vec<KeptView>,
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

/// `member/react.html`: chooses an emoji for a post. Value: `emoji`.
#[derive(Debug, Clone, Serialize)]
pub struct ReactPage {
    /// The frame.
    pub layout: Layout,
    /// What was typed.
    pub form: FormView,
    /// The post.
    pub post: PostView,
    /// Emoji that many choose.
    pub common: Vec<&'static str>,
    /// Custom emoji of this server.
    pub own: Vec<OwnEmoji>,
}

/// A custom emoji of this server.
#[derive(Debug, Clone, Serialize)]
pub struct OwnEmoji {
    /// What a form sends.
    pub name: String,
    /// What it looks like.
    pub emoji: NamePart,
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
    /// With what they reacted, in the list of who favourited a post.
    pub reaction: Option<NamePart>,
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
