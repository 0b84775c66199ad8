//! Profiles and the lists of people around them.

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::{AccountView, Layout, ListedAccount, PagesView, PostView};

/// `public/profile.html`: somebody and their posts.
#[derive(Debug, Clone, Serialize)]
pub struct ProfilePage {
    /// The frame.
    pub layout: Layout,
    /// Who it is.
    pub profile: ProfileView,
    /// Which posts are shown.
    pub tab: ProfileTab,
    /// What they pinned; on the first page of their posts only.
    pub pinned: Vec<PostView>,
    /// Newest first, without what is pinned.
    pub posts: Vec<PostView>,
    /// The next page.
    pub pages: PagesView,
}

/// Which posts of a profile are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ProfileTab {
    /// Posts and boosts.
    Posts,
    /// Answers too.
    WithReplies,
    /// Posts with pictures.
    Media,
}

/// Everything a profile says.
#[derive(Debug, Clone, Serialize)]
pub struct ProfileView {
    /// Name, handle, picture.
    pub account: AccountView,
    /// `@alice@social.example`.
    pub address: String,
    /// The whole address of their picture, or of a drawn one, for previews elsewhere.
    pub preview_absolute: String,
    /// Address of the picture on top.
    pub header: Option<String>,
    /// The words about themselves as sanitised HTML; may be empty.
    pub bio_html: String,
    /// The same as one line of plain text, for previews elsewhere.
    pub bio_text: String,
    /// Up to four lines with a name and a value.
    pub fields: Vec<FieldView>,
    /// Tags that they show.
    pub tags: Vec<FeaturedTagView>,
    /// When they joined.
    #[serde(with = "chrono::serde::ts_seconds")]
    pub joined_at: DateTime<Utc>,
    /// Answers follow requests by hand.
    pub locked: bool,
    /// Their page at the server they are of; `None` for people of this one.
    pub original: Option<String>,
    /// Asks search engines to leave them out.
    pub noindex: bool,
    /// Posts by them.
    pub posts: u64,
    /// People they follow.
    pub following: u64,
    /// People who follow them.
    pub followers: u64,
    /// Path of their RSS.
    pub feed: String,
    /// They want a part with their pictures.
    pub shows_media: bool,
    /// Where they went.
    pub moved_to: Option<AccountView>,
    /// How the signed-in reader stands to them; `None` for visitors and for
    /// one's own profile.
    pub relation: Option<RelationView>,
}

/// One line of a profile.
#[derive(Debug, Clone, Serialize)]
pub struct FieldView {
    /// Its name.
    pub name: String,
    /// Its value as sanitised HTML; links carry `rel="me"`.
    pub value_html: String,
    /// The page it links to was found to link back.
    pub checked: bool,
}

/// A tag on a profile.
#[derive(Debug, Clone, Serialize)]
pub struct FeaturedTagView {
    /// Its name, without the sign.
    pub name: String,
    /// Path of its page.
    pub url: String,
    /// Posts by them that carry it.
    pub posts: u64,
}

/// How the signed-in reader stands to somebody.
#[derive(Debug, Clone, Default, Serialize)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a separate fact about two people"
)]
pub struct RelationView {
    /// The reader follows them.
    pub following: bool,
    /// The reader asked to follow them.
    pub requested: bool,
    /// They follow the reader.
    pub followed_by: bool,
    /// The reader blocks them.
    pub blocking: bool,
    /// The reader mutes them.
    pub muting: bool,
    /// When that ends.
    #[serde(with = "chrono::serde::ts_seconds_option")]
    pub muted_until: Option<DateTime<Utc>>,
    /// The reader sees what they boost.
    pub showing_boosts: bool,
    /// The reader is told of their posts.
    pub notifying: bool,
    /// The reader's profile shows them.
    pub endorsed: bool,
    /// The reader hides their server.
    pub server_hidden: bool,
    /// What the reader noted about them.
    pub note: Option<String>,
}

/// `public/people.html`: who somebody follows, who follows them.
#[derive(Debug, Clone, Serialize)]
pub struct PeoplePage {
    /// The frame.
    pub layout: Layout,
    /// Whose list it is.
    pub account: AccountView,
    /// Which list.
    pub list: ListedKind,
    /// The people, last come first.
    pub people: Vec<ListedAccount>,
    /// They are not shown to this reader.
    pub hidden: bool,
    /// The next page.
    pub pages: PagesView,
}

/// Which list of people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ListedKind {
    /// People who follow them.
    Followers,
    /// People they follow.
    Following,
}
