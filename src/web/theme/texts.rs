//! An operator's own texts: whether they can be read, whether somebody asks for
//! them, and whether they name values that there are.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use regex::Regex;

use super::Files;
use crate::foundation::error::{Error, Result};
use crate::foundation::file_problem::FileProblem;
use crate::foundation::i18n::Locales;

/// The language that has every text.
const ENGLISH: &str = "en/";

static KEY: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"^([a-zA-Z][\w-]*) *=").ok());
static VALUE: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"\$([a-zA-Z][\w-]*)").ok());

/// A text as it stands in a file.
struct Text {
    line: usize,
    values: BTreeSet<String>,
}

/// All texts with those of the operator; files that cannot be read are left out.
pub(super) fn read(mut own: Files) -> (Result<Locales>, Vec<FileProblem>) {
    let mut problems = Vec::new();
    let english: BTreeMap<String, Text> = Locales::built_in()
        .into_iter()
        .filter(|(path, _)| path.starts_with(ENGLISH))
        .flat_map(|(_, source)| texts(&source))
        .collect();
    for (path, bytes) in &own {
        let file = format!("locales/{path}");
        for (key, text) in texts(&String::from_utf8_lossy(bytes)) {
            let message = match english.get(&key) {
                None => Some(format!("No page has the text {key}.")),
                Some(known) => text
                    .values
                    .difference(&known.values)
                    .next()
                    .map(|value| format!("{key} is not told ${value}.")),
            };
            problems.extend(message.map(|message| FileProblem {
                file: file.clone(),
                line: text.line,
                message,
            }));
        }
    }
    loop {
        match Locales::load_with(&own) {
            Ok(locales) => return (Ok(locales), problems),
            Err(wrong) => {
                let path = wrong.file.strip_prefix("locales/");
                let path = path.unwrap_or(&wrong.file);
                let left_out = own.remove(path).is_some();
                problems.push(FileProblem {
                    message: format!("This text cannot be read: {}.", wrong.message),
                    ..wrong.clone()
                });
                if !left_out {
                    // A folder whose name is no language.
                    let before = own.len();
                    own.retain(|own, _| own.split('/').next() != Some(path));
                    if own.len() == before {
                        return (Err(Error::internal(wrong)), problems);
                    }
                }
            }
        }
    }
}

/// The texts of a file by their keys.
fn texts(source: &str) -> Vec<(String, Text)> {
    let mut found: Vec<(String, Text)> = Vec::new();
    let (Some(key), Some(value)) = (&*KEY, &*VALUE) else {
        return found;
    };
    for (index, line) in source.lines().enumerate() {
        if line.starts_with('#') {
            continue;
        }
        if let Some(name) = key.captures(line).and_then(|captures| captures.get(1)) {
            let text = Text {
                line: index + 1,
                values: BTreeSet::new(),
            };
            found.push((name.as_str().to_owned(), text));
        }
        if let Some((_, text)) = found.last_mut() {
            let values = value.captures_iter(line).filter_map(|found| found.get(1));
            text.values
                .extend(values.map(|value| value.as_str().to_owned()));
        }
    }
    found
}
