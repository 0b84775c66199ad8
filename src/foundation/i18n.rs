//! Interface texts in several languages: Fluent files compiled in, English as
//! the language that every other one falls back to.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use unic_langid::LanguageIdentifier;

use crate::foundation::error::{Error, Result};
use crate::foundation::file_problem::FileProblem;
use crate::foundation::message::Message;

#[derive(rust_embed::Embed)]
#[folder = "locales/"]
struct Files;

/// The language that is complete by definition.
const ENGLISH: &str = "en";

/// Texts for programs that differ from those for people.
const FOR_PROGRAMS: &str = "programs.ftl";

/// Longest `Accept-Language` list that is looked at.
const MAX_PREFERENCES: usize = 20;

/// One of the languages of [`Locales`]; English unless asked otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Locale(usize);

impl Locale {
    /// English.
    pub const ENGLISH: Self = Self(0);

    /// Its place in [`Locales::all`], from 0.
    #[must_use]
    pub fn index(self) -> usize {
        self.0
    }
}

/// A value that a text names, as `{ $name }` in the Fluent file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Arg<'a> {
    /// Put in as it is.
    Text(Cow<'a, str>),
    /// Chooses the plural form and is written with separators.
    Number(i64),
}

impl<'a> From<&'a str> for Arg<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}

impl From<String> for Arg<'_> {
    fn from(text: String) -> Self {
        Self::Text(Cow::Owned(text))
    }
}

/// Numbers; a count that is beyond [`i64`] is its end.
macro_rules! numbers {
    ($($kind:ty => $into:expr),*) => {$(
        impl From<$kind> for Arg<'_> {
            fn from(number: $kind) -> Self {
                Self::Number($into(number))
            }
        }
    )*};
}

numbers! {
    i64 => i64::from,
    i32 => i64::from,
    u32 => i64::from,
    u16 => i64::from,
    u8 => i64::from,
    u64 => |number| i64::try_from(number).unwrap_or(i64::MAX),
    usize => |number| i64::try_from(number).unwrap_or(i64::MAX)
}

struct Language {
    tag: String,
    bundle: FluentBundle<FluentResource>,
}

/// Every language of the interface.
pub struct Locales {
    languages: Vec<Language>,
}

impl Locales {
    /// Reads the texts that came with the program. Fails only when one of them
    /// is not valid Fluent, which a test rules out.
    pub fn load() -> Result<Self> {
        Self::load_with(&BTreeMap::new()).map_err(Error::internal)
    }

    /// As [`Locales::load`], with an operator's own files by their path below
    /// `locales/`. Their texts win, and a folder with a new tag is a new language.
    ///
    /// # Errors
    /// What is wrong with the first file that is not valid Fluent.
    pub fn load_with(own: &BTreeMap<String, Vec<u8>>) -> std::result::Result<Self, FileProblem> {
        let built_in: Vec<String> = Files::iter().map(Cow::into_owned).collect();
        let mut tags: Vec<String> = built_in
            .iter()
            .chain(own.keys())
            .filter_map(|path| path.split_once('/').map(|(tag, _)| tag.to_owned()))
            .collect();
        // English first, so that `Locale::ENGLISH` is index 0; the rest by name.
        tags.sort_by_key(|tag| (tag != ENGLISH, tag.clone()));
        tags.dedup();
        let languages = tags.into_iter().map(|tag| language(tag, own));
        let languages = languages.collect::<std::result::Result<Vec<_>, _>>()?;
        Ok(Self { languages })
    }

    /// The texts that came with the program, by path below `locales/`.
    #[must_use]
    pub fn built_in() -> BTreeMap<String, String> {
        let read = |path: Cow<'static, str>| {
            let file = Files::get(&path).filter(|_| path != FOR_PROGRAMS)?;
            Some((
                path.into_owned(),
                String::from_utf8_lossy(&file.data).into_owned(),
            ))
        };
        Files::iter().filter_map(read).collect()
    }

    /// Every language, English first.
    pub fn all(&self) -> impl Iterator<Item = Locale> + use<> {
        (0..self.languages.len()).map(Locale)
    }

    /// The language's tag as in `lang="…"`.
    #[must_use]
    pub fn tag(&self, locale: Locale) -> &str {
        self.languages
            .get(locale.0)
            .map_or(ENGLISH, |language| &language.tag)
    }

    /// The language with this tag, or with the same first part (`de-AT` finds `de`).
    #[must_use]
    pub fn find(&self, tag: &str) -> Option<Locale> {
        let primary = tag.split(['-', '_']).next().unwrap_or(tag);
        let position = |wanted: &str| {
            self.languages
                .iter()
                .position(|language| language.tag.eq_ignore_ascii_case(wanted))
        };
        position(tag).or_else(|| position(primary)).map(Locale)
    }

    /// The best language for a reader: their own choice, else the first known one
    /// of their browser's `Accept-Language` header (RFC 9110, 12.5.4), else English.
    #[must_use]
    pub fn negotiate(&self, chosen: Option<&str>, accept_language: Option<&str>) -> Locale {
        if let Some(locale) = chosen.and_then(|tag| self.find(tag)) {
            return locale;
        }
        let mut wishes: Vec<(u16, &str)> = accept_language
            .unwrap_or_default()
            .split(',')
            .take(MAX_PREFERENCES)
            .filter_map(preference)
            .collect();
        wishes.sort_by_key(|(weight, _)| std::cmp::Reverse(*weight));
        wishes
            .into_iter()
            .find_map(|(_, tag)| self.find(tag))
            .unwrap_or_default()
    }

    /// The text for `key`, in English where the language has none, and the key
    /// itself where there is no such text.
    #[must_use]
    pub fn text(&self, locale: Locale, key: &str, args: &[(&str, Arg<'_>)]) -> String {
        let args: FluentArgs = args
            .iter()
            .map(|(name, value)| (*name, FluentValue::from(value)))
            .collect();
        self.format(locale, key, &args)
            .or_else(|| self.format(Locale::ENGLISH, key, &args))
            .map_or_else(|| key.to_owned(), |(text, _)| text)
    }

    /// What a message says to readers of this language.
    #[must_use]
    pub fn say(&self, locale: Locale, message: &Message) -> String {
        match message.text() {
            Some((key, args)) => self.text(locale, key, args),
            None => message.english().to_owned(),
        }
    }

    /// The text for `key` if it is the same whatever happens: it names no values.
    #[must_use]
    pub fn constant(&self, locale: Locale, key: &str) -> Option<String> {
        let args = FluentArgs::new();
        self.format(locale, key, &args)
            .or_else(|| self.format(Locale::ENGLISH, key, &args))
            .and_then(|(text, complete)| complete.then_some(text))
    }

    /// The formatted text and whether every value it names was given.
    fn format(&self, locale: Locale, key: &str, args: &FluentArgs<'_>) -> Option<(String, bool)> {
        let bundle = &self.languages.get(locale.0)?.bundle;
        let pattern = bundle.get_message(key)?.value()?;
        let mut errors = Vec::new();
        let text = bundle
            .format_pattern(pattern, Some(args), &mut errors)
            .into_owned();
        Some((text, errors.is_empty()))
    }
}

impl From<&Arg<'_>> for FluentValue<'static> {
    fn from(arg: &Arg<'_>) -> Self {
        match arg {
            Arg::Text(text) => FluentValue::from(text.clone().into_owned()),
            Arg::Number(number) => FluentValue::from(*number),
        }
    }
}

/// The English refusals, as they came with the program: programs and the log read
/// these whatever an operator or a reader prefers. Numbers have no separators here.
static REFUSALS: LazyLock<Locales> = LazyLock::new(|| {
    let id = ENGLISH.parse().unwrap_or_default();
    let mut bundle = FluentBundle::new_concurrent(vec![id]);
    bundle.set_use_isolating(false);
    let texts = Files::iter().filter(|path| path.starts_with("en/refused"));
    for path in texts.chain([FOR_PROGRAMS.into()]) {
        // A test holds that they can be read.
        if let Some(Ok(file)) = Files::get(&path).map(|file| resource(&path, &file.data)) {
            bundle.add_resource_overriding(file);
        }
    }
    let tag = ENGLISH.to_owned();
    Locales {
        languages: vec![Language { tag, bundle }],
    }
});

/// The English text of a refusal.
pub(super) fn refusal_in_english(key: &str, args: &[(&str, Arg<'_>)]) -> String {
    REFUSALS.text(Locale::ENGLISH, key, args)
}

/// Reads all files of one language, the operator's own last.
fn language(
    tag: String,
    own: &BTreeMap<String, Vec<u8>>,
) -> std::result::Result<Language, FileProblem> {
    let id: LanguageIdentifier = tag.parse().map_err(|error| FileProblem {
        file: format!("locales/{tag}"),
        line: 1,
        message: format!("{tag} is not the tag of a language: {error}"),
    })?;
    let mut bundle = bundle(&tag, id);
    let of_tag = |path: &str| path.split('/').next() == Some(&*tag);
    for path in Files::iter().filter(|path| of_tag(path)) {
        if let Some(file) = Files::get(&path) {
            // Their keys differ, which a test holds.
            bundle.add_resource_overriding(resource(&path, &file.data)?);
        }
    }
    for (path, bytes) in own.iter().filter(|(path, _)| of_tag(path)) {
        bundle.add_resource_overriding(resource(path, bytes)?);
    }
    Ok(Language { tag, bundle })
}

/// A language without texts.
fn bundle(tag: &str, id: LanguageIdentifier) -> FluentBundle<FluentResource> {
    let mut bundle = FluentBundle::new_concurrent(vec![id]);
    // Names stand in `bdi` elements of their own; marks would end up in mails and titles.
    bundle.set_use_isolating(false);
    bundle.set_formatter(Some(match tag {
        "de" => |value, _| grouped(value, '.'),
        "fr" => |value, _| grouped(value, '\u{202f}'),
        _ => |value, _| grouped(value, ','),
    }));
    bundle
}

/// The texts of one file.
fn resource(path: &str, bytes: &[u8]) -> std::result::Result<FluentResource, FileProblem> {
    let source = String::from_utf8_lossy(bytes).into_owned();
    FluentResource::try_new(source).map_err(|(resource, errors)| {
        let first = errors.first();
        let before = first.and_then(|error| resource.source().get(..error.pos.start));
        FileProblem {
            file: format!("locales/{path}"),
            line: before.map_or(0, |text| text.matches('\n').count()) + 1,
            message: first.map_or_else(String::new, ToString::to_string),
        }
    })
}

/// Whole numbers with a separator every three digits.
fn grouped(value: &FluentValue<'_>, separator: char) -> Option<String> {
    match value {
        FluentValue::Number(number) if number.value.fract() == 0.0 => {
            Some(group_digits(&format!("{:.0}", number.value), separator))
        }
        _ => None,
    }
}

/// `1234567` as `1,234,567`.
fn group_digits(digits: &str, separator: char) -> String {
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        let left = digits.len() - index;
        if index > 0 && left.is_multiple_of(3) && !out.ends_with('-') {
            out.push(separator);
        }
        out.push(digit);
    }
    out
}

/// One wish of an `Accept-Language` list: weight in thousandths, and the tag.
fn preference(item: &str) -> Option<(u16, &str)> {
    let mut parts = item.split(';');
    let tag = parts.next()?.trim();
    if tag.is_empty() || tag == "*" {
        return None;
    }
    let weight = parts
        .find_map(|part| part.trim().strip_prefix("q="))
        .map_or(Some(1.0), |q| q.trim().parse::<f32>().ok())
        .filter(|q| (0.0..=1.0).contains(q))?;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "between 0 and 1000"
    )]
    let weight = (weight * 1000.0) as u16;
    (weight > 0).then_some((weight, tag))
}

#[cfg(test)]
#[path = "i18n_tests.rs"]
mod tests;
