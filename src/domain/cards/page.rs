//! From the head of a page to its card: OpenGraph first, then Twitter's names,
//! then what HTML itself has; oEmbed for what is shown in a frame.

use url::Url;

use super::oembed::Embed;
use crate::db::models::card::{CardContent, CardKind};
use crate::foundation::text::page_head::PageHead;
use crate::foundation::text::{escape, normalize_language};

/// Longest texts of a card, in characters.
pub(super) const TITLE_MAX: usize = 300;
const DESCRIPTION_MAX: usize = 500;
pub(super) const NAME_MAX: usize = 100;
/// Longest address that is kept, in bytes.
const URL_MAX: usize = 2000;
/// Widest and highest frame or picture, in pixels.
const PIXELS_MAX: i32 = 10_000;

/// Where the page says its oEmbed is.
pub(super) fn oembed_address(page: &Url, head: &PageHead) -> Option<Url> {
    let link = head.links.iter().find(|link| {
        let json = matches!(
            link.kind.as_str(),
            "application/json+oembed" | "text/json+oembed"
        );
        json && link
            .rel
            .split_ascii_whitespace()
            .any(|rel| rel == "alternate")
    })?;
    web_address(page, &link.href)
}

/// Whom the page names as its author, by their handle.
pub(super) fn creator(head: &PageHead) -> Option<String> {
    head.meta(&["fediverse:creator"], NAME_MAX * 4)
}

/// The card of a page.
pub(super) fn content(page: &Url, head: &PageHead, embed: Option<Embed>) -> CardContent {
    let mut card = from_head(page, head);
    if let Some(embed) = embed {
        add_embed(&mut card, page, embed);
    }
    if card.kind == CardKind::Link
        && let Some(player) = player(page, head)
    {
        card.kind = CardKind::Video;
        (card.width, card.height) =
            size(head, &["twitter:player:width"], &["twitter:player:height"]);
        card.html = frame(&player, card.width, card.height);
    }
    card
}

fn from_head(page: &Url, head: &PageHead) -> CardContent {
    let title = head.meta(&["og:title", "twitter:title"], TITLE_MAX);
    let title = title.or_else(|| head.title.clone()).unwrap_or_default();
    let words = ["og:description", "twitter:description", "description"];
    let host = page.host_str().unwrap_or_default().to_owned();
    let language = head
        .meta(&["og:locale"], 20)
        .or_else(|| head.language.clone());
    let author = head.meta(&["article:author", "author"], NAME_MAX);
    let author_url = author.as_deref().and_then(|author| Url::parse(author).ok());
    let (width, height) = size(head, &["og:image:width"], &["og:image:height"]);
    CardContent {
        kind: CardKind::Link,
        title: title.chars().take(TITLE_MAX).collect(),
        description: head.meta(&words, DESCRIPTION_MAX).unwrap_or_default(),
        author_name: match &author_url {
            Some(_) => head
                .meta(&["author"], NAME_MAX)
                .filter(|name| Url::parse(name).is_err()),
            None => author,
        }
        .unwrap_or_default(),
        author_url: author_url
            .filter(|url| matches!(url.scheme(), "http" | "https"))
            .map(String::from)
            .unwrap_or_default(),
        provider_name: head
            .meta(&["og:site_name", "application-name"], NAME_MAX)
            .unwrap_or(host),
        provider_url: String::new(),
        html: String::new(),
        embed_url: String::new(),
        image_url: image(page, head),
        width,
        height,
        language: language.and_then(|code| normalize_language(&code).map(str::to_owned)),
        creator_id: None,
    }
}

fn image(page: &Url, head: &PageHead) -> Option<String> {
    let names = [
        "og:image:secure_url",
        "og:image",
        "og:image:url",
        "twitter:image",
        "twitter:image:src",
    ];
    let named = head.meta(&names, URL_MAX);
    let linked = || {
        let link = head.links.iter().find(|link| link.rel == "image_src");
        link.map(|link| link.href.clone())
    };
    web_address(page, &named.or_else(linked)?).map(String::from)
}

/// A player of the page's own site, which is shown in a frame.
fn player(page: &Url, head: &PageHead) -> Option<Url> {
    let player = web_address(page, &head.meta(&["twitter:player"], URL_MAX)?)?;
    (player.scheme() == "https" && player.host_str() == page.host_str()).then_some(player)
}

fn add_embed(card: &mut CardContent, page: &Url, embed: Embed) {
    let put = |into: &mut String, text: String| {
        if !text.is_empty() {
            *into = text;
        }
    };
    put(&mut card.title, embed.title);
    put(&mut card.author_name, embed.author_name);
    put(&mut card.provider_name, embed.provider_name);
    put(&mut card.author_url, address(page, &embed.author_url));
    put(&mut card.provider_url, address(page, &embed.provider_url));
    if card.image_url.is_none() {
        card.image_url = web_address(page, &embed.thumbnail_url).map(String::from);
    }
    let (width, height) = (pixels(embed.width), pixels(embed.height));
    match embed.kind {
        CardKind::Photo => {
            if let Some(photo) = web_address(page, &embed.url) {
                card.kind = CardKind::Photo;
                card.embed_url = photo.into();
                card.image_url = Some(card.embed_url.clone());
                (card.width, card.height) = (width, height);
            }
        }
        CardKind::Video | CardKind::Rich => {
            let framed = embed.frame.and_then(|src| web_address(page, &src));
            if let Some(src) = framed.filter(|src| src.scheme() == "https") {
                card.kind = embed.kind;
                card.html = frame(&src, width, height);
                (card.width, card.height) = (width, height);
            }
        }
        CardKind::Link => {}
    }
}

/// One frame and nothing else, whatever the page would like.
fn frame(src: &Url, width: i32, height: i32) -> String {
    format!(
        "<iframe src=\"{}\" width=\"{width}\" height=\"{height}\" allowfullscreen=\"true\" \
         sandbox=\"allow-scripts allow-same-origin allow-popups allow-forms\"></iframe>",
        escape(src.as_str())
    )
}

fn size(head: &PageHead, width: &[&str], height: &[&str]) -> (i32, i32) {
    let number = |names| head.meta(names, 10).and_then(|text| text.parse().ok());
    (
        pixels(number(width).unwrap_or(0)),
        pixels(number(height).unwrap_or(0)),
    )
}

fn pixels(number: i64) -> i32 {
    i32::try_from(number).unwrap_or(0).clamp(0, PIXELS_MAX)
}

fn address(page: &Url, text: &str) -> String {
    web_address(page, text)
        .map(String::from)
        .unwrap_or_default()
}

/// A whole web address; those of a page may be relative to it.
fn web_address(page: &Url, text: &str) -> Option<Url> {
    if text.is_empty() {
        return None;
    }
    let url = page.join(text.trim()).ok()?;
    let plain = url.username().is_empty() && url.password().is_none();
    let web = matches!(url.scheme(), "http" | "https") && url.has_host();
    (web && plain && url.as_str().len() <= URL_MAX).then_some(url)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::cards::oembed;
    use crate::foundation::text::page_head;

    fn card(head: &str, embed: Option<&str>) -> CardContent {
        let url = Url::parse("https://news.example/a/b").unwrap();
        let embed = embed.and_then(|json| oembed::parse(json.as_bytes()));
        content(&url, &page_head(head), embed)
    }

    #[test]
    fn open_graph_weighs_more_than_twitter_and_html() {
        let card = card(
            "<html lang=en><title>html</title><meta name=twitter:title content=twitter>\
             <meta property=og:title content='Graph'><meta name=description content=words>\
             <meta property=og:site_name content='Demo News'><meta name=author content='Demo Ana'>\
             <meta property=og:image content='/lake.jpg'><meta property=og:image:width content=640>\
             <meta property=og:locale content=de_AT>",
            None,
        );
        assert_eq!(
            (card.title.as_str(), card.description.as_str()),
            ("Graph", "words")
        );
        assert_eq!(
            card.image_url.as_deref(),
            Some("https://news.example/lake.jpg")
        );
        assert_eq!(card.provider_name, "Demo News");
        assert_eq!(card.author_name, "Demo Ana");
        assert_eq!(card.width, 640);
        assert_eq!(card.language.as_deref(), Some("de"));
    }

    #[test]
    fn a_page_that_says_nothing_has_no_title() {
        let card = card("<p>Hi", None);
        assert_eq!(card.title, "");
        assert_eq!(card.provider_name, "news.example");
    }

    #[test]
    fn only_one_frame_of_an_embed_stays() {
        let embed = r#"{"type": "video", "title": "Film", "width": "560", "height": 315,
            "html": "<script>x()</script><iframe onload='x()' src='https://v.example/1?a=1&amp;b=2'>"}"#;
        let card = card("<title>t</title>", Some(embed));
        assert_eq!(card.kind, CardKind::Video);
        assert_eq!((card.width, card.height), (560, 315));
        assert!(
            card.html
                .starts_with("<iframe src=\"https://v.example/1?a=1&amp;b=2\" width")
        );
        assert!(!card.html.contains("script>") && !card.html.contains("onload"));
        for html in [
            "<iframe src='http://v.example/'>",
            "<iframe src='javascript:x()'>",
            "<b>",
        ] {
            let json = serde_json::json!({"type": "rich", "html": html, "width": 1}).to_string();
            let card = super::tests::card("<title>t</title>", Some(&json));
            assert_eq!((card.kind, card.html.as_str()), (CardKind::Link, ""));
        }
    }

    #[test]
    fn players_of_other_sites_are_not_framed() {
        let of =
            |src: &str| card(&format!("<meta name=twitter:player content='{src}'>"), None).kind;
        assert_eq!(of("https://news.example/player"), CardKind::Video);
        assert_eq!(of("https://ads.example/player"), CardKind::Link);
        assert_eq!(of("http://news.example/player"), CardKind::Link);
    }
}
