//! What somebody typed into the search field: words, phrases, and operators
//! such as `from:alice` or `-has:media`. Whatever is no operator is a word.

use std::collections::BTreeSet;

use chrono::{DateTime, Days, NaiveDate, NaiveTime, Utc};

use crate::foundation::text::normalize_language;
use crate::foundation::text::unspaced::pieces;

/// Longest query, in characters; the rest is not looked at.
pub const QUERY_MAX: usize = 500;
/// Most words and operators that are looked at.
const TOKENS_MAX: usize = 40;

/// What a post has or is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Trait {
    /// Pictures, films or sound.
    Media,
    /// Pictures.
    Image,
    /// Films.
    Video,
    /// Sound.
    Audio,
    /// A poll.
    Poll,
    /// A link with a preview.
    Link,
    /// It quotes another post.
    Quote,
    /// It replies to a post.
    Reply,
    /// It is marked as sensitive, or has a content warning.
    Sensitive,
    /// It was edited.
    Edited,
    /// It is of this server.
    Local,
}

/// Where posts are looked for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Within {
    /// Among all that may be found.
    #[default]
    All,
    /// Own posts, and those one did something with.
    Library,
    /// Public posts of those who let them be found.
    Public,
}

/// Whose posts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum From {
    /// One's own.
    Me,
    /// Those of `name` or `name@host`.
    Handle(String),
}

/// A query for posts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PostQuery {
    /// Words and `"phrases"` that all must be there.
    pub words: String,
    /// Signs of scripts without spaces with which a word must begin.
    pub beginnings: BTreeSet<char>,
    /// Words and phrases of which none may be there.
    pub without: Vec<String>,
    /// Whose posts.
    pub from: Option<From>,
    /// What they have or are (true), and what not (false).
    pub traits: BTreeSet<(Trait, bool)>,
    /// Only posts written before.
    pub before: Option<DateTime<Utc>>,
    /// Only posts written at that time or later.
    pub since: Option<DateTime<Utc>>,
    /// Only posts in this language.
    pub language: Option<String>,
    /// Where to look.
    pub within: Within,
}

impl PostQuery {
    /// Reads what was typed. Anything may be typed.
    #[must_use]
    pub fn parse(typed: &str) -> Self {
        let mut query = Self::default();
        for token in tokens(typed).into_iter().take(TOKENS_MAX) {
            let understood = match &token.operator {
                Some((name, value)) => query.operator(name, value, token.negative),
                None => false,
            };
            if !understood {
                query.word(&token);
            }
        }
        query
    }

    /// Whether it asks for anything at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        let nothing = Self {
            without: self.without.clone(),
            within: self.within,
            ..Self::default()
        };
        *self == nothing && self.within != Within::Library
    }

    fn word(&mut self, token: &Token) {
        let text = if token.phrase {
            format!("\"{}\"", token.text)
        } else {
            self.words_of(token)
        };
        if text.is_empty() {
            return;
        }
        if token.negative {
            self.without.push(text);
        } else {
            if !self.words.is_empty() {
                self.words.push(' ');
            }
            self.words.push_str(&text);
        }
    }

    /// What is written without spaces becomes phrases, since it is found in pairs
    /// of signs; a single sign is the beginning of such a pair.
    fn words_of(&mut self, token: &Token) -> String {
        let pieces = pieces(&token.text);
        if pieces.iter().all(|(unspaced, _)| !unspaced) {
            return token.text.clone();
        }
        let mut words = Vec::new();
        for (unspaced, piece) in pieces {
            let mut signs = piece.chars();
            match (unspaced, signs.next(), signs.next()) {
                (true, Some(sign), None) if !token.negative => {
                    self.beginnings.insert(sign);
                }
                (true, _, _) => words.push(format!("\"{piece}\"")),
                (false, _, _) => words.push(
                    piece
                        .trim_matches(|sign: char| !sign.is_alphanumeric())
                        .to_owned(),
                ),
            }
        }
        words.retain(|word| !word.is_empty());
        words.join(" ")
    }

    /// Takes an operator; false when it is none, or its value makes no sense.
    fn operator(&mut self, name: &str, value: &str, negative: bool) -> bool {
        if name == "has" || name == "is" {
            let Some(wanted) = trait_of(name, value) else {
                return false;
            };
            self.traits.insert((wanted, !negative));
            return true;
        }
        if negative {
            return false;
        }
        match name {
            "from" => self.from = Some(from(value)),
            "language" => match normalize_language(value) {
                Some(code) => self.language = Some(code.to_owned()),
                None => return false,
            },
            "in" => match value {
                "all" => self.within = Within::All,
                "library" => self.within = Within::Library,
                "public" => self.within = Within::Public,
                _ => return false,
            },
            _ => return self.time(name, value),
        }
        true
    }

    fn time(&mut self, name: &str, value: &str) -> bool {
        let Ok(day) = value.parse::<NaiveDate>() else {
            return false;
        };
        let start = day.and_time(NaiveTime::MIN).and_utc();
        let Some(end) = start.checked_add_days(Days::new(1)) else {
            return false;
        };
        match name {
            "before" => self.before = Some(start),
            "after" => self.since = Some(end),
            "during" => (self.since, self.before) = (Some(start), Some(end)),
            _ => return false,
        }
        true
    }
}

fn trait_of(name: &str, value: &str) -> Option<Trait> {
    Some(match (name, value) {
        ("has", "media") => Trait::Media,
        ("has", "image" | "images" | "picture") => Trait::Image,
        ("has", "video") => Trait::Video,
        ("has", "audio") => Trait::Audio,
        ("has", "poll") => Trait::Poll,
        ("has", "link" | "links" | "embed" | "preview") => Trait::Link,
        ("has" | "is", "quote") => Trait::Quote,
        ("is", "reply") => Trait::Reply,
        ("is", "sensitive") => Trait::Sensitive,
        ("is", "edited") => Trait::Edited,
        ("is", "local") => Trait::Local,
        _ => return None,
    })
}

fn from(value: &str) -> From {
    let handle = value.strip_prefix('@').unwrap_or(value);
    if handle == "me" {
        From::Me
    } else {
        From::Handle(handle.to_owned())
    }
}

/// A word, phrase or operator.
#[derive(Debug)]
struct Token {
    text: String,
    phrase: bool,
    negative: bool,
    operator: Option<(String, String)>,
}

fn tokens(typed: &str) -> Vec<Token> {
    let typed: String = typed
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .take(QUERY_MAX)
        .collect();
    let mut found = Vec::new();
    let mut rest = typed.trim_start();
    while !rest.is_empty() {
        let (negative, body) = match rest.strip_prefix('-') {
            Some(body) => (true, body),
            None => (false, rest),
        };
        let (text, phrase, after) = if let Some(quoted) = body.strip_prefix('"') {
            let (text, after) = quoted.split_once('"').unwrap_or((quoted, ""));
            (text, true, after)
        } else {
            let (text, after) = body.split_once(char::is_whitespace).unwrap_or((body, ""));
            (text, false, after)
        };
        rest = after.trim_start();
        let text = text.replace('"', " ");
        let text = text.trim();
        if text.chars().any(char::is_alphanumeric) {
            found.push(Token {
                operator: (!phrase).then(|| operator(text)).flatten(),
                text: text.to_owned(),
                phrase,
                negative,
            });
        }
    }
    found
}

fn operator(text: &str) -> Option<(String, String)> {
    let (name, value) = text.split_once(':')?;
    let plain = name.bytes().all(|byte| byte.is_ascii_alphabetic());
    (plain && !value.is_empty()).then(|| (name.to_lowercase(), value.to_lowercase()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn words_phrases_and_operators_are_told_apart() {
        let query = PostQuery::parse(
            "boats \"on the lake\" -sail -\"two words\" from:@Alice has:media -is:reply \
             language:DE before:2026-03-01 in:library https://x.example/a has:wings",
        );
        assert_eq!(
            query.words,
            "boats \"on the lake\" https://x.example/a has:wings"
        );
        assert_eq!(query.without, ["sail", "\"two words\""]);
        assert_eq!(query.from, Some(From::Handle("alice".to_owned())));
        assert_eq!(
            query.traits.into_iter().collect::<Vec<_>>(),
            [(Trait::Media, true), (Trait::Reply, false)]
        );
        assert_eq!(query.language.as_deref(), Some("de"));
        assert_eq!(
            query.before.unwrap().to_rfc3339(),
            "2026-03-01T00:00:00+00:00"
        );
        assert_eq!(query.within, Within::Library);
    }

    #[test]
    fn a_day_is_a_whole_day() {
        let of = |typed| {
            let query = PostQuery::parse(typed);
            let show = |time: Option<DateTime<Utc>>| time.map(|time| time.date_naive().to_string());
            (show(query.since), show(query.before))
        };
        let day = |text: &str| Some(text.to_owned());
        assert_eq!(
            of("during:2026-02-28"),
            (day("2026-02-28"), day("2026-03-01"))
        );
        assert_eq!(of("after:2026-02-28"), (day("2026-03-01"), None));
        assert_eq!(of("before:yesterday"), (None, None));
    }

    #[test]
    fn what_has_no_spaces_is_looked_for_as_phrases_and_beginnings() {
        let query = PostQuery::parse("東京タワー iPhone本-foo 犬 -大阪 \"京都 犬\" café");
        assert_eq!(query.words, "\"東京タワー\" iPhone foo \"京都 犬\" café");
        assert_eq!(query.beginnings.into_iter().collect::<String>(), "本犬");
        assert_eq!(query.without, ["\"大阪\""]);
        assert!(!PostQuery::parse("犬").is_empty());
    }

    #[test]
    fn nothing_asked_is_nothing_found() {
        for nothing in ["", "  ", "-", "\"\"", "-word", "!!! ???", "in:public"] {
            assert!(PostQuery::parse(nothing).is_empty(), "{nothing}");
        }
        for something in ["a", "from:me", "in:library", "has:poll"] {
            assert!(!PostQuery::parse(something).is_empty(), "{something}");
        }
    }

    proptest! {
        #[test]
        fn never_panics_and_keeps_no_control_characters(typed in "\\PC{0,80}|(-|\"| |from:|a|\\x00|\n){0,40}") {
            let query = PostQuery::parse(&typed);
            prop_assert!(!query.words.contains(char::is_control));
            prop_assert_eq!(query.words.matches('"').count() % 2, 0);
        }
    }
}
