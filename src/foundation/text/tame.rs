//! Prepares foreign HTML for the parser: only tags that we keep reach it, formatting
//! tags without attributes, and none deeper than a bound.
//!
//! An HTML parser rebuilds unclosed formatting tags in every new paragraph and
//! walks its stack for each tag, so a few kilobytes of hostile markup can cost it
//! gigabytes or minutes. What comes out here cannot. Whether it is safe to show
//! is not decided here.

/// Most tags that are open at once.
const DEPTH_MAX: usize = 64;
/// Most tags of one text; the text itself goes on without.
const TAGS_MAX: usize = 5000;
/// Longest text without a break in it, in bytes.
const TEXT_MAX: usize = 4096;
/// Most images that are collected.
const IMAGES_MAX: usize = 16;
/// Most attributes of a tag that are looked at.
const ATTRIBUTES_MAX: usize = 32;
/// Longest value of an attribute, in bytes.
const VALUE_MAX: usize = 2048;

/// Tags that stay as they are.
pub(super) const KEPT: [&str; 22] = [
    "p",
    "br",
    "hr",
    "span",
    "a",
    "del",
    "s",
    "pre",
    "blockquote",
    "code",
    "b",
    "strong",
    "u",
    "i",
    "em",
    "ul",
    "ol",
    "li",
    "sub",
    "sup",
    "ruby",
    "rt",
];
/// Tags that begin a paragraph of their own.
const BLOCKS: [&str; 20] = [
    "div",
    "section",
    "article",
    "figure",
    "figcaption",
    "table",
    "tr",
    "dl",
    "dt",
    "dd",
    "center",
    "address",
    "details",
    "summary",
    "header",
    "footer",
    "main",
    "aside",
    "nav",
    "form",
];
/// Tags that go with everything in them.
const DROPPED: [&str; 19] = [
    "script",
    "style",
    "iframe",
    "template",
    "svg",
    "noscript",
    "textarea",
    "title",
    "head",
    "select",
    "object",
    "embed",
    "video",
    "audio",
    "canvas",
    "xmp",
    "noembed",
    "noframes",
    "plaintext",
];

/// An image that stood in the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InlineImage {
    /// Its address as written, with character references; not checked.
    pub src: String,
    /// What it shows, with character references.
    pub alt: String,
}

/// The text with tame tags, and the images that stood in it.
#[derive(Debug, Default)]
pub(super) struct Tame {
    pub html: String,
    pub images: Vec<InlineImage>,
    /// Tags that are open, the innermost last.
    open: Vec<&'static str>,
    tags: usize,
    next_break: usize,
}

struct Tag<'a> {
    name: String,
    closing: bool,
    attributes: Vec<(String, &'a str)>,
    /// What follows the tag.
    rest: &'a str,
}

/// Tames `input`, in one pass over it.
pub(super) fn tame(input: &str) -> Tame {
    let mut out = Tame {
        next_break: TEXT_MAX,
        ..Tame::default()
    };
    let mut rest = input;
    while let Some((text, after)) = rest.split_once('<') {
        out.text(text);
        rest = match after.chars().next() {
            Some('!' | '?') => skip_declaration(after),
            Some(c) if c.is_ascii_alphabetic() || c == '/' => match read_tag(after) {
                Some(tag) => out.take(&tag),
                // A tag that never ends is the end of the text.
                None => "",
            },
            _ => {
                out.html.push_str("&lt;");
                after
            }
        };
    }
    out.text(rest);
    out
}

/// How far the character reference reaches that begins at this `&`, its semicolon
/// included; 0 when none does.
fn reference(text: &str) -> usize {
    const NAME_MAX: usize = 32;
    let Some(end) = text.bytes().take(NAME_MAX).position(|b| b == b';') else {
        return 0;
    };
    let name = text.get(1..end).unwrap_or_default();
    let name = name.strip_prefix('#').unwrap_or(name);
    let sound = !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric());
    if sound { end + 1 } else { 0 }
}

/// Text where every `&` that begins no character reference is escaped. (A parser
/// looks far ahead at each.)
fn escape_ampersands(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        let (before, here) = rest.split_at_checked(at).unwrap_or((rest, ""));
        out.push_str(before);
        out.push_str(if reference(here) > 0 { "&" } else { "&amp;" });
        rest = here.get(1..).unwrap_or_default();
    }
    out.push_str(rest);
    out
}

/// What follows a comment or declaration.
fn skip_declaration(after: &str) -> &str {
    let end = if let Some(comment) = after.strip_prefix("!--") {
        comment.split_once("-->")
    } else {
        after.split_once('>')
    };
    end.map_or("", |(_, rest)| rest)
}

fn read_tag(after: &str) -> Option<Tag<'_>> {
    let (closing, rest) = match after.strip_prefix('/') {
        Some(rest) => (true, rest),
        None => (false, after),
    };
    let ends = |c: char| c.is_ascii_whitespace() || matches!(c, '/' | '>');
    let (name, mut rest) = rest.split_at_checked(rest.find(ends)?)?;
    let mut attributes = Vec::new();
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/');
        if let Some(rest) = rest.strip_prefix('>') {
            return Some(Tag {
                name: name.to_ascii_lowercase(),
                closing,
                attributes,
                rest,
            });
        }
        let (key, value, after) = read_attribute(rest)?;
        if attributes.len() < ATTRIBUTES_MAX && value.len() <= VALUE_MAX {
            attributes.push((key.to_ascii_lowercase(), value));
        }
        rest = after;
    }
}

/// One attribute: its name, its value, and what follows.
fn read_attribute(text: &str) -> Option<(&str, &str, &str)> {
    let ends = |c: char| c.is_ascii_whitespace() || matches!(c, '/' | '>' | '=');
    // A leading "=" is part of the name, as in browsers.
    let first = text.chars().next()?.len_utf8();
    let end = first + text.get(first..)?.find(ends)?;
    let (name, rest) = text.split_at_checked(end)?;
    let after_space = rest.trim_start_matches(|c: char| c.is_ascii_whitespace());
    let Some(value) = after_space.strip_prefix('=') else {
        return Some((name, "", rest));
    };
    let value = value.trim_start_matches(|c: char| c.is_ascii_whitespace());
    for quote in ['"', '\''] {
        if let Some(quoted) = value.strip_prefix(quote) {
            let (value, rest) = quoted.split_once(quote)?;
            return Some((name, value, rest));
        }
    }
    let end = value.find(|c: char| c.is_ascii_whitespace() || c == '>')?;
    let (value, rest) = value.split_at_checked(end)?;
    Some((name, value, rest))
}

/// What follows the end of an element whose tag was just read.
fn skip_element<'a>(name: &str, mut rest: &'a str) -> &'a str {
    while let Some((_, after)) = rest.split_once("</") {
        let (found, tail) = after.split_at_checked(name.len()).unwrap_or((after, ""));
        if found.eq_ignore_ascii_case(name)
            && tail.starts_with(|c: char| c.is_ascii_whitespace() || matches!(c, '/' | '>'))
        {
            return tail.split_once('>').map_or("", |(_, rest)| rest);
        }
        rest = after;
    }
    ""
}

impl Tame {
    /// Adds text. Empty comments, which do not come out of the parser, keep its text
    /// nodes short: writing them takes time that grows with the square of their length.
    fn text(&mut self, text: &str) {
        let mut reference_ends = 0;
        for (at, c) in text.char_indices() {
            if self.html.len() >= self.next_break && at >= reference_ends {
                self.html.push_str("<!---->");
                self.next_break = self.html.len() + TEXT_MAX;
            }
            self.html.push(c);
            if c == '&' && at >= reference_ends {
                let length = reference(text.get(at..).unwrap_or_default());
                reference_ends = at + length;
                self.html.push_str(if length == 0 { "amp;" } else { "" });
            }
        }
    }

    /// Writes what stays of a tag; returns what follows.
    fn take<'a>(&mut self, tag: &Tag<'a>) -> &'a str {
        self.tags += 1;
        let name = tag.name.as_str();
        if DROPPED.contains(&name) {
            let empty = tag.closing || name == "embed";
            return if empty {
                tag.rest
            } else {
                skip_element(name, tag.rest)
            };
        }
        match name {
            "math" if !tag.closing => return self.formula(tag.rest),
            "img" => self.image(tag),
            "td" | "th" => self.html.push(' '),
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" if tag.closing => {
                self.close("strong");
                self.close("p");
            }
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                self.open("p", &[]);
                self.open("strong", &[]);
            }
            "strike" => self.either("s", tag),
            "rp" => self.either("span", tag),
            _ if BLOCKS.contains(&name) => self.either("p", tag),
            _ => {
                if let Some(kept) = KEPT.iter().find(|kept| **kept == name) {
                    self.either(kept, tag);
                }
            }
        }
        tag.rest
    }

    fn either(&mut self, name: &'static str, tag: &Tag<'_>) {
        if tag.closing {
            self.close(name);
        } else if tag.name == name {
            self.open(name, &tag.attributes);
        } else {
            self.open(name, &[]);
        }
    }

    fn open(&mut self, name: &'static str, attributes: &[(String, &str)]) {
        let void = matches!(name, "br" | "hr");
        // What the parser closes by itself.
        if name == "p" || name == "hr" {
            self.forget("p");
        }
        if name == "li" || name == "a" {
            self.forget(name);
        }
        if self.tags > TAGS_MAX || (self.open.len() >= DEPTH_MAX && !void) {
            return;
        }
        if !void {
            self.open.push(name);
        }
        self.html.push('<');
        self.html.push_str(name);
        let wanted: &[&str] = match name {
            "a" => &["href", "class", "translate", "lang"],
            "span" | "p" => &["class", "lang", "translate"],
            "ol" => &["start", "reversed"],
            "li" => &["value"],
            _ => &[],
        };
        for (key, value) in attributes {
            if wanted.contains(&key.as_str()) {
                self.html.push(' ');
                self.html.push_str(key);
                self.html.push_str("=\"");
                self.html
                    .push_str(&escape_ampersands(&value.replace('"', "&quot;")));
                self.html.push('"');
            }
        }
        self.html.push('>');
    }

    fn close(&mut self, name: &'static str) {
        if self.open.contains(&name) {
            self.forget(name);
            self.html.push_str("</");
            self.html.push_str(name);
            self.html.push('>');
        } else if name == "br" {
            self.open("br", &[]);
        }
    }

    /// Takes the innermost open tag of this name off the list of open ones.
    fn forget(&mut self, name: &str) {
        if let Some(at) = self.open.iter().rposition(|open| *open == name) {
            self.open.remove(at);
        }
    }

    /// An emoji becomes its shortcode, another image is collected.
    fn image(&mut self, tag: &Tag<'_>) {
        let attribute = |wanted: &str| {
            let found = tag.attributes.iter().find(|(key, _)| key == wanted);
            found.map_or("", |(_, value)| *value)
        };
        let alt = attribute("alt").replace('<', "&lt;");
        let emoji = attribute("class").contains("emoji")
            || (alt.len() > 2 && alt.starts_with(':') && alt.ends_with(':'));
        if emoji {
            self.text(&alt);
        } else if self.images.len() < IMAGES_MAX && !attribute("src").is_empty() {
            self.images.push(InlineImage {
                src: attribute("src").to_owned(),
                alt,
            });
        }
    }

    /// Writes the TeX of a formula (FEP-dc88); returns what follows it.
    fn formula<'a>(&mut self, rest: &'a str) -> &'a str {
        let after = skip_element("math", rest);
        let inner = rest.strip_suffix(after).unwrap_or(rest);
        let mut at = inner;
        while let Some((_, annotation)) = at.split_once("<annotation") {
            let Some((attributes, text)) = annotation.split_once('>') else {
                break;
            };
            if attributes.contains("application/x-tex")
                && let Some((tex, _)) = text.split_once("</annotation")
            {
                self.open("code", &[]);
                self.text(&tex.replace('<', "&lt;"));
                self.close("code");
                break;
            }
            at = text;
        }
        after
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn html(input: &str) -> String {
        tame(input).html
    }

    #[test]
    fn keeps_what_is_known_and_text() {
        assert_eq!(
            html("<P CLASS='a' id=x>a<br/>b</p>"),
            "<p class=\"a\">a<br>b</p>"
        );
        assert_eq!(
            html("1 < 2 <3 & &lt;b&gt; <"),
            "1 &lt; 2 &lt;3 &amp; &lt;b&gt; &lt;"
        );
        assert_eq!(html("<b onclick=x>a</b><marquee>c</marquee>"), "<b>a</b>c");
        assert_eq!(html("</p></b>x<a href='\"y'>"), "x<a href=\"&quot;y\">");
        assert_eq!(
            html("<div>a</div><h2>b</h2>"),
            "<p>a</p><p><strong>b</strong></p>"
        );
    }

    #[test]
    fn drops_what_is_dangerous_with_its_content() {
        assert_eq!(html("a<script>alert('</b>')</SCRIPT >b"), "ab");
        assert_eq!(html("a<style>x"), "a");
        assert_eq!(html("a<!-- <b> -- -->b<!doctype x><?php ?>c"), "abc");
        assert_eq!(html("a<a href=\"never ends"), "a");
        assert_eq!(html("<svg><p>x</p></svg>y<embed src=x>z"), "yz");
    }

    #[test]
    fn images_and_formulas() {
        let found =
            tame("<img src=\"https://a.example/1.png\" alt='a \"b\"'><img alt=:cat: src=x>");
        assert_eq!(found.html, ":cat:");
        assert_eq!(found.images.len(), 1);
        let tex =
            "<math><mi>x</mi><annotation encoding=\"application/x-tex\">x<y</annotation></math>!";
        assert_eq!(html(tex), "<code>x&lt;y</code>!");
    }

    #[test]
    fn bounds() {
        let deep = html(&"<blockquote>".repeat(100_000));
        assert!(deep.len() <= "<blockquote>".len() * DEPTH_MAX);
        let wide = html(&"<b>a</b>".repeat(100_000));
        assert!(
            wide.matches("b>").count() <= 2 * TAGS_MAX
                && wide.matches('a').count() == 100_000
                && !wide.contains('&')
        );
    }
}
