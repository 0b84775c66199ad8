//! Custom emoji, for those who put them up.

use serde::Serialize;

use crate::web::view::{FormView, Layout, PagesView};

/// `admin/emoji.html`: emoji of this server, or of others.
#[derive(Debug, Clone, Serialize)]
pub struct EmojiPage {
    /// The frame.
    pub layout: Layout,
    /// Whether those of other servers are shown.
    pub remote: bool,
    /// Newest first.
    pub emojis: Vec<EmojiView>,
    /// The next page.
    pub pages: PagesView,
    /// What was looked for, and what was typed of a new one.
    pub form: FormView,
}

/// An emoji.
#[derive(Debug, Clone, Serialize)]
pub struct EmojiView {
    /// Id in `/admin/emoji/ID`.
    pub id: i64,
    /// Without colons.
    pub shortcode: String,
    /// Of which server; none for this one.
    pub domain: Option<String>,
    /// Its picture on this server.
    pub picture: String,
    /// Its heading; may be empty.
    pub category: String,
    /// Nobody writes with it for now.
    pub disabled: bool,
}
