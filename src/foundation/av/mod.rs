//! Films and sounds from strangers: found out about and brought into a form that
//! every browser plays, by ffmpeg where it is installed.
//!
//! The programs get fixed arguments and a file that we named; they read files
//! only, in the one format that the first bytes told, and are bounded in time,
//! memory and size.

mod convert;
mod plain;
mod probe;
mod run;

use std::path::Path;
use std::sync::Arc;

use tempfile::TempPath;
use tokio::sync::{OnceCell, Semaphore};

use crate::foundation::error::{Error, Result};
use crate::foundation::message::Message;
use crate::foundation::storage::FileType;

/// What is accepted, and how much work it may make.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AvRules {
    /// The form field that refusals name.
    pub field: &'static str,
    /// Longest, in seconds.
    pub max_seconds: u64,
    /// Most pixels of a picture, width times height.
    pub max_pixels: u64,
    /// Largest file that may be made, in bytes.
    pub max_bytes: u64,
}

impl AvRules {
    fn refuse(&self, message: impl Into<Message>) -> Error {
        Error::field(self.field, message)
    }

    fn damaged(&self) -> Error {
        self.refuse(Message::of("refused-upload-damaged"))
    }
}

/// What a film or sound is for people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AvKind {
    /// Moving pictures.
    Video,
    /// Sound alone.
    Audio,
}

/// What is known of a film or sound that can be shown.
#[derive(Debug, Clone, PartialEq)]
pub struct Facts {
    /// What it is.
    pub kind: AvKind,
    /// The type of the file.
    pub file_type: FileType,
    /// Pixels as it is shown; 0 for sounds.
    pub width: u32,
    /// Pixels as it is shown; 0 for sounds.
    pub height: u32,
    /// Its length, where it can be told.
    pub duration_ms: Option<u64>,
    /// Bits per second.
    pub bitrate: Option<u64>,
    /// Frames per second, as a fraction.
    pub frame_rate: Option<String>,
}

/// A film or sound made for browsers.
#[derive(Debug)]
pub struct Made {
    /// The new file; none where the file is kept as it was sent.
    pub file: TempPath,
    /// What is known of it.
    pub facts: Facts,
    /// A still picture of it (PNG), where there is one.
    pub poster: Option<Vec<u8>>,
}

/// The programs. Clones share the bound on how many run at once.
#[derive(Debug, Clone)]
pub struct Converter {
    wanted: bool,
    found: Arc<OnceCell<bool>>,
    turns: Arc<Semaphore>,
}

impl Converter {
    /// Uses the programs where they are installed, if `wanted`; at most `at_once`
    /// of them run.
    #[must_use]
    pub fn new(wanted: bool, at_once: usize) -> Self {
        Self {
            wanted,
            found: Arc::new(OnceCell::new()),
            turns: Arc::new(Semaphore::new(at_once)),
        }
    }

    /// Whether the programs are there; looked for once.
    pub async fn is_there(&self) -> bool {
        self.wanted && *self.found.get_or_init(run::are_installed).await
    }

    /// Makes a film or sound for browsers of the file at `path`, which is of the
    /// type `kind` by its first bytes. New files are made in `work`.
    ///
    /// # Errors
    /// `Invalid` at the rules' field when it is too long or large, or damaged.
    pub async fn make(
        &self,
        path: &Path,
        kind: FileType,
        rules: &AvRules,
        work: &Path,
    ) -> Result<Made> {
        let _turn = self.turns.acquire().await.map_err(Error::internal)?;
        Box::pin(convert::make(path, kind, rules, work)).await
    }

    /// A film without sound of an animated picture (GIF) that we made ourselves.
    ///
    /// # Errors
    /// `Internal` when the programs fail.
    pub async fn loop_of(&self, gif: &Path, rules: &AvRules, work: &Path) -> Result<Made> {
        let _turn = self.turns.acquire().await.map_err(Error::internal)?;
        Box::pin(convert::loop_of(gif, rules, work)).await
    }

    /// A picture of a kind that only the programs read (AVIF), as PNG.
    ///
    /// # Errors
    /// `Invalid` at the rules' field when it is too large or damaged.
    pub async fn picture(
        &self,
        path: &Path,
        kind: FileType,
        rules: &AvRules,
        work: &Path,
    ) -> Result<Vec<u8>> {
        let _turn = self.turns.acquire().await.map_err(Error::internal)?;
        Box::pin(convert::picture(path, kind, rules, work)).await
    }
}

/// Takes a file as it is, where nothing converts it: what names places and
/// people is taken out where it is known where that stands. Computes and reads
/// the file; call it on a blocking thread.
///
/// # Errors
/// `Invalid` at the rules' field when it is too long or large, or damaged.
pub fn as_it_is(path: &Path, kind: FileType, rules: &AvRules) -> Result<Facts> {
    plain::take(path, kind, rules)
}
