//! Finds tags in HTML and XML without believing that either is well-formed:
//! one pass, no nesting, nothing kept.

/// One tag with its attributes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tag<'a> {
    inside: &'a str,
}

/// Every tag of this name (lower case), in order.
pub(super) fn tags<'a>(text: &'a str, name: &'a str) -> impl Iterator<Item = Tag<'a>> {
    text.split('<').skip(1).filter_map(move |piece| {
        let inside = piece.split('>').next()?;
        let (start, rest) = inside.split_at_checked(name.len())?;
        let ends = rest.is_empty() || rest.starts_with(|c: char| c.is_whitespace() || c == '/');
        (start.eq_ignore_ascii_case(name) && ends).then_some(Tag { inside: rest })
    })
}

impl Tag<'_> {
    /// The value of an attribute, with the usual entities resolved.
    pub(super) fn get(&self, name: &str) -> Option<String> {
        let mut rest = self.inside;
        loop {
            rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '/');
            let end = rest.find(|c: char| c.is_whitespace() || c == '=')?;
            let (key, after) = rest.split_at_checked(end)?;
            let after = after.trim_start();
            let Some(value) = after.strip_prefix('=') else {
                rest = after;
                continue;
            };
            let (value, after) = value_of(value.trim_start())?;
            if key.eq_ignore_ascii_case(name) {
                return Some(unescape(value));
            }
            rest = after;
        }
    }

    /// Whether an attribute has this word among its words.
    pub(super) fn is(&self, name: &str, word: &str) -> bool {
        self.get(name).is_some_and(|value| {
            value
                .split_whitespace()
                .any(|found| found.eq_ignore_ascii_case(word))
        })
    }
}

fn value_of(text: &str) -> Option<(&str, &str)> {
    for quote in ['"', '\''] {
        if let Some(inner) = text.strip_prefix(quote) {
            return inner.split_once(quote);
        }
    }
    let end = text.find(char::is_whitespace).unwrap_or(text.len());
    text.split_at_checked(end)
}

fn unescape(text: &str) -> String {
    text.replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&#38;", "&")
        .replace("&amp;", "&")
}

/// The address of a page's ActivityPub document, as `<link rel="alternate">`
/// or a `Link` header (RFC 8288) tells it.
pub(super) fn alternate(html: &str, link_header: Option<&str>) -> Option<String> {
    let in_header = link_header.unwrap_or_default().split(',').find_map(|link| {
        let (address, rest) = link.trim().strip_prefix('<')?.split_once('>')?;
        let rest = rest.to_ascii_lowercase();
        let wanted = rest.contains("alternate") && is_activity(&rest);
        wanted.then(|| address.to_owned())
    });
    in_header.or_else(|| {
        tags(html, "link")
            .filter(|tag| tag.is("rel", "alternate"))
            .filter(|tag| tag.get("type").is_some_and(|kind| is_activity(&kind)))
            .find_map(|tag| tag.get("href"))
    })
}

fn is_activity(kind: &str) -> bool {
    kind.contains("application/activity+json")
        || (kind.contains("application/ld+json")
            && kind.contains("https://www.w3.org/ns/activitystreams"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn links_are_found_in_pages() {
        let html = r#"<!doctype html><html><head><title>a < b</title><LINK REL=stylesheet href=/a.css>
            <link href='https://a.example/feed' rel="alternate" type="application/rss+xml"/>
            <link rel="alternate nofollow" href="https://a.example/p/1?a=1&amp;b=2" type='application/activity+json'>"#;
        let found = alternate(html, None);
        assert_eq!(found.as_deref(), Some("https://a.example/p/1?a=1&b=2"));
        let header = "<https://a.example/x>; rel=\"next\", \
            <https://a.example/p/2>; rel=\"alternate\"; type=\"application/activity+json\"";
        let found = alternate(html, Some(header));
        assert_eq!(found.as_deref(), Some("https://a.example/p/2"));
        assert_eq!(
            alternate("<link rel=alternate type=text/html href=/>", None),
            None
        );
        assert_eq!(alternate("<linker rel=alternate>", Some("<")), None);
    }

    #[test]
    fn templates_are_found_in_host_meta() {
        let xrd = "<?xml version='1.0'?><XRD xmlns='http://docs.oasis-open.org/ns/xri/xrd-1.0'>\
            <Link rel='lrdd' type='application/xrd+xml' template='https://a.example/wf?r={uri}'/></XRD>";
        let link = tags(xrd, "link")
            .find(|link| link.is("rel", "lrdd"))
            .unwrap();
        assert_eq!(
            link.get("template").as_deref(),
            Some("https://a.example/wf?r={uri}")
        );
        assert_eq!(link.get("nothing"), None);
    }

    #[test]
    fn entities_that_a_document_declares_are_not_expanded() {
        let bomb = "<!DOCTYPE x [<!ENTITY a 'https://a.example/'><!ENTITY b '&a;&a;'>\
            <!ENTITY f SYSTEM 'file:///etc/passwd'>]><XRD><Link rel='lrdd' template='&b;&f;'/></XRD>";
        let link = tags(bomb, "link").next().unwrap();
        assert_eq!(link.get("template").as_deref(), Some("&b;&f;"));
    }

    proptest! {
        #[test]
        fn any_text_is_read(text in "[<>\"'= a-z/&;#]{0,200}", header in "\\PC{0,80}") {
            let _ = alternate(&format!("<link rel=alternate {text}"), Some(&header));
            let _ = alternate(&text, None);
        }
    }
}
