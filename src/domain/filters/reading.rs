//! A post as filters read it: its words are made ready once, however many
//! members' filters look for theirs.

use std::collections::HashMap;

use crate::db::ids::PostId;
use crate::db::models::filter::{FilterResult, WholeFilter};
use crate::db::views::posts::PostEntry;
use crate::domain::filters::matching::Haystack;

/// A post and the one that it quotes, ready to be looked through.
pub struct Reading<'a> {
    texts: Vec<(&'a PostEntry, Haystack)>,
}

impl<'a> Reading<'a> {
    /// Makes a post ready.
    #[must_use]
    pub fn new(entry: &'a PostEntry) -> Self {
        let quoted = entry.quote.as_ref().and_then(|quote| quote.post.as_deref());
        let posts = std::iter::once(entry).chain(quoted);
        Self {
            texts: posts.map(|entry| (entry, haystack(entry))).collect(),
        }
    }

    /// What these filters find, by the post's ID (for a boost, that of the boosted
    /// post).
    #[must_use]
    pub fn find(&self, filters: &[WholeFilter]) -> HashMap<PostId, Vec<FilterResult>> {
        let found = self
            .texts
            .iter()
            .map(|(entry, haystack)| (entry.post.id, look(filters, entry, haystack)));
        found.filter(|(_, results)| !results.is_empty()).collect()
    }
}

fn look(filters: &[WholeFilter], entry: &PostEntry, haystack: &Haystack) -> Vec<FilterResult> {
    let boost = entry.boost.as_ref().map(|boost| boost.post.id);
    let is_it = |id: PostId| id == entry.post.id || Some(id) == boost;
    filters
        .iter()
        .map(|whole| FilterResult {
            filter: whole.filter.clone(),
            keywords: whole
                .keywords
                .iter()
                .filter(|word| haystack.contains(&word.keyword, word.whole_word))
                .map(|word| word.keyword.clone())
                .collect(),
            posts: whole
                .posts
                .iter()
                .map(|post| post.post_id)
                .filter(|id| is_it(*id))
                .collect(),
        })
        .filter(|result| !(result.keywords.is_empty() && result.posts.is_empty()))
        .collect()
}

/// Everything that somebody reads of a post.
fn haystack(entry: &PostEntry) -> Haystack {
    let post = &entry.post;
    let words = [&post.title, &post.content_warning, &post.text];
    let answers = entry.poll.iter().flat_map(|poll| &poll.options);
    let pictures = entry.media.iter().map(|media| media.description.as_str());
    Haystack::new(
        words
            .into_iter()
            .map(String::as_str)
            .chain(answers.map(|answer| answer.title.as_str()))
            .chain(pictures),
    )
}
