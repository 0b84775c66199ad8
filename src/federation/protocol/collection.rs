//! Collections and their pages (ActivityStreams 2.0, section 5). Whoever walks
//! one bounds the pages; this bounds what one page holds.

use serde_json::Value;

use crate::federation::protocol::activity::Node;
use crate::federation::protocol::read::{self, Unreadable};

/// Most items that are read of one page.
pub const ITEMS_MAX: usize = 200;

/// A collection or one page of one.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Collection {
    /// Its ID; embedded pages often have none.
    pub id: Option<String>,
    /// How many items there are said to be; display only.
    pub total: Option<u32>,
    /// What stands here, at most [`ITEMS_MAX`].
    pub items: Vec<Node>,
    /// The first page.
    pub first: Option<Node>,
    /// The page after this one.
    pub next: Option<String>,
}

impl Collection {
    /// Reads a collection or page.
    ///
    /// # Errors
    /// When it is neither.
    pub fn read(value: &Value) -> Result<Self, Unreadable> {
        const KINDS: [&str; 4] = [
            "Collection",
            "OrderedCollection",
            "CollectionPage",
            "OrderedCollectionPage",
        ];
        if !KINDS.iter().any(|kind| read::is_a(value, kind)) {
            return Err(Unreadable("not a collection"));
        }
        let list = value.get("orderedItems").or_else(|| value.get("items"));
        Ok(Self {
            id: value.get("id").and_then(read::id),
            total: read::count(value.get("totalItems")),
            items: read::many(list, ITEMS_MAX).filter_map(Node::read).collect(),
            first: read::first(value.get("first")).and_then(Node::read),
            next: read::first_id(value.get("next")),
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn pages_and_wholes() {
        let page = json!({"type": "OrderedCollectionPage", "totalItems": -4,
            "orderedItems": {"id": "https://a.example/1", "type": "Note"},
            "next": "https://a.example/p/2"});
        let page = Collection::read(&page).unwrap();
        assert_eq!((page.items.len(), page.total), (1, None));
        assert_eq!(page.next.as_deref(), Some("https://a.example/p/2"));
        let whole = json!({"type": "Collection", "totalItems": 3,
            "first": {"type": "CollectionPage", "items": ["https://a.example/1"]}});
        let whole = Collection::read(&whole).unwrap();
        let first = whole.first.unwrap();
        let first = Collection::read(first.object().unwrap()).unwrap();
        assert_eq!(first.items, [Node::Id("https://a.example/1".to_owned())]);
        assert!(Collection::read(&json!({"type": "Note"})).is_err());
        let endless = json!({"type": "Collection", "items": vec!["https://a.example/1"; 5000]});
        assert_eq!(Collection::read(&endless).unwrap().items.len(), ITEMS_MAX);
    }
}
