//! Walks through collections of other servers, a few pages far.

use std::collections::HashSet;

use serde_json::Value;

use crate::federation::protocol::{Collection, Node, Post, Unreadable, read, same_origin};
use crate::federation::resolve::Resolver;
use crate::federation::resolve::budget::Budget;
use crate::federation::resolve::post::read_post;
use crate::foundation::error::{Error, Result};
use crate::foundation::message::Message;

/// Most items of one collection that are looked at.
const ITEMS_MAX: usize = 300;

/// A post that a collection names.
#[derive(Debug)]
pub(super) enum Item {
    /// By its ID.
    Id(String),
    /// Sent along by its own server.
    Post(Box<Post>),
}

impl Resolver {
    /// The posts that a collection names on its first pages. A page that cannot
    /// be had ends the walk; one that leads back or to another server, too.
    pub(super) async fn items(
        &self,
        url: &str,
        pages: usize,
        budget: &mut Budget,
    ) -> Result<Vec<Item>> {
        let (mut items, mut seen) = (Vec::new(), HashSet::new());
        let mut next = Some(url.to_owned());
        while let Some(address) = next.take() {
            let enough = seen.len() >= pages || items.len() >= ITEMS_MAX;
            if enough || !seen.insert(address.clone()) || !budget.request() {
                break;
            }
            let page = match self.fetcher().fetch_json(&address).await {
                Ok(page) => page,
                Err(error) if items.is_empty() => return Err(error.into()),
                Err(_) => break,
            };
            next = turn(&page.json, page.url.as_str(), &mut items)?;
        }
        items.truncate(ITEMS_MAX);
        Ok(items)
    }
}

/// Takes what stands on a page, and tells where it goes on.
fn turn(page: &Value, url: &str, items: &mut Vec<Item>) -> Result<Option<String>> {
    let unreadable =
        |error: Unreadable| Error::invalid(Message::of("refused-far-no-collection")).because(error);
    let page = Collection::read(page).map_err(unreadable)?;
    take(&page, url, items);
    let mut next = page.next;
    match &page.first {
        Some(Node::Object(first)) => {
            let first = Collection::read(first).map_err(unreadable)?;
            take(&first, url, items);
            next = first.next;
        }
        Some(Node::Id(first)) => next = Some(first.clone()),
        None => {}
    }
    Ok(next.filter(|next| same_origin(next, url)))
}

fn take(page: &Collection, url: &str, items: &mut Vec<Item>) {
    items.extend(page.items.iter().filter_map(|node| item(node, url)));
}

fn item(node: &Node, page: &str) -> Option<Item> {
    let object = match node {
        Node::Id(id) => return Some(Item::Id(id.clone())),
        Node::Object(object) if read::is_a(object, "Create") => {
            match read::first(object.get("object")).and_then(Node::read)? {
                Node::Id(id) => return Some(Item::Id(id)),
                Node::Object(inner) => inner,
            }
        }
        Node::Object(object) => object.clone(),
    };
    let id = read::id(&object)?;
    // What another server's post says is asked of that server.
    if !same_origin(&id, page) {
        return Some(Item::Id(id));
    }
    let post = read_post(&object).ok()?;
    Some(Item::Post(Box::new(post)))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn walk(page: &Value) -> (Vec<String>, Option<String>) {
        let mut items = Vec::new();
        let next = turn(page, "https://a.example/outbox", &mut items).unwrap();
        let items = items.into_iter().map(|item| match item {
            Item::Id(id) => format!("id {id}"),
            Item::Post(post) => format!("post {}", post.id),
        });
        (items.collect(), next)
    }

    fn note(id: &str) -> Value {
        json!({"id": id, "type": "Note", "attributedTo": "https://a.example/u/1", "content": "x"})
    }

    #[test]
    fn posts_come_by_id_inline_and_in_creates() {
        let page = json!({"type": "OrderedCollectionPage", "next": "https://a.example/outbox?2",
            "orderedItems": [
                "https://b.example/1",
                note("https://a.example/2"),
                {"type": "Create", "id": "https://a.example/3/create", "object": note("https://a.example/3")},
                {"type": "Create", "object": "https://a.example/4"},
                {"type": "Announce", "id": "https://a.example/x", "object": "https://b.example/5"},
                note("https://b.example/6"),
                7, null]});
        let (items, next) = walk(&page);
        assert_eq!(
            items,
            [
                "id https://b.example/1",
                "post https://a.example/2",
                "post https://a.example/3",
                "id https://a.example/4",
                "id https://b.example/6",
            ]
        );
        assert_eq!(next.as_deref(), Some("https://a.example/outbox?2"));
    }

    #[test]
    fn walks_stay_with_their_server() {
        let page = json!({"type": "Collection", "first": {"type": "CollectionPage",
            "items": ["https://a.example/1"], "next": "https://b.example/2"}});
        let (items, next) = walk(&page);
        assert_eq!((items.len(), next), (1, None));
        let page = json!({"type": "Collection", "first": "https://a.example/outbox?page=1"});
        assert_eq!(
            walk(&page).1.as_deref(),
            Some("https://a.example/outbox?page=1")
        );
    }
}
