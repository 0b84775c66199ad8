//! Collections and their pages (ActivityStreams 2.0, section 5). Pages are
//! linked by keys, so that reading the thousandth costs what the first does.

use activitypub_federation::kinds::collection::{OrderedCollectionPageType, OrderedCollectionType};
use serde::Serialize;
use serde_json::Value;

/// A collection with its first page elsewhere, or with no pages to see.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Collection {
    id: String,
    #[serde(rename = "type")]
    kind: OrderedCollectionType,
    #[serde(skip_serializing_if = "Option::is_none")]
    total_items: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    first: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ordered_items: Option<Vec<Value>>,
}

impl Collection {
    /// A collection that is read page by page, with its size where that is known.
    #[must_use]
    pub fn paged(id: &str, total: Option<i64>) -> Self {
        Self {
            first: Some(format!("{id}?page=true")),
            total_items: total.map(size),
            ..Self::counted(id, 0)
        }
    }

    /// A collection of which only the size is told.
    #[must_use]
    pub fn counted(id: &str, total: i64) -> Self {
        Self {
            id: id.to_owned(),
            kind: OrderedCollectionType::default(),
            total_items: Some(size(total)),
            first: None,
            ordered_items: None,
        }
    }

    /// A short collection with everything in it.
    #[must_use]
    pub fn whole(id: &str, items: Vec<Value>) -> Self {
        let total = i64::try_from(items.len()).unwrap_or(i64::MAX);
        Self {
            ordered_items: Some(items),
            ..Self::counted(id, total)
        }
    }
}

fn size(total: i64) -> u64 {
    u64::try_from(total).unwrap_or(0)
}

/// One page of a collection.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Page {
    id: String,
    #[serde(rename = "type")]
    kind: OrderedCollectionPageType,
    part_of: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
    ordered_items: Vec<Value>,
}

impl Page {
    /// The page of `collection` that `query` asks for; `next` is the key of the
    /// last entry, where more follow.
    #[must_use]
    pub fn new(collection: &str, query: &str, next: Option<Key>, items: Vec<Value>) -> Self {
        Self {
            id: format!("{collection}?{query}"),
            kind: OrderedCollectionPageType::default(),
            part_of: collection.to_owned(),
            next: next.map(|key| format!("{collection}?page=true&{key}")),
            ordered_items: items,
        }
    }
}

/// Where the next page begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Key {
    /// With what is older than this.
    OlderThan(i64),
    /// With what is newer than this.
    NewerThan(i64),
}

impl std::fmt::Display for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::OlderThan(id) => write!(f, "max_id={id}"),
            Self::NewerThan(id) => write!(f, "min_id={id}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const OUTBOX: &str = "https://a.example/users/ana/outbox";

    #[test]
    fn collections_and_pages() {
        let json = |value: &Collection| serde_json::to_value(value).unwrap();
        assert_eq!(
            json(&Collection::paged(OUTBOX, Some(3))),
            json!({
                "id": OUTBOX, "type": "OrderedCollection", "totalItems": 3,
                "first": format!("{OUTBOX}?page=true")
            })
        );
        assert_eq!(
            json(&Collection::counted(OUTBOX, -1)),
            json!({ "id": OUTBOX, "type": "OrderedCollection", "totalItems": 0 })
        );
        assert_eq!(
            json(&Collection::whole(OUTBOX, vec![json!("x")])),
            json!({
                "id": OUTBOX, "type": "OrderedCollection", "totalItems": 1, "orderedItems": ["x"]
            })
        );
        let page = Page::new(
            OUTBOX,
            "page=true",
            Some(Key::OlderThan(7)),
            vec![json!("x")],
        );
        assert_eq!(
            serde_json::to_value(&page).unwrap(),
            json!({
                "id": format!("{OUTBOX}?page=true"), "type": "OrderedCollectionPage",
                "partOf": OUTBOX, "next": format!("{OUTBOX}?page=true&max_id=7"),
                "orderedItems": ["x"]
            })
        );
    }
}
