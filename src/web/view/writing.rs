//! Pages round writing: posts that wait for their time, translations, and what a
//! member notes about people.

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::{AccountView, FormView, Layout, PagesView, PostView};

/// A picture of an earlier post that comes back into the form.
#[derive(Debug, Clone, Serialize)]
pub struct KeptView {
    /// Its number in the form, from 1.
    pub n: usize,
    /// Its id.
    pub id: i64,
    /// Address of a small version.
    pub preview_url: Option<String>,
    /// Pixels of it.
    pub width: u32,
    /// Pixels of it.
    pub height: u32,
}

/// `member/scheduled.html`. Values of the form that came back: `id`,
/// `scheduled_at`.
#[derive(Debug, Clone, Serialize)]
pub struct ScheduledPage {
    /// The frame.
    pub layout: Layout,
    /// What was typed.
    pub form: FormView,
    /// Last made first.
    pub posts: Vec<ScheduledView>,
    /// The next page.
    pub pages: PagesView,
}

/// A post that waits for its time.
#[derive(Debug, Clone, Serialize)]
pub struct ScheduledView {
    /// Its id.
    pub id: i64,
    /// When it goes out.
    #[serde(with = "chrono::serde::ts_seconds")]
    pub at: DateTime<Utc>,
    /// The same as browsers write it in a field, in UTC.
    pub at_field: String,
    /// Its words as typed.
    pub text: String,
    /// Its content warning; may be empty.
    pub content_warning: String,
    /// Who will read it: `public`, `unlisted`, `followers`, `direct`.
    pub audience: String,
    /// Its pictures.
    pub files: u32,
    /// It asks something.
    pub asks: bool,
}

/// `member/translation.html`: a post in another language.
#[derive(Debug, Clone, Serialize)]
pub struct TranslationPage {
    /// The frame.
    pub layout: Layout,
    /// The post as it was written.
    pub post: PostView,
    /// The words as sanitised HTML.
    pub content_html: String,
    /// The content warning.
    pub content_warning: Option<String>,
    /// The language it is in now.
    pub language: String,
    /// The answers of its poll.
    pub options: Vec<String>,
    /// What its pictures show.
    pub descriptions: Vec<String>,
    /// Who translated.
    pub provider: String,
}

/// `member/mute.html`: how somebody is muted. Fields: `duration` (seconds),
/// `notifications`.
#[derive(Debug, Clone, Serialize)]
pub struct MutePage {
    /// The frame.
    pub layout: Layout,
    /// Who.
    pub account: AccountView,
}

/// `member/note.html`: what the member notes about somebody. Value: `comment`.
#[derive(Debug, Clone, Serialize)]
pub struct NotePage {
    /// The frame.
    pub layout: Layout,
    /// About whom.
    pub account: AccountView,
    /// What was typed, or the note as it is.
    pub form: FormView,
    /// Longest note, in characters.
    pub max: u32,
}
