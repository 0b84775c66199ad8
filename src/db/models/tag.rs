//! `tags` and `post_tags`: hashtags and the posts that carry them.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::db::Conn;
use crate::db::ids::{PostId, TagId};
use crate::db::schema::{post_tags, tags};

/// A hashtag.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, QueryableByName, Selectable, Insertable)]
#[diesel(table_name = tags)]
#[diesel(check_for_backend(diesel::pg::Pg))]
#[expect(missing_docs, reason = "the columns are described in the migration")]
pub struct Tag {
    pub id: TagId,
    pub name: String,
    pub display_name: String,
    pub created_at: DateTime<Utc>,
}

/// The tag with this normalised name.
pub async fn find(conn: &mut Conn, name: &str) -> QueryResult<Option<Tag>> {
    tags::table
        .filter(tags::name.eq(name))
        .select(Tag::as_select())
        .first(conn)
        .await
        .optional()
}

/// The tags with these normalised names, in no order.
pub async fn find_many(conn: &mut Conn, names: &[String]) -> QueryResult<Vec<Tag>> {
    tags::table
        .filter(tags::name.eq_any(names))
        .select(Tag::as_select())
        .load(conn)
        .await
}

/// The tags with these IDs, in no order.
pub async fn by_ids(conn: &mut Conn, ids: &[TagId]) -> QueryResult<Vec<Tag>> {
    tags::table
        .filter(tags::id.eq_any(ids))
        .select(Tag::as_select())
        .load(conn)
        .await
}

/// Stores a tag, or finds the one with its name.
pub async fn ensure(conn: &mut Conn, wanted: &Tag) -> QueryResult<Tag> {
    if let Some(known) = find(conn, &wanted.name).await? {
        return Ok(known);
    }
    diesel::insert_into(tags::table)
        .values(wanted)
        .on_conflict_do_nothing()
        .execute(conn)
        .await?;
    Ok(find(conn, &wanted.name)
        .await?
        .unwrap_or_else(|| wanted.clone()))
}

/// Makes `wanted` (sorted by name, each name once) the tags of a post; stores
/// those that are new. Sorted, so that two transactions over the same new tags
/// queue up and do not wait for each other in a ring.
pub async fn replace(conn: &mut Conn, post: PostId, wanted: &[Tag]) -> QueryResult<()> {
    diesel::delete(post_tags::table.filter(post_tags::post_id.eq(post)))
        .execute(conn)
        .await?;
    if wanted.is_empty() {
        return Ok(());
    }
    diesel::insert_into(tags::table)
        .values(wanted)
        .on_conflict_do_nothing()
        .execute(conn)
        .await?;
    let names: Vec<&str> = wanted.iter().map(|tag| tag.name.as_str()).collect();
    let ids: Vec<TagId> = tags::table
        .filter(tags::name.eq_any(names))
        .select(tags::id)
        .load(conn)
        .await?;
    let rows: Vec<_> = ids
        .into_iter()
        .map(|tag| (post_tags::tag_id.eq(tag), post_tags::post_id.eq(post)))
        .collect();
    diesel::insert_into(post_tags::table)
        .values(rows)
        .execute(conn)
        .await?;
    Ok(())
}

/// The ID of the tag with this name, which is stored if it is new.
pub async fn find_or_insert(conn: &mut Conn, wanted: &Tag) -> QueryResult<TagId> {
    diesel::insert_into(tags::table)
        .values(wanted)
        .on_conflict_do_nothing()
        .execute(conn)
        .await?;
    tags::table
        .filter(tags::name.eq(&wanted.name))
        .select(tags::id)
        .first(conn)
        .await
}
