//! HTML and names from other servers, made safe to show.
//!
//! Twice: `tame` drops what we do not know and bounds what the parser has to do,
//! then `ammonia` parses what is left, and writes only tags, attributes and
//! schemes that stand in the lists here.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use ammonia::{Builder, UrlRelative};
use unicode_segmentation::UnicodeSegmentation;
use url::Url;

use super::clean::clean_line;
use super::html::escape;
use super::tame::{KEPT, tame};

/// Longest HTML that is read, in bytes; the rest is cut off before parsing.
pub const HTML_MAX: usize = 256 * 1024;
/// Longest display name from elsewhere, in graphemes.
pub const REMOTE_NAME_MAX: usize = 100;

/// What every link to elsewhere says about itself.
const REL: &str = "nofollow noopener noreferrer";

const SCHEMES: [&str; 11] = [
    "http", "https", "dat", "dweb", "ipfs", "ipns", "ssb", "gopher", "gemini", "xmpp", "magnet",
];
/// Classes that stay, besides those of microformats.
const CLASSES: [&str; 5] = [
    "mention",
    "hashtag",
    "ellipsis",
    "invisible",
    "quote-inline",
];
const MICROFORMATS: [&str; 5] = ["h-", "p-", "u-", "dt-", "e-"];

static BUILDER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut builder = Builder::empty();
    builder
        .tags(HashSet::from(KEPT))
        .clean_content_tags(HashSet::from(["script", "style"]))
        .generic_attributes(HashSet::new())
        .tag_attributes(HashMap::from([
            ("a", HashSet::from(["href", "class", "translate", "lang"])),
            ("span", HashSet::from(["class", "translate", "lang"])),
            ("p", HashSet::from(["class", "translate", "lang"])),
            ("ol", HashSet::from(["start", "reversed"])),
            ("li", HashSet::from(["value"])),
        ]))
        .url_schemes(HashSet::from(SCHEMES))
        .url_relative(UrlRelative::Deny)
        .link_rel(Some(REL))
        .attribute_filter(attribute);
    builder
});

/// What stays of an attribute's value.
fn attribute<'a>(_: &str, name: &str, value: &'a str) -> Option<Cow<'a, str>> {
    match name {
        "href" => link(value).map(Cow::Owned),
        "class" => classes(value).map(Cow::Owned),
        "translate" => matches!(value, "no" | "yes").then_some(Cow::Borrowed(value)),
        "lang" => {
            let tag = value.len() <= 35
                && value
                    .bytes()
                    .all(|b| b.is_ascii_alphanumeric() || b == b'-');
            (tag && !value.is_empty()).then_some(Cow::Borrowed(value))
        }
        "start" | "value" => {
            let number: i32 = value.trim().parse().ok()?;
            (number.abs() < 1_000_000).then(|| Cow::Owned(number.to_string()))
        }
        // Ours: no other gets through.
        "rel" => (value == REL).then_some(Cow::Borrowed(value)),
        "reversed" => Some(Cow::Borrowed("")),
        _ => None,
    }
}

/// A link's address in its normal form; none where a user name in it could pass
/// for the host.
fn link(value: &str) -> Option<String> {
    let url = Url::parse(value).ok()?;
    let web = matches!(url.scheme(), "http" | "https");
    let plain = url.username().is_empty() && url.password().is_none();
    let sound = SCHEMES.contains(&url.scheme()) && plain && (!web || url.has_host());
    (sound && url.as_str().len() <= 4096).then(|| url.into())
}

fn classes(value: &str) -> Option<String> {
    let kept = |class: &&str| {
        let microformat = MICROFORMATS.iter().any(|prefix| class.starts_with(prefix))
            && class.len() <= 30
            && class.bytes().all(|b| b.is_ascii_lowercase() || b == b'-');
        CLASSES.contains(class) || microformat
    };
    let kept: Vec<&str> = value
        .split_ascii_whitespace()
        .filter(kept)
        .take(8)
        .collect();
    (!kept.is_empty()).then(|| kept.join(" "))
}

/// An image that stood in foreign HTML.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RemoteImage {
    /// An `http` or `https` address.
    pub url: String,
    /// What it shows; may be empty.
    pub description: String,
}

/// Foreign HTML, made safe.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RemoteHtml {
    /// Only tags, attributes and links of the lists in this module.
    pub html: String,
    /// Images that stood in it; the text shows none.
    pub images: Vec<RemoteImage>,
}

/// Makes foreign HTML safe to show. Anything may come in; what goes out holds no
/// script, no style, no form, no image and no frame; links say `nofollow noopener
/// noreferrer` and lead to schemes that cannot run anything. Doing it twice
/// changes nothing.
#[must_use]
pub fn remote_html(input: &str) -> RemoteHtml {
    let mut end = HTML_MAX.min(input.len());
    while !input.is_char_boundary(end) {
        end -= 1;
    }
    let input = input.get(..end).unwrap_or_default().replace('\0', "");
    let tame = tame(&input);
    let html = BUILDER.clean(&tame.html).to_string();
    let images = tame.images.iter().filter_map(|image| {
        Some(RemoteImage {
            url: link(&unescape(&image.src)).filter(|url| url.starts_with("http"))?,
            description: unescape(&image.alt),
        })
    });
    RemoteHtml {
        images: images.collect(),
        html: html.trim().to_owned(),
    }
}

/// The words of HTML that [`remote_html`] made: line ends for breaks, a blank line
/// between paragraphs.
#[must_use]
pub fn remote_text(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some((text, after)) = rest.split_once('<') {
        out.push_str(text);
        let (tag, following) = after.split_once('>').unwrap_or((after, ""));
        let name = tag.split([' ', '/']).find(|part| !part.is_empty());
        match (name.unwrap_or_default(), tag.starts_with('/')) {
            ("br", _) | ("li", true) => out.push('\n'),
            ("p" | "blockquote" | "pre" | "ul" | "ol" | "hr", true) => out.push_str("\n\n"),
            ("li", false) => out.push_str("• "),
            _ => {}
        }
        rest = following;
    }
    out.push_str(rest);
    super::clean::clean(&unescape(&out))
}

/// Replaces the few character references that are written in attributes and by
/// serialisers; others stay.
fn unescape(text: &str) -> String {
    if !text.contains('&') {
        return text.to_owned();
    }
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&#039;", "'")
        .replace("&nbsp;", " ")
        .replace("&amp;", "&")
}

/// A display name from elsewhere: one line without invisible and direction-changing
/// characters, at most [`REMOTE_NAME_MAX`] graphemes. It is text, not HTML.
#[must_use]
pub fn remote_name(input: &str) -> String {
    remote_line(input, REMOTE_NAME_MAX)
}

/// Any line of plain text from elsewhere (titles, content warnings, labels), at
/// most `max` graphemes long.
#[must_use]
pub fn remote_line(input: &str, max: usize) -> String {
    // A grapheme may be long, yet not this long on average.
    let most = max.saturating_mul(32);
    let bounded: String = input.chars().filter(|c| *c != '\0').take(most).collect();
    let line: String = clean_line(&bounded).graphemes(true).take(max).collect();
    clean_line(&line)
}

/// Plain text from elsewhere as HTML: paragraphs, breaks, and links where it names
/// addresses. Understands the little Markdown that descriptions of videos hold:
/// headings, list items, `[label](address)`, `**bold**`, backslashes.
#[must_use]
pub fn markdown_html(input: &str) -> String {
    let mut end = HTML_MAX.min(input.len());
    while !input.is_char_boundary(end) {
        end -= 1;
    }
    let text = input.get(..end).unwrap_or_default().replace("\r\n", "\n");
    let mut html = String::new();
    for paragraph in text
        .split("\n\n")
        .filter(|paragraph| !paragraph.trim().is_empty())
    {
        html.push_str("<p>");
        for (i, line) in paragraph.trim_matches('\n').lines().enumerate() {
            if i > 0 {
                html.push_str("<br>");
            }
            markdown_line(&mut html, line);
        }
        html.push_str("</p>");
    }
    remote_html(&html).html
}

fn markdown_line(html: &mut String, line: &str) {
    let line = line.trim();
    let heading = line.trim_start_matches('#');
    if line.starts_with('#') && heading.starts_with(' ') {
        html.push_str("<strong>");
        markdown_words(html, heading.trim());
        html.push_str("</strong>");
    } else if let Some(item) = line.strip_prefix("* ").or_else(|| line.strip_prefix("- ")) {
        html.push_str("• ");
        markdown_words(html, item);
    } else {
        markdown_words(html, line);
    }
}

fn markdown_words(html: &mut String, text: &str) {
    let mut rest = text;
    let mut bold = false;
    while let Some(at) = rest.find(['[', '*', '\\', 'h']) {
        let (before, here) = rest.split_at_checked(at).unwrap_or((rest, ""));
        html.push_str(&escape(before));
        rest = if let Some(after) = here.strip_prefix("**") {
            bold = !bold;
            html.push_str(if bold { "<b>" } else { "</b>" });
            after
        } else if let Some((label, href, after)) = markdown_link(here) {
            anchor(html, href, label);
            after
        } else if here.starts_with("http://") || here.starts_with("https://") {
            let ends = |c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"' | ')' | ']');
            let end = here.find(ends).unwrap_or(here.len());
            let (href, after) = here.split_at_checked(end).unwrap_or((here, ""));
            anchor(html, href, href);
            after
        } else {
            let mut chars = here.chars();
            let first = chars.next();
            if first != Some('\\') {
                html.push_str(&escape(&first.map(String::from).unwrap_or_default()));
            } else if let Some(next) = chars.next() {
                html.push_str(&escape(&next.to_string()));
            }
            chars.as_str()
        };
    }
    html.push_str(&escape(rest));
    if bold {
        html.push_str("</b>");
    }
}

/// `[label](address)` and what follows it.
fn markdown_link(text: &str) -> Option<(&str, &str, &str)> {
    let (label, rest) = text.strip_prefix('[')?.split_once("](")?;
    let (href, rest) = rest.split_once(')')?;
    let short = label.len() <= 500 && href.len() <= 2048;
    (short && !label.contains(['[', ']'])).then_some((label, href.trim(), rest))
}

fn anchor(html: &mut String, href: &str, label: &str) {
    html.push_str("<a href=\"");
    html.push_str(&escape(href));
    html.push_str("\">");
    html.push_str(&escape(label));
    html.push_str("</a>");
}

#[cfg(test)]
#[path = "remote_html_tests.rs"]
mod tests;
