//! A post in short, beside what is told of it.

use crate::db::views::posts::PostEntry;
use crate::foundation::text::excerpt;
use crate::web::present::account::handle_path;
use crate::web::view::NotedPost;

/// Characters of the post.
const EXCERPT: usize = 160;

/// The start of a post's words, or its content warning, with the way to it.
#[must_use]
pub fn noted(entry: &PostEntry) -> NotedPost {
    let words = if entry.post.content_warning.is_empty() {
        &entry.post.text
    } else {
        &entry.post.content_warning
    };
    NotedPost {
        url: format!("{}/{}", handle_path(&entry.author.acct()), entry.post.id),
        excerpt: excerpt(words, EXCERPT),
        language: entry.post.language.clone(),
    }
}
