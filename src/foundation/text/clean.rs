//! Cleans typed text of what is invisible or deceives: control characters,
//! directional overrides, blank fillers, joiners where nothing joins.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use unicode_segmentation::UnicodeSegmentation;

use crate::foundation::error::{Error, Result};
use crate::foundation::message::Message;

/// Most graphemes a display name may have.
pub const DISPLAY_NAME_MAX: usize = 50;

/// Most combining marks that stay on one base character. Real scripts need four
/// or five; more than this only paints over the neighbouring lines.
const MARKS_MAX: usize = 8;

/// Most blank lines in a row that stay.
const BLANK_LINES_MAX: usize = 2;

const ZWNJ: char = '\u{200C}';
const ZWJ: char = '\u{200D}';
const BLACK_FLAG: char = '\u{1F3F4}';

/// Cleans text of several lines (posts, biographies).
///
/// The result is in NFC with `\n` line ends, without control characters other
/// than `\n` and `\t`, without invisible or direction-changing characters, without
/// space at line ends, with at most two blank lines in a row, and trimmed.
/// Cleaning twice changes nothing.
#[must_use]
pub fn clean(input: &str) -> String {
    let text = strip(&unify_line_ends(input));
    let mut out = String::with_capacity(text.len());
    let mut blank = 0;
    for line in text.split('\n').map(|line| line.trim_end_matches(is_edge)) {
        blank = if line.is_empty() { blank + 1 } else { 0 };
        if blank <= BLANK_LINES_MAX {
            out.push_str(line);
            out.push('\n');
        }
    }
    out.trim_matches(is_edge).to_owned()
}

/// Cleans text of one line (names, field labels, titles): as [`clean`], and every
/// run of white space, line ends and tabs included, becomes one space.
#[must_use]
pub fn clean_line(input: &str) -> String {
    let text = strip(&unify_line_ends(input).replace('\u{2800}', " "));
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    text.trim_matches(is_edge).to_owned()
}

/// Cleans a display name. It may be empty; the handle is shown then.
///
/// # Errors
/// Field `display_name` when it has more than [`DISPLAY_NAME_MAX`] graphemes.
pub fn display_name(input: &str) -> Result<String> {
    let name = clean_line(input);
    if name.graphemes(true).count() > DISPLAY_NAME_MAX {
        let max = DISPLAY_NAME_MAX.into();
        let message = Message::about("refused-display-name-long", [("max", max)]);
        return Err(Error::field("display_name", message));
    }
    Ok(name)
}

/// What is trimmed from both ends: white space, and marks that only steer the
/// direction of text that is not there.
fn is_edge(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{200E}' | '\u{200F}' | '\u{061C}')
}

fn unify_line_ends(input: &str) -> String {
    let text = input.replace("\r\n", "\n");
    text.replace(['\r', '\u{85}', '\u{2028}', '\u{2029}'], "\n")
}

/// Normalises and drops what [`is_unwanted`] names or what stands where it means nothing.
fn strip(input: &str) -> String {
    let normal: Vec<char> = input.nfc().collect();
    let mut kept: Vec<char> = Vec::with_capacity(normal.len());
    // The last kept character that is not a combining mark, and the marks on it.
    let mut base = None;
    let mut marks = 0;
    for c in normal {
        let previous = kept.last().copied();
        let keep = match c {
            _ if is_unwanted(c) => false,
            ZWNJ | ZWJ => previous.is_some_and(|p| !is_joiner(p)) && base.is_some_and(may_join),
            _ if is_variation_selector(c) => {
                previous.is_some_and(|p| !is_variation_selector(p)) && base.is_some_and(may_vary)
            }
            _ if is_tag(c) => previous.is_some_and(|p| p == BLACK_FLAG || is_tag(p)),
            _ if is_combining_mark(c) => {
                marks += 1;
                marks <= MARKS_MAX
            }
            _ => {
                base = Some(c);
                marks = 0;
                true
            }
        };
        if keep {
            kept.push(c);
        }
    }
    drop_loose_joiners(kept).into_iter().nfc().collect()
}

/// Drops joiners that have nothing to join after them.
fn drop_loose_joiners(mut chars: Vec<char>) -> Vec<char> {
    let mut next = None;
    chars.reverse();
    chars.retain(|&c| {
        let keep = !is_joiner(c) || next.is_some_and(may_join);
        if keep {
            next = Some(c);
        }
        keep
    });
    chars.reverse();
    chars
}

fn is_joiner(c: char) -> bool {
    matches!(c, ZWNJ | ZWJ)
}

/// Controls, directional overrides and isolates, zero-width and blank characters.
fn is_unwanted(c: char) -> bool {
    if matches!(c, '\n' | '\t') || is_variation_selector(c) || is_tag(c) {
        return false;
    }
    let noncharacter = u32::from(c) & 0xFFFE == 0xFFFE;
    c.is_control()
        || noncharacter
        || matches!(
            c,
            '\u{AD}' | '\u{34F}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}'
        )
        || matches!(c, '\u{200B}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}')
        || matches!(
            c,
            '\u{3164}' | '\u{FDD0}'..='\u{FDEF}' | '\u{FEFF}' | '\u{FFA0}'
        )
        || matches!(c, '\u{FFF9}'..='\u{FFFB}' | '\u{1D173}'..='\u{1D17A}')
        || matches!(c, '\u{E0000}'..='\u{E0FFF}')
}

/// Whether a joiner beside `c` can change how `c` looks: not in Latin, not in spaces.
fn may_join(c: char) -> bool {
    !c.is_whitespace()
        && !matches!(c, '\0'..='\u{24F}' | '\u{1E00}'..='\u{1EFF}' | '\u{2000}'..='\u{206F}')
}

/// Whether a variation selector after `c` can mean something: emoji, keycaps, ideographs.
fn may_vary(c: char) -> bool {
    matches!(c, '#' | '*' | '0'..='9' | '\u{A9}' | '\u{AE}')
        || may_join(c)
        || is_punctuated_emoji(c)
}

/// ‼ and ⁉ are emoji although they live among punctuation.
fn is_punctuated_emoji(c: char) -> bool {
    matches!(c, '\u{203C}' | '\u{2049}')
}

fn is_variation_selector(c: char) -> bool {
    matches!(c, '\u{FE00}'..='\u{FE0F}' | '\u{180B}'..='\u{180D}' | '\u{E0100}'..='\u{E01EF}')
}

/// Tag characters spell the regions of flags such as Scotland's after a black flag.
fn is_tag(c: char) -> bool {
    matches!(c, '\u{E0020}'..='\u{E007F}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn line_ends_and_controls() {
        assert_eq!(clean("a\r\nb\rc\u{2028}d\0\u{7}\u{1b}[1m"), "a\nb\nc\nd[1m");
        assert_eq!(clean("  a\tb  \n\n\n\n\n c "), "a\tb\n\n\n c");
        assert_eq!(clean_line(" a \n\t b\u{a0}c "), "a b c");
    }

    #[test]
    fn overrides_and_zero_width_characters_go() {
        assert_eq!(
            clean("ab\u{202E}cd\u{2066}ef\u{2069}\u{200B}\u{FEFF}g"),
            "abcdefg"
        );
        assert_eq!(clean_line("ali\u{200D}ce\u{200C}"), "alice");
        assert_eq!(clean_line("\u{3164}\u{200F}\u{2800} "), "");
    }

    #[test]
    fn emoji_and_scripts_keep_their_joiners() {
        let family = "👩\u{200D}👩\u{200D}👧 ❤\u{FE0F} 1\u{FE0F}\u{20E3} 🏳\u{FE0F}\u{200D}🌈";
        assert_eq!(clean(family), family);
        let persian = "می\u{200C}خواهم";
        assert_eq!(clean(persian), persian);
        let scotland = "🏴\u{E0067}\u{E0062}\u{E0073}\u{E0063}\u{E0074}\u{E007F}";
        assert_eq!(clean(scotland), scotland);
        assert_eq!(clean("a\u{E0067}\u{E0062}"), "a");
    }

    #[test]
    fn stacked_marks_are_cut() {
        let stacked = format!("q{}", "\u{0315}".repeat(500));
        assert_eq!(clean(&stacked).chars().count(), 1 + MARKS_MAX);
    }

    #[test]
    fn composes() {
        assert_eq!(clean("e\u{301}"), "é");
        assert_eq!(clean("e\u{200B}\u{301}"), "é");
    }

    #[test]
    fn display_names_are_bounded_in_graphemes() {
        assert_eq!(display_name(" Demo  Alice\n").unwrap(), "Demo Alice");
        assert!(display_name(&"👩\u{200D}👧".repeat(50)).is_ok());
        let refused = display_name(&"a".repeat(51)).unwrap_err();
        assert_eq!(refused.fields()[0].field, "display_name");
    }

    /// Text that is rich in what cleaning is about.
    fn hostile() -> impl Strategy<Value = String> {
        let special = prop::sample::select(vec![
            'a',
            'é',
            '#',
            '1',
            ' ',
            '\n',
            '\t',
            '\r',
            '\0',
            ZWJ,
            ZWNJ,
            '\u{FE0F}',
            '👩',
            '❤',
            'م',
            '\u{301}',
            '\u{315}',
            '\u{202E}',
            '\u{200F}',
            '\u{2028}',
            '\u{1FEF}',
            '\u{212B}',
            'ᄀ',
            '\u{1161}',
            BLACK_FLAG,
            '\u{E0067}',
            '\u{E0100}',
            '\u{180B}',
            '\u{2800}',
            '\u{FFFF}',
        ]);
        prop_oneof![
            prop::collection::vec(special, 0..40).prop_map(String::from_iter),
            ".*"
        ]
    }

    proptest! {
        #[test]
        fn cleaning_twice_changes_nothing(text in hostile()) {
            let once = clean(&text);
            prop_assert_eq!(clean(&once), once);
            let once = clean_line(&text);
            prop_assert_eq!(clean_line(&once), once);
        }

        #[test]
        fn nothing_unwanted_remains(text in hostile()) {
            let cleaned = clean(&text);
            prop_assert!(!cleaned.chars().any(is_unwanted));
            prop_assert!(!cleaned.contains("\n\n\n\n"));
            prop_assert!(!clean_line(&text).contains(['\n', '\t']));
        }
    }
}
