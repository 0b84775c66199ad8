//! The languages a post can say it is in.

use isolang::Language as Iso;

/// A language for a form's list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Language {
    /// ISO 639-1, two letters, lower case.
    pub code: &'static str,
    /// What its speakers call it.
    pub name: &'static str,
}

/// Constructed or long dead languages that would only lengthen the list; a post
/// may still be marked as being in them.
const UNLISTED: [&str; 6] = ["ae", "cu", "ie", "pi", "sh", "vo"];

/// Languages with a two-letter code and a known native name, sorted by that name.
/// Takes some microseconds; keep the result when it is shown often.
#[must_use]
pub fn languages() -> Vec<Language> {
    let letters = || 'a'..='z';
    let codes = letters().flat_map(|first| letters().map(move |second| [first, second]));
    let mut languages: Vec<Language> = codes
        .filter_map(|code| Iso::from_639_1(&String::from_iter(code)))
        .filter_map(|iso| {
            Some(Language {
                code: iso.to_639_1()?,
                name: iso.to_autonym()?,
            })
        })
        .filter(|language| !UNLISTED.contains(&language.code))
        .collect();
    languages.sort_by_cached_key(|language| language.name.to_lowercase());
    languages
}

/// Whether `code` is a language code in its stored form: ISO 639-1, or ISO 639-3
/// for languages without a two-letter code.
#[must_use]
pub fn is_known_language(code: &str) -> bool {
    normalize_language(code).is_some_and(|stored| stored == code)
}

/// The stored form of a language tag such as `EN`, `en-GB`, `pt_BR` or `deu`: the
/// language alone, two letters where there are two. None for unknown ones.
#[must_use]
pub fn normalize_language(tag: &str) -> Option<&'static str> {
    let language = tag.split(['-', '_']).next()?.to_ascii_lowercase();
    let iso = match language.len() {
        2 => Iso::from_639_1(&language)?,
        3 => Iso::from_639_3(&language)?,
        _ => return None,
    };
    Some(iso.to_639_1().unwrap_or_else(|| iso.to_639_3()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn list() {
        let all = languages();
        assert!(all.len() > 150, "{}", all.len());
        for (code, name) in [("en", "English"), ("de", "Deutsch"), ("ja", "日本語")] {
            assert!(
                all.iter().any(|l| l.code == code && l.name.contains(name)),
                "{code}"
            );
        }
        assert!(all.iter().all(|language| is_known_language(language.code)));
    }

    #[test]
    fn codes() {
        assert!(is_known_language("en") && is_known_language("gsw"));
        assert!(!is_known_language("EN") && !is_known_language("eng") && !is_known_language("xx"));
        assert_eq!(normalize_language("pt-BR"), Some("pt"));
        assert_eq!(normalize_language("DEU"), Some("de"));
        assert_eq!(normalize_language(""), None);
        assert_eq!(normalize_language("é"), None);
    }

    proptest! {
        #[test]
        fn any_tag(tag in ".{0,8}") {
            if let Some(code) = normalize_language(&tag) {
                prop_assert!(is_known_language(code));
            }
        }
    }
}
