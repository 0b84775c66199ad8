//! Collections: accounts that members recommend together. People of this server
//! who may be found are in them at once, and can leave; others have to agree.

use std::collections::HashMap;

use crate::db::ids::{AccountId, CollectionId, CollectionItemId, TagId};
use crate::db::models::account::{self, Account};
use crate::db::models::collection::{self, Collection, CollectionItem, ItemState};
use crate::db::models::notification::NotificationKind;
use crate::db::models::{block, tag};
use crate::db::{Conn, Transactional as _};
use crate::domain::accounts::profile;
use crate::domain::{DomainContext, notifications};
use crate::foundation::error::{Error, FieldError, Result};
use crate::foundation::text::{clean, clean_line, normalize_language, normalize_tag};

/// Most collections of a member.
pub const COLLECTIONS_MAX: i64 = 10;
/// Most accounts in a collection.
pub const ITEMS_MAX: usize = 25;
/// Longest name, in characters.
pub const NAME_MAX: usize = 40;
/// Longest description, in characters.
pub const DESCRIPTION_MAX: usize = 100;

/// A collection as it was sent. What is None stays as it is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SentCollection {
    /// What it is called.
    pub name: Option<String>,
    /// What it is about.
    pub description: Option<String>,
    /// The language of both; empty for none.
    pub language: Option<String>,
    /// A tag that describes it, with or without its sign; empty for none.
    pub tag: Option<String>,
    /// Whether it should be hidden behind a warning.
    pub sensitive: Option<bool>,
    /// Whether it may be found.
    pub discoverable: Option<bool>,
}

/// A collection as somebody sees it.
#[derive(Debug, Clone)]
pub struct CollectionEntry {
    /// The collection.
    pub collection: Collection,
    /// Who made it.
    pub owner: Account,
    /// Who is in it, as far as the viewer may know.
    pub items: Vec<CollectionItem>,
    /// The name of its tag.
    pub tag: Option<String>,
}

/// A page of collections, and whether there are more.
pub type Collections = (Vec<CollectionEntry>, bool);

async fn existing(conn: &mut Conn, id: CollectionId) -> Result<Collection> {
    let found = collection::find(conn, id).await?;
    found.ok_or_else(Error::not_found)
}

async fn own(conn: &mut Conn, member: AccountId, id: CollectionId) -> Result<Collection> {
    let found = existing(conn, id).await?;
    if found.account_id == member {
        Ok(found)
    } else {
        Err(Error::forbidden("This action is not allowed"))
    }
}

/// A collection as `viewer` sees it.
///
/// # Errors
/// `NotFound`, also when its owner blocks the viewer or is gone.
pub async fn get(
    conn: &mut Conn,
    viewer: Option<AccountId>,
    id: CollectionId,
) -> Result<CollectionEntry> {
    let found = existing(conn, id).await?;
    visible(conn, viewer, found.account_id).await?;
    let filled = fill(conn, viewer, vec![found]).await?;
    filled.into_iter().next().ok_or_else(Error::not_found)
}

async fn visible(conn: &mut Conn, viewer: Option<AccountId>, owner: AccountId) -> Result<()> {
    profile::get(conn, owner).await?;
    if let Some(viewer) = viewer
        && block::find(conn, owner, viewer).await?.is_some()
    {
        return Err(Error::not_found());
    }
    Ok(())
}

/// Collections that `account` made.
///
/// # Errors
/// As [`get`], for the account.
pub async fn by(
    conn: &mut Conn,
    viewer: Option<AccountId>,
    account: AccountId,
    (limit, offset): (i64, i64),
) -> Result<Collections> {
    visible(conn, viewer, account).await?;
    let rows = collection::by(conn, account, limit, offset).await?;
    page(conn, viewer, rows, limit).await
}

/// Collections in which `account` is.
///
/// # Errors
/// As [`get`], for the account.
pub async fn with(
    conn: &mut Conn,
    viewer: Option<AccountId>,
    account: AccountId,
    (limit, offset): (i64, i64),
) -> Result<Collections> {
    visible(conn, viewer, account).await?;
    let rows = collection::with(conn, account, limit, offset).await?;
    page(conn, viewer, rows, limit).await
}

async fn page(
    conn: &mut Conn,
    viewer: Option<AccountId>,
    mut rows: Vec<Collection>,
    limit: i64,
) -> Result<Collections> {
    let limit = usize::try_from(limit).unwrap_or(0);
    let more = rows.len() > limit;
    rows.truncate(limit);
    Ok((fill(conn, viewer, rows).await?, more))
}

async fn fill(
    conn: &mut Conn,
    viewer: Option<AccountId>,
    rows: Vec<Collection>,
) -> Result<Vec<CollectionEntry>> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<CollectionId> = rows.iter().map(|row| row.id).collect();
    let mut items: HashMap<CollectionId, Vec<CollectionItem>> = HashMap::new();
    for item in collection::items(conn, &ids, viewer).await? {
        items.entry(item.collection_id).or_default().push(item);
    }
    let owners: Vec<AccountId> = rows.iter().map(|row| row.account_id).collect();
    let owners: HashMap<AccountId, Account> = account::find_many(conn, &owners)
        .await?
        .into_iter()
        .map(|account| (account.id, account))
        .collect();
    let tags: Vec<TagId> = rows.iter().filter_map(|row| row.tag_id).collect();
    let tags: HashMap<TagId, String> = collection::tags(conn, &tags)
        .await?
        .into_iter()
        .map(|tag| (tag.id, tag.display_name))
        .collect();
    let entries = rows.into_iter().filter_map(|row| {
        let mut items = items.remove(&row.id).unwrap_or_default();
        items.retain(|item| match item.state {
            ItemState::Accepted => true,
            ItemState::Pending => viewer == Some(row.account_id),
            ItemState::Rejected | ItemState::Revoked => false,
        });
        Some(CollectionEntry {
            owner: owners.get(&row.account_id)?.clone(),
            items,
            tag: row.tag_id.and_then(|id| tags.get(&id).cloned()),
            collection: row,
        })
    });
    Ok(entries.collect())
}

/// Makes a collection with these accounts in it.
///
/// # Errors
/// `Invalid` naming `name`, `description`, `language`, `tag_name` or `account_ids`;
/// `Forbidden` for accounts that may not be put there.
pub async fn create(
    conn: &mut Conn,
    cx: &DomainContext,
    member: AccountId,
    sent: &SentCollection,
    accounts: &[AccountId],
) -> Result<CollectionEntry> {
    let now = cx.clock.now();
    let blank = Collection {
        id: CollectionId(cx.ids.next()),
        account_id: member,
        name: String::new(),
        description: String::new(),
        language: None,
        sensitive: false,
        discoverable: true,
        tag_id: None,
        created_at: now,
        updated_at: now,
    };
    let mut row = apply(blank, sent)?;
    if collection::count(conn, member).await? >= COLLECTIONS_MAX {
        let message = "You have reached the maximum number of collections";
        return Err(Error::invalid(message));
    }
    conn.transaction(async |conn| {
        row.tag_id = tag_id(conn, cx, &row, sent).await?;
        collection::insert(conn, &row).await?;
        put(conn, cx, &row, accounts).await?;
        Ok::<_, Error>(())
    })
    .await?;
    get(conn, Some(member), row.id).await
}

/// Changes a collection; tells those who are in it.
///
/// # Errors
/// As [`create`]; `NotFound`; `Forbidden` for those of others.
pub async fn update(
    conn: &mut Conn,
    cx: &DomainContext,
    member: AccountId,
    id: CollectionId,
    sent: &SentCollection,
) -> Result<CollectionEntry> {
    let before = own(conn, member, id).await?;
    let mut row = apply(before.clone(), sent)?;
    row.updated_at = cx.clock.now();
    conn.transaction(async |conn| {
        row.tag_id = tag_id(conn, cx, &row, sent).await?;
        collection::update(conn, &row).await?;
        if row.name != before.name || row.description != before.description {
            let items = collection::items(conn, &[id], Some(member)).await?;
            let accepted = items
                .iter()
                .filter(|item| item.state == ItemState::Accepted);
            let people: Vec<AccountId> = accepted.map(|item| item.account_id).collect();
            let told = (NotificationKind::CollectionUpdate, member, id);
            notifications::notify_collection(conn, cx, &people, told).await?;
        }
        Ok::<_, Error>(())
    })
    .await?;
    get(conn, Some(member), id).await
}

fn apply(mut row: Collection, sent: &SentCollection) -> Result<Collection> {
    let mut wrong = Vec::new();
    let mut refuse = |field, message: String| {
        let message = message.into();
        wrong.push(FieldError { field, message });
    };
    if let Some(name) = &sent.name {
        row.name = clean_line(name);
    }
    if row.name.is_empty() {
        refuse("name", "Name can't be blank".to_owned());
    } else if row.name.chars().count() > NAME_MAX {
        let message = format!("Name is too long (maximum is {NAME_MAX} characters)");
        refuse("name", message);
    }
    if let Some(description) = &sent.description {
        row.description = clean(description);
    }
    if row.description.chars().count() > DESCRIPTION_MAX {
        let message = format!("Description is too long (maximum is {DESCRIPTION_MAX} characters)");
        refuse("description", message);
    }
    match sent.language.as_deref() {
        None => {}
        Some("") => row.language = None,
        Some(code) => match normalize_language(code) {
            Some(code) => row.language = Some(code.to_owned()),
            None => refuse("language", "Language is invalid".to_owned()),
        },
    }
    let tag = sent.tag.as_deref().unwrap_or_default();
    if !tag.is_empty() && normalize_tag(bare(tag)).is_none() {
        refuse("tag_name", "Tag name is invalid".to_owned());
    }
    row.sensitive = sent.sensitive.unwrap_or(row.sensitive);
    row.discoverable = sent.discoverable.unwrap_or(row.discoverable);
    if wrong.is_empty() {
        Ok(row)
    } else {
        Err(Error::invalid_fields(wrong))
    }
}

fn bare(tag: &str) -> &str {
    tag.trim().trim_start_matches(['#', '＃'])
}

async fn tag_id(
    conn: &mut Conn,
    cx: &DomainContext,
    row: &Collection,
    sent: &SentCollection,
) -> Result<Option<TagId>> {
    let Some(written) = &sent.tag else {
        return Ok(row.tag_id);
    };
    let Some(name) = normalize_tag(bare(written)) else {
        return Ok(None);
    };
    let new = tag::Tag {
        id: TagId(cx.ids.next()),
        name,
        display_name: bare(written).to_owned(),
        created_at: cx.clock.now(),
    };
    Ok(Some(tag::find_or_insert(conn, &new).await?))
}

/// Removes a collection.
///
/// # Errors
/// `NotFound`; `Forbidden` for those of others.
pub async fn delete(conn: &mut Conn, member: AccountId, id: CollectionId) -> Result<()> {
    own(conn, member, id).await?;
    collection::delete(conn, id).await?;
    Ok(())
}

/// Puts somebody into a collection.
///
/// # Errors
/// `NotFound`; `Forbidden` for collections of others and for accounts that may not
/// be put there; `Invalid` when they are there already or the collection is full.
pub async fn add(
    conn: &mut Conn,
    cx: &DomainContext,
    member: AccountId,
    id: CollectionId,
    account: AccountId,
) -> Result<CollectionItem> {
    let row = own(conn, member, id).await?;
    let items = conn
        .transaction(async |conn| put(conn, cx, &row, &[account]).await)
        .await?;
    items.into_iter().next().ok_or_else(Error::not_found)
}

async fn put(
    conn: &mut Conn,
    cx: &DomainContext,
    row: &Collection,
    accounts: &[AccountId],
) -> Result<Vec<CollectionItem>> {
    let mut wanted = accounts.to_vec();
    wanted.sort_unstable();
    wanted.dedup();
    if wanted.is_empty() {
        return Ok(Vec::new());
    }
    let found = account::find_many(conn, &wanted).await?;
    if found.len() < wanted.len() {
        return Err(Error::field("account_ids", "Account is not known"));
    }
    let mut items = Vec::new();
    for account in &found {
        items.push(item(conn, cx, row, account).await?);
    }
    let there = collection::items(conn, &[row.id], None).await?.len();
    if there + items.len() > ITEMS_MAX {
        let message = format!("Collection items are too many (maximum is {ITEMS_MAX})");
        return Err(Error::field("account_ids", message));
    }
    if collection::add(conn, &items).await? < items.len() {
        let message = "Account has already been taken";
        return Err(Error::field("account_id", message));
    }
    let people: Vec<AccountId> = items.iter().map(|item| item.account_id).collect();
    let told = (NotificationKind::AddedToCollection, row.account_id, row.id);
    notifications::notify_collection(conn, cx, &people, told).await?;
    Ok(items)
}

/// Somebody to be in a collection: at once where they may be found; other servers
/// would have to be asked.
async fn item(
    conn: &mut Conn,
    cx: &DomainContext,
    row: &Collection,
    account: &Account,
) -> Result<CollectionItem> {
    let gone = account.suspended_at.is_some() || account.deleted_at.is_some();
    let own = account.id == row.account_id;
    let apart = !own && block::either_way(conn, account.id, row.account_id).await?;
    if gone || apart || !(own || account.discoverable) {
        return Err(Error::forbidden("This action is not allowed"));
    }
    Ok(CollectionItem {
        id: CollectionItemId(cx.ids.next()),
        collection_id: row.id,
        account_id: account.id,
        state: if account.is_local() {
            ItemState::Accepted
        } else {
            ItemState::Pending
        },
        created_at: cx.clock.now(),
    })
}

/// Takes somebody out of a collection.
///
/// # Errors
/// `NotFound`; `Forbidden` for collections of others.
pub async fn remove(
    conn: &mut Conn,
    member: AccountId,
    id: CollectionId,
    item: CollectionItemId,
) -> Result<()> {
    own(conn, member, id).await?;
    let item = find_item(conn, id, item).await?;
    collection::remove(conn, item.id).await?;
    Ok(())
}

async fn find_item(
    conn: &mut Conn,
    collection: CollectionId,
    id: CollectionItemId,
) -> Result<CollectionItem> {
    let found = collection::find_item(conn, collection, id).await?;
    found.ok_or_else(Error::not_found)
}

/// A member leaves a collection of somebody else, and cannot be put there again.
///
/// # Errors
/// `NotFound`; `Forbidden` when it is somebody else who is in it.
pub async fn revoke(
    conn: &mut Conn,
    member: AccountId,
    id: CollectionId,
    item: CollectionItemId,
) -> Result<()> {
    let item = find_item(conn, id, item).await?;
    if item.account_id != member {
        return Err(Error::forbidden("This action is not allowed"));
    }
    collection::set_state(conn, item.id, ItemState::Revoked).await?;
    Ok(())
}
