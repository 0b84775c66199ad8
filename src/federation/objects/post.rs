//! Posts of this server as notes and questions (ActivityStreams 2.0 vocabulary,
//! FEP-044f for quotes).

use activitypub_federation::kinds::link::MentionType;
use activitypub_federation::kinds::object::{DocumentType, NoteType};
use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::db::models::media::Media;
use crate::db::models::post::QuotePolicy;
use crate::db::views::wire::{Named, PollOption, PollRow, Tagged, WirePost};
use crate::federation::addresses::Addresses;
use crate::federation::objects::activity::time;
use crate::federation::objects::addressing::{Addressing, public};
use crate::federation::objects::collection::Collection;
use crate::federation::objects::context::Context;
use crate::federation::objects::emoji::Emoji;
use crate::foundation::error::Result;
use crate::foundation::text::escape;

/// A post as others read it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Note {
    /// Its ID.
    pub id: String,
    #[serde(rename = "type")]
    kind: &'static str,
    attributed_to: String,
    published: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    updated: Option<String>,
    /// Whom it is for.
    #[serde(flatten)]
    pub addressing: Addressing,
    url: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    in_reply_to: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    context: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    conversation: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    summary: Option<String>,
    sensitive: bool,
    content: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    content_map: Option<Map<String, Value>>,
    attachment: Vec<Attachment>,
    tag: Vec<Tag>,
    replies: String,
    likes: Collection,
    shares: Collection,
    interaction_policy: Value,
    #[serde(flatten)]
    quote: Option<Quote>,
    #[serde(flatten)]
    poll: Option<Poll>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
struct Attachment {
    #[serde(rename = "type")]
    kind: DocumentType,
    media_type: String,
    url: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    blurhash: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    focal_point: Option<[f32; 2]>,
    width: i32,
    height: i32,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
enum Tag {
    Mention {
        #[serde(rename = "type")]
        kind: MentionType,
        href: String,
        name: String,
    },
    Hashtag {
        #[serde(rename = "type")]
        kind: &'static str,
        href: String,
        name: String,
    },
    Emoji(Emoji),
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[expect(clippy::struct_field_names, reason = "the names of the vocabulary")]
struct Quote {
    quote: String,
    quote_uri: String,
    quote_url: String,
    #[serde(rename = "_misskey_quote")]
    misskey_quote: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    quote_authorization: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
struct Poll {
    #[serde(skip_serializing_if = "Option::is_none")]
    one_of: Option<Vec<Value>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    any_of: Option<Vec<Value>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    end_time: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    closed: Option<String>,
    voters_count: i64,
}

impl Note {
    /// The note or question of a local post.
    #[must_use]
    pub fn new(addresses: &Addresses, wire: &WirePost) -> Self {
        let WirePost { post, author, .. } = wire;
        let below = |path: &str| format!("{}/{path}", post.uri);
        let followers = format!("{}/followers", author.uri);
        let people: Vec<String> = wire.named.iter().map(|named| named.uri.clone()).collect();
        let content = content(wire);
        Self {
            kind: if wire.poll.is_some() {
                "Question"
            } else {
                "Note"
            },
            attributed_to: author.uri.clone(),
            published: time(post.created_at),
            updated: post.edited_at.map(time),
            addressing: Addressing::of(post.visibility, &followers, &people),
            url: post.url.clone().unwrap_or_else(|| post.uri.clone()),
            in_reply_to: wire.around.in_reply_to.clone(),
            context: context(wire),
            conversation: context(wire),
            summary: Some(post.content_warning.clone()).filter(|text| !text.is_empty()),
            sensitive: post.sensitive,
            content_map: post.language.as_ref().map(|language| {
                [(language.clone(), Value::from(content.clone()))]
                    .into_iter()
                    .collect()
            }),
            content,
            attachment: wire
                .media
                .iter()
                .map(|media| attachment(addresses, media))
                .collect(),
            tag: tags(addresses, wire),
            replies: below("replies"),
            likes: Collection::counted(&below("likes"), wire.stats.favourites_count),
            shares: Collection::counted(&below("shares"), wire.stats.boosts_count),
            interaction_policy: policy(post.quote_policy, &author.uri, &followers),
            quote: quote(wire),
            poll: wire
                .poll
                .as_ref()
                .map(|(poll, options)| question(poll, options)),
            id: post.uri.clone(),
        }
    }

    /// The post as a document of its own.
    pub fn document(&self) -> Result<Value> {
        Context::Post.document(self)
    }
}

/// The text; readers that know no quotes get the quoted post as a link, in a
/// paragraph that the others take away.
fn content(wire: &WirePost) -> String {
    let Some(quoted) = &wire.around.quote else {
        return wire.post.content.clone();
    };
    let link = escape(wire.around.quote_url.as_ref().unwrap_or(quoted));
    format!(
        "<p class=\"quote-inline\">RE: <a href=\"{link}\">{link}</a></p>{}",
        wire.post.content
    )
}

/// The thread: the collection at its first post where that is ours, or what
/// the first post's server says.
fn context(wire: &WirePost) -> Option<String> {
    let root = wire.around.local_root.as_ref();
    root.map(|root| format!("{root}/context"))
        .or_else(|| wire.around.context.clone())
}

fn attachment(addresses: &Addresses, media: &Media) -> Attachment {
    let stored = media.storage_key.as_ref().map(|key| addresses.media(key));
    let centred = media.focus_x.abs() < f32::EPSILON && media.focus_y.abs() < f32::EPSILON;
    Attachment {
        kind: DocumentType::Document,
        media_type: media.content_type.clone(),
        url: stored
            .or_else(|| media.remote_url.clone())
            .unwrap_or_default(),
        name: Some(media.description.clone()).filter(|text| !text.is_empty()),
        blurhash: media.blurhash.clone(),
        focal_point: (!centred).then_some([media.focus_x, media.focus_y]),
        width: media.width,
        height: media.height,
    }
}

fn tags(addresses: &Addresses, wire: &WirePost) -> Vec<Tag> {
    let mention = |named: &Named| Tag::Mention {
        kind: MentionType::Mention,
        href: named.uri.clone(),
        name: match &named.domain {
            Some(domain) => format!("@{}@{domain}", named.username),
            None => format!("@{}", addresses.handle(&named.username)),
        },
    };
    let hashtag = |tagged: &Tagged| Tag::Hashtag {
        kind: "Hashtag",
        href: addresses.tag(&tagged.name),
        name: format!("#{}", tagged.name),
    };
    let emoji = |emoji| Emoji::new(addresses, emoji).map(Tag::Emoji);
    let mentions = wire.named.iter().map(mention);
    let hashtags = wire.tags.iter().map(hashtag);
    let emojis = wire.emojis.iter().filter_map(emoji);
    mentions.chain(hashtags).chain(emojis).collect()
}

/// Whose quotes are allowed without asking (FEP-044f).
fn policy(policy: QuotePolicy, author: &str, followers: &str) -> Value {
    let allowed = match policy {
        QuotePolicy::Everyone => public(),
        QuotePolicy::Followers => followers.to_owned(),
        QuotePolicy::Nobody => author.to_owned(),
    };
    json!({ "canQuote": { "automaticApproval": [allowed] } })
}

fn quote(wire: &WirePost) -> Option<Quote> {
    let quoted = wire.around.quote.clone()?;
    Some(Quote {
        quote_uri: quoted.clone(),
        quote_url: quoted.clone(),
        misskey_quote: quoted.clone(),
        quote_authorization: wire.around.quote_stamp.clone(),
        quote: quoted,
    })
}

fn question(poll: &PollRow, options: &[PollOption]) -> Poll {
    let option = |option: &PollOption| {
        json!({
            "type": NoteType::Note, "name": option.title,
            "replies": { "type": "Collection", "totalItems": option.votes_count }
        })
    };
    let options: Vec<Value> = options.iter().map(option).collect();
    let (one_of, any_of) = if poll.multiple {
        (None, Some(options))
    } else {
        (Some(options), None)
    };
    Poll {
        one_of,
        any_of,
        end_time: poll.ends_at.map(time),
        closed: poll.closed_at.map(time),
        voters_count: poll.voters_count,
    }
}

#[cfg(test)]
#[path = "post_tests.rs"]
mod tests;
