//! A rule made ready for use. Pure. Whatever was typed, a look at a post takes a
//! bounded time: expressions are matched without going back, their size and the
//! text's length are bounded.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use regex::{Regex, RegexBuilder};
use unicode_normalization::UnicodeNormalization as _;

use crate::db::models::content_rule::{ContentRule, RuleKind, RuleScope};
use crate::foundation::error::{Error, Result};
use crate::foundation::message::Message;
use crate::foundation::text::unspaced::is_unspaced;

/// Longest pattern, in bytes.
pub const PATTERN_MAX: usize = 8_000;
/// Most words or domains of a rule.
pub const LINES_MAX: usize = 200;
/// What an expression may take in memory, in bytes.
const COMPILED_MAX: usize = 512 * 1024;
/// How deep brackets may stand in each other.
const NEST_MAX: u32 = 40;
/// So much of a post is looked at, in bytes.
pub(super) const TEXT_MAX: usize = 16 * 1024;
/// A look at one post that takes longer is slow.
const SLOW: Duration = Duration::from_millis(250);
/// A rule that was slow so often is not asked any more.
const SLOW_MOST: u32 = 3;
/// The key of what is said of a pattern without words and domains.
const NO_LINE: &str = "refused-content-no-line";

/// What a rule looks at, of one post.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Seen {
    /// Its words, as [`plain`] makes them.
    pub text: String,
    /// Where its links lead, in small letters.
    pub hosts: Vec<String>,
    /// How many links it has.
    pub links: usize,
    /// How many people it names.
    pub mentions: usize,
}

/// A rule made ready.
#[derive(Debug)]
pub struct Compiled {
    /// As it is stored.
    pub rule: ContentRule,
    test: Test,
    slow: AtomicU32,
}

#[derive(Debug)]
enum Test {
    Words(Regex),
    Domains(BTreeSet<String>),
    Counts {
        links: Option<usize>,
        mentions: Option<usize>,
    },
}

impl Compiled {
    /// Makes a rule ready.
    ///
    /// # Errors
    /// The field `pattern`, `links_most` or `mentions_most`.
    pub fn new(rule: ContentRule) -> Result<Self> {
        if rule.pattern.len() > PATTERN_MAX {
            let most = PATTERN_MAX.to_string().into();
            let message = Message::about("refused-content-pattern-long", [("max", most)]);
            return Err(Error::field("pattern", message));
        }
        let test = match rule.kind {
            RuleKind::Keyword => Test::Words(keywords(&rule.pattern)?),
            RuleKind::Regex => Test::Words(expression(&rule.pattern)?),
            RuleKind::Link => Test::Domains(domains(&rule.pattern)?),
            RuleKind::NewAccount => Test::Counts {
                links: rule.links_most.and_then(|most| usize::try_from(most).ok()),
                mentions: rule
                    .mentions_most
                    .and_then(|most| usize::try_from(most).ok()),
            },
            RuleKind::Mentions => {
                let most = rule
                    .mentions_most
                    .and_then(|most| usize::try_from(most).ok());
                let unsaid = || Message::of("refused-content-no-people");
                let most = most.ok_or_else(|| Error::field("mentions_most", unsaid()))?;
                Test::Counts {
                    links: None,
                    mentions: Some(most),
                }
            }
        };
        Ok(Self {
            rule,
            test,
            slow: AtomicU32::new(0),
        })
    }

    /// Whether the rule is about members' posts, or about those of others.
    pub(super) fn is_for(&self, local: bool) -> bool {
        match self.rule.scope {
            RuleScope::All => true,
            RuleScope::Remote => !local,
            RuleScope::Local => local,
        }
    }

    /// Whether more has to be known of the author than what they wrote.
    pub(super) fn asks_who(&self) -> bool {
        self.rule.account_days.is_some() || self.rule.kind == RuleKind::Mentions
    }

    /// Whether the rule is about what was written, whoever wrote it.
    pub(super) fn fits(&self, seen: &Seen) -> bool {
        let began = Instant::now();
        let fits = match &self.test {
            Test::Words(words) => words.is_match(&seen.text),
            Test::Domains(domains) => seen.hosts.iter().any(|host| is_below(domains, host)),
            Test::Counts {
                links: None,
                mentions: None,
            } => true,
            Test::Counts { links, mentions } => {
                links.is_some_and(|most| seen.links > most)
                    || mentions.is_some_and(|most| seen.mentions > most)
            }
        };
        if began.elapsed() > SLOW {
            self.slow.fetch_add(1, Ordering::Relaxed);
        }
        fits
    }

    /// Whether the rule was so slow, so often, that it is not asked any more.
    pub(super) fn is_too_slow(&self) -> bool {
        self.slow.load(Ordering::Relaxed) >= SLOW_MOST
    }
}

/// A text as rules see it: forms of the same sign are the same, signs that cannot
/// be seen are gone, and what is too long is cut.
pub(super) fn plain<'a>(pieces: impl IntoIterator<Item = &'a str>) -> String {
    let mut text = String::new();
    for piece in pieces {
        for sign in piece.nfkc().filter(|sign| !is_invisible(*sign)) {
            if text.len() >= TEXT_MAX {
                return text;
            }
            text.push(sign);
        }
        text.push('\n');
    }
    text
}

/// Signs that only part a word from itself.
fn is_invisible(sign: char) -> bool {
    matches!(
        sign,
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}'
    )
}

fn lines(pattern: &str) -> Result<Vec<&str>> {
    let lines: Vec<&str> = pattern
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect();
    if lines.is_empty() {
        return Err(Error::field("pattern", Message::of(NO_LINE)));
    }
    if lines.len() > LINES_MAX {
        let most = LINES_MAX.into();
        let message = Message::about("refused-content-many-lines", [("max", most)]);
        return Err(Error::field("pattern", message));
    }
    Ok(lines)
}

fn keywords(pattern: &str) -> Result<Regex> {
    let words: Vec<String> = lines(pattern)?
        .into_iter()
        .map(keyword)
        .filter(|word| !word.is_empty())
        .collect();
    if words.is_empty() {
        return Err(Error::field("pattern", Message::of(NO_LINE)));
    }
    expression(&words.join("|"))
}

/// A word that stands alone, where it begins and ends with a letter of a script
/// that has spaces.
fn keyword(line: &str) -> String {
    let word: String = line.nfkc().filter(|sign| !is_invisible(*sign)).collect();
    let word = word.split_whitespace().collect::<Vec<_>>().join(" ");
    let stands_alone = |sign: Option<char>| {
        sign.is_some_and(|sign| (sign.is_alphanumeric() || sign == '_') && !is_unspaced(sign))
    };
    let before = if stands_alone(word.chars().next()) {
        r"\b{start-half}"
    } else {
        ""
    };
    let after = if stands_alone(word.chars().next_back()) {
        r"\b{end-half}"
    } else {
        ""
    };
    if word.is_empty() {
        return word;
    }
    let escaped = regex::escape(&word).replace(' ', r"\s+");
    format!("{before}{escaped}{after}")
}

fn expression(pattern: &str) -> Result<Regex> {
    if pattern.trim().is_empty() {
        let message = Message::of("refused-content-no-expression");
        return Err(Error::field("pattern", message));
    }
    RegexBuilder::new(pattern)
        .case_insensitive(true)
        .size_limit(COMPILED_MAX)
        .dfa_size_limit(COMPILED_MAX)
        .nest_limit(NEST_MAX)
        .build()
        .map_err(|cause| {
            let message = match &cause {
                regex::Error::CompiledTooBig(_) => "refused-content-expression-large",
                _ => "refused-content-expression-wrong",
            };
            Error::field("pattern", Message::of(message)).because(cause)
        })
}

fn domains(pattern: &str) -> Result<BTreeSet<String>> {
    let mut domains = BTreeSet::new();
    for line in lines(pattern)? {
        let bare = line.trim_start_matches("*.").trim_end_matches('.');
        let host = match url::Host::parse(bare) {
            Ok(host) => host.to_string(),
            Err(cause) => {
                let line = line.to_owned().into();
                let message = Message::about("refused-content-no-domain", [("line", line)]);
                return Err(Error::field("pattern", message).because(cause));
            }
        };
        domains.insert(host.to_lowercase());
    }
    Ok(domains)
}

/// Whether a host is one of these domains, or below one.
fn is_below(domains: &BTreeSet<String>, host: &str) -> bool {
    let mut rest = host;
    loop {
        if domains.contains(rest) {
            return true;
        }
        match rest.split_once('.') {
            Some((_, above)) => rest = above,
            None => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use proptest::prelude::*;

    use super::*;
    use crate::db::models::content_rule::{RuleAction, RuleState};

    fn rule(kind: RuleKind, pattern: &str) -> ContentRule {
        ContentRule {
            id: 1,
            version: 1,
            name: "demo".to_owned(),
            kind,
            pattern: pattern.to_owned(),
            links_most: None,
            mentions_most: None,
            account_days: None,
            scope: RuleScope::All,
            action: RuleAction::Hold,
            content_warning: String::new(),
            state: RuleState::On,
            stopped_because: String::new(),
            created_at: DateTime::UNIX_EPOCH,
            updated_at: DateTime::UNIX_EPOCH,
        }
    }

    fn says(kind: RuleKind, pattern: &str, text: &str) -> bool {
        let seen = Seen {
            text: plain([text]),
            ..Seen::default()
        };
        Compiled::new(rule(kind, pattern)).unwrap().fits(&seen)
    }

    #[test]
    fn words_stand_alone_in_any_case() {
        let word = |pattern, text| says(RuleKind::Keyword, pattern, text);
        assert!(word("pills", "Cheap PILLS!"));
        assert!(!word("pills", "caterpillspotting"));
        assert!(
            word("ΣΊΣΥΦΟΣ", "ο σίσυφος"),
            "both small sigmas are one letter"
        );
        assert!(word("straße", "auf der STRAßE"));
        assert!(word("free  money", "get free\nmoney now"));
        assert!(word("$$$", "win $$$now"));
        assert!(
            word("東京", "今日東京都で"),
            "no spaces stand between these words"
        );
        assert!(word("ｓｐａｍ", "spam"), "wide letters are the usual ones");
        assert!(
            word("spam", "s\u{200b}p\u{ad}am"),
            "what cannot be seen parts no word"
        );
        assert!(word("one\n\n two ", "TWO"));
        assert!(!word("a.b", "axb"), "signs stand for themselves");
    }

    #[test]
    fn domains_hold_for_what_is_below_them() {
        let leads = |pattern: &str, host: &str| {
            let seen = Seen {
                hosts: vec![host.to_owned()],
                ..Seen::default()
            };
            let rule = rule(RuleKind::Link, pattern);
            Compiled::new(rule).unwrap().fits(&seen)
        };
        assert!(leads("Shop.example", "shop.example"));
        assert!(leads("*.shop.example", "a.b.shop.example"));
        assert!(!leads("shop.example", "workshop.example"));
        assert!(leads("bücher.example", "xn--bcher-kva.example"));
        assert!(Compiled::new(rule(RuleKind::Link, "no domain")).is_err());
        assert!(Compiled::new(rule(RuleKind::Link, "\n")).is_err());
    }

    #[test]
    fn expressions_that_kill_others_end_soon() {
        let evil = "a".repeat(TEXT_MAX - 2) + "!";
        for pattern in [
            r"^(a+)+$",
            r"(a|aa)*b",
            r"(a*)*(a*)*(a*)*c",
            r"(\w+\s?)*x{3}",
        ] {
            let began = Instant::now();
            assert!(!says(RuleKind::Regex, pattern, &evil), "{pattern}");
            assert!(began.elapsed() < Duration::from_secs(5), "{pattern}");
        }
    }

    #[test]
    fn expressions_that_grow_are_refused() {
        for pattern in [
            r"\pL{5000}",
            r"((((a{100}){100}){100}){100})",
            "(",
            "",
            "(?P<",
        ] {
            let refused = Compiled::new(rule(RuleKind::Regex, pattern)).unwrap_err();
            assert_eq!(refused.fields()[0].field, "pattern");
        }
        let deep = "(".repeat(200) + "a" + &")".repeat(200);
        assert!(Compiled::new(rule(RuleKind::Regex, &deep)).is_err());
    }

    proptest! {
        #[test]
        fn any_line_is_a_word(line in "\\PC{1,40}", around: String) {
            let made = Compiled::new(rule(RuleKind::Keyword, &line));
            if let Ok(made) = made {
                let seen = Seen { text: plain([&*format!("{around} {line} {around}")]), ..Seen::default() };
                let _ = made.fits(&seen);
            }
        }
    }
}
