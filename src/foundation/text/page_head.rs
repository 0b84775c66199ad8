//! What a web page says about itself in its head, and which links a text holds:
//! one linear walk over the tags, without building a tree that hostile markup
//! could make expensive.

use super::remote_html::remote_line;

/// Longest value of an attribute that is kept, in bytes.
const VALUE_MAX: usize = 4096;
/// Most attributes of a tag that are looked at.
const ATTRIBUTES_MAX: usize = 32;
/// Most entries of a kind that are kept.
const ENTRIES_MAX: usize = 200;
/// Longest title that is read, in bytes.
const TITLE_MAX: usize = 8192;

/// The head of a web page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PageHead {
    /// `<title>`, as text.
    pub title: Option<String>,
    /// The language of the page.
    pub language: Option<String>,
    /// Names (`name`, `property`, `itemprop`; lower case) with their contents.
    pub metas: Vec<(String, String)>,
    /// `<link>`s.
    pub links: Vec<HeadLink>,
}

/// One `<link>` of a head.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HeadLink {
    /// What it is, in lower case.
    pub rel: String,
    /// Its content type, in lower case.
    pub kind: String,
    /// Where it leads, as written.
    pub href: String,
}

impl PageHead {
    /// The first content of any of these names that is not empty, as one line
    /// of at most `max` characters.
    #[must_use]
    pub fn meta(&self, names: &[&str], max: usize) -> Option<String> {
        names.iter().find_map(|name| {
            let found = self.metas.iter().filter(|(key, _)| key == name);
            found
                .map(|(_, content)| remote_line(content, max))
                .find(|content| !content.is_empty())
        })
    }
}

/// A tag that opens.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OpenTag {
    /// Its name in lower case.
    pub name: String,
    /// Its attributes, names in lower case, values without character references.
    pub attributes: Vec<(String, String)>,
}

impl OpenTag {
    /// The value of an attribute; empty where there is none.
    #[must_use]
    pub fn get(&self, name: &str) -> &str {
        let found = self.attributes.iter().find(|(key, _)| key == name);
        found.map_or("", |(_, value)| value.as_str())
    }

    /// Whether `class` is among its classes.
    #[must_use]
    pub fn has_class(&self, class: &str) -> bool {
        self.get("class")
            .split_ascii_whitespace()
            .any(|one| one == class)
    }
}

/// Reads the head of a page; stops where its body begins. Anything may come in.
#[must_use]
pub fn page_head(html: &str) -> PageHead {
    let mut head = PageHead::default();
    let mut rest = html;
    while let Some((tag, after)) = next_tag(rest) {
        rest = after;
        match tag.name.as_str() {
            "body" => break,
            "script" | "style" | "template" | "svg" => rest = skip_to_end(rest, &tag.name).1,
            "title" if head.title.is_none() => {
                let (text, after) = skip_to_end(rest, "title");
                rest = after;
                let text = remote_line(&decode(cut(text, TITLE_MAX)), 500);
                head.title = Some(text).filter(|text| !text.is_empty());
            }
            "html" => head.language = Some(tag.get("lang").to_owned()).filter(|l| !l.is_empty()),
            "meta" if head.metas.len() < ENTRIES_MAX => head.metas.extend(meta(&tag)),
            "link" if head.links.len() < ENTRIES_MAX => head.links.push(HeadLink {
                rel: tag.get("rel").to_lowercase(),
                kind: tag.get("type").to_lowercase(),
                href: tag.get("href").trim().to_owned(),
            }),
            _ => {}
        }
    }
    head
}

fn meta(tag: &OpenTag) -> Option<(String, String)> {
    let name = ["property", "name", "itemprop"]
        .map(|key| tag.get(key))
        .into_iter()
        .find(|name| !name.is_empty())?;
    let content = tag.get("content");
    (!content.is_empty()).then(|| (name.trim().to_lowercase(), content.to_owned()))
}

/// The next tag that opens, and what stands behind it. Comments and closing
/// tags are passed over.
#[must_use]
pub fn next_tag(html: &str) -> Option<(OpenTag, &str)> {
    let mut rest = html;
    loop {
        let (_, after) = rest.split_once('<')?;
        if let Some(comment) = after.strip_prefix("!--") {
            rest = comment.split_once("-->").map_or("", |(_, after)| after);
            continue;
        }
        let letters = after.bytes().take_while(u8::is_ascii_alphanumeric).count();
        let (name, after_name) = after.split_at_checked(letters)?;
        if !name.starts_with(|c: char| c.is_ascii_alphabetic()) || name.len() > 40 {
            rest = after;
            continue;
        }
        let (attributes, after_tag) = attributes(after_name);
        let tag = OpenTag {
            name: name.to_ascii_lowercase(),
            attributes,
        };
        return Some((tag, after_tag));
    }
}

/// What stands before the end tag of `name`, and behind it.
fn skip_to_end<'a>(html: &'a str, name: &str) -> (&'a str, &'a str) {
    let mut from = 0;
    while let Some(found) = html.get(from..).and_then(|rest| rest.find("</")) {
        let at = from + found;
        let behind = html.get(at + 2..).unwrap_or_default();
        let same = behind
            .get(..name.len())
            .is_some_and(|end| end.eq_ignore_ascii_case(name));
        if same {
            let inside = html.get(..at).unwrap_or_default();
            return (
                inside,
                behind.split_once('>').map_or("", |(_, after)| after),
            );
        }
        from = at + 2;
    }
    (html, "")
}

/// The attributes of a tag, and what stands behind its `>`.
fn attributes(html: &str) -> (Vec<(String, String)>, &str) {
    let mut found = Vec::new();
    let mut rest = html;
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/');
        let Some(first) = rest.chars().next() else {
            return (found, "");
        };
        if first == '>' {
            return (found, rest.get(1..).unwrap_or_default());
        }
        let ends = |c: char| c.is_ascii_whitespace() || matches!(c, '=' | '>' | '/');
        let after_first = first.len_utf8();
        let length = rest
            .get(after_first..)
            .and_then(|more| more.find(ends))
            .map_or(rest.len(), |more| more + after_first);
        let (name, after) = rest.split_at_checked(length).unwrap_or((rest, ""));
        let (value, after) = value(after);
        rest = after;
        if found.len() < ATTRIBUTES_MAX && name.len() <= 64 {
            found.push((name.to_ascii_lowercase(), decode(cut(value, VALUE_MAX))));
        }
    }
}

/// The value behind an attribute's name, if any, and what follows it.
fn value(html: &str) -> (&str, &str) {
    let trimmed = html.trim_start_matches(|c: char| c.is_ascii_whitespace());
    let Some(typed) = trimmed.strip_prefix('=') else {
        return ("", html);
    };
    let typed = typed.trim_start_matches(|c: char| c.is_ascii_whitespace());
    for quote in ['"', '\''] {
        if let Some(quoted) = typed.strip_prefix(quote) {
            return quoted.split_once(quote).unwrap_or((quoted, ""));
        }
    }
    let end = typed.find(|c: char| c.is_ascii_whitespace() || c == '>');
    typed
        .split_at_checked(end.unwrap_or(typed.len()))
        .unwrap_or((typed, ""))
}

fn cut(text: &str, max: usize) -> &str {
    let mut end = max.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or_default()
}

/// Replaces character references: numbers, and the names that titles use.
#[must_use]
pub fn decode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        out.push_str(before);
        let end = after.bytes().take(12).position(|byte| byte == b';');
        let reference = end.and_then(|end| Some((after.get(..end)?, after.get(end + 1..)?)));
        let found = reference.and_then(|(name, behind)| Some((character(name)?, behind)));
        let (character, behind) = found.unwrap_or(('&', after));
        out.push(character);
        rest = behind;
    }
    out.push_str(rest);
    out
}

const NAMES: [(&str, char); 34] = [
    ("amp", '&'),
    ("lt", '<'),
    ("gt", '>'),
    ("quot", '"'),
    ("apos", '\''),
    ("nbsp", ' '),
    ("ndash", '–'),
    ("mdash", '—'),
    ("lsquo", '‘'),
    ("rsquo", '’'),
    ("ldquo", '“'),
    ("rdquo", '”'),
    ("laquo", '«'),
    ("raquo", '»'),
    ("hellip", '…'),
    ("bull", '•'),
    ("middot", '·'),
    ("copy", '©'),
    ("reg", '®'),
    ("trade", '™'),
    ("euro", '€'),
    ("auml", 'ä'),
    ("ouml", 'ö'),
    ("uuml", 'ü'),
    ("Auml", 'Ä'),
    ("Ouml", 'Ö'),
    ("Uuml", 'Ü'),
    ("szlig", 'ß'),
    ("eacute", 'é'),
    ("egrave", 'è'),
    ("agrave", 'à'),
    ("ccedil", 'ç'),
    ("ntilde", 'ñ'),
    ("deg", '°'),
];

fn character(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok()?,
            None => number.parse().ok()?,
        };
        return char::from_u32(code).filter(|c| *c != '\0');
    }
    let found = NAMES.iter().find(|(known, _)| *known == name);
    found.map(|(_, character)| *character)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn reads_title_metas_and_links() {
        let head = page_head(
            "<!doctype html><HTML lang=de><!-- <title>no</title> --><head>\
             <script>if (a < b) '<meta name=x content=y>'</script>\
             <TITLE>Boats &amp; b&ouml;&#x1F6A2;\n ships</TITLE>\
             <meta property='og:title' content=\"A > B\"><meta name=Author content=Ana>\
             <link rel=\"alternate\" type=\"application/json+oembed\" href=\"/o?a=1&amp;b=2\" />\
             </head><body><meta name=late content=1>",
        );
        assert_eq!(head.title.as_deref(), Some("Boats & bö🚢 ships"));
        assert_eq!(head.language.as_deref(), Some("de"));
        assert_eq!(head.meta(&["og:title"], 50).as_deref(), Some("A > B"));
        assert_eq!(head.meta(&["none", "author"], 50).as_deref(), Some("Ana"));
        assert_eq!(head.meta(&["x"], 50), None);
        assert_eq!(head.meta(&["late"], 50), None);
        assert_eq!(head.links[0].href, "/o?a=1&b=2");
        assert_eq!(head.links[0].kind, "application/json+oembed");
    }

    #[test]
    fn what_is_broken_or_hostile_costs_little() {
        for html in [
            "<",
            "<meta",
            "<meta content=\"",
            "<title>",
            "<!--",
            "<a =>",
            "&#xFFFFFFFF;",
            "<meta name=a content='x'",
        ] {
            let _ = page_head(html);
        }
        let many = format!("<meta {}>", "a=b ".repeat(200_000));
        assert!(page_head(&many).metas.is_empty());
        let open = "<meta name=a content=b>".repeat(10_000);
        assert_eq!(page_head(&open).metas.len(), ENTRIES_MAX);
        assert_eq!(
            decode("a &unknown; &#0; & b &amp"),
            "a &unknown; &#0; & b &amp"
        );
    }

    proptest! {
        #[test]
        fn never_panics(html in "(<|>|/|!--|-->|=|\"|'|&|#|;|title|meta|script|é| |a){0,60}") {
            let _ = page_head(&html);
        }
    }
}
