//! Posts in every shape: notes, questions, articles, pages, pictures, sounds,
//! videos, events (ActivityStreams 2.0 vocabulary, section 3.3).

use chrono::{DateTime, Utc};
use serde_json::Value;

use crate::db::models::post::Visibility;
use crate::federation::protocol::actor::page;
use crate::federation::protocol::poll::Poll;
use crate::federation::protocol::read::{self, Unreadable};

pub mod attachment;
mod body;
pub mod quote;
pub mod tags;

pub use attachment::Attachment;
pub use quote::QuotePolicy;
pub use tags::{Emoji, Hashtag, Mention};

/// What an object is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names are those of the vocabulary")]
pub enum ObjectKind {
    Note,
    Question,
    Article,
    Page,
    Image,
    Audio,
    Video,
    Event,
    Document,
}

impl ObjectKind {
    /// The kind of an object; None when it is nothing that stands in a timeline.
    #[must_use]
    pub fn of(value: &Value) -> Option<Self> {
        read::types(value).find_map(|name| match name {
            "Note" | "ChatMessage" => Some(Self::Note),
            "Question" => Some(Self::Question),
            "Article" => Some(Self::Article),
            "Page" => Some(Self::Page),
            "Image" => Some(Self::Image),
            "Audio" => Some(Self::Audio),
            "Video" => Some(Self::Video),
            "Event" => Some(Self::Event),
            "Document" => Some(Self::Document),
            _ => None,
        })
    }

    /// The name in lower case, as it is stored.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Question => "question",
            Self::Article => "article",
            Self::Page => "page",
            Self::Image => "image",
            Self::Audio => "audio",
            Self::Video => "video",
            Self::Event => "event",
            Self::Document => "document",
        }
    }

    /// Whether `summary` is a content warning and not an excerpt.
    #[must_use]
    fn warns(self) -> bool {
        matches!(self, Self::Note | Self::Question | Self::Page)
    }
}

/// A post. Nothing in it is verified but its shape; texts are safe to show.
#[derive(Debug, Clone, PartialEq)]
pub struct Post {
    /// Its ID.
    pub id: String,
    /// What it is.
    pub kind: ObjectKind,
    /// Who may have written it, the likeliest first: people before groups.
    pub authors: Vec<String>,
    /// The group it was posted to.
    pub group: Option<String>,
    /// A title, plain text.
    pub title: Option<String>,
    /// Safe HTML.
    pub content: String,
    /// The line before it, plain text; empty for none.
    pub content_warning: String,
    /// Pictures stay closed.
    pub sensitive: bool,
    /// A known language.
    pub language: Option<String>,
    /// The page for people: on the host of `id` or a related one.
    pub url: Option<String>,
    /// When it says it was written.
    pub published: Option<DateTime<Utc>>,
    /// When it says it was changed.
    pub updated: Option<DateTime<Utc>>,
    /// Main recipients.
    pub to: Vec<String>,
    /// Further recipients.
    pub cc: Vec<String>,
    /// What it replies to.
    pub in_reply_to: Option<String>,
    /// The collection or name of its conversation.
    pub context: Option<String>,
    /// The collection of its replies.
    pub replies: Option<String>,
    /// Whom it names.
    pub mentions: Vec<Mention>,
    /// Its hashtags.
    pub hashtags: Vec<Hashtag>,
    /// Its custom emoji.
    pub emojis: Vec<Emoji>,
    /// Pictures, sounds, films.
    pub attachments: Vec<Attachment>,
    /// Its poll.
    pub poll: Option<Poll>,
    /// The post it quotes.
    pub quote: Option<String>,
    /// The stamp that allows the quote (FEP-044f).
    pub quote_authorization: Option<String>,
    /// Who may quote it, where it says so.
    pub quote_policy: Option<QuotePolicy>,
    /// What it votes for: a note with a name, without content, that replies to
    /// a question. Never shown.
    pub vote: Option<String>,
}

impl Post {
    /// Reads a post.
    ///
    /// # Errors
    /// When it is no post, has no ID or no author, or names more than
    /// [`tags::MENTIONS_MAX`] people.
    pub fn read(value: &Value) -> Result<Self, Unreadable> {
        let kind = ObjectKind::of(value).ok_or(Unreadable("not a post"))?;
        let id = value
            .get("id")
            .and_then(read::id)
            .ok_or(Unreadable("no id"))?;
        let authors = authors(value);
        if authors.is_empty() {
            return Err(Unreadable("no author"));
        }
        let mentions = tags::mentions(value).ok_or(Unreadable("too many mentions"))?;
        let body = body::read(value, kind);
        let poll = Poll::read(value);
        let in_reply_to = read::first_id(value.get("inReplyTo")).filter(|parent| *parent != id);
        let vote = body::vote(value, kind, in_reply_to.is_some());
        let content_warning = body::warning(value, kind);
        Ok(Self {
            kind: if poll.is_some() && kind == ObjectKind::Note {
                ObjectKind::Question
            } else {
                kind
            },
            authors,
            group: read::first_id(value.get("audience")).filter(|group| !read::is_public(group)),
            title: body::title(value, kind),
            sensitive: read::flag(value.get("sensitive")).unwrap_or(!content_warning.is_empty()),
            content_warning,
            language: body::language(value),
            url: page(value.get("url"), &id),
            published: read::date(value.get("published")),
            updated: read::date(value.get("updated")),
            to: read::audience(value.get("to")),
            cc: read::audience(value.get("cc")),
            in_reply_to,
            context: context(value),
            replies: read::first_id(value.get("replies"))
                .filter(|replies| read::same_origin(replies, &id)),
            mentions,
            hashtags: tags::hashtags(value),
            emojis: tags::emojis(value),
            attachments: attachment::read_all(value, kind, &body.images),
            poll,
            quote: quote::quoted(value).filter(|quoted| *quoted != id),
            quote_authorization: read::first_id(value.get("quoteAuthorization")),
            quote_policy: QuotePolicy::read(value),
            vote,
            content: body.html,
            id,
        })
    }

    /// Whom it is for, given the stored address of its author's followers
    /// (Mastodon's table; the address is compared and never guessed).
    #[must_use]
    pub fn visibility(&self, followers: Option<&str>) -> Visibility {
        visibility(&self.to, &self.cc, followers)
    }

    /// Whether this account may have written it.
    #[must_use]
    pub fn is_by(&self, actor: &str) -> bool {
        self.authors.iter().any(|author| author == actor)
    }
}

/// Whom something with these recipients is for. Without the followers' address
/// nothing is taken to be for followers.
#[must_use]
pub fn visibility(to: &[String], cc: &[String], followers: Option<&str>) -> Visibility {
    let public = |list: &[String]| list.iter().any(|entry| entry == read::PUBLIC);
    let to_followers = |list: &[String]| {
        list.iter()
            .any(|entry| followers.is_some_and(|followers| entry == followers))
    };
    if public(to) {
        Visibility::Public
    } else if public(cc) {
        Visibility::Unlisted
    } else if to_followers(to) || to_followers(cc) {
        Visibility::Followers
    } else {
        Visibility::Direct
    }
}

/// Who wrote an object: people of `attributedTo` and `actor` before groups.
fn authors(value: &Value) -> Vec<String> {
    const AUTHORS_MAX: usize = 8;
    let entries = read::many(value.get("attributedTo"), AUTHORS_MAX)
        .chain(read::many(value.get("actor"), AUTHORS_MAX));
    let (mut people, mut groups) = (Vec::new(), Vec::new());
    for entry in entries {
        let Some(id) = read::id(entry) else { continue };
        let list = if read::is_a(entry, "Group") {
            &mut groups
        } else {
            &mut people
        };
        if !list.contains(&id) {
            list.push(id);
        }
    }
    people.append(&mut groups);
    people
}

/// The name of the conversation: a web address, or the old `conversation` tag.
fn context(value: &Value) -> Option<String> {
    read::first_id(value.get("context"))
        .or_else(|| read::text(value.get("context"), 500))
        .or_else(|| read::text(value.get("conversation"), 500))
        .filter(|context| !context.trim().is_empty())
}

#[cfg(test)]
mod tests;
