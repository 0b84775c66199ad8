//! What a `tag` list holds: mentions, hashtags, custom emoji, links (FEP-e232).

use chrono::{DateTime, Utc};
use serde_json::Value;

use crate::federation::protocol::read;
use crate::foundation::text::{normalize_tag, remote_line};

/// Most entries that are looked at.
pub const TAGS_READ_MAX: usize = 512;
/// A post that names more people than this is refused.
pub const MENTIONS_MAX: usize = 200;
/// Most hashtags.
pub const HASHTAGS_MAX: usize = 50;
/// Most custom emoji.
pub const EMOJIS_MAX: usize = 64;

/// Somebody whom a post names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    /// The actor's ID; some servers write the profile's address.
    pub href: String,
    /// As written, often `@name@host`; may be empty.
    pub name: String,
}

/// A hashtag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hashtag {
    /// The stored form.
    pub name: String,
    /// As written, without `#`.
    pub display_name: String,
}

/// A custom emoji.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Emoji {
    /// Its ID; some servers have none.
    pub id: Option<String>,
    /// Without colons: letters, digits, `_`, `-`, `+` and `.`.
    pub shortcode: String,
    /// The picture.
    pub url: String,
    /// When it was last changed.
    pub updated: Option<DateTime<Utc>>,
}

fn entries(value: &Value) -> impl Iterator<Item = &Value> {
    read::many(value.get("tag"), TAGS_READ_MAX)
}

/// Whom an object names, each once; None when it names more than
/// [`MENTIONS_MAX`].
pub(super) fn mentions(value: &Value) -> Option<Vec<Mention>> {
    let mut found: Vec<Mention> = Vec::new();
    let all = read::many(value.get("tag"), usize::MAX);
    if all
        .filter(|tag| read::is_a(tag, "Mention"))
        .nth(MENTIONS_MAX)
        .is_some()
    {
        return None;
    }
    for tag in entries(value).filter(|tag| read::is_a(tag, "Mention")) {
        let Some(href) = read::first(tag.get("href")).and_then(read::address) else {
            continue;
        };
        if !found.iter().any(|other| other.href == href) {
            let name = read::text(tag.get("name"), 500).unwrap_or_default();
            found.push(Mention {
                href,
                name: remote_line(&name, 255),
            });
        }
    }
    Some(found)
}

/// The hashtags of an object, each once.
pub(super) fn hashtags(value: &Value) -> Vec<Hashtag> {
    let mut found: Vec<Hashtag> = Vec::new();
    for tag in entries(value).filter(|tag| read::is_a(tag, "Hashtag")) {
        let written = read::text(tag.get("name"), 1000).unwrap_or_default();
        let display_name = written.trim().trim_start_matches(['#', '＃']);
        let Some(name) = normalize_tag(display_name) else {
            continue;
        };
        if found.len() < HASHTAGS_MAX && !found.iter().any(|other| other.name == name) {
            found.push(Hashtag {
                name,
                display_name: display_name.to_owned(),
            });
        }
    }
    found
}

/// The custom emoji of an object, each shortcode once.
#[must_use]
pub fn emojis(value: &Value) -> Vec<Emoji> {
    let mut found: Vec<Emoji> = Vec::new();
    for emoji in entries(value).filter_map(emoji) {
        let known = found.iter().any(|other| other.shortcode == emoji.shortcode);
        if !known && found.len() < EMOJIS_MAX {
            found.push(emoji);
        }
    }
    found
}

fn emoji(tag: &Value) -> Option<Emoji> {
    if !read::is_a(tag, "Emoji") {
        return None;
    }
    let name = read::text(tag.get("name"), 300)?;
    // Some write `:name@host:`.
    let shortcode = name.trim().trim_matches(':').split('@').next()?;
    let sound = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '+' | '.');
    let icon = read::first(tag.get("icon"))?;
    let url = match icon.get("url") {
        Some(url) => read::many(Some(url), 4).find_map(read::address)?,
        None => read::address(icon)?,
    };
    (!shortcode.is_empty() && shortcode.len() <= 100 && shortcode.chars().all(sound)).then(|| {
        Emoji {
            id: tag.get("id").and_then(read::id),
            shortcode: shortcode.to_owned(),
            url,
            updated: read::date(tag.get("updated")),
        }
    })
}

/// The quoted post that a `Link` names (FEP-e232).
pub(super) fn quote(value: &Value) -> Option<String> {
    let ap = |media_type: &str| {
        media_type.starts_with("application/activity+json")
            || media_type.starts_with("application/ld+json")
    };
    let mut links = entries(value).filter(|tag| read::is_a(tag, "Link"));
    let link = links.find(|tag| {
        let media_type = read::text(tag.get("mediaType"), 200).unwrap_or_default();
        let rel = read::many(tag.get("rel"), 8).filter_map(Value::as_str);
        let quotes = |rel: &str| rel.ends_with("#_misskey_quote") || rel.ends_with("#quoteUri");
        ap(&media_type) && rel.into_iter().any(quotes)
    })?;
    read::first(link.get("href")).and_then(read::address)
}
