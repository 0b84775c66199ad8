//! `tag_follows`: hashtags whose posts members read at home.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::db::Conn;
use crate::db::ids::{AccountId, TagFollowId, TagId};
use crate::db::models::tag::Tag;
use crate::db::page::{Page, Slice};
use crate::db::schema::{tag_follows, tags};

/// That a member follows a hashtag.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = tag_follows)]
#[diesel(check_for_backend(diesel::pg::Pg))]
#[expect(missing_docs, reason = "the columns are described in the migration")]
pub struct TagFollow {
    pub id: TagFollowId,
    pub account_id: AccountId,
    pub tag_id: TagId,
    pub created_at: DateTime<Utc>,
}

/// Stores a follow; `false` when it was there already.
pub async fn insert(conn: &mut Conn, follow: &TagFollow) -> QueryResult<bool> {
    let rows = diesel::insert_into(tag_follows::table)
        .values(follow)
        .on_conflict_do_nothing()
        .execute(conn)
        .await?;
    Ok(rows > 0)
}

/// Removes a follow. Nothing to remove is fine.
pub async fn delete(conn: &mut Conn, account: AccountId, tag: TagId) -> QueryResult<()> {
    diesel::delete(
        tag_follows::table
            .filter(tag_follows::account_id.eq(account))
            .filter(tag_follows::tag_id.eq(tag)),
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Which of `among` a member follows.
pub async fn of(conn: &mut Conn, account: AccountId, among: &[TagId]) -> QueryResult<Vec<TagId>> {
    tag_follows::table
        .filter(tag_follows::account_id.eq(account))
        .filter(tag_follows::tag_id.eq_any(among))
        .select(tag_follows::tag_id)
        .load(conn)
        .await
}

/// How many tags a member follows, counted up to `limit`.
pub async fn count(conn: &mut Conn, account: AccountId, limit: i64) -> QueryResult<i64> {
    let ids: Vec<TagFollowId> = tag_follows::table
        .filter(tag_follows::account_id.eq(account))
        .select(tag_follows::id)
        .limit(limit)
        .load(conn)
        .await?;
    Ok(i64::try_from(ids.len()).unwrap_or(limit))
}

/// The tags that a member follows, the last first, each with the key of its place.
pub async fn page(
    conn: &mut Conn,
    account: AccountId,
    page: Page,
) -> QueryResult<Slice<(TagFollowId, Tag)>> {
    let query = tag_follows::table
        .inner_join(tags::table.on(tags::id.eq(tag_follows::tag_id)))
        .filter(tag_follows::account_id.eq(account))
        .filter(tag_follows::id.lt(page.upper()))
        .filter(tag_follows::id.gt(page.lower()))
        .select((tag_follows::id, Tag::as_select()))
        .limit(page.fetch());
    let rows = if page.ascending() {
        query.order(tag_follows::id.asc()).load(conn).await?
    } else {
        query.order(tag_follows::id.desc()).load(conn).await?
    };
    Ok(page.cut(rows))
}
