//! Writes the little HTML that posts are made of, and nothing else.

use url::form_urlencoded::byte_serialize;

/// `text` for use in HTML content and in quoted attributes: markup characters
/// escaped, control characters other than `\n` and `\t` dropped.
#[must_use]
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    push_escaped(&mut out, text);
    out
}

fn push_escaped(out: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\n' | '\t' => out.push(c),
            _ if c.is_control() => {}
            _ => out.push(c),
        }
    }
}

/// A document of paragraphs, or a single line, under construction.
#[derive(Debug)]
pub(super) struct Html {
    out: String,
    paragraphs: bool,
    /// Line ends seen since the last visible character.
    line_ends: usize,
}

impl Html {
    /// Text that is wrapped into `<p>` and broken by `<br>`.
    pub(super) fn paragraphs() -> Self {
        Self {
            out: String::new(),
            paragraphs: true,
            line_ends: 0,
        }
    }

    /// One line without any block around it; line ends become spaces.
    pub(super) fn line() -> Self {
        Self {
            out: String::new(),
            paragraphs: false,
            line_ends: 0,
        }
    }

    /// Adds text: one line end is a `<br>`, more begin a new paragraph.
    pub(super) fn text(&mut self, text: &str) {
        for (i, line) in text.split('\n').enumerate() {
            self.line_ends += usize::from(i > 0);
            if !line.trim().is_empty() {
                self.begin();
                push_escaped(&mut self.out, line);
            } else if self.line_ends == 0 && !self.out.is_empty() {
                push_escaped(&mut self.out, line);
            }
        }
    }

    /// Adds a link. `attributes` are literals of ours; `inner` is escaped.
    pub(super) fn link(&mut self, href: &str, attributes: &'static str, inner: &Inner<'_>) {
        self.begin();
        self.out.push_str("<a href=\"");
        push_escaped(&mut self.out, href);
        self.out.push_str("\" ");
        self.out.push_str(attributes);
        self.out.push('>');
        match inner {
            Inner::Text(text) => push_escaped(&mut self.out, text),
            Inner::Signed(sign, name) => {
                push_escaped(&mut self.out, sign);
                self.out.push_str("<span>");
                push_escaped(&mut self.out, name);
                self.out.push_str("</span>");
            }
        }
        self.out.push_str("</a>");
    }

    /// Adds a mention: a link inside the microformat's `h-card`.
    pub(super) fn mention(&mut self, href: &str, name: &str) {
        self.begin();
        self.out
            .push_str("<span class=\"h-card\" translate=\"no\">");
        self.link(href, "class=\"u-url mention\"", &Inner::Signed("@", name));
        self.out.push_str("</span>");
    }

    /// The finished HTML; empty if nothing visible was added.
    pub(super) fn finish(mut self) -> String {
        if self.paragraphs && !self.out.is_empty() {
            self.out.push_str("</p>");
        }
        self.out
    }

    /// Writes the breaks that are due before something visible.
    fn begin(&mut self) {
        let line_ends = std::mem::take(&mut self.line_ends);
        if self.out.is_empty() {
            self.out.push_str(if self.paragraphs { "<p>" } else { "" });
        } else if line_ends > 0 {
            self.out.push_str(match (self.paragraphs, line_ends) {
                (false, _) => " ",
                (true, 1) => "<br>",
                (true, _) => "</p><p>",
            });
        }
    }
}

/// What a link shows.
#[derive(Debug)]
pub(super) enum Inner<'a> {
    /// Plain text.
    Text(&'a str),
    /// A sign (`@`, `#`) and a name of its own, as microformats have it.
    Signed(&'a str, &'a str),
}

/// `segment` as one segment of a URL's path.
#[must_use]
pub fn path_segment(segment: &str) -> String {
    // Form encoding writes a space as "+"; in a path it is %20.
    byte_serialize(segment.as_bytes())
        .collect::<String>()
        .replace('+', "%20")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes() {
        assert_eq!(
            escape("<a href=\"x\">'&'\0\u{7f}\n"),
            "&lt;a href=&quot;x&quot;&gt;&#39;&amp;&#39;\n"
        );
    }

    #[test]
    fn breaks() {
        let mut html = Html::paragraphs();
        html.text("\n\na\nb\n\n\nc\n");
        assert_eq!(html.finish(), "<p>a<br>b</p><p>c</p>");
        let mut html = Html::line();
        html.text("a\nb\n");
        assert_eq!(html.finish(), "a b");
        assert_eq!(Html::paragraphs().finish(), "");
    }

    #[test]
    fn path_segments() {
        assert_eq!(
            path_segment("col·lecció /?#"),
            "col%C2%B7lecci%C3%B3%20%2F%3F%23"
        );
    }
}
