//! What was typed into a form of the panel, by field name.

use std::collections::BTreeMap;
use std::str::FromStr;

use chrono::{DateTime, NaiveDateTime, Utc};
use serde::Deserialize;

use crate::foundation::error::{Error, Result};
use crate::foundation::message::Message;
use crate::web::view::FormView;

/// A form with any fields.
#[derive(Debug, Default, Deserialize)]
#[serde(transparent)]
pub(super) struct Typed(BTreeMap<String, String>);

impl Typed {
    /// A field; empty where it is missing.
    pub(super) fn text(&self, name: &str) -> &str {
        self.0.get(name).map_or("", String::as_str)
    }

    /// Whether a box is ticked.
    pub(super) fn is(&self, name: &str) -> bool {
        self.text(name) == "true"
    }

    /// A number, or nothing where the field is empty.
    ///
    /// # Errors
    /// The field.
    pub(super) fn number<T: FromStr>(&self, name: &'static str) -> Result<Option<T>>
    where
        T::Err: std::error::Error + Send + Sync + 'static,
    {
        let typed = self.text(name).trim();
        if typed.is_empty() {
            return Ok(None);
        }
        let number = typed.parse();
        let wrong = |cause| Error::field(name, Message::of("refused-number")).because(cause);
        number.map(Some).map_err(wrong)
    }

    /// A time in UTC, or nothing where the field is empty.
    ///
    /// # Errors
    /// The field.
    pub(super) fn time(&self, name: &'static str) -> Result<Option<DateTime<Utc>>> {
        let typed = self.text(name).trim();
        if typed.is_empty() {
            return Ok(None);
        }
        let read = |format| NaiveDateTime::parse_from_str(typed, format);
        let time = read("%Y-%m-%dT%H:%M").or_else(|_short| read("%Y-%m-%dT%H:%M:%S"));
        let wrong = |cause| Error::field(name, Message::of("refused-time")).because(cause);
        time.map(|time| Some(time.and_utc())).map_err(wrong)
    }

    /// The form as it is shown again.
    pub(super) fn form(&self) -> FormView {
        let values = self.0.iter().filter(|(name, _)| *name != "csrf");
        FormView::new(values.map(|(name, value)| (name.as_str(), value.as_str())))
    }
}

/// A time as fields of forms show it.
pub(super) fn shown(time: Option<DateTime<Utc>>) -> String {
    time.map_or_else(String::new, |time| {
        time.format("%Y-%m-%dT%H:%M").to_string()
    })
}

/// The number in an address.
///
/// # Errors
/// `NotFound`.
pub(super) fn number<T: FromStr>(text: &str) -> Result<T>
where
    T::Err: std::error::Error + Send + Sync + 'static,
{
    text.parse()
        .map_err(|cause| Error::not_found().because(cause))
}
