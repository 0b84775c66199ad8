//! Pages that everybody reads: the public timeline, tags, about.

use serde::Serialize;

use super::{Layout, ListedAccount, NameView, PostView};

/// Links to the next and the previous page of a list.
#[derive(Debug, Clone, Default, Serialize)]
pub struct PagesView {
    /// Where it goes on.
    pub older: Option<String>,
    /// Where it came from.
    pub newer: Option<String>,
}

/// `public/front.html`: what people of this server publish.
#[derive(Debug, Clone, Serialize)]
pub struct FrontPage {
    /// The frame.
    pub layout: Layout,
    /// Newest first.
    pub posts: Vec<PostView>,
    /// The next page.
    pub pages: PagesView,
    /// Shown only on the first page: the masthead.
    pub first_page: bool,
    /// Members, and how many of them wrote in the last seven days.
    pub members: u32,
    /// See `members`.
    pub active_members: u32,
    /// Who looks after the server.
    pub staff: Vec<NameView>,
    /// The house rules.
    pub rules: Vec<RuleView>,
}

/// One house rule.
#[derive(Debug, Clone, Serialize)]
pub struct RuleView {
    /// The rule in a short sentence.
    pub text: String,
    /// What is meant, where that needs words.
    pub hint: Option<String>,
}

/// `public/tag.html`: public posts with one hashtag.
#[derive(Debug, Clone, Serialize)]
pub struct TagPage {
    /// The frame.
    pub layout: Layout,
    /// The tag without `#`, as people write it most.
    pub tag: String,
    /// The tag as it stands in addresses.
    pub name: String,
    /// The reader follows it.
    pub following: bool,
    /// The reader's profile shows it.
    pub featuring: bool,
    /// Path of its RSS.
    pub feed: String,
    /// Newest first.
    pub posts: Vec<PostView>,
    /// The next page.
    pub pages: PagesView,
}

/// `public/search.html`: finding people, tags and posts.
#[derive(Debug, Clone, Serialize)]
pub struct SearchPage {
    /// The frame.
    pub layout: Layout,
    /// What was typed.
    pub query: String,
    /// Nothing was found; why, in a sentence.
    pub message: Option<String>,
    /// People who were found.
    pub people: Vec<ListedAccount>,
    /// Tags that were found.
    pub tags: Vec<FoundTag>,
    /// Posts that were found.
    pub posts: Vec<PostView>,
    /// What was typed as it stands in addresses.
    pub encoded: String,
    /// Which kind of results is shown; all of them where none was chosen.
    pub part: SearchPart,
    /// The neighbouring pages; for members who chose a kind.
    pub pages: PagesView,
}

/// A kind of results.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SearchPart {
    /// Some of each.
    #[default]
    All,
    /// People.
    People,
    /// Hashtags.
    Tags,
    /// Posts.
    Posts,
}

/// A tag that was found.
#[derive(Debug, Clone, Serialize)]
pub struct FoundTag {
    /// Its name, without `#`.
    pub name: String,
    /// Path of its page.
    pub url: String,
}

/// `public/embed.html`: one post alone, for frames of other pages.
#[derive(Debug, Clone, Serialize)]
pub struct EmbedPage {
    /// The frame, of which only name and language are shown.
    pub layout: Layout,
    /// The post.
    pub post: PostView,
}

/// `public/about.html`: what this server is, its rules, who to ask.
#[derive(Debug, Clone, Serialize)]
pub struct AboutPage {
    /// The frame.
    pub layout: Layout,
    /// The long description as sanitised HTML; `None` shows the short one.
    pub description_html: Option<String>,
    /// The house rules.
    pub rules: Vec<RuleView>,
    /// There are terms to read.
    pub has_terms: bool,
    /// Mail address for questions.
    pub contact_email: Option<String>,
    /// Username of a member for questions.
    pub contact_account: Option<String>,
    /// Who looks after the server.
    pub staff: Vec<NameView>,
    /// Members.
    pub members: u32,
    /// Posts by members, those that are not direct.
    pub posts: u64,
    /// OSSM's version.
    pub version: String,
    /// Where the source code of this server is (AGPL-3.0, section 13).
    pub source_url: Option<String>,
}
