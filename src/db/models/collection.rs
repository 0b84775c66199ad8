//! `collections` and `collection_items`: accounts that members recommend together.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::db::Conn;
use crate::db::ids::{AccountId, CollectionId, CollectionItemId, TagId};
use crate::db::models::tag::Tag;
use crate::db::schema::{accounts, blocks, collection_items, collections, tags};
use crate::db::text_enum::text_enum;

text_enum! {
    /// Whether somebody in a collection lets that be.
    ItemState {
        /// They were not asked yet, or did not answer.
        Pending = "pending",
        /// They do.
        Accepted = "accepted",
        /// They do not.
        Rejected = "rejected",
        /// They did, and do not any more.
        Revoked = "revoked",
    }
}

/// A collection.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = collections)]
#[diesel(check_for_backend(diesel::pg::Pg))]
#[expect(missing_docs, reason = "the columns are described in the migration")]
pub struct Collection {
    pub id: CollectionId,
    pub account_id: AccountId,
    pub name: String,
    pub description: String,
    pub language: Option<String>,
    pub sensitive: bool,
    pub discoverable: bool,
    pub tag_id: Option<TagId>,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

/// Somebody in a collection.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = collection_items)]
#[diesel(check_for_backend(diesel::pg::Pg))]
#[expect(missing_docs, reason = "the columns are described in the migration")]
pub struct CollectionItem {
    pub id: CollectionItemId,
    pub collection_id: CollectionId,
    pub account_id: AccountId,
    pub state: ItemState,
    pub created_at: DateTime<Utc>,
}

/// Stores a collection.
pub async fn insert(conn: &mut Conn, row: &Collection) -> QueryResult<()> {
    diesel::insert_into(collections::table)
        .values(row)
        .execute(conn)
        .await?;
    Ok(())
}

/// Writes what may change of a collection.
pub async fn update(conn: &mut Conn, row: &Collection) -> QueryResult<()> {
    diesel::update(collections::table.find(row.id))
        .set((
            collections::name.eq(&row.name),
            collections::description.eq(&row.description),
            collections::language.eq(&row.language),
            collections::sensitive.eq(row.sensitive),
            collections::discoverable.eq(row.discoverable),
            collections::tag_id.eq(row.tag_id),
            collections::updated_at.eq(row.updated_at),
        ))
        .execute(conn)
        .await?;
    Ok(())
}

/// Removes a collection.
pub async fn delete(conn: &mut Conn, id: CollectionId) -> QueryResult<()> {
    diesel::delete(collections::table.find(id))
        .execute(conn)
        .await?;
    Ok(())
}

/// A collection.
pub async fn find(conn: &mut Conn, id: CollectionId) -> QueryResult<Option<Collection>> {
    collections::table
        .find(id)
        .select(Collection::as_select())
        .first(conn)
        .await
        .optional()
}

/// How many collections `account` made.
pub async fn count(conn: &mut Conn, account: AccountId) -> QueryResult<i64> {
    collections::table
        .filter(collections::account_id.eq(account))
        .count()
        .get_result(conn)
        .await
}

/// Collections that `account` made, the oldest first; one more than `limit`.
pub async fn by(
    conn: &mut Conn,
    account: AccountId,
    limit: i64,
    offset: i64,
) -> QueryResult<Vec<Collection>> {
    collections::table
        .filter(collections::account_id.eq(account))
        .order(collections::id)
        .limit(limit + 1)
        .offset(offset)
        .select(Collection::as_select())
        .load(conn)
        .await
}

/// Collections in which `account` is and lets that be, the newest first; one more
/// than `limit`.
pub async fn with(
    conn: &mut Conn,
    account: AccountId,
    limit: i64,
    offset: i64,
) -> QueryResult<Vec<Collection>> {
    collections::table
        .inner_join(collection_items::table.on(collection_items::collection_id.eq(collections::id)))
        .inner_join(accounts::table.on(accounts::id.eq(collections::account_id)))
        .filter(collection_items::account_id.eq(account))
        .filter(collection_items::state.eq(ItemState::Accepted))
        .filter(accounts::deleted_at.is_null())
        .filter(accounts::suspended_at.is_null())
        .order(collection_items::id.desc())
        .limit(limit + 1)
        .offset(offset)
        .select(Collection::as_select())
        .load(conn)
        .await
}

/// Who is in these collections and not gone, in the order they were put there;
/// without people whom `viewer` blocks or who block `viewer`.
pub async fn items(
    conn: &mut Conn,
    ids: &[CollectionId],
    viewer: Option<AccountId>,
) -> QueryResult<Vec<CollectionItem>> {
    let viewer = viewer.unwrap_or(AccountId(0));
    let between = blocks::table.filter(
        blocks::account_id
            .eq(viewer)
            .and(blocks::target_id.eq(collection_items::account_id))
            .or(blocks::target_id
                .eq(viewer)
                .and(blocks::account_id.eq(collection_items::account_id))),
    );
    collection_items::table
        .inner_join(accounts::table.on(accounts::id.eq(collection_items::account_id)))
        .filter(collection_items::collection_id.eq_any(ids))
        .filter(accounts::deleted_at.is_null())
        .filter(accounts::suspended_at.is_null())
        .filter(diesel::dsl::not(diesel::dsl::exists(between)))
        .order(collection_items::id)
        .select(CollectionItem::as_select())
        .load(conn)
        .await
}

/// Somebody in a collection.
pub async fn find_item(
    conn: &mut Conn,
    collection: CollectionId,
    id: CollectionItemId,
) -> QueryResult<Option<CollectionItem>> {
    collection_items::table
        .find(id)
        .filter(collection_items::collection_id.eq(collection))
        .select(CollectionItem::as_select())
        .first(conn)
        .await
        .optional()
}

/// Puts people into a collection; returns how many were not there before.
pub async fn add(conn: &mut Conn, items: &[CollectionItem]) -> QueryResult<usize> {
    diesel::insert_into(collection_items::table)
        .values(items)
        .on_conflict_do_nothing()
        .execute(conn)
        .await
}

/// Takes somebody out of a collection.
pub async fn remove(conn: &mut Conn, id: CollectionItemId) -> QueryResult<()> {
    diesel::delete(collection_items::table.find(id))
        .execute(conn)
        .await?;
    Ok(())
}

/// Notes how somebody in a collection stands to that.
pub async fn set_state(conn: &mut Conn, id: CollectionItemId, state: ItemState) -> QueryResult<()> {
    diesel::update(collection_items::table.find(id))
        .set(collection_items::state.eq(state))
        .execute(conn)
        .await?;
    Ok(())
}

/// The tags with these IDs.
pub async fn tags(conn: &mut Conn, ids: &[TagId]) -> QueryResult<Vec<Tag>> {
    tags::table
        .filter(tags::id.eq_any(ids))
        .select(Tag::as_select())
        .load(conn)
        .await
}
