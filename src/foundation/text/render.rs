//! Renders posts, biographies and profile fields to HTML that is safe whatever
//! was typed: only `p`, `br`, `a` and `span` come out, with links to http(s) only.

use std::collections::HashMap;

use unicode_segmentation::UnicodeSegmentation;
use url::Url;

use super::clean::clean_line;
use super::entities::{EntityKind, parse, whole_link};
use super::html::{Html, Inner, path_segment};

/// Most graphemes a link shows of its address.
const LINK_SHOWN_MAX: usize = 40;

const LINK: &str = "rel=\"nofollow noopener\"";
const LINK_ME: &str = "rel=\"me nofollow noopener\"";
const TAG: &str = "class=\"mention hashtag\" rel=\"tag\"";

/// What rendering needs to know of the world outside the text.
#[derive(Debug, Clone, Copy)]
pub struct Renderer<'a> {
    /// This server's address without a slash at the end, for tag pages.
    pub base_url: &'a str,
    /// Profile addresses of mentioned accounts by [`super::Handle::key`]. Mentions
    /// that are not in it stay text.
    pub mentions: Option<&'a HashMap<String, String>>,
}

/// HTML of a post's text: paragraphs with links, mentions and hashtags.
/// Expects text from [`super::clean()`]; is safe with any other too.
#[must_use]
pub fn render_post(text: &str, renderer: &Renderer<'_>) -> String {
    let mut html = Html::paragraphs();
    render_into(&mut html, text, renderer);
    html.finish()
}

/// HTML of a biography; the same as a post's.
#[must_use]
pub fn render_bio(text: &str, renderer: &Renderer<'_>) -> String {
    render_post(text, renderer)
}

/// HTML of a profile field's value, without a block around it. A value that is
/// exactly one address becomes a `rel="me"` link, so that it can be verified.
#[must_use]
pub fn render_field(value: &str, renderer: &Renderer<'_>) -> String {
    let value = clean_line(value);
    let mut html = Html::line();
    match whole_link(&value) {
        Some(url) => html.link(url.as_str(), LINK_ME, &Inner::Text(&shown_link(&value))),
        None => render_into(&mut html, &value, renderer),
    }
    html.finish()
}

fn render_into(html: &mut Html, text: &str, renderer: &Renderer<'_>) {
    let mut at = 0;
    for entity in parse(text) {
        html.text(text.get(at..entity.range.start).unwrap_or_default());
        at = entity.range.end;
        let typed = text.get(entity.range).unwrap_or_default();
        match &entity.kind {
            EntityKind::Link(url) => {
                html.link(url.as_str(), LINK, &Inner::Text(&shown_link(typed)));
            }
            EntityKind::Mention(handle) => match renderer.profile(&handle.key()) {
                Some(profile) => html.mention(profile.as_str(), &handle.name),
                None => html.text(typed),
            },
            EntityKind::Hashtag(tag) => {
                let href = format!("{}/tags/{}", renderer.base_url, path_segment(tag));
                let mut chars = typed.chars();
                let sign = chars.next().map(String::from).unwrap_or_default();
                html.link(&href, TAG, &Inner::Signed(&sign, chars.as_str()));
            }
        }
    }
    html.text(text.get(at..).unwrap_or_default());
}

impl Renderer<'_> {
    /// The address of a mentioned profile, if it is known and leads to the web.
    fn profile(&self, key: &str) -> Option<Url> {
        let url = Url::parse(self.mentions?.get(key)?).ok()?;
        matches!(url.scheme(), "http" | "https").then_some(url)
    }
}

/// What a link shows: no scheme, no `www.`, cut with an ellipsis when long.
fn shown_link(typed: &str) -> String {
    let rest = typed.split_once("://").map_or(typed, |(_, rest)| rest);
    let rest = rest.strip_prefix("www.").unwrap_or(rest);
    let rest = rest.strip_suffix('/').unwrap_or(rest);
    let mut graphemes = rest.graphemes(true);
    let shown: String = graphemes.by_ref().take(LINK_SHOWN_MAX).collect();
    if graphemes.next().is_some() {
        shown + "…"
    } else {
        shown
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use scraper::Html as Parsed;

    use super::super::clean;
    use super::super::entities::tests::lively;
    use super::*;

    fn known() -> HashMap<String, String> {
        [
            ("alice", "https://ossm.example/@alice"),
            (
                "bob@example.org",
                "https://example.org/users/bob?a=1&b=\"2\"",
            ),
            ("eve", "javascript:alert(1)"),
        ]
        .map(|(key, url)| (key.to_owned(), url.to_owned()))
        .into()
    }

    fn post(text: &str) -> String {
        let known = known();
        let renderer = Renderer {
            base_url: "https://ossm.example",
            mentions: Some(&known),
        };
        render_post(text, &renderer)
    }

    #[test]
    fn paragraphs_and_breaks() {
        assert_eq!(
            post("a\nb\n\nc < d & \"e\""),
            "<p>a<br>b</p><p>c &lt; d &amp; &quot;e&quot;</p>"
        );
        assert_eq!(post(""), "");
        assert_eq!(post(" \n "), "");
    }

    #[test]
    fn links_are_shortened_and_marked() {
        assert_eq!(
            post("see https://www.example.com/?a=1&b=2."),
            "<p>see <a href=\"https://www.example.com/?a=1&amp;b=2\" rel=\"nofollow noopener\">\
             example.com/?a=1&amp;b=2</a>.</p>"
        );
        let long = post(&format!("https://example.com/{}", "x".repeat(60)));
        assert!(
            long.contains(&format!(">example.com/{}…</a>", "x".repeat(28))),
            "{long}"
        );
    }

    #[test]
    fn mentions_only_where_resolved() {
        assert_eq!(
            post("@Alice, @nobody @eve"),
            "<p><span class=\"h-card\" translate=\"no\"><a href=\"https://ossm.example/@alice\" \
             class=\"u-url mention\">@<span>Alice</span></a></span>, @nobody @eve</p>"
        );
        assert!(post("@bob@example.org").contains(
            "href=\"https://example.org/users/bob?a=1&amp;b=%222%22\" class=\"u-url mention\">\
             @<span>bob</span>"
        ));
    }

    #[test]
    fn hashtags_lead_to_the_stored_form() {
        assert_eq!(
            post("#Café"),
            "<p><a href=\"https://ossm.example/tags/caf%C3%A9\" class=\"mention hashtag\" \
             rel=\"tag\">#<span>Café</span></a></p>"
        );
    }

    #[test]
    fn fields_link_back() {
        let renderer = Renderer {
            base_url: "https://ossm.example",
            mentions: None,
        };
        assert_eq!(
            render_field(" https://example.com/me ", &renderer),
            "<a href=\"https://example.com/me\" rel=\"me nofollow noopener\">example.com/me</a>"
        );
        let two = render_field("<b> https://example.com", &renderer);
        assert!(
            two.starts_with("&lt;b&gt; <a href=") && !two.contains("rel=\"me"),
            "{two}"
        );
        assert_eq!(render_field("@alice", &renderer), "@alice");
    }

    /// Fails when `html` holds anything that a post must not hold.
    fn assert_safe(html: &str) {
        let parsed = Parsed::parse_fragment(html);
        assert!(parsed.errors.is_empty(), "{:?} in {html}", parsed.errors);
        for node in parsed.root_element().descendants() {
            assert!(
                !node.value().is_comment() && !node.value().is_doctype(),
                "{html}"
            );
            let Some(element) = node.value().as_element() else {
                continue;
            };
            let allowed: &[&str] = match element.name() {
                "html" | "p" | "br" => &[],
                "span" => &["class", "translate"],
                "a" => &["href", "rel", "class"],
                other => panic!("<{other}> in {html}"),
            };
            for (name, value) in element.attrs() {
                assert!(allowed.contains(&name), "{name} in {html}");
                let web = value.starts_with("https://") || value.starts_with("http://");
                assert!(name != "href" || web, "{value} in {html}");
            }
        }
    }

    fn squeeze(text: &str) -> String {
        text.chars().filter(|c| !c.is_whitespace()).collect()
    }

    /// What a reader should see of `text`, from the entities alone.
    fn expected_content(text: &str) -> String {
        let mut out = String::new();
        let mut at = 0;
        for entity in parse(text) {
            out.push_str(text.get(at..entity.range.start).unwrap());
            at = entity.range.end;
            let typed = text.get(entity.range).unwrap();
            match entity.kind {
                EntityKind::Link(_) => out.push_str(&shown_link(typed)),
                EntityKind::Mention(handle)
                    if known().contains_key(&handle.key()) && handle.key() != "eve" =>
                {
                    out.push('@');
                    out.push_str(&handle.name);
                }
                _ => out.push_str(typed),
            }
        }
        squeeze(&(out + text.get(at..).unwrap()))
    }

    proptest! {
        #[test]
        fn output_is_safe_and_complete(text in lively()) {
            let text = clean(&text);
            let html = post(&text);
            assert_safe(&html);
            let shown: String = Parsed::parse_fragment(&html).root_element().text().collect();
            prop_assert_eq!(squeeze(&shown), expected_content(&text));
        }

        #[test]
        fn output_is_safe_even_when_not_cleaned(text in any::<String>()) {
            assert_safe(&post(&text));
            let renderer = Renderer { base_url: "https://ossm.example", mentions: None };
            assert_safe(&render_field(&text, &renderer));
        }
    }
}
