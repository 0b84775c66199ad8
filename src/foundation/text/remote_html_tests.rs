//! Foreign HTML: what stays, what goes, and that nothing gets through.

use std::fmt::Write as _;

use proptest::prelude::*;
use scraper::Html as Parsed;

use super::*;

fn html(input: &str) -> String {
    remote_html(input).html
}

#[test]
fn the_markup_of_mastodon_stays() {
    let post = "<p><span class=\"h-card\" translate=\"no\"><a href=\"https://a.example/@ana\" \
        class=\"u-url mention\">@<span>ana</span></a></span> <a href=\"https://a.example/tags/cats\" \
        class=\"mention hashtag\" rel=\"tag\">#<span>cats</span></a><br>\
        <a href=\"https://b.example/long\" target=\"_blank\"><span class=\"invisible\">https://</span>\
        <span class=\"ellipsis\">b.example/lo</span></a></p>";
    let clean = html(post);
    for kept in [
        "<span class=\"h-card\" translate=\"no\">",
        "class=\"u-url mention\"",
        "class=\"mention hashtag\"",
        "<span class=\"invisible\">https://</span>",
        "rel=\"nofollow noopener noreferrer\"",
    ] {
        assert!(clean.contains(kept), "{kept} in {clean}");
    }
    assert!(
        !clean.contains("target") && !clean.contains("\"tag\""),
        "{clean}"
    );
}

#[test]
fn lists_code_and_quotes_stay() {
    let post = "<ol start=\"3\" reversed><li value=\"7\">a</li></ol><pre><code>b</code></pre>\
        <blockquote>c</blockquote><p class=\"quote-inline evil\">d</p>";
    assert_eq!(
        html(post),
        "<ol start=\"3\" reversed=\"\"><li value=\"7\">a</li></ol><pre><code>b</code></pre>\
         <blockquote>c</blockquote><p class=\"quote-inline\">d</p>"
    );
    assert_eq!(
        html("<h1>Title</h1>text"),
        "<p><strong>Title</strong></p>text"
    );
}

#[test]
fn nothing_runs() {
    for (input, expected) in [
        ("<script>alert(1)</script>a", "a"),
        ("<img src=x onerror=alert(1)>a", "a"),
        (
            "<p style=\"position:fixed\" onclick=\"x\" id=\"y\">a</p>",
            "<p>a</p>",
        ),
        ("<iframe src=\"https://x.example\"></iframe>a", "a"),
        ("<form action=x><input name=y>a</form>", "<p>a</p>"),
        ("<svg><script>1</script></svg>a", "a"),
        ("<p class=\"admin compose invisible2\">a</p>", "<p>a</p>"),
        ("a\0b", "ab"),
    ] {
        assert_eq!(html(input), expected, "{input}");
    }
    for href in [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java\tscript:alert(1)",
        "&#106;avascript:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "/local",
        "//host.example/",
        "https://bank.example@evil.example/",
        "https://user:pass@evil.example/",
        "blob:https://x.example/1",
    ] {
        let clean = html(&format!("<a href=\"{href}\">a</a>"));
        assert!(!clean.contains("href"), "{href}: {clean}");
        assert!(clean.contains(">a</a>"), "{clean}");
    }
}

#[test]
fn images_are_collected() {
    let clean = remote_html(
        "<p>a <img src=\"https://a.example/1.png?x=1&amp;y=2\" alt=\"A cat\"> \
         <img src=\"javascript:x\"> <img class=\"emoji\" alt=\":cat:\" src=\"https://a.example/c\"></p>",
    );
    assert_eq!(clean.html.trim(), "<p>a   :cat:</p>");
    let image = RemoteImage {
        url: "https://a.example/1.png?x=1&y=2".to_owned(),
        description: "A cat".to_owned(),
    };
    assert_eq!(clean.images, [image]);
}

#[test]
fn bombs_cost_little() {
    let started = std::time::Instant::now();
    let mut formatting = String::new();
    for n in 0..20_000 {
        write!(formatting, "<b a={n}><p>").unwrap();
    }
    for bomb in [
        "<b>".repeat(300_000),
        "<blockquote>".repeat(100_000),
        "<a href=x><p>".repeat(50_000),
        "<b><i><u><em><strong><code><s></b></i></p><p>".repeat(20_000),
        "<ruby><rt><span>".repeat(50_000),
        "<".repeat(1_000_000),
        "&".repeat(1_000_000),
        "<p ".repeat(300_000),
        "<table><tr><td>".repeat(50_000),
        "<math>".repeat(100_000),
        "</script>".repeat(100_000),
        formatting,
    ] {
        let clean = html(&bomb);
        assert!(clean.len() <= 8 * HTML_MAX, "{}", clean.len());
    }
    assert!(started.elapsed().as_secs() < 120, "{:?}", started.elapsed());
}

#[test]
fn text_of_posts() {
    assert_eq!(
        remote_text("<p>a<br>b &amp; c</p><p>&lt;d&gt;</p><ul><li>e</li><li>f</li></ul>"),
        "a\nb & c\n\n<d>\n\n• e\n• f"
    );
    assert_eq!(remote_text(""), "");
}

#[test]
fn names() {
    assert_eq!(remote_name("  Demo\u{202E}\n Ana\u{200B} "), "Demo Ana");
    assert_eq!(
        remote_name(&"ä".repeat(500)).chars().count(),
        REMOTE_NAME_MAX
    );
    assert_eq!(remote_name("<b>x</b>"), "<b>x</b>");
    assert!(remote_name(&"a\u{301}".repeat(100_000)).len() < 1000);
}

#[test]
fn markdown_of_videos() {
    let page = markdown_html(
        "# Talk\n**Bold** and [a link](https://a.example/?x=1&y=2)\n* one\n\nSee https://b.example/c. \
         [bad](javascript:x) 5 \\* 3 <script>",
    );
    for part in [
        "<p><strong>Talk</strong><br><b>Bold</b> and <a href=\"https://a.example/?x=1&amp;y=2\"",
        "<br>• one</p><p>See <a href=\"https://b.example/c.\"",
        "5 * 3 &lt;script&gt;</p>",
    ] {
        assert!(page.contains(part), "{part} in {page}");
    }
    assert!(!page.contains("javascript"), "{page}");
}

/// Fails when `html` holds anything that a post must not hold.
fn assert_safe(html: &str) {
    let parsed = Parsed::parse_fragment(html);
    for node in parsed.root_element().descendants() {
        assert!(
            !node.value().is_comment() && !node.value().is_doctype(),
            "{html}"
        );
        let Some(element) = node.value().as_element() else {
            continue;
        };
        let name = element.name();
        assert!(name == "html" || KEPT.contains(&name), "<{name}> in {html}");
        let mut rel = name != "a";
        for (key, value) in element.attrs() {
            match key {
                "href" => assert_eq!(link(value).as_deref(), Some(value), "{html}"),
                "class" => assert_eq!(classes(value).as_deref(), Some(value), "{html}"),
                "rel" => rel = value == REL,
                "lang" | "translate" | "start" | "reversed" | "value" => {}
                other => panic!("{other} in {html}"),
            }
        }
        assert!(rel, "{html}");
    }
}

/// HTML as attackers write it, and worse.
fn hostile() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "<(/)?(p|br|a|b|i|em|span|ul|li|script|style|svg|math|div|table|td|h1|pre|rt|img|form)>",
        r#"<(a|img|p|b|span|li|svg|iframe) (href|src|class|onclick|style|lang|value)=("|'|)(https://a\.example/|javascript:x|mention|u-url|data:x|&#106;|7|")("|'|)( |/|)>"#,
        "[<>&\"'/=! a-z-]{0,6}",
        r"\PC{0,5}",
        Just("<!--".to_owned()),
        Just("-->".to_owned()),
        Just("<![CDATA[".to_owned()),
        Just("</".to_owned()),
        Just("\0".to_owned()),
        Just("&lt;script&gt;".to_owned()),
        Just("<annotation encoding=\"application/x-tex\">".to_owned()),
    ];
    proptest::collection::vec(piece, 0..25).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn output_is_safe_and_stays_as_it_is(input in hostile()) {
        let clean = html(&input);
        assert_safe(&clean);
        prop_assert_eq!(html(&clean), clean);
    }

    #[test]
    fn markdown_is_safe_too(input in hostile()) {
        assert_safe(&markdown_html(&input));
    }

    #[test]
    fn any_text_is_survived(input in any::<String>()) {
        let clean = html(&input);
        assert_safe(&clean);
        let _ = remote_text(&input);
        let _ = remote_text(&clean);
        let name = remote_name(&input);
        prop_assert_eq!(remote_name(&name), name);
    }
}
