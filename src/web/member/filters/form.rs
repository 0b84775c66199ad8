//! The form of a filter: where it holds, what it does, its words line by line.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::db::ids::FilterKeywordId;
use crate::db::models::filter::WholeFilter;
use crate::domain::filters::{Expiry, KEYWORDS_MAX, SentFilter, SentKeyword};
use crate::foundation::error::{Error, Result};
use crate::foundation::message::Message;
use crate::web::view::FormView;

/// Where filters may hold.
const CONTEXTS: [&str; 5] = ["home", "notifications", "public", "thread", "account"];
/// Empty lines for new words.
const BLANKS: usize = 3;

/// Everything that was sent.
#[derive(Debug, Default, Deserialize)]
pub(super) struct FilterForm {
    #[serde(flatten)]
    fields: BTreeMap<String, String>,
}

impl FilterForm {
    pub(super) fn text(&self, name: &str) -> &str {
        self.fields.get(name).map_or("", String::as_str)
    }

    fn ticked(&self, name: &str) -> bool {
        self.text(name) == "true"
    }

    /// What the domain is told.
    ///
    /// # Errors
    /// Field `expires_in` for what is no number.
    pub(super) fn sent(&self) -> Result<SentFilter> {
        let contexts = CONTEXTS
            .iter()
            .filter(|word| self.ticked(&format!("context_{word}")));
        Ok(SentFilter {
            title: Some(self.text("title").to_owned()),
            contexts: Some(contexts.map(|word| (*word).to_owned()).collect()),
            action: Some(self.text("action").to_owned()),
            expiry: self.expiry()?,
            keywords: (1..=KEYWORDS_MAX).filter_map(|n| self.keyword(n)).collect(),
        })
    }

    fn expiry(&self) -> Result<Expiry> {
        match self.text("expires_in") {
            "" => Ok(Expiry::Never),
            "keep" => Ok(Expiry::AsBefore),
            typed => {
                let seconds = typed.parse::<u32>().map_err(|cause| {
                    let message = Message::of("refused-filter-time");
                    Error::field("expires_in", message).because(cause)
                })?;
                Ok(Expiry::In(seconds.into()))
            }
        }
    }

    /// The word of a line: a new one, a changed one, or one that goes because
    /// its line was emptied.
    fn keyword(&self, n: usize) -> Option<SentKeyword> {
        let typed = self.text(&format!("keyword_{n}")).trim();
        let id = self.text(&format!("id_{n}")).parse().ok();
        if typed.is_empty() && id.is_none() {
            return None;
        }
        Some(SentKeyword {
            id: id.map(FilterKeywordId),
            keyword: Some(typed.to_owned()),
            whole_word: Some(self.ticked(&format!("whole_{n}"))),
            destroy: typed.is_empty(),
        })
    }

    /// The form as it was typed.
    pub(super) fn shown(&self) -> FormView {
        let typed = self.fields.iter().filter(|(name, _)| *name != "csrf");
        FormView::new(typed.map(|(name, value)| (name.as_str(), value.as_str())))
    }
}

/// The form for a new filter.
pub(super) fn blank() -> FormView {
    FormView::new([
        ("action", "warn"),
        ("context_home", "true"),
        ("context_public", "true"),
        ("context_thread", "true"),
        ("whole_1", "true"),
    ])
}

/// The form as a filter is.
pub(super) fn stored(whole: &WholeFilter) -> FormView {
    let filter = &whole.filter;
    let mut form = FormView::new([
        ("title", filter.title.as_str()),
        ("action", filter.action.as_str()),
    ]);
    if filter.expires_at.is_some() {
        form = form.value("expires_in", "keep");
    }
    for context in &filter.contexts {
        form = form.value(&format!("context_{context}"), "true");
    }
    for (n, word) in (1..).zip(&whole.keywords) {
        form = form
            .value(&format!("keyword_{n}"), &word.keyword)
            .value(&format!("id_{n}"), word.id.to_string());
        if word.whole_word {
            form = form.value(&format!("whole_{n}"), "true");
        }
    }
    form
}

/// The lines of a form: those that are filled in, and some empty ones.
pub(super) fn rows(form: &FormView) -> Vec<usize> {
    let filled = form.values.iter().filter(|(_, value)| !value.is_empty());
    let numbers = filled.filter_map(|(name, _)| {
        let number = name.strip_prefix("keyword_").or(name.strip_prefix("id_"));
        number?.parse::<usize>().ok()
    });
    let last = numbers.max().unwrap_or(0);
    (1..=(last + BLANKS).min(KEYWORDS_MAX)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(fields: &[(&str, &str)]) -> FilterForm {
        let own = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        FilterForm {
            fields: fields.iter().map(own).collect(),
        }
    }

    #[test]
    fn lines_become_words_and_emptied_ones_go() {
        let form = typed(&[
            ("keyword_1", " rain "),
            ("whole_1", "true"),
            ("keyword_2", ""),
            ("id_2", "7"),
            ("keyword_9", "snow"),
            ("context_home", "true"),
        ]);
        let sent = form.sent().unwrap();
        assert_eq!(sent.contexts.unwrap(), ["home"]);
        let words: Vec<_> = sent
            .keywords
            .iter()
            .map(|word| (word.keyword.as_deref().unwrap(), word.destroy))
            .collect();
        assert_eq!(words, [("rain", false), ("", true), ("snow", false)]);
        assert_eq!(rows(&form.shown()).len(), 12);
        assert!(typed(&[("expires_in", "soon")]).sent().is_err());
    }
}
