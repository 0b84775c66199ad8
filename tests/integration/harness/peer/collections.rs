//! Collections on the peer, whole or in pages.

use serde_json::{Value, json};

use super::FakePeer;

impl FakePeer {
    /// Serves an `OrderedCollection` of one piece at `id`.
    pub fn collection(&self, id: &str, items: &[Value]) {
        self.publish(&json!({
            "@context": "https://www.w3.org/ns/activitystreams",
            "id": id,
            "type": "OrderedCollection",
            "totalItems": items.len(),
            "orderedItems": items,
        }));
    }

    /// Serves an `OrderedCollection` at `id`, one page for each part of `pages`.
    pub fn paged(&self, id: &str, pages: &[Vec<Value>]) {
        let page = |number: usize| format!("{id}?page={number}");
        self.publish(&json!({
            "@context": "https://www.w3.org/ns/activitystreams",
            "id": id,
            "type": "OrderedCollection",
            "totalItems": pages.iter().map(Vec::len).sum::<usize>(),
            "first": page(1),
        }));
        for (index, items) in pages.iter().enumerate() {
            let mut document = json!({
                "@context": "https://www.w3.org/ns/activitystreams",
                "id": page(index + 1),
                "type": "OrderedCollectionPage",
                "partOf": id,
                "orderedItems": items,
            });
            if index + 1 < pages.len() {
                document["next"] = json!(page(index + 2));
            }
            self.publish(&document);
        }
    }
}
