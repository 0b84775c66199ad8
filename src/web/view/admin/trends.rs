//! What trends, for those who decide about it.

use serde::Serialize;

use crate::web::view::{FormView, Layout, PagesView};

/// `admin/trends.html`: what trends, of one kind.
#[derive(Debug, Clone, Serialize)]
pub struct TrendsPage {
    /// The frame.
    pub layout: Layout,
    /// The kind's word in addresses.
    pub kind: &'static str,
    /// Every kind.
    pub tabs: Vec<TrendTab>,
    /// On top first.
    pub rows: Vec<TrendRow>,
    /// The next page.
    pub pages: PagesView,
    /// A tag whose switches are shown.
    pub tag: Option<TrendTagView>,
    /// What was typed.
    pub form: FormView,
}

/// A kind of trends.
#[derive(Debug, Clone, Serialize)]
pub struct TrendTab {
    /// In addresses.
    pub word: &'static str,
    /// The text's key.
    pub key: &'static str,
    /// Whether it is shown.
    pub here: bool,
}

/// Something that trends.
#[derive(Debug, Clone, Serialize)]
pub struct TrendRow {
    /// In addresses.
    pub id: i64,
    /// What it is.
    pub title: String,
    /// More about it; may be empty.
    pub detail: String,
    /// Where it is.
    pub url: String,
    /// People of the last two days, where they are counted.
    pub people: Option<i64>,
    /// What was decided.
    pub allowed: Option<bool>,
}

/// What a tag may do.
#[derive(Debug, Clone, Serialize)]
pub struct TrendTagView {
    /// Its name.
    pub name: String,
}
