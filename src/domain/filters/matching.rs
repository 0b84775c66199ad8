//! Whether words occur in a text, as filters see it. Pure.

/// What somebody reads of a post, cut to what one look at it may cost.
const TEXT_MAX: usize = 64 * 1024;

/// A text that words are looked for in, in lower case.
pub(super) struct Haystack(String);

impl Haystack {
    /// These pieces, with something between them that no word contains.
    pub(super) fn new<'a>(pieces: impl IntoIterator<Item = &'a str>) -> Self {
        let mut text = String::new();
        for piece in pieces {
            text.extend(piece.chars().flat_map(char::to_lowercase));
            text.push('\n');
            if text.len() > TEXT_MAX {
                break;
            }
        }
        Self(text)
    }

    /// Whether `keyword` occurs in any case; as a whole word, where it begins and
    /// ends with a letter or digit, if `whole_word`.
    pub(super) fn contains(&self, keyword: &str, whole_word: bool) -> bool {
        let keyword: String = keyword.chars().flat_map(char::to_lowercase).collect();
        if keyword.is_empty() {
            return false;
        }
        if !whole_word {
            return self.0.contains(&keyword);
        }
        let (opens, closes) = (
            keyword.chars().next().is_some_and(is_word),
            keyword.chars().next_back().is_some_and(is_word),
        );
        let mut from = 0;
        while let Some(at) = self.find(&keyword, from) {
            let before = self.0.get(..at).and_then(|text| text.chars().next_back());
            let rest = self.0.get(at + keyword.len()..);
            let after = rest.and_then(|text| text.chars().next());
            if !(opens && before.is_some_and(is_word) || closes && after.is_some_and(is_word)) {
                return true;
            }
            // The next one may begin inside this one.
            from = at + keyword.chars().next().map_or(1, char::len_utf8);
        }
        false
    }

    fn find(&self, keyword: &str, from: usize) -> Option<usize> {
        Some(from + self.0.get(from..)?.find(keyword)?)
    }
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn hay(text: &str) -> Haystack {
        Haystack::new([text])
    }

    #[test]
    fn whole_words_end_where_letters_end() {
        let text = hay("The Cat sat; concatenated, ΑΘΗΝΑ #catnip cat_fish");
        assert!(text.contains("cat", true));
        assert!(text.contains("αθηνα", true));
        assert!(!text.contains("nate", true));
        assert!(text.contains("nate", false));
        assert!(text.contains("#catnip", true));
        assert!(!text.contains("#cat", true));
        assert!(!hay("concatenated cat_fish").contains("cat", true));
        assert!(!text.contains("", false));
    }

    #[test]
    fn words_do_not_run_from_one_piece_into_the_next() {
        assert!(!Haystack::new(["spoil", "er"]).contains("spoiler", false));
    }

    proptest! {
        #[test]
        fn what_is_cut_out_is_found(text: String, keyword: String, whole: bool) {
            let _ = hay(&text).contains(&keyword, whole);
            let framed = format!("{text} {keyword} {text}");
            prop_assert!(keyword.is_empty() || hay(&framed).contains(&keyword, whole));
        }
    }
}
