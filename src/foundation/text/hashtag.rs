//! Finds `#tags` in text and brings their names to the one form they are stored in.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Most characters a hashtag has, counted after normalisation.
pub const HASHTAG_MAX: usize = 100;

/// The stored form of a tag's name (without `#`): NFKC, lower case.
///
/// None when the name is empty, longer than [`HASHTAG_MAX`] characters, has
/// characters other than letters, digits, marks, underscores and middle dots,
/// begins or ends with a middle dot, or consists of digits or underscores only.
#[must_use]
pub fn normalize_tag(name: &str) -> Option<String> {
    // A cheap bound first: no single byte of UTF-8 stands for less than nothing.
    if name.len() > HASHTAG_MAX * 16 {
        return None;
    }
    // Lower-casing can undo the normal form, hence once more.
    let lower = name.nfkc().collect::<String>().to_lowercase();
    let tag: String = lower.nfkc().collect();
    let length = tag.chars().count();
    let valid = (1..=HASHTAG_MAX).contains(&length)
        && tag.chars().all(|c| is_word(c) || is_separator(c))
        && !tag.starts_with(is_separator)
        && !tag.starts_with(is_combining_mark)
        && !tag.ends_with(is_separator)
        && tag.chars().any(char::is_alphanumeric)
        && !tag.chars().all(char::is_numeric);
    valid.then_some(tag)
}

/// The tag whose `#` stands at byte `at`, if one does: its range with the `#`, and
/// its name in the stored form.
pub(super) fn hashtag_at(text: &str, at: usize) -> Option<(Range<usize>, String)> {
    let before = text.get(..at)?.chars().next_back();
    if before.is_some_and(|c| is_word(c) || matches!(c, '/' | '=' | ')' | '&' | '#' | '＃')) {
        return None;
    }
    let rest = text.get(at..)?;
    let name = rest.strip_prefix(['#', '＃'])?;
    let sign = rest.len() - name.len();
    let end = name
        .find(|c| !is_word(c) && !is_separator(c))
        .unwrap_or(name.len());
    let name = name.get(..end)?.trim_end_matches(is_separator);
    let tag = normalize_tag(name)?;
    Some((at..at + sign + name.len(), tag))
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || is_combining_mark(c)
}

/// Middle dots, as in Catalan and Japanese, and the non-joiner of Persian.
fn is_separator(c: char) -> bool {
    matches!(c, '\u{B7}' | '\u{30FB}' | '\u{200C}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn found(text: &str) -> Option<String> {
        let at = text.find(['#', '＃'])?;
        hashtag_at(text, at).map(|(range, tag)| format!("{}|{tag}", text.get(range).unwrap()))
    }

    #[test]
    fn tags() {
        assert_eq!(found("a #Rust!").as_deref(), Some("#Rust|rust"));
        assert_eq!(found("#ÄÖ_2026.").as_deref(), Some("#ÄÖ_2026|äö_2026"));
        assert_eq!(
            found("#col·lecció·").as_deref(),
            Some("#col·lecció|col·lecció")
        );
        assert_eq!(
            found("＃日本語・東京").as_deref(),
            Some("＃日本語・東京|日本語・東京")
        );
        assert_eq!(found("#ｆｕｌｌ").as_deref(), Some("#ｆｕｌｌ|full"));
        assert_eq!(found("(#1st)").as_deref(), Some("#1st|1st"));
        assert_eq!(found("#हिन्दी").as_deref(), Some("#हिन्दी|हिन्दी"));
    }

    #[test]
    fn what_is_no_tag() {
        for text in [
            "#", "# a", "#123", "#__", "a#b", "/#b", "&#39;", "##a", "#½", "#·a",
        ] {
            assert_eq!(found(text), None, "{text}");
        }
        assert_eq!(normalize_tag(""), None);
        assert_eq!(normalize_tag(&"a".repeat(101)), None);
        assert_eq!(normalize_tag(&"ä".repeat(100)), Some("ä".repeat(100)));
        assert_eq!(normalize_tag("a b"), None);
        assert_eq!(normalize_tag("a/b"), None);
    }

    proptest! {
        #[test]
        fn normalising_twice_changes_nothing(name in r"[\PC]{0,30}") {
            if let Some(tag) = normalize_tag(&name) {
                prop_assert_eq!(normalize_tag(&tag), Some(tag));
            }
        }
    }
}
