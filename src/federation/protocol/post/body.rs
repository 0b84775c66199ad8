//! The words of a post: content, title, content warning, language.

use serde_json::Value;

use crate::federation::protocol::post::ObjectKind;
use crate::federation::protocol::read;
use crate::foundation::text::{
    RemoteHtml, escape, markdown_html, normalize_language, remote_html, remote_line, remote_text,
};

/// Longest content that is read, in bytes.
const CONTENT_MAX: usize = 1024 * 1024;
/// Longest title and content warning, in graphemes.
const LINE_MAX: usize = 500;
/// Most links that are written below a post.
const LINKS_MAX: usize = 4;

/// The content as safe HTML, and the images that stood in it.
pub(super) fn read(value: &Value, kind: ObjectKind) -> RemoteHtml {
    let content = raw(value).unwrap_or_default();
    let markdown = value.get("mediaType").and_then(Value::as_str) == Some("text/markdown");
    let mut body = if markdown {
        RemoteHtml {
            html: markdown_html(&content),
            images: Vec::new(),
        }
    } else {
        remote_html(&content)
    };
    if body.html.is_empty() && !kind.warns() {
        // An excerpt says more than nothing.
        let excerpt = read::text(value.get("summary"), CONTENT_MAX);
        body.html = remote_html(&excerpt.unwrap_or_default()).html;
    }
    let facts = if kind == ObjectKind::Event {
        event_facts(value)
    } else {
        String::new()
    };
    body.html = facts + &body.html + &links(value, &body.html);
    body
}

/// The content as it came: `content`, else the first of `contentMap`.
fn raw(value: &Value) -> Option<String> {
    read::text(value.get("content"), CONTENT_MAX)
        .filter(|content| !content.is_empty())
        .or_else(|| {
            let mut map = value.get("contentMap")?.as_object()?.values();
            map.find_map(|content| read::text(Some(content), CONTENT_MAX))
        })
}

/// When and where an event is.
fn event_facts(value: &Value) -> String {
    let mut facts = Vec::new();
    if let Some(start) = read::date(value.get("startTime")) {
        let mut when = start.format("%Y-%m-%d %H:%M UTC").to_string();
        if let Some(end) = read::date(value.get("endTime")) {
            when.push_str(&end.format(" – %Y-%m-%d %H:%M UTC").to_string());
        }
        facts.push(when);
    }
    if let Some(place) = read::first(value.get("location")) {
        let name = read::text(place.get("name"), 2000);
        facts.extend(name.map(|name| remote_line(&name, LINE_MAX)));
    }
    facts.retain(|fact| !fact.is_empty());
    if facts.is_empty() {
        return String::new();
    }
    let facts: Vec<String> = facts.iter().map(|fact| escape(fact)).collect();
    format!("<p>{}</p>", facts.join("<br>"))
}

/// Links that a page is about (Lemmy's attachments, lotide's foreign `url`), as
/// far as its words do not hold them.
fn links(value: &Value, html: &str) -> String {
    let id = value.get("id").and_then(read::id).unwrap_or_default();
    let attached = read::many(value.get("attachment"), 64)
        .filter(|entry| read::is_a(entry, "Link"))
        .filter_map(|entry| read::many(entry.get("href"), 1).find_map(read::address));
    let foreign = read::many(value.get("url"), 1)
        .filter(|_| read::is_a(value, "Page"))
        .filter_map(read::address)
        .filter(|url| !read::related_hosts(url, &id));
    let mut out = String::new();
    let mut seen: Vec<String> = Vec::new();
    for url in attached.chain(foreign).take(LINKS_MAX) {
        let shown = escape(&url);
        if html.contains(&shown) || seen.contains(&url) {
            continue;
        }
        let link = format!("<p><a href=\"{shown}\">{shown}</a></p>");
        out.push_str(&remote_html(&link).html);
        seen.push(url);
    }
    out
}

/// The title. A note's is only read where it says more than its content.
pub(super) fn title(value: &Value, kind: ObjectKind) -> Option<String> {
    let name = read::text(value.get("name"), 10_000).or_else(|| {
        let mut map = value.get("nameMap")?.as_object()?.values();
        map.find_map(|name| read::text(Some(name), 10_000))
    })?;
    let title = remote_line(&plain(&name), LINE_MAX);
    let is_vote = kind == ObjectKind::Note && raw(value).is_none();
    (!title.is_empty() && !is_vote).then_some(title)
}

/// A title is plain text; some write a little HTML into it all the same.
fn plain(title: &str) -> String {
    let mut title = title.to_owned();
    for tag in ["em", "i", "b", "strong", "code", "sub", "sup"] {
        title = title
            .replace(&format!("<{tag}>"), "")
            .replace(&format!("</{tag}>"), "");
    }
    remote_text(&title.replace('<', "&lt;"))
}

/// The content warning: `summary`, except where that is an excerpt.
pub(super) fn warning(value: &Value, kind: ObjectKind) -> String {
    if !kind.warns() {
        return String::new();
    }
    let summary = read::text(value.get("summary"), 20_000).unwrap_or_default();
    // Plain text, yet some write it as HTML.
    let plain = if summary.contains(['<', '&']) {
        remote_text(&remote_html(&summary).html)
    } else {
        summary
    };
    remote_line(&plain, LINE_MAX)
}

/// The language that the content says it is in.
pub(super) fn language(value: &Value) -> Option<String> {
    let content = value.get("content").and_then(Value::as_str);
    let mapped = value
        .get("contentMap")
        .and_then(Value::as_object)
        .and_then(|map| {
            let same = map.iter().find(|(_, text)| text.as_str() == content);
            Some(same.or_else(|| map.iter().next())?.0.as_str())
        });
    let named = read::first(value.get("language")).and_then(|language| {
        let identifier = language.get("identifier").unwrap_or(language);
        identifier.as_str()
    });
    [mapped, named]
        .into_iter()
        .flatten()
        .filter(|tag| tag.len() <= 35)
        .find_map(normalize_language)
        .map(str::to_owned)
}

/// What a note votes for: it has a name, no content, and replies to something.
pub(super) fn vote(value: &Value, kind: ObjectKind, replies: bool) -> Option<String> {
    let silent = raw(value).is_none_or(|content| content.trim().is_empty());
    let bare = read::first(value.get("attachment")).is_none();
    if kind != ObjectKind::Note || !silent || !replies || !bare {
        return None;
    }
    let name = remote_line(&read::text(value.get("name"), 2000)?, 200);
    (!name.is_empty()).then_some(name)
}
