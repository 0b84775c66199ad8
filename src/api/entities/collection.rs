//! `Collection` and what is in it.

use serde::Serialize;

use crate::api::entities::account::Account;
use crate::api::entities::status_parts::Tag;
use crate::api::entities::time::Time;
use crate::api::present::Present;
use crate::db::models::collection::{self, ItemState};
use crate::domain::collections::CollectionEntry;
use crate::foundation::text::escape;

/// Accounts that somebody recommends together.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the attributes are documented by Mastodon")]
pub struct Collection {
    pub id: String,
    pub account_id: String,
    pub uri: String,
    pub url: Option<String>,
    pub name: String,
    pub description: String,
    pub language: Option<String>,
    pub local: bool,
    pub sensitive: bool,
    pub discoverable: bool,
    pub tag: Option<Tag>,
    pub created_at: Time,
    pub updated_at: Time,
    pub item_count: usize,
    pub items: Vec<CollectionItem>,
}

/// Somebody in a collection.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the attributes are documented by Mastodon")]
pub struct CollectionItem {
    pub id: String,
    pub account_id: Option<String>,
    pub state: ItemState,
    pub created_at: Time,
}

/// A collection under its name.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the attributes are documented by Mastodon")]
pub struct WrappedCollection {
    pub collection: Collection,
}

/// Somebody in a collection, under the name of that.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the attributes are documented by Mastodon")]
pub struct WrappedCollectionItem {
    pub collection_item: CollectionItem,
}

/// A page of collections.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the attributes are documented by Mastodon")]
pub struct Collections {
    pub collections: Vec<Collection>,
}

/// A collection with everybody in it and who made it.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the attributes are documented by Mastodon")]
pub struct CollectionWithAccounts {
    pub accounts: Vec<Account>,
    pub collection: Collection,
}

impl Collection {
    /// A collection as the asker sees it.
    #[must_use]
    pub fn new(present: &Present, entry: &CollectionEntry) -> Self {
        let row = &entry.collection;
        Self {
            id: row.id.to_string(),
            account_id: row.account_id.to_string(),
            uri: format!("{}/collections/{}", entry.owner.uri, row.id),
            url: Some(entry.owner.url.clone()),
            name: row.name.clone(),
            description: paragraph(&row.description),
            language: row.language.clone(),
            local: true,
            sensitive: row.sensitive,
            discoverable: row.discoverable,
            tag: entry.tag.as_ref().map(|tag| Tag::new(present, tag)),
            created_at: Time(row.created_at),
            updated_at: Time(row.updated_at),
            item_count: entry.items.len(),
            items: entry.items.iter().map(CollectionItem::new).collect(),
        }
    }
}

fn paragraph(text: &str) -> String {
    if text.is_empty() {
        return String::new();
    }
    format!("<p>{}</p>", escape(text))
}

impl CollectionItem {
    /// Somebody in a collection.
    #[must_use]
    pub fn new(row: &collection::CollectionItem) -> Self {
        Self {
            id: row.id.to_string(),
            account_id: Some(row.account_id.to_string()),
            state: row.state,
            created_at: Time(row.created_at),
        }
    }
}
