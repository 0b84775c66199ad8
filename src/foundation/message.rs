//! What a person is told: a text of the locales, or plain words.

use std::borrow::Cow;
use std::fmt;

use crate::foundation::i18n::{self, Arg};

/// One or more sentences for whoever caused them. Pages show them in the language
/// of their reader, programs get English.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    text: Option<Box<Text>>,
    english: Cow<'static, str>,
}

/// A text of the locales and the values that it names.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Text {
    key: &'static str,
    args: Vec<(&'static str, Arg<'static>)>,
}

impl Message {
    /// The text with this key, which is in one of the files `refused….ftl`.
    #[must_use]
    pub fn of(key: &'static str) -> Self {
        Self::about(key, [])
    }

    /// As [`Message::of`], of a text that names values.
    #[must_use]
    pub fn about<const N: usize>(
        key: &'static str,
        args: [(&'static str, Arg<'static>); N],
    ) -> Self {
        Self {
            english: i18n::refusal_in_english(key, &args).into(),
            text: Some(Box::new(Text {
                key,
                args: args.into(),
            })),
        }
    }

    /// In English, for programs and the log.
    #[must_use]
    pub fn english(&self) -> &str {
        &self.english
    }

    /// The key of its text and the values that it names, unless it is plain words.
    #[must_use]
    pub fn text(&self) -> Option<(&'static str, &[(&'static str, Arg<'static>)])> {
        self.text.as_ref().map(|text| (text.key, &*text.args))
    }
}

/// Words for programs and operators: English, whoever reads them.
impl From<&'static str> for Message {
    fn from(words: &'static str) -> Self {
        Self {
            text: None,
            english: words.into(),
        }
    }
}

/// Words for programs and operators: English, whoever reads them.
impl From<String> for Message {
    fn from(words: String) -> Self {
        Self {
            text: None,
            english: words.into(),
        }
    }
}

impl fmt::Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.english)
    }
}
