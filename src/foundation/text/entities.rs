//! Finds links, mentions and hashtags in text, in order and without overlaps.

use std::ops::Range;

use linkify::{LinkFinder, LinkKind};
use url::Url;

use super::hashtag::hashtag_at;
use super::mention::{Handle, mention_at};

/// Longest link, in bytes as typed; longer ones stay text.
pub const LINK_MAX: usize = 2000;

/// Something in a text that is more than text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entity {
    /// Where it stands, in bytes of the parsed text, on character boundaries.
    pub range: Range<usize>,
    /// What it is.
    pub kind: EntityKind,
}

/// What an [`Entity`] is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EntityKind {
    /// An `http` or `https` address with a host and without a password in it.
    Link(Url),
    /// `@name` or `@name@host`.
    Mention(Handle),
    /// `#name`; the name in its stored form (see [`super::normalize_tag`]).
    Hashtag(String),
}

/// Links, mentions and hashtags of `text` in the order they stand in.
#[must_use]
pub fn parse(text: &str) -> Vec<Entity> {
    let mut entities = Vec::new();
    let mut at = 0;
    for (range, url) in links(text) {
        parse_words(text, at..range.start, &mut entities);
        at = range.end;
        if let Some(url) = url {
            entities.push(Entity {
                range,
                kind: EntityKind::Link(url),
            });
        }
    }
    parse_words(text, at..text.len(), &mut entities);
    entities
}

/// The `https` or `http` address that `text` is, if it is exactly one.
pub(super) fn whole_link(text: &str) -> Option<Url> {
    match links(text).as_slice() {
        [(range, Some(url))] if *range == (0..text.len()) => Some(url.clone()),
        _ => None,
    }
}

/// Everything that looks like an address; None for those that must not be linked,
/// so that no tag or mention is found inside them either.
fn links(text: &str) -> Vec<(Range<usize>, Option<Url>)> {
    let mut finder = LinkFinder::new();
    finder.kinds(&[LinkKind::Url]);
    let found = finder.links(text);
    found
        .map(|link| (link.start()..link.end(), linkable(link.as_str())))
        .collect()
}

/// Addresses with a user name show another host than they lead to; they stay text.
fn linkable(typed: &str) -> Option<Url> {
    if typed.len() > LINK_MAX {
        return None;
    }
    let url = Url::parse(typed).ok()?;
    let plain = url.username().is_empty() && url.password().is_none();
    (matches!(url.scheme(), "http" | "https") && url.has_host() && plain).then_some(url)
}

/// Mentions and hashtags within `range`, which begins and ends beside links.
fn parse_words(text: &str, range: Range<usize>, entities: &mut Vec<Entity>) {
    let Some(part) = text.get(..range.end) else {
        return;
    };
    let mut at = range.start;
    while let Some(next) = part.get(at..).and_then(|rest| rest.find(['@', '#', '＃'])) {
        let start = at + next;
        let found = mention_at(part, start)
            .map(|(range, handle)| (range, EntityKind::Mention(handle)))
            .or_else(|| {
                hashtag_at(part, start).map(|(range, tag)| (range, EntityKind::Hashtag(tag)))
            });
        if let Some((range, kind)) = found {
            at = range.end;
            entities.push(Entity { range, kind });
        } else {
            let sign = part.get(start..).and_then(|rest| rest.chars().next());
            at = start + sign.map_or(1, char::len_utf8);
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use proptest::prelude::*;

    use super::*;

    fn kinds(text: &str) -> Vec<String> {
        let show = |entity: Entity| match entity.kind {
            EntityKind::Link(url) => url.to_string(),
            EntityKind::Mention(handle) => format!("@{}", handle.key()),
            EntityKind::Hashtag(tag) => format!("#{tag}"),
        };
        parse(text).into_iter().map(show).collect()
    }

    #[test]
    fn in_order_and_apart() {
        let text = "@a see https://example.com/@b#c, #D @e@f.example (http://x.example/y_(z))";
        let expected = [
            "@a",
            "https://example.com/@b#c",
            "#d",
            "@e@f.example",
            "http://x.example/y_(z)",
        ];
        assert_eq!(kinds(text), expected);
    }

    #[test]
    fn only_http_without_credentials() {
        assert!(kinds("javascript://alert(1) ftp://a.example/#b data://x").is_empty());
        assert!(kinds("https://bank.example@evil.example/").is_empty());
        assert!(kinds("https://u:p@evil.example/").is_empty());
        assert!(kinds(&format!("https://a.example/{}", "x".repeat(LINK_MAX))).is_empty());
        assert!(kinds("example.com www.example.com").is_empty());
        assert_eq!(
            kinds("HTTPS://Example.COM/ä"),
            ["https://example.com/%C3%A4"]
        );
    }

    #[test]
    fn whole_links() {
        assert!(whole_link("https://example.com/").is_some());
        assert!(whole_link("https://example.com/ x").is_none());
        assert!(whole_link("https://a.example/ https://b.example/").is_none());
        assert!(whole_link("").is_none());
    }

    /// Text that is rich in half-made entities.
    pub(in super::super) fn lively() -> impl Strategy<Value = String> {
        let piece = prop::sample::select(vec![
            "@",
            "#",
            "＃",
            "alice",
            "Bob",
            "example.org",
            ":3000",
            "https://",
            "http://",
            "/",
            "\n",
            " ",
            "\n\n",
            "<",
            ">",
            "\"",
            "'",
            "&",
            "&amp;",
            "·",
            "ä",
            "日本",
            "👩\u{200D}👧",
            ".",
            "-",
            "_",
            "<script>",
            "javascript:",
            "?a=b&c=d",
            "(",
            ")",
            "1",
            "\t",
            "www.",
            "=",
            "\u{200C}",
            "\"onmouseover=",
            "<a href=x>",
            "]]>",
            "<!--",
            "%",
            "\\",
            "`",
            "@a@b",
            "::",
            "e\u{301}",
        ]);
        prop_oneof![
            4 => prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat()),
            1 => ".*",
        ]
    }

    proptest! {
        #[test]
        fn ranges_are_ordered_and_on_boundaries(text in lively()) {
            let mut at = 0;
            for entity in parse(&text) {
                prop_assert!(entity.range.start >= at && entity.range.start < entity.range.end);
                prop_assert!(text.get(entity.range.clone()).is_some());
                at = entity.range.end;
            }
        }
    }
}
