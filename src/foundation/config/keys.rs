//! The names that a configuration may use, taken from the types themselves,
//! and the nearest one to a name that does not exist.

use serde_json::{Map, Value};

use super::Config;

/// What a setting's text is read as; its default tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Flag,
    Number,
    List,
    Text,
}

/// Every section with its keys and defaults.
#[derive(Debug)]
pub(super) struct Keys(Map<String, Value>);

impl Keys {
    /// The sections and keys of [`Config`].
    pub(super) fn of_config() -> Self {
        match serde_json::to_value(Config::default()) {
            Ok(Value::Object(sections)) => Self(sections),
            _ => Self(Map::new()),
        }
    }

    /// Every setting as section and key, section by section.
    pub(super) fn all(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().flat_map(|(section, keys)| {
            let keys = keys.as_object().into_iter().flat_map(Map::keys);
            keys.map(move |key| (section.as_str(), key.as_str()))
        })
    }

    /// How the text of `section.key` is read.
    ///
    /// # Errors
    /// A sentence that names the nearest section or key.
    pub(super) fn kind(&self, section: &str, key: &str) -> Result<Kind, String> {
        match self.section(section)?.get(key) {
            Some(Value::Bool(_)) => Ok(Kind::Flag),
            Some(Value::Number(_)) => Ok(Kind::Number),
            Some(Value::Array(_)) => Ok(Kind::List),
            Some(_) => Ok(Kind::Text),
            None => Err(self.unknown_key(section, key)),
        }
    }

    /// The keys of a section.
    ///
    /// # Errors
    /// A sentence that names the nearest section.
    pub(super) fn section(&self, section: &str) -> Result<&Map<String, Value>, String> {
        self.0
            .get(section)
            .and_then(Value::as_object)
            .ok_or_else(|| {
                let advice = advice(section, self.0.keys().map(String::as_str));
                format!("there is no section \"{section}\". {advice}")
            })
    }

    fn unknown_key(&self, section: &str, key: &str) -> String {
        let here = self
            .all()
            .filter(|(other, _)| *other == section)
            .map(|(_, name)| name);
        // A right key in the wrong section is as common a slip as a misspelt one.
        let elsewhere = self.all().find(|(_, name)| *name == key);
        let advice = match elsewhere {
            Some((other, _)) => format!("Did you mean {other}.{key}?"),
            None => advice(key, here),
        };
        format!("there is no setting \"{key}\" in section \"{section}\". {advice}")
    }
}

/// Names the nearest of `names`, or all of them when none is near.
fn advice<'a>(typed: &str, names: impl Iterator<Item = &'a str>) -> String {
    let names: Vec<&str> = names.collect();
    let scored = names
        .iter()
        .map(|name| (strsim::jaro_winkler(typed, name), *name));
    match scored.max_by(|(left, _), (right, _)| left.total_cmp(right)) {
        Some((score, name)) if score > 0.7 => format!("Did you mean \"{name}\"?"),
        _ => format!("There are: {}.", names.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::{Keys, Kind};

    #[test]
    fn knows_every_kind() {
        let keys = Keys::of_config();
        assert_eq!(keys.kind("limits", "enabled"), Ok(Kind::Flag));
        assert_eq!(keys.kind("auth", "bcrypt_cost"), Ok(Kind::Number));
        assert_eq!(keys.kind("server", "bind"), Ok(Kind::List));
        assert_eq!(keys.kind("database", "url"), Ok(Kind::Text));
    }

    #[test]
    fn names_the_nearest() {
        let keys = Keys::of_config();
        let says = |section, key| keys.kind(section, key).unwrap_err();
        assert!(says("sever", "bind").ends_with("Did you mean \"server\"?"));
        assert!(says("auth", "bcrypt_costs").ends_with("Did you mean \"bcrypt_cost\"?"));
        assert!(says("server", "data_dir").ends_with("Did you mean storage.data_dir?"));
        assert!(says("zzz", "bind").contains("There are: "));
    }
}
