//! `tag_rules`: what moderators decided about tags, apart from whether they trend.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::db::Conn;
use crate::db::ids::TagId;
use crate::db::schema::{tag_rules, tags};

/// What a tag may do. A tag without a row may do everything.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = tag_rules)]
#[diesel(check_for_backend(diesel::pg::Pg))]
#[expect(missing_docs, reason = "the columns are described in the migration")]
pub struct TagRule {
    pub tag_id: TagId,
    pub listable: bool,
    pub usable: bool,
    pub updated_at: DateTime<Utc>,
}

/// Writes what a tag may do.
pub async fn put(conn: &mut Conn, rule: &TagRule) -> QueryResult<()> {
    diesel::insert_into(tag_rules::table)
        .values(rule)
        .on_conflict(tag_rules::tag_id)
        .do_update()
        .set(rule)
        .execute(conn)
        .await?;
    Ok(())
}

/// What moderators decided about these tags.
pub async fn of(conn: &mut Conn, ids: &[TagId]) -> QueryResult<Vec<TagRule>> {
    tag_rules::table
        .filter(tag_rules::tag_id.eq_any(ids))
        .select(TagRule::as_select())
        .load(conn)
        .await
}

/// Those of these normalised names that members may not write with.
pub async fn unusable(conn: &mut Conn, names: &[&str]) -> QueryResult<Vec<String>> {
    tag_rules::table
        .inner_join(tags::table.on(tags::id.eq(tag_rules::tag_id)))
        .filter(tag_rules::usable.eq(false))
        .filter(tags::name.eq_any(names))
        .order(tags::name)
        .select(tags::name)
        .load(conn)
        .await
}
