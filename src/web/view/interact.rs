//! On to one's own server.

use serde::Serialize;

use super::{AccountView, FormView, Layout};

/// `public/interact.html`: asks for the reader's handle, and leads to their server.
#[derive(Debug, Clone, Serialize)]
pub struct InteractPage {
    /// The frame.
    pub layout: Layout,
    /// What was typed as `handle`.
    pub form: FormView,
    /// Whom to follow, or who wrote the post.
    pub account: AccountView,
    /// The ID of the post, if it is about one.
    pub post: Option<i64>,
    /// Path of what it is about.
    pub back: String,
    /// The host where it goes on.
    pub host: Option<String>,
    /// The address where it goes on; `None` shows the form.
    pub onward: Option<String>,
}

/// `public/media.html`: one picture of a post, large, with all that is said of it.
#[derive(Debug, Clone, Serialize)]
pub struct MediaPage {
    /// The frame.
    pub layout: Layout,
    /// The post.
    pub post: super::PostView,
    /// The picture, film or sound.
    pub picture: super::MediaView,
    /// The browser plays it here.
    pub plays: bool,
    /// Which one it is, from 1 on.
    pub number: usize,
    /// How many the post has.
    pub total: usize,
    /// Path of the one before.
    pub previous: Option<String>,
    /// Path of the next one.
    pub next: Option<String>,
}
