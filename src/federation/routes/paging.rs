//! Which page of a collection is asked for.

use serde::Deserialize;

use crate::db::page::{Page, Slice};
use crate::federation::objects::collection::{self, Key};
use serde_json::Value;

/// The query of a collection's address.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
pub(super) struct Asked {
    page: Option<bool>,
    max_id: Option<i64>,
    min_id: Option<i64>,
}

impl Asked {
    /// Whether a page is asked for and not the collection as a whole.
    pub(super) fn is_page(self) -> bool {
        self.page == Some(true)
    }

    /// The newest entries first, from `max_id` on.
    pub(super) fn newest_first(self, limit: u8) -> Page {
        Page::older_than(self.max_id, limit)
    }

    /// The oldest entries first, from `min_id` on.
    pub(super) fn oldest_first(self, limit: u8) -> Page {
        Page {
            min_id: Some(self.min_id.unwrap_or(0)),
            ..Page::first(limit)
        }
    }

    /// The page as it is answered.
    pub(super) fn answer<T>(
        self,
        id: &str,
        slice: &Slice<T>,
        key: impl Fn(&T) -> Key,
        items: Vec<Value>,
    ) -> collection::Page {
        let last = slice.items.last().filter(|_| slice.more);
        let query = match (self.max_id, self.min_id) {
            (Some(max), _) => format!("page=true&{}", Key::OlderThan(max)),
            (None, Some(min)) => format!("page=true&{}", Key::NewerThan(min)),
            (None, None) => "page=true".to_owned(),
        };
        collection::Page::new(id, &query, last.map(key), items)
    }
}
