//! Finding one's way without knowing anybody: what many talk about, public
//! timelines, the directory, the servers that are known here.

use serde::Serialize;

use super::{Layout, ListedAccount, PagesView, PostView};

/// `public/explore.html`: what many talk about, and people worth knowing.
#[derive(Debug, Clone, Serialize)]
pub struct ExplorePage {
    /// The frame.
    pub layout: Layout,
    /// Which part is shown; the lists of the others are empty.
    pub tab: ExploreTab,
    /// Posts that trend.
    pub posts: Vec<PostView>,
    /// Tags that trend.
    pub tags: Vec<TrendingTag>,
    /// Pages that trend.
    pub links: Vec<TrendingLink>,
    /// People worth knowing.
    pub people: Vec<ListedAccount>,
    /// The neighbouring pages.
    pub pages: PagesView,
}

/// A part of the page for exploring.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ExploreTab {
    /// Posts.
    Posts,
    /// Tags.
    Tags,
    /// Pages elsewhere.
    Links,
    /// People.
    People,
}

/// A tag that trends.
#[derive(Debug, Clone, Serialize)]
pub struct TrendingTag {
    /// Its name, without the sign.
    pub name: String,
    /// Path of its page.
    pub url: String,
    /// People who used it yesterday and today.
    pub people: u32,
    /// How much it was used on each of the last seven days, today last.
    pub week: Vec<WeekBar>,
}

/// One day of a week as a bar in a drawing that is 70 wide and 20 high.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct WeekBar {
    /// Where it begins, from the left.
    pub x: u32,
    /// Where it begins, from the top.
    pub y: u32,
    /// How high it is, 0 to 20.
    pub height: u32,
}

/// A page elsewhere that trends.
#[derive(Debug, Clone, Serialize)]
pub struct TrendingLink {
    /// Where it is.
    pub url: String,
    /// Whose it is, or the host.
    pub host: String,
    /// Its title.
    pub title: String,
    /// A few words of it; may be empty.
    pub description: String,
    /// Path of its picture, which comes through this server.
    pub picture: Option<String>,
    /// Language of its words.
    pub language: Option<String>,
    /// People who linked to it yesterday and today.
    pub people: u32,
}

/// `public/timeline.html`: public posts of this server, or of all that are known.
#[derive(Debug, Clone, Serialize)]
pub struct TimelinePage {
    /// The frame.
    pub layout: Layout,
    /// Only this server's.
    pub local: bool,
    /// Newest first.
    pub posts: Vec<PostView>,
    /// The neighbouring pages.
    pub pages: PagesView,
}

/// `public/directory.html`: people who want to be found.
#[derive(Debug, Clone, Serialize)]
pub struct DirectoryPage {
    /// The frame.
    pub layout: Layout,
    /// Only people of this server.
    pub local: bool,
    /// Who came last stands first; otherwise who wrote last.
    pub newest: bool,
    /// The people.
    pub people: Vec<ListedAccount>,
    /// The neighbouring pages.
    pub pages: PagesView,
}

/// `public/peers.html`: the servers that are known here.
#[derive(Debug, Clone, Serialize)]
pub struct PeersPage {
    /// The frame.
    pub layout: Layout,
    /// The operator shows them.
    pub shown: bool,
    /// What was looked for.
    pub query: String,
    /// Their names, in order.
    pub hosts: Vec<PeerView>,
    /// Where it goes on.
    pub pages: PagesView,
}

/// A server that is known here.
#[derive(Debug, Clone, Serialize)]
pub struct PeerView {
    /// Its name.
    pub host: String,
    /// The bead before it.
    pub bead: u8,
}

/// `public/fans.html`: who boosted or favourited a post, and what quotes it.
#[derive(Debug, Clone, Serialize)]
pub struct FansPage {
    /// The frame.
    pub layout: Layout,
    /// The post.
    pub post: PostView,
    /// Which list is shown.
    pub list: FansList,
    /// The people, the last first; empty for quotes.
    pub people: Vec<ListedAccount>,
    /// The posts that quote it, the newest first.
    pub posts: Vec<PostView>,
    /// The neighbouring pages.
    pub pages: PagesView,
}

/// What was done with a post.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FansList {
    /// Who boosted it.
    Reblogs,
    /// Who favourited it.
    Favourites,
    /// What quotes it.
    Quotes,
}

impl FansList {
    /// The last part of the address of the list.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Reblogs => "reblogs",
            Self::Favourites => "favourites",
            Self::Quotes => "quotes",
        }
    }
}
