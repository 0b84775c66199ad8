//! Forms that come back: what was typed and what was wrong with it.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use serde::Serialize;

use crate::foundation::error::{Error, ErrorKind};
use crate::foundation::message::Message;

/// What was wrong with a form, in the language of its reader.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// What kind of refusal this is.
    pub kind: ErrorKind,
    /// Seconds until another attempt may succeed.
    pub retry_after_seconds: Option<u64>,
    fields: Vec<(&'static str, String)>,
    whole: String,
}

impl Refusal {
    /// What `error` tells, each message as `say` puts it.
    pub fn new(error: &Error, say: impl Fn(&Message) -> String) -> Self {
        let fields = error.fields().iter();
        let whole: Vec<String> = error.says().map(&say).collect();
        Self {
            kind: error.kind(),
            retry_after_seconds: error.retry_after_seconds(),
            fields: fields
                .map(|field| (field.field, say(&field.message)))
                .collect(),
            whole: whole.join(" "),
        }
    }
}

/// What was typed and what was wrong with it, by field name.
#[derive(Debug, Clone, Default, Serialize)]
pub struct FormView {
    /// Values to show again; passwords never belong here.
    pub values: BTreeMap<String, String>,
    /// One sentence for each field that has to change, in the order in which they were found.
    pub errors: IndexMap<String, String>,
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

    /// The same form with what the refusal says beside its fields.
    #[must_use]
    pub fn refused(mut self, refusal: &Refusal) -> Self {
        for (field, words) in &refusal.fields {
            self.errors
                .entry((*field).to_owned())
                .or_insert_with(|| words.clone());
        }
        if refusal.fields.is_empty() {
            self.message = Some(refusal.whole.clone());
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::foundation::error::FieldError;

    #[test]
    fn errors_stand_at_their_fields_or_above_the_form() {
        let form = FormView::new([("username", "alice")]);
        let say = |message: &Message| message.english().to_uppercase();
        let taken = Error::field("username", "'alice' is taken.");
        let field = form.clone().refused(&Refusal::new(&taken, say));
        assert_eq!(field.errors["username"], "'ALICE' IS TAKEN.");
        assert_eq!(
            (field.values["username"].as_str(), field.message),
            ("alice", None)
        );
        let both = |field| FieldError {
            field,
            message: "No.".into(),
        };
        let both = Error::invalid_fields(["username", "email"].map(both).into());
        let both = form.clone().refused(&Refusal::new(&both, say));
        assert!(both.errors.keys().eq(["username", "email"]));
        let whole = form.refused(&Refusal::new(&Error::forbidden("Not today."), say));
        assert_eq!(whole.message.as_deref(), Some("NOT TODAY."));
        assert!(whole.errors.is_empty());
    }
}
