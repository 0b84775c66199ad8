//! Short plain text from long text: page titles, descriptions, notifications.

use unicode_segmentation::UnicodeSegmentation;

/// The beginning of `text` in one line of at most `max` graphemes, the ellipsis
/// of a cut included. Cuts between words where a word ends in the second half.
#[must_use]
pub fn excerpt(text: &str, max: usize) -> String {
    // More than is needed is not even looked at.
    let line = text
        .split_whitespace()
        .take(max)
        .collect::<Vec<_>>()
        .join(" ");
    let complete = text.split_whitespace().nth(max).is_none();
    if complete && line.graphemes(true).nth(max).is_none() {
        return line;
    }
    let room = max.saturating_sub(1);
    let cut: String = line.graphemes(true).take(room).collect();
    let ends_word = line
        .get(cut.len()..)
        .is_some_and(|rest| rest.starts_with(' '));
    let at_word = cut
        .rfind(' ')
        .and_then(|at| cut.get(..at))
        .filter(|kept| !ends_word && kept.graphemes(true).count() * 2 >= room);
    let kept = at_word.unwrap_or(&cut).trim_end();
    if max == 0 {
        String::new()
    } else {
        format!("{kept}…")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn cuts() {
        assert_eq!(excerpt("short\n text", 20), "short text");
        assert_eq!(excerpt("one two three four", 14), "one two three…");
        assert_eq!(excerpt("one two three four", 13), "one two…");
        assert_eq!(excerpt("abcdefghij", 5), "abcd…");
        assert_eq!(
            excerpt("👩\u{200D}👧👩\u{200D}👧👩\u{200D}👧", 2),
            "👩\u{200D}👧…"
        );
        assert_eq!(excerpt("abc", 0), "");
        assert_eq!(excerpt("", 5), "");
    }

    proptest! {
        #[test]
        fn never_longer(text in ".*", max in 0_usize..60) {
            let short = excerpt(&text, max);
            prop_assert!(short.graphemes(true).count() <= max);
            prop_assert!(!short.contains('\n'));
        }
    }
}
