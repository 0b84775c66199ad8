//! One layer of configuration: a file, the environment or the flags, read into
//! the same shape and checked against the known names.

use std::path::{Path, PathBuf};

use figment::providers::{Format, Toml};
use figment::value::{Dict, Map, Tag, Value};
use figment::{Metadata, Profile, Provider};

use super::keys::{Keys, Kind};
use super::load::Origin;
use super::problem::ConfigError;

/// What environment variables of OSSM begin with.
const PREFIX: &str = "OSSM_";

/// A setting given on the command line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Override {
    /// The setting, as `section.key`.
    pub key: String,
    /// Its value as text.
    pub value: String,
    /// The flag as it was typed, for messages: `--bind`, or `--set`.
    pub flag: String,
}

/// Settings of one source with where each came from. No `Debug`: the values
/// are raw and may be passwords.
#[derive(Default)]
pub(super) struct Layer {
    sections: Dict,
    origins: Vec<(String, Origin)>,
}

impl Layer {
    /// Reads the text of a file.
    pub(super) fn from_toml(path: &Path, text: &str, keys: &Keys) -> Result<Self, ConfigError> {
        let shown = path.display();
        let sections = Toml::from_str::<Dict>(text).map_err(|error| {
            ConfigError::new(format!(
                "{shown} cannot be read as TOML. {}",
                error.to_string().trim()
            ))
        })?;
        let mut layer = Self::default();
        let mut lines = Vec::new();
        for (section, content) in sections {
            let Value::Dict(_, settings) = content else {
                lines.push(format!(
                    "{shown}: \"{section}\" stands outside a section. Put it below a line such as [server]."
                ));
                continue;
            };
            if let Err(message) = keys.section(&section) {
                lines.push(format!("{shown}: {message}"));
                continue;
            }
            for (key, value) in settings {
                match keys.kind(&section, &key) {
                    Ok(Kind::List) if value.as_str().is_some() => {
                        layer.put(&section, &key, Value::from(vec![value]), file(path));
                    }
                    Ok(_) => layer.put(&section, &key, value, file(path)),
                    Err(message) => lines.push(format!("{shown}: {message}")),
                }
            }
        }
        layer.unless(lines)
    }

    /// Reads `OSSM_SECTION__KEY` variables. Others are none of our business,
    /// except `OSSM_SECTION_KEY`, where an underscore was forgotten.
    pub(super) fn from_variables(
        variables: &[(String, String)],
        keys: &Keys,
    ) -> Result<Self, ConfigError> {
        let mut layer = Self::default();
        let mut lines = Vec::new();
        for (name, value) in variables {
            let upper = name.to_ascii_uppercase();
            let Some(rest) = upper.strip_prefix(PREFIX) else {
                continue;
            };
            let Some((section, key)) = rest.split_once("__") else {
                lines.extend(forgotten_underscore(name, rest, keys));
                continue;
            };
            let (section, key) = (section.to_ascii_lowercase(), key.to_ascii_lowercase());
            match keys.kind(&section, &key).and_then(|kind| read(kind, value)) {
                Ok(value) => layer.put(&section, &key, value, Origin::Variable(name.clone())),
                Err(message) => lines.push(format!("{name}: {message}")),
            }
        }
        layer.unless(lines)
    }

    /// Reads flags such as `--bind` and `--set section.key=value`.
    pub(super) fn from_overrides(overrides: &[Override], keys: &Keys) -> Result<Self, ConfigError> {
        let mut layer = Self::default();
        let mut lines = Vec::new();
        for Override {
            key: name,
            value,
            flag,
        } in overrides
        {
            let Some((section, key)) = name.split_once('.') else {
                lines.push(format!("{flag} {name}: write it as section.key=value."));
                continue;
            };
            match keys.kind(section, key).and_then(|kind| read(kind, value)) {
                Ok(value) => layer.put(section, key, value, Origin::Flag(flag.clone())),
                Err(message) => lines.push(format!("{flag} {name}: {message}")),
            }
        }
        layer.unless(lines)
    }

    /// Where `section.key` came from, if this layer holds it.
    pub(super) fn origin(&self, name: &str) -> Option<&Origin> {
        self.origins
            .iter()
            .rev()
            .find(|(known, _)| known == name)
            .map(|(_, origin)| origin)
    }

    fn put(&mut self, section: &str, key: &str, value: Value, origin: Origin) {
        let empty = || Value::Dict(Tag::Default, Dict::new());
        let settings = self
            .sections
            .entry(section.to_owned())
            .or_insert_with(empty);
        if let Value::Dict(_, settings) = settings {
            settings.insert(key.to_owned(), value);
        }
        self.origins.push((format!("{section}.{key}"), origin));
    }

    fn unless(self, lines: Vec<String>) -> Result<Self, ConfigError> {
        if lines.is_empty() {
            Ok(self)
        } else {
            Err(ConfigError::several(lines))
        }
    }
}

impl Provider for Layer {
    fn metadata(&self) -> Metadata {
        Metadata::named("OSSM configuration")
    }

    fn data(&self) -> Result<Map<Profile, Dict>, figment::Error> {
        Ok(Map::from([(Profile::Default, self.sections.clone())]))
    }
}

fn file(path: &Path) -> Origin {
    Origin::File(PathBuf::from(path))
}

fn forgotten_underscore(name: &str, rest: &str, keys: &Keys) -> Option<String> {
    let typed = rest.to_ascii_lowercase();
    let (section, key) = keys
        .all()
        .find(|(section, key)| format!("{section}_{key}") == typed)?;
    let (section, key) = (section.to_ascii_uppercase(), key.to_ascii_uppercase());
    Some(format!(
        "{name}: section and key are parted by two underscores. Write {PREFIX}{section}__{key}."
    ))
}

/// Reads the text of a variable or flag. Lists are parted by commas, or written
/// in brackets as in the file when an entry has a comma in it.
fn read(kind: Kind, text: &str) -> Result<Value, String> {
    let trimmed = text.trim();
    match kind {
        Kind::Text => Ok(Value::from(text)),
        Kind::Flag => match trimmed.to_ascii_lowercase().as_str() {
            "true" | "yes" | "on" | "1" => Ok(Value::from(true)),
            "false" | "no" | "off" | "0" => Ok(Value::from(false)),
            _ => Err(format!(
                "\"{text}\" is neither true nor false. Write one of them."
            )),
        },
        Kind::Number => match trimmed.replace('_', "").parse::<i64>() {
            Ok(number) => Ok(Value::from(number)),
            Err(_) => Err(format!(
                "\"{text}\" is not a whole number. Write digits only."
            )),
        },
        Kind::List
            if trimmed.starts_with('[') && trimmed.ends_with(']') && !is_address(trimmed) =>
        {
            let wrapped = format!("list = {trimmed}");
            let parsed = Toml::from_str::<Dict>(&wrapped).ok();
            parsed
                .and_then(|mut dict| dict.remove("list"))
                .ok_or_else(|| {
                    format!("{text} is not a list. Write it as [\"one\", \"two\"], or as one, two.")
                })
        }
        Kind::List => {
            let entries = trimmed
                .split(',')
                .map(str::trim)
                .filter(|entry| !entry.is_empty());
            Ok(Value::from(entries.map(Value::from).collect::<Vec<_>>()))
        }
    }
}

/// `[::1]` is an address and not a list.
fn is_address(text: &str) -> bool {
    text.contains("::") && !text.contains('"')
}

#[cfg(test)]
mod tests {
    use super::{Kind, read};
    use proptest::prelude::*;

    fn list(text: &str) -> Vec<String> {
        read(Kind::List, text).unwrap().deserialize().unwrap()
    }

    #[test]
    fn lists_are_parted_by_commas_or_written_in_brackets() {
        assert_eq!(list("a, b,,c"), ["a", "b", "c"]);
        assert_eq!(list(""), Vec::<String>::new());
        assert_eq!(
            list("[\"Be kind, please.\", \"b\"]"),
            ["Be kind, please.", "b"]
        );
        assert_eq!(list("[::1]:3000"), ["[::1]:3000"]);
        assert!(
            read(Kind::List, "[\"a\"").is_ok(),
            "an unclosed bracket is plain text"
        );
        assert!(read(Kind::List, "[\"a]").is_err());
    }

    #[test]
    fn text_stays_text() {
        assert_eq!(read(Kind::Text, "123").unwrap().as_str(), Some("123"));
        assert_eq!(read(Kind::Text, "true").unwrap().as_str(), Some("true"));
    }

    proptest! {
        #[test]
        fn reading_never_panics(text in "\\PC{0,40}") {
            for kind in [Kind::Flag, Kind::Number, Kind::List, Kind::Text] {
                let _ = read(kind, &text);
            }
        }
    }
}
