//! What is wrong in one place of an operator's files, said so that they find it.

use std::fmt;

/// What is wrong in one place.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct FileProblem {
    /// The path below the operator's folder.
    pub file: String,
    /// Counted from 1; 0 for the file as a whole.
    pub line: usize,
    /// One sentence.
    pub message: String,
}

impl fmt::Display for FileProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            file,
            line,
            message,
        } = self;
        match line {
            0 => write!(f, "{file}: {message}"),
            line => write!(f, "{file}:{line}: {message}"),
        }
    }
}

impl std::error::Error for FileProblem {}
