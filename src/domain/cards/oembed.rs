//! Reads what a page's oEmbed says (oEmbed 1.0, section 2.3.4).

use serde_json::Value;

use super::page::{NAME_MAX, TITLE_MAX};
use crate::db::models::card::CardKind;
use crate::foundation::text::page_head::next_tag;
use crate::foundation::text::remote_line;

/// An oEmbed answer; texts are plain, addresses are as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Embed {
    pub(super) kind: CardKind,
    pub(super) title: String,
    pub(super) author_name: String,
    pub(super) author_url: String,
    pub(super) provider_name: String,
    pub(super) provider_url: String,
    pub(super) thumbnail_url: String,
    /// A photo's address.
    pub(super) url: String,
    /// The address of the first frame in the HTML.
    pub(super) frame: Option<String>,
    pub(super) width: i64,
    pub(super) height: i64,
}

/// Reads an answer; None when it is none.
pub(super) fn parse(body: &[u8]) -> Option<Embed> {
    let json: Value = serde_json::from_slice(body).ok()?;
    let text = |key: &str| json.get(key).and_then(Value::as_str).unwrap_or_default();
    let number = |key: &str| match json.get(key) {
        Some(Value::Number(number)) => number.as_i64().unwrap_or(0),
        Some(Value::String(text)) => text.parse().unwrap_or(0),
        _ => 0,
    };
    let kind = match text("type") {
        "photo" => CardKind::Photo,
        "video" => CardKind::Video,
        "rich" => CardKind::Rich,
        "link" => CardKind::Link,
        _ => return None,
    };
    Some(Embed {
        kind,
        title: remote_line(text("title"), TITLE_MAX),
        author_name: remote_line(text("author_name"), NAME_MAX),
        author_url: text("author_url").to_owned(),
        provider_name: remote_line(text("provider_name"), NAME_MAX),
        provider_url: text("provider_url").to_owned(),
        thumbnail_url: text("thumbnail_url").to_owned(),
        url: text("url").to_owned(),
        frame: frame(text("html")),
        width: number("width"),
        height: number("height"),
    })
}

fn frame(html: &str) -> Option<String> {
    let mut rest = html;
    while let Some((tag, after)) = next_tag(rest) {
        if tag.name == "iframe" {
            return Some(tag.get("src").to_owned());
        }
        rest = after;
    }
    None
}
