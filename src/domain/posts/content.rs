//! What a post says, as pages and apps show it.

use crate::db::models::post::Post;
use crate::foundation::text::escape;

/// The words as safe HTML, below the title of an article, video, event and the
/// like, which leads to the original.
#[must_use]
pub fn content(post: &Post) -> String {
    if post.title.is_empty() {
        return post.content.clone();
    }
    let (title, page) = (escape(&post.title), post.url.as_ref().unwrap_or(&post.uri));
    let link = format!(
        "<p><a href=\"{}\" rel=\"nofollow noopener noreferrer\"><strong>{title}</strong></a></p>",
        escape(page)
    );
    link + &post.content
}
