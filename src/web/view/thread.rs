//! One post with everything round it, and what it said before.

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::{FormView, LanguageView, Layout, PagesView, PostView};

/// `public/post.html`: a post, what it answers, and the answers to it.
#[derive(Debug, Clone, Serialize)]
pub struct PostPage {
    /// The frame.
    pub layout: Layout,
    /// What it answers, the first post first.
    pub ancestors: Vec<PostView>,
    /// There are earlier posts than `ancestors` shows.
    pub more_ancestors: bool,
    /// The post this page is about.
    pub focus_post: PostView,
    /// How many posts quote it.
    pub quotes: u32,
    /// The start of its words as plain text, for title and previews.
    pub excerpt: String,
    /// The whole address of a picture for previews elsewhere.
    pub preview_image: Option<String>,
    /// The whole address of how to show it in a frame elsewhere.
    pub oembed: Option<String>,
    /// The answers, each before the answers to it.
    pub replies: Vec<ReplyView>,
    /// The next page of answers.
    pub pages: PagesView,
    /// The form for an answer, for members.
    pub reply_form: Option<FormView>,
    /// Languages to choose from in that form.
    pub languages: Vec<LanguageView>,
}

/// One answer and its place in the tree.
#[derive(Debug, Clone, Serialize)]
pub struct ReplyView {
    /// The answer.
    pub post: PostView,
    /// Written by the author of the post in focus.
    pub by_author: bool,
    /// The next answers in the list are answers to this one, one level deeper.
    pub opens: bool,
    /// How many levels end after this answer.
    pub closes: u8,
    /// It has answers that this page does not show, because they are too deep.
    pub more: bool,
}

impl ReplyView {
    /// Puts answers in a tree: `posts` holds each answer with its depth (0 for
    /// answers to the post in focus), every one before the answers to it.
    /// Answers deeper than `max_depth` are left out and counted as `more`.
    #[must_use]
    pub fn tree(posts: Vec<(u8, PostView)>, author: i64, max_depth: u8) -> Vec<Self> {
        let mut tree: Vec<(u8, Self)> = Vec::with_capacity(posts.len());
        for (depth, post) in posts {
            if depth > max_depth {
                if let Some((_, parent)) = tree.last_mut() {
                    parent.more = true;
                }
                continue;
            }
            // A gap (the parent is hidden from the reader) hangs on the nearest one.
            let depth = depth.min(tree.last().map_or(0, |(above, _)| above + 1));
            if let Some((above, parent)) = tree.last_mut() {
                parent.opens = depth > *above;
                parent.closes = above.saturating_sub(depth);
            }
            let by_author = post.author.id == author;
            let reply = Self {
                post,
                by_author,
                opens: false,
                closes: 0,
                more: false,
            };
            tree.push((depth, reply));
        }
        if let Some((depth, last)) = tree.last_mut() {
            last.closes = *depth;
        }
        tree.into_iter().map(|(_, reply)| reply).collect()
    }
}

/// `public/history.html`: what a post said before it was edited.
#[derive(Debug, Clone, Serialize)]
pub struct HistoryPage {
    /// The frame.
    pub layout: Layout,
    /// The post as it is now.
    pub post: PostView,
    /// All it ever said, the newest first.
    pub edits: Vec<EditView>,
}

/// What a post said for a while.
#[derive(Debug, Clone, Serialize)]
pub struct EditView {
    /// From when on.
    #[serde(with = "chrono::serde::ts_seconds")]
    pub at: DateTime<Utc>,
    /// The words as sanitised HTML.
    pub content_html: String,
    /// The line readers saw first.
    pub content_warning: Option<String>,
    /// Language tag of the words.
    pub language: Option<String>,
}
