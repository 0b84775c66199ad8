//! Posts as pages show them.

use std::hash::{Hash, Hasher};
use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde::{Serialize, Serializer};

use super::{AccountView, NamePart, NameView, PollView, QuoteView};

/// One post in a timeline, a thread or a list.
#[derive(Debug, Clone, Serialize)]
#[serde(remote = "Self")]
pub struct PostView {
    /// Post id; the element is `#p-ID`.
    pub id: i64,
    /// Where it stands in its list: what is newer comes after it.
    pub cursor: i64,
    /// Path of its page on this server.
    pub url: String,
    /// Its page at the server it comes from; `None` for posts of this one.
    pub original: Option<String>,
    /// Who wrote it.
    pub author: AccountView,
    /// Who boosted it, where that is why it is here.
    pub boosted_by: Option<NameView>,
    /// Whom it answers, where that is somebody else's post.
    pub reply_to: Option<NameView>,
    /// Who can read it.
    pub audience: Audience,
    /// The words as HTML that was sanitised when it was stored.
    pub content_html: String,
    /// The line readers see first.
    pub content_warning: Option<String>,
    /// Pictures stay closed until the reader opens them.
    pub sensitive: bool,
    /// Language tag of the words.
    pub language: Option<String>,
    /// When it was published.
    #[serde(with = "chrono::serde::ts_seconds")]
    pub created_at: DateTime<Utc>,
    /// When it was last edited.
    #[serde(with = "chrono::serde::ts_seconds_option")]
    pub edited_at: Option<DateTime<Utc>>,
    /// Its pictures, in order.
    pub media: Vec<MediaView>,
    /// How often it was answered, boosted, favourited.
    pub counts: Counts,
    /// With what people reacted, the most frequent first.
    pub reactions: Vec<ReactionView>,
    /// What it asks.
    pub poll: Option<PollView>,
    /// What it quotes.
    pub quote: Option<QuoteView>,
    /// The reader's filters that found something in it, by their titles: it is
    /// folded.
    pub filtered: Option<String>,
    /// What the signed-in reader did with it and may do; `None` for visitors.
    pub viewer: Option<ViewerView>,
    /// What of it is drawn already: then templates see only the rest.
    #[serde(skip)]
    pub drawn: Option<Drawn>,
}

/// What is drawn already of a post.
#[derive(Debug, Clone)]
pub enum Drawn {
    /// `partials/post_body.html`: what readers see alike.
    Body(Arc<str>),
    /// `partials/post.html` as visitors see it.
    Whole(Arc<str>),
}

impl PostView {
    /// Whether the body is the same for all readers with the same look: no form is
    /// in it.
    #[must_use]
    pub fn has_common_body(&self) -> bool {
        let votes = self.poll.as_ref().is_some_and(|poll| poll.can_vote);
        let revokes = self.quote.as_ref().is_some_and(|quote| quote.can_revoke);
        !votes && !revokes
    }

    /// Feeds a hasher all that `partials/post_body.html` shows.
    pub fn hash_body<H: Hasher>(&self, state: &mut H) {
        // Field by field, so that a new one is thought of here.
        let Self {
            id,
            cursor: _,
            url,
            original: _,
            author,
            boosted_by,
            reply_to,
            audience,
            content_html,
            content_warning,
            sensitive,
            language,
            created_at,
            edited_at: _,
            media,
            counts: _,
            reactions: _,
            poll,
            quote,
            filtered,
            viewer: _,
            drawn: _,
        } = self;
        (id, url, author, boosted_by, reply_to, audience).hash(state);
        (content_html, content_warning, sensitive, language).hash(state);
        (created_at, media, poll, quote, filtered).hash(state);
    }

    /// Feeds a hasher all that `partials/post.html` shows to visitors.
    pub fn hash_whole<H: Hasher>(&self, state: &mut H) {
        self.hash_body(state);
        (self.cursor, self.edited_at, self.counts, &self.reactions).hash(state);
    }

    fn around<'a>(&'a self, body: &'a str) -> Around<'a> {
        Around {
            id: self.id,
            cursor: self.cursor,
            url: &self.url,
            author: AuthorId { id: self.author.id },
            audience: self.audience,
            language: self.language.as_deref(),
            edited_at: self.edited_at.map(|at| at.timestamp()),
            quote: self.quote.is_some(),
            counts: self.counts,
            reactions: &self.reactions,
            viewer: self.viewer.as_ref(),
            body,
        }
    }
}

// `remote = "Self"` derives `PostView::serialize` and leaves the trait to this.
impl Serialize for PostView {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.drawn {
            None => Self::serialize(self, serializer),
            Some(Drawn::Body(body)) => self.around(body).serialize(serializer),
            Some(Drawn::Whole(whole)) => {
                let url = &self.url;
                WholeView { url, whole }.serialize(serializer)
            }
        }
    }
}

#[derive(Serialize)]
struct WholeView<'a> {
    url: &'a str,
    whole: &'a str,
}

/// What the templates of a post show round its body.
#[derive(Serialize)]
struct Around<'a> {
    id: i64,
    cursor: i64,
    url: &'a str,
    author: AuthorId,
    audience: Audience,
    language: Option<&'a str>,
    edited_at: Option<i64>,
    quote: bool,
    counts: Counts,
    reactions: &'a [ReactionView],
    viewer: Option<&'a ViewerView>,
    body: &'a str,
}

#[derive(Serialize)]
struct AuthorId {
    id: i64,
}

/// Who can read a post.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Audience {
    /// Everybody, listed on public pages.
    Public,
    /// Everybody with the link.
    Unlisted,
    /// Followers of the author.
    Followers,
    /// The people mentioned.
    Direct,
}

/// One picture, or a link to a film or sound of another server.
#[derive(Debug, Clone, Hash, Serialize)]
pub struct MediaView {
    /// What it is.
    pub kind: MediaKindView,
    /// Address of the whole picture on this server, or of what is not a picture
    /// on its own.
    pub url: String,
    /// Address of a smaller one for timelines; the same where there is none.
    /// `None` for what has no picture.
    pub preview_url: Option<String>,
    /// What it shows; empty when nobody said.
    pub alt: String,
    /// Pixels of the smaller picture.
    pub width: u32,
    /// Pixels of the smaller picture.
    pub height: u32,
    /// Its average colour as `#rrggbb`, shown until it is loaded.
    pub colour: Option<String>,
    /// Classes that say what stays in view when it is cut, such as `fx0 fy4`;
    /// `None` for its middle.
    pub focus: Option<String>,
}

/// What a file of a post is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum MediaKindView {
    /// A picture, shown on the page.
    Image,
    /// A film; its still picture links to it.
    Video,
    /// A sound, linked to.
    Audio,
    /// Another file, linked to.
    Other,
}

/// How often a post was answered, boosted, favourited.
#[derive(Debug, Clone, Copy, Default, Hash, Serialize)]
pub struct Counts {
    /// Answers.
    pub replies: u32,
    /// Boosts.
    pub boosts: u32,
    /// Favourites.
    pub favourites: u32,
}

/// How many reacted with the same emoji.
#[derive(Debug, Clone, Hash, Serialize)]
pub struct ReactionView {
    /// What a form sends to react the same.
    pub name: String,
    /// What it looks like.
    pub emoji: NamePart,
    /// How many.
    pub count: u32,
    /// The reader is one of them.
    pub mine: bool,
}

/// What the signed-in reader did with a post and may do.
#[derive(Debug, Clone, Copy, Serialize)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a separate fact about one post"
)]
pub struct ViewerView {
    /// Favourited by the reader.
    pub favourited: bool,
    /// Boosted by the reader.
    pub boosted: bool,
    /// Bookmarked by the reader.
    pub bookmarked: bool,
    /// The audience allows a boost.
    pub can_boost: bool,
    /// It is the reader's own.
    pub can_edit: bool,
    /// It is the reader's own, or they moderate.
    pub can_delete: bool,
    /// The audience allows a quote.
    pub can_quote: bool,
    /// It is the reader's own and open to everybody.
    pub can_pin: bool,
    /// It stays on top of the reader's profile.
    pub pinned: bool,
    /// The reader is not told of what happens in its thread.
    pub thread_muted: bool,
}
