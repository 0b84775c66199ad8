//! Which page a post is about: its first link that leads to neither people nor tags.

use url::Url;

use crate::foundation::net::host_key;
use crate::foundation::text::{OpenTag, next_tag};

/// Longest address of a page, in bytes.
const URL_MAX: usize = 2000;
/// Links that are looked at.
const LINKS_MAX: usize = 50;

/// The address of the first page that a post links to: not mentions, not tags,
/// and nothing of this server (`base`), which needs no preview of itself.
#[must_use]
pub fn first_link(content: &str, base: &str) -> Option<String> {
    let mut rest = content;
    let mut looked_at = 0;
    while let Some((tag, after)) = next_tag(rest) {
        rest = after;
        if tag.name != "a" {
            continue;
        }
        looked_at += 1;
        if looked_at > LINKS_MAX {
            return None;
        }
        if let Some(url) = page(&tag, base) {
            return Some(url);
        }
    }
    None
}

fn page(tag: &OpenTag, base: &str) -> Option<String> {
    let names = ["mention", "hashtag", "u-url"];
    let rel_tag = tag
        .get("rel")
        .split_ascii_whitespace()
        .any(|rel| rel == "tag");
    if rel_tag || names.iter().any(|class| tag.has_class(class)) {
        return None;
    }
    let mut url = Url::parse(tag.get("href")).ok()?;
    // Where on the page makes no difference.
    url.set_fragment(None);
    let web = matches!(url.scheme(), "http" | "https") && url.has_host();
    let plain = url.username().is_empty() && url.password().is_none();
    let text = url.as_str();
    let ours = text
        .strip_prefix(base)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?']));
    (web && plain && !ours && text.len() <= URL_MAX).then(|| text.to_owned())
}

/// The host of an address, as rules name it.
pub(super) fn host_of(url: &str) -> Option<String> {
    host_key(&Url::parse(url).ok()?)
}

#[cfg(test)]
mod tests {
    use super::first_link;

    #[test]
    fn the_first_page_is_found_behind_people_and_tags() {
        let base = "https://social.example";
        let link = |content: &str| first_link(content, base);
        let content = "<p><a href=\"https://b.example/@bob\" class=\"u-url mention\">@bob</a> \
             <a class=\"mention hashtag\" rel=\"tag\" href=\"https://b.example/tags/x\">#x</a> \
             <a rel=\"tag nofollow\" href=\"https://b.example/t\">#t</a> \
             <a href=\"https://social.example/@alice/1\">own</a> \
             <a href=\"https://News.example/a?b=1&amp;c=2#part\">news</a></p>";
        assert_eq!(
            link(content).as_deref(),
            Some("https://news.example/a?b=1&c=2")
        );
        for none in [
            "",
            "no link",
            "<a href=\"mailto:a@b.example\">m</a>",
            "<a href=\"/relative\">r</a>",
            "<a href=\"https://me:secret@b.example/\">p</a>",
        ] {
            assert_eq!(link(none), None, "{none}");
        }
        let other = "<a href=\"https://social.example.org/\">x</a>";
        assert!(link(other).is_some());
    }
}
