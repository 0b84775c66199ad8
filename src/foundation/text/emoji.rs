//! `:shortcode:`: the names of custom emoji in text and in safe HTML; and what is one
//! Unicode emoji.

use unicode_properties::{EmojiStatus, UnicodeEmoji as _};
use unicode_segmentation::UnicodeSegmentation as _;

/// Longest Unicode emoji, in bytes: a family of four with their skin tones fits.
const UNICODE_MAX: usize = 64;
/// Says that what may be drawn as text is meant as a picture.
const AS_PICTURE: char = '\u{fe0f}';
const JOINER: char = '\u{200d}';

/// Longest shortcode, in bytes.
pub const SHORTCODE_MAX: usize = 100;

/// Whether this can be the name of a custom emoji: letters, digits and
/// underscores, as other servers have them.
#[must_use]
pub fn is_shortcode(code: &str) -> bool {
    !code.is_empty()
        && code.len() <= SHORTCODE_MAX
        && code
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// The one Unicode emoji that this is, in the one form in which it is kept; None for
/// anything else.
#[must_use]
pub fn unicode(text: &str) -> Option<String> {
    let text = text.trim();
    if text.len() > UNICODE_MAX || text.graphemes(true).nth(1).is_some() {
        return None;
    }
    let mut chars = text.chars();
    let first = chars.next()?;
    let rest = chars.as_str();
    match first {
        '0'..='9' | '#' | '*' => matches!(rest, "\u{20e3}" | "\u{fe0f}\u{20e3}")
            .then(|| format!("{first}{AS_PICTURE}\u{20e3}")),
        _ if is_flag_letter(first) => {
            let mut rest = rest.chars();
            let two = rest.next().is_some_and(is_flag_letter) && rest.next().is_none();
            two.then(|| text.to_owned())
        }
        _ if !first.is_emoji_char() => None,
        _ if rest.is_empty() || rest.chars().eq([AS_PICTURE]) => {
            let mut whole = first.to_string();
            if !is_always_picture(first) {
                whole.push(AS_PICTURE);
            }
            Some(whole)
        }
        _ => is_sequence(rest).then(|| text.to_owned()),
    }
}

fn is_flag_letter(c: char) -> bool {
    ('\u{1f1e6}'..='\u{1f1ff}').contains(&c)
}

fn is_always_picture(c: char) -> bool {
    matches!(
        c.emoji_status(),
        EmojiStatus::EmojiPresentation
            | EmojiStatus::EmojiPresentationAndModifierBase
            | EmojiStatus::EmojiPresentationAndEmojiComponent
            | EmojiStatus::EmojiPresentationAndModifierAndEmojiComponent
    )
}

/// Whether these letters go on with an emoji: skin tones, joined emoji, the tags of flags.
fn is_sequence(rest: &str) -> bool {
    let mut before = None;
    let sound = rest.chars().all(|c| {
        let known = matches!(c, JOINER | AS_PICTURE | '\u{e0020}'..='\u{e007f}')
            || (!c.is_ascii() && c.is_emoji_char());
        let twice = before == Some(c) && matches!(c, JOINER | AS_PICTURE);
        before = Some(c);
        known && !twice
    });
    sound && !rest.ends_with(JOINER)
}

/// A piece of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Piece<'a> {
    /// Words as they are.
    Text(&'a str),
    /// What stands between two colons.
    Shortcode(&'a str),
}

/// Cuts text at everything that may be a shortcode. All pieces together are the
/// text, with colons round the shortcodes.
#[must_use]
pub fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = text;
    let mut from = 0;
    while let Some((before, code, after)) = next_code(rest, from) {
        if is_shortcode(code) {
            if !before.is_empty() {
                pieces.push(Piece::Text(before));
            }
            pieces.push(Piece::Shortcode(code));
            rest = after;
            from = 0;
        } else {
            // The second colon may open the next one.
            from = before.len() + 1 + code.len();
        }
    }
    if !rest.is_empty() {
        pieces.push(Piece::Text(rest));
    }
    pieces
}

/// What stands before, between and after the first two colons at or after `from`.
fn next_code(text: &str, from: usize) -> Option<(&str, &str, &str)> {
    let open = from + text.get(from..)?.find(':')?;
    let inside = text.get(open + 1..)?;
    let close = inside.find(':')?;
    Some((
        text.get(..open)?,
        inside.get(..close)?,
        inside.get(close + 1..)?,
    ))
}

/// The shortcodes in a text, some of them twice.
pub fn shortcodes(text: &str) -> impl Iterator<Item = &str> {
    pieces(text).into_iter().filter_map(|piece| match piece {
        Piece::Shortcode(code) => Some(code),
        Piece::Text(_) => None,
    })
}

/// Puts `<img>` in the place of the shortcodes in safe HTML for which
/// `address` knows a picture; text inside tags is left alone.
#[must_use]
pub fn illustrate(html: &str, address: impl Fn(&str) -> Option<String>) -> String {
    if !html.contains(':') {
        return html.to_owned();
    }
    let mut out = String::with_capacity(html.len() + 256);
    let mut rest = html;
    while !rest.is_empty() {
        let tag = rest.find('<').unwrap_or(rest.len());
        let (text, tail) = rest.split_at(tag);
        for piece in pieces(text) {
            match piece {
                Piece::Text(text) => out.push_str(text),
                Piece::Shortcode(code) => {
                    if let Some(url) = address(code) {
                        out.push_str(&picture(code, &url));
                    } else {
                        out.push(':');
                        out.push_str(code);
                        out.push(':');
                    }
                }
            }
        }
        let end = tail.find('>').map_or(tail.len(), |end| end + 1);
        let (tag, after) = tail.split_at(end);
        out.push_str(tag);
        rest = after;
    }
    out
}

fn picture(code: &str, url: &str) -> String {
    let url = url.replace('&', "&amp;").replace('"', "&quot;");
    format!(
        "<img class=\"emoji\" src=\"{url}\" alt=\":{code}:\" title=\":{code}:\" \
         width=\"20\" height=\"20\" loading=\"lazy\" decoding=\"async\">"
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn codes(text: &str) -> Vec<&str> {
        shortcodes(text).collect()
    }

    #[test]
    fn shortcodes_stand_between_colons() {
        assert_eq!(codes(":one: two :three_3:"), ["one", "three_3"]);
        assert_eq!(codes(":one::two:"), ["one", "two"]);
        assert_eq!(codes("at 10:30 or 11:45"), Vec::<&str>::new());
        assert_eq!(codes("10:30 :cat:"), ["cat"]);
        assert_eq!(codes("a: :b c: :dog: :"), ["dog"]);
        assert_eq!(codes("::"), Vec::<&str>::new());
        assert_eq!(codes(":ünicode:"), Vec::<&str>::new());
    }

    #[test]
    fn html_is_illustrated_outside_tags_only() {
        let known = |code: &str| (code == "cat").then(|| "/media/remote/emojis/1".to_owned());
        let html = "<p>:cat: <a href=\"https://x.example/:cat:\">:dog:</a></p>";
        let shown = illustrate(html, known);
        assert_eq!(shown.matches("<img").count(), 1, "{shown}");
        assert!(shown.contains("<a href=\"https://x.example/:cat:\">:dog:</a>"));
        assert!(shown.starts_with("<p><img class=\"emoji\" src=\"/media/remote/emojis/1\""));
    }

    #[test]
    fn one_emoji_and_nothing_else() {
        for emoji in [
            "🎉",
            "👍🏽",
            "👩‍👩‍👧‍👦",
            "🇫🇷",
            "🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}",
            "❤️",
            "👁️‍🗨️",
            "1️⃣",
            "🫠",
            "❤️‍🔥",
            "🧑🏿‍🚀",
        ] {
            assert_eq!(unicode(emoji).as_deref(), Some(emoji));
        }
        // One of them, however it was written.
        assert_eq!(unicode("❤").as_deref(), Some("❤️"));
        assert_eq!(unicode(" 🎉\u{fe0f} ").as_deref(), Some("🎉"));
        assert_eq!(unicode("7\u{20e3}").as_deref(), Some("7️⃣"));
        for other in [
            "",
            " ",
            "a",
            "é",
            "7",
            "#",
            "🎉🎉",
            "🎉a",
            ":)",
            "yes",
            "漢",
            "🇫",
            "\u{200d}",
            "\u{fe0f}",
            "👩\u{200d}",
            "🎉\u{301}",
            "❤\u{fe0f}\u{fe0f}\u{fe0f}",
            "<b>",
            "←",
        ] {
            assert_eq!(unicode(other), None, "{other:?}");
        }
        let long = "👩‍".repeat(20) + "👩";
        assert_eq!(unicode(&long), None);
    }

    proptest! {
        #[test]
        fn what_is_an_emoji_is_one_in_its_own_form(text in ".{0,6}|[🎉❤👍🏽🇫🇷#1\u{200d}\u{fe0f}\u{20e3}]{1,5}") {
            if let Some(kept) = unicode(&text) {
                prop_assert_eq!(unicode(&kept), Some(kept.clone()));
                prop_assert!(kept.len() <= UNICODE_MAX + 3);
            }
        }

        #[test]
        fn pieces_are_the_whole_text(text in "[:a_ <é]{0,40}") {
            let whole: String = pieces(&text)
                .into_iter()
                .map(|piece| match piece {
                    Piece::Text(text) => text.to_owned(),
                    Piece::Shortcode(code) => format!(":{code}:"),
                })
                .collect();
            prop_assert_eq!(whole, text.clone());
            prop_assert_eq!(illustrate(&text, |_| None), text);
        }
    }
}
