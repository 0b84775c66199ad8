//! The effective configuration as a list, for `ossm config show`.

use serde_json::Value;

use super::load::{Loaded, Origin};

/// One setting as it is in effect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting {
    /// The section.
    pub section: String,
    /// The key within the section.
    pub key: String,
    /// The value as it would be written in the file; passwords are masked.
    pub value: String,
    /// Where the value came from.
    pub origin: Origin,
}

/// Every setting with its value and origin.
#[must_use]
pub fn settings(loaded: &Loaded) -> Vec<Setting> {
    let mut settings = Vec::new();
    let Ok(Value::Object(sections)) = serde_json::to_value(&loaded.config) else {
        return settings;
    };
    for (section, content) in sections {
        for (key, value) in content.as_object().into_iter().flatten() {
            settings.push(Setting {
                origin: loaded.origin(&format!("{section}.{key}")),
                section: section.clone(),
                key: key.clone(),
                value: value.to_string(),
            });
        }
    }
    settings
}
