//! Counts a post's characters as Mastodon does, so that limits agree.

use unicode_segmentation::UnicodeSegmentation;

use super::entities::{EntityKind, parse};

/// What every link counts, however long it is.
pub const LINK_CHARACTERS: usize = 23;

/// How long `text` is for the limit: grapheme clusters, where each link counts
/// [`LINK_CHARACTERS`] and a mention of somebody elsewhere counts without its host.
#[must_use]
pub fn count_characters(text: &str) -> usize {
    let mut count = 0;
    let mut at = 0;
    for entity in parse(text) {
        count += graphemes(text.get(at..entity.range.start));
        count += match &entity.kind {
            EntityKind::Link(_) => LINK_CHARACTERS,
            EntityKind::Mention(handle) => 1 + graphemes(Some(&handle.name)),
            EntityKind::Hashtag(_) => graphemes(text.get(entity.range.clone())),
        };
        at = entity.range.end;
    }
    count + graphemes(text.get(at..))
}

fn graphemes(text: Option<&str>) -> usize {
    text.map_or(0, |text| text.graphemes(true).count())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn graphemes_links_and_mentions() {
        assert_eq!(count_characters(""), 0);
        assert_eq!(count_characters("👩\u{200D}👩\u{200D}👧e\u{301}"), 2);
        assert_eq!(
            count_characters("see https://example.com/a/very/long/path?with=query#and"),
            27
        );
        assert_eq!(count_characters("https://a.example"), 23);
        assert_eq!(count_characters("@bob@example.org hi"), 7);
        assert_eq!(count_characters("@bob hi #tag"), 12);
    }

    proptest! {
        #[test]
        fn never_panics_and_is_bounded(text in ".*") {
            let links = parse(&text).len() * LINK_CHARACTERS;
            prop_assert!(count_characters(&text) <= text.chars().count() + links);
        }
    }
}
