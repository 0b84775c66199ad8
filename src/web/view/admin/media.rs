//! Pictures and other files, for those who look through them.

use chrono::serde::ts_seconds;
use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::web::view::{FormView, Layout, PagesView};

/// `admin/media.html`: files, or what a search found, and what is blocked.
#[derive(Debug, Clone, Serialize)]
pub struct MediaPage {
    /// The frame.
    pub layout: Layout,
    /// Newest first.
    pub files: Vec<FileView>,
    /// The next page.
    pub pages: PagesView,
    /// What was asked for.
    pub form: FormView,
    /// Whose files they are, where that was asked for.
    pub account: Option<AccountFiles>,
    /// Whether this is what a search found.
    pub searched: bool,
    /// What was looked for: digits of SHA-256 and of the likeness.
    pub sha256: String,
    /// See `sha256`.
    pub likeness: String,
}

/// Whose files are shown.
#[derive(Debug, Clone, Serialize)]
pub struct AccountFiles {
    /// Id in forms.
    pub id: i64,
    /// `name` or `name@host`.
    pub acct: String,
}

/// A file.
#[derive(Debug, Clone, Serialize)]
pub struct FileView {
    /// Id in forms.
    pub id: i64,
    /// A small picture of it; none where there is none.
    pub picture: Option<String>,
    /// What it shows, in words.
    pub description: String,
    /// `name` or `name@host`.
    pub acct: String,
    /// Its post; none where it belongs to none.
    pub post: Option<String>,
    /// Digits of SHA-256; empty where they are not known.
    pub sha256: String,
    /// Digits of its likeness.
    pub likeness: String,
    /// When it came.
    #[serde(with = "ts_seconds")]
    pub at: DateTime<Utc>,
}

/// `admin/media_blocks.html`: files that are not let in.
#[derive(Debug, Clone, Serialize)]
pub struct MediaBlocksPage {
    /// The frame.
    pub layout: Layout,
    /// Newest first.
    pub blocks: Vec<BlockView>,
    /// The next page.
    pub pages: PagesView,
}

/// A file that is not let in.
#[derive(Debug, Clone, Serialize)]
pub struct BlockView {
    /// Id in forms.
    pub id: i64,
    /// Digits of SHA-256; may be empty.
    pub sha256: String,
    /// Digits of its likeness; may be empty.
    pub likeness: String,
    /// In so many signs it may differ.
    pub distance: i16,
    /// Why.
    pub comment: String,
    /// How often it was refused.
    pub refused: i64,
    /// Since when.
    #[serde(with = "ts_seconds")]
    pub at: DateTime<Utc>,
}
