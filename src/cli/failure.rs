//! Why a command failed, in sentences for the person at the terminal.

use std::error::Error as StdError;
use std::fmt;

use crate::foundation::config::ConfigError;
use crate::foundation::error::{Error, ErrorKind};

/// One or several sentences for the standard error output.
#[derive(Debug)]
pub(super) struct Failure(String);

impl Failure {
    pub(super) fn new(sentence: impl Into<String>) -> Self {
        Self(sentence.into())
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<ConfigError> for Failure {
    fn from(error: ConfigError) -> Self {
        Self(error.to_string())
    }
}

impl From<Error> for Failure {
    /// The public message; the operator also reads the causes of what is not
    /// their own mistake.
    fn from(error: Error) -> Self {
        let mut text = error.message().to_owned();
        if matches!(error.kind(), ErrorKind::Internal | ErrorKind::Unavailable) {
            let causes = causes(&error);
            if !causes.is_empty() {
                text.push_str("\nCause: ");
                text.push_str(&causes);
            }
        }
        Self(text)
    }
}

/// The chain of causes below an error, without repetitions.
pub(super) fn causes(error: &dyn StdError) -> String {
    let mut texts: Vec<String> = Vec::new();
    let mut cause = error.source();
    while let Some(error) = cause {
        let text = error.to_string();
        if !texts.iter().any(|known| known.contains(&text)) {
            texts.push(text);
        }
        cause = error.source();
    }
    texts.join(": ")
}
