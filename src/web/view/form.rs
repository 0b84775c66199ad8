//! Forms that come back: what was typed and what was wrong with it.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::foundation::error::Error;

/// What was typed and what was wrong with it, by field name.
#[derive(Debug, Clone, Default, Serialize)]
pub struct FormView {
    /// Values to show again; passwords never belong here.
    pub values: BTreeMap<String, String>,
    /// One sentence for each field that has to change.
    pub errors: BTreeMap<String, String>,
    /// What is wrong with the form as a whole.
    pub message: Option<String>,
}

impl FormView {
    /// An untouched form with these values.
    pub fn new<'a>(values: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let values = values
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value.to_owned()));
        Self {
            values: values.collect(),
            ..Self::default()
        }
    }

    /// Sets one value.
    #[must_use]
    pub fn value(mut self, name: &str, value: impl Into<String>) -> Self {
        self.values.insert(name.to_owned(), value.into());
        self
    }

    /// The same form with what `error` says beside its fields.
    #[must_use]
    pub fn refused(mut self, error: &Error) -> Self {
        for field in error.fields() {
            self.errors
                .entry(field.field.to_owned())
                .or_insert_with(|| field.message.clone());
        }
        if error.fields().is_empty() {
            self.message = Some(error.message().to_owned());
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_stand_at_their_fields_or_above_the_form() {
        let form = FormView::new([("username", "alice")]);
        let field = form
            .clone()
            .refused(&Error::field("username", "'alice' is taken."));
        assert_eq!(field.errors["username"], "'alice' is taken.");
        assert_eq!(
            (field.values["username"].as_str(), field.message),
            ("alice", None)
        );
        let whole = form.refused(&Error::forbidden("Not today."));
        assert_eq!(whole.message.as_deref(), Some("Not today."));
        assert!(whole.errors.is_empty());
    }
}
