//! Tests of the interface texts: every key, every language, every reader.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use super::*;

fn locales() -> Locales {
    Locales::load().unwrap()
}

/// All files below `folder` with one of the endings.
fn sources(folder: &str, endings: &[&str]) -> Vec<String> {
    let mut texts = Vec::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if endings
                .iter()
                .any(|ending| path.to_string_lossy().ends_with(ending))
            {
                texts.push(fs::read_to_string(path).unwrap());
            }
        }
    }
    texts
}

/// Keys of the messages in one language's files.
fn keys(tag: &str) -> BTreeSet<String> {
    let mut keys = BTreeSet::new();
    for text in sources(&format!("locales/{tag}"), &[".ftl"]) {
        for line in text.lines() {
            if let Some((key, _)) = line
                .split_once(" =")
                .filter(|_| !line.starts_with([' ', '#']))
            {
                assert!(keys.insert(key.to_owned()), "{tag} has {key} twice");
            }
        }
    }
    keys
}

#[test]
fn templates_use_each_english_text_and_no_other() {
    let mut used = BTreeSet::new();
    for text in sources("templates", &[".html", ".txt"]) {
        for after in text.split("t(k=\"").skip(1) {
            used.insert(after.split('"').next().unwrap().to_owned());
        }
    }
    let english = keys("en");
    // Some keys are put together in the template: `role-` and a word.
    let (beginnings, mut used): (BTreeSet<_>, BTreeSet<_>) =
        used.into_iter().partition(|key| key.ends_with('-'));
    for beginning in &beginnings {
        let of_it: Vec<_> = english
            .iter()
            .filter(|key| key.starts_with(beginning))
            .collect();
        assert!(!of_it.is_empty(), "no English text begins with {beginning}");
        used.extend(of_it.into_iter().cloned());
    }
    let missing: Vec<_> = used.difference(&english).collect();
    assert!(missing.is_empty(), "no English text for {missing:?}");
    let code = sources("src", &[".rs"]).join("\n");
    let unused: Vec<_> = english
        .difference(&used)
        .filter(|key| !code.contains(&format!("\"{key}\"")))
        // Some keys are put together: `push-{kind}`.
        .filter(|key| {
            let begins = key.split_once('-').map(|(begins, _)| begins);
            !begins.is_some_and(|begins| code.contains(&format!("\"{begins}-{{")))
        })
        .collect();
    assert!(unused.is_empty(), "nobody shows {unused:?}");
}

#[test]
fn every_notice_has_a_text() {
    let (english, code) = (keys("en"), sources("src", &[".rs"]).join("\n"));
    let mut known = 0;
    for word in ["said", "did", "refused"] {
        for after in code.split(&format!("{}{word}-", '"')).skip(1) {
            let rest = after.split('"').next().unwrap();
            let key = format!("{word}-{rest}");
            assert!(english.contains(&key), "no English text for {key}");
            known += 1;
        }
    }
    assert!(known > 100, "notices are looked for in vain");
}

#[test]
fn refusals_are_english_for_programs_and_in_each_readers_language_for_people() {
    let message = Message::about("refused-title-long", [("max", 1_000_usize.into())]);
    assert_eq!(
        message.english(),
        "Title is too long (maximum is 1000 characters)"
    );
    let locales = locales();
    let mut said = BTreeSet::new();
    for locale in locales.all() {
        let words = locales.say(locale, &message);
        assert!(words.contains("000"), "{words}");
        said.insert(words);
    }
    assert_eq!(said.len(), locales.all().count(), "{said:?}");
    let plain = Message::from("As it is.");
    assert_eq!(
        locales.say(locales.find("de").unwrap(), &plain),
        "As it is."
    );
}

#[test]
fn the_words_for_programs_are_those_that_came_with_the_program() {
    let key = "refused-sign-in";
    let own = format!("{key} = Knock first.").into_bytes();
    let own = BTreeMap::from([("en/own.ftl".to_owned(), own)]);
    let locales = Locales::load_with(&own).unwrap();
    let message = Message::of(key);
    assert_eq!(locales.say(Locale::ENGLISH, &message), "Knock first.");
    assert_eq!(message.english(), "Sign in to go on.");
}

#[test]
fn each_english_refusal_can_be_read_by_programs() {
    let (locales, args) = (locales(), FluentArgs::new());
    let for_programs = Files::get(FOR_PROGRAMS).unwrap().data;
    let for_programs = String::from_utf8(for_programs.into()).unwrap();
    let texts = for_programs
        .lines()
        .filter_map(|line| line.split_once(" ="));
    let others: BTreeSet<&str> = texts.map(|(key, _)| key).collect();
    let refusals = keys("en");
    let refusals = refusals.iter().filter(|key| key.starts_with("refused"));
    let mut differ = BTreeSet::new();
    for key in refusals {
        let for_people = locales.format(Locale::ENGLISH, key, &args);
        let for_programs = REFUSALS.format(Locale::ENGLISH, key, &args);
        assert!(for_programs.is_some(), "{key}");
        if for_programs != for_people {
            differ.insert(key.as_str());
        }
    }
    assert_eq!(differ, others);
}

/// What each refusal of a language names.
fn named_by_refusals(tag: &str) -> BTreeMap<String, BTreeSet<String>> {
    let files = sources(&format!("locales/{tag}"), &[".ftl"]).join("\n");
    let texts = files.lines().filter_map(|line| line.split_once(" ="));
    let refusals = texts.filter(|(key, _)| key.starts_with("refused"));
    let named = |text: &str| {
        let parts = text.split("{ $").skip(1);
        let names = parts.map(|part| part.split([' ', '}']).next().unwrap().to_owned());
        names.collect()
    };
    refusals
        .map(|(key, text)| (key.to_owned(), named(text)))
        .collect()
}

#[test]
fn refusals_name_the_same_values_in_every_language() {
    let english = named_by_refusals("en");
    assert!(english.values().filter(|names| !names.is_empty()).count() > 50);
    for tag in ["de", "fr"] {
        assert_eq!(named_by_refusals(tag), english, "{tag}");
    }
}

#[test]
fn every_language_has_the_same_texts() {
    let (locales, english) = (locales(), keys("en"));
    assert!(locales.all().count() >= 2);
    for locale in locales.all() {
        let own = keys(locales.tag(locale));
        let odd: Vec<_> = own.symmetric_difference(&english).collect();
        assert!(
            odd.is_empty(),
            "{} differs from English in {odd:?}",
            locales.tag(locale)
        );
    }
}

#[test]
fn texts_name_their_values_and_count() {
    let (locales, english) = (locales(), Locale::ENGLISH);
    assert_eq!(
        locales.text(english, "replies", &[("n", 1.into())]),
        "1 reply"
    );
    assert_eq!(
        locales.text(english, "replies", &[("n", 1_234_567.into())]),
        "1,234,567 replies"
    );
    let german = locales.find("de-AT").unwrap();
    assert_eq!(
        locales.text(german, "number", &[("n", 12_345.into())]),
        "12.345"
    );
    let french = locales.find("fr-CA").unwrap();
    let replies = |n: i64| locales.text(french, "replies", &[("n", n.into())]);
    assert_eq!(replies(0), "0 réponse");
    assert_eq!(replies(12_345), "12\u{202f}345 réponses");
    assert_eq!(
        locales.text(english, "sign-up-title", &[("site", "Demo <b>".into())]),
        "Join Demo <b>"
    );
    assert_eq!(locales.text(english, "no-such-text", &[]), "no-such-text");
}

#[test]
fn texts_with_values_are_not_constant() {
    let locales = locales();
    assert_eq!(
        locales.constant(Locale::ENGLISH, "sign-in").as_deref(),
        Some("Sign in")
    );
    assert_eq!(locales.constant(Locale::ENGLISH, "sign-up-title"), None);
    assert_eq!(locales.constant(Locale::ENGLISH, "replies"), None);
    assert_eq!(locales.constant(Locale::ENGLISH, "no-such-text"), None);
}

#[test]
fn readers_get_the_language_they_ask_for() {
    let locales = locales();
    let chosen = |own, header| locales.tag(locales.negotiate(own, header)).to_owned();
    assert_eq!(chosen(None, None), "en");
    assert_eq!(chosen(None, Some("xx;q=0.9, de-CH;q=0.8, en;q=0.7")), "de");
    assert_eq!(chosen(None, Some("fr-CH, de;q=0.8")), "fr");
    assert_eq!(chosen(None, Some("en;q=0.2,de;q=0.9")), "de");
    assert_eq!(chosen(None, Some("de;q=0, *")), "en");
    assert_eq!(chosen(Some("en"), Some("de")), "en");
    assert_eq!(chosen(Some("xx"), Some("de")), "de");
}

#[test]
fn digits_are_grouped_by_three() {
    let grouped: Vec<String> = ["0", "999", "1000", "-1000", "-100000"]
        .map(|n| group_digits(n, ','))
        .to_vec();
    assert_eq!(grouped, ["0", "999", "1,000", "-1,000", "-100,000"]);
}

proptest::proptest! {
    #[test]
    fn any_header_gives_some_language(header in ".{0,200}") {
        let locales = locales();
        let tag = locales.tag(locales.negotiate(Some(&header), Some(&header))).to_owned();
        proptest::prop_assert!(["en", "de", "fr"].contains(&tag.as_str()));
    }
}
