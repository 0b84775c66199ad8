//! `filters`, `filter_keywords` and `filter_posts`: what members do not want to read.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Jsonb, Nullable, Timestamptz};
use diesel_async::RunQueryDsl;
use serde::Deserialize;

use crate::db::Conn;
use crate::db::ids::{AccountId, FilterId, FilterKeywordId, FilterPostId, PostId};
use crate::db::prepared;
use crate::db::schema::{filter_keywords, filter_posts, filters};
use crate::db::text_enum::text_enum;

text_enum! {
    /// Where a filter holds.
    FilterContext {
        /// Home and lists.
        Home = "home",
        /// Notifications.
        Notifications = "notifications",
        /// Public timelines.
        Public = "public",
        /// Threads.
        Thread = "thread",
        /// Profiles.
        Account = "account",
    }
}

text_enum! {
    /// What a filter does to what it matches.
    FilterAction {
        /// A warning stands before it.
        Warn = "warn",
        /// It is not shown.
        Hide = "hide",
        /// Its media are blurred.
        Blur = "blur",
    }
}

/// A filter, without what it looks for.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable, QueryableByName)]
#[diesel(table_name = filters)]
#[diesel(check_for_backend(diesel::pg::Pg))]
#[expect(missing_docs, reason = "the columns are described in the migration")]
pub struct Filter {
    pub id: FilterId,
    pub account_id: AccountId,
    pub title: String,
    /// Words of [`FilterContext`].
    pub contexts: Vec<String>,
    pub action: FilterAction,
    pub expires_at: Option<DateTime<Utc>>,
    pub created_at: DateTime<Utc>,
}

/// Words that a filter looks for.
#[derive(
    Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable, Identifiable, Deserialize,
)]
#[diesel(table_name = filter_keywords)]
#[diesel(check_for_backend(diesel::pg::Pg))]
#[expect(missing_docs, reason = "the columns are described in the migration")]
pub struct FilterKeyword {
    pub id: FilterKeywordId,
    pub filter_id: FilterId,
    pub keyword: String,
    pub whole_word: bool,
}

/// A post that a filter catches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Queryable, Selectable, Insertable, Deserialize)]
#[diesel(table_name = filter_posts)]
#[diesel(check_for_backend(diesel::pg::Pg))]
#[expect(missing_docs, reason = "the columns are described in the migration")]
pub struct FilterPost {
    pub id: FilterPostId,
    pub filter_id: FilterId,
    pub post_id: PostId,
}

/// A filter with everything it looks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WholeFilter {
    /// The filter.
    pub filter: Filter,
    /// Its words, the oldest first.
    pub keywords: Vec<FilterKeyword>,
    /// Its posts, the oldest first.
    pub posts: Vec<FilterPost>,
}

/// What a filter found in a post.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilterResult {
    /// The filter, without what it looks for.
    pub filter: Filter,
    /// Its words that occur in the post.
    pub keywords: Vec<String>,
    /// Its posts: the post, or the boost by which it came.
    pub posts: Vec<PostId>,
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(embed)]
    filter: Filter,
    #[diesel(sql_type = Jsonb)]
    keywords: serde_json::Value,
    #[diesel(sql_type = Jsonb)]
    posts: serde_json::Value,
}

/// Filters of `owner` with everything in them, the oldest first, in one
/// statement: one of them, or all; all that hold at `now`, or the others too.
pub async fn load(
    conn: &mut Conn,
    owner: AccountId,
    id: Option<FilterId>,
    now: Option<DateTime<Utc>>,
) -> QueryResult<Vec<WholeFilter>> {
    of(conn, &[owner], id, now).await
}

/// The filters of all these members that hold at `now`, the oldest first, in one
/// statement.
pub async fn of_many(
    conn: &mut Conn,
    owners: &[AccountId],
    now: DateTime<Utc>,
) -> QueryResult<Vec<WholeFilter>> {
    of(conn, owners, None, Some(now)).await
}

async fn of(
    conn: &mut Conn,
    owners: &[AccountId],
    id: Option<FilterId>,
    now: Option<DateTime<Utc>>,
) -> QueryResult<Vec<WholeFilter>> {
    let rows: Vec<Row> = prepared::query(
        "SELECT f.id, f.account_id, f.title, f.contexts, f.action, f.expires_at, f.created_at, \
         coalesce((SELECT jsonb_agg(to_jsonb(k) ORDER BY k.id) FROM filter_keywords k \
             WHERE k.filter_id = f.id), '[]') AS keywords, \
         coalesce((SELECT jsonb_agg(to_jsonb(s) ORDER BY s.id) FROM filter_posts s \
             WHERE s.filter_id = f.id), '[]') AS posts \
         FROM filters f WHERE f.account_id = ANY($1) AND ($2 IS NULL OR f.id = $2) \
         AND ($3 IS NULL OR f.expires_at IS NULL OR f.expires_at > $3) ORDER BY f.id",
    )
    .bind::<Array<BigInt>, _>(owners)
    .bind::<Nullable<BigInt>, _>(id)
    .bind::<Nullable<Timestamptz>, _>(now)
    .load(conn)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(WholeFilter {
                filter: row.filter,
                keywords: parts(row.keywords)?,
                posts: parts(row.posts)?,
            })
        })
        .collect()
}

fn parts<T: serde::de::DeserializeOwned>(json: serde_json::Value) -> QueryResult<Vec<T>> {
    serde_json::from_value(json)
        .map_err(|error| diesel::result::Error::DeserializationError(Box::new(error)))
}

/// Stores a filter.
pub async fn insert(conn: &mut Conn, filter: &Filter) -> QueryResult<()> {
    diesel::insert_into(filters::table)
        .values(filter)
        .execute(conn)
        .await?;
    Ok(())
}

/// How many filters `owner` has.
pub async fn count(conn: &mut Conn, owner: AccountId) -> QueryResult<i64> {
    filters::table
        .filter(filters::account_id.eq(owner))
        .count()
        .get_result(conn)
        .await
}

/// Writes what may change of a filter.
pub async fn update(conn: &mut Conn, filter: &Filter) -> QueryResult<()> {
    diesel::update(filters::table.find(filter.id))
        .set((
            filters::title.eq(&filter.title),
            filters::contexts.eq(&filter.contexts),
            filters::action.eq(filter.action),
            filters::expires_at.eq(filter.expires_at),
        ))
        .execute(conn)
        .await?;
    Ok(())
}

/// Removes a filter of `owner`; `false` when there was none.
pub async fn delete(conn: &mut Conn, owner: AccountId, id: FilterId) -> QueryResult<bool> {
    let own = filters::table
        .find(id)
        .filter(filters::account_id.eq(owner));
    Ok(diesel::delete(own).execute(conn).await? > 0)
}

/// Stores words, or gives the ones that are there (by ID) new terms.
pub async fn put_keywords(conn: &mut Conn, keywords: &[FilterKeyword]) -> QueryResult<()> {
    use diesel::upsert::excluded;
    diesel::insert_into(filter_keywords::table)
        .values(keywords)
        .on_conflict(filter_keywords::id)
        .do_update()
        .set((
            filter_keywords::keyword.eq(excluded(filter_keywords::keyword)),
            filter_keywords::whole_word.eq(excluded(filter_keywords::whole_word)),
        ))
        .execute(conn)
        .await?;
    Ok(())
}

/// Removes words of a filter.
pub async fn delete_keywords(
    conn: &mut Conn,
    filter: FilterId,
    ids: &[FilterKeywordId],
) -> QueryResult<()> {
    diesel::delete(
        filter_keywords::table
            .filter(filter_keywords::filter_id.eq(filter))
            .filter(filter_keywords::id.eq_any(ids)),
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// A word in a filter of `owner`.
pub async fn find_keyword(
    conn: &mut Conn,
    owner: AccountId,
    id: FilterKeywordId,
) -> QueryResult<Option<FilterKeyword>> {
    filter_keywords::table
        .inner_join(filters::table.on(filters::id.eq(filter_keywords::filter_id)))
        .filter(filter_keywords::id.eq(id))
        .filter(filters::account_id.eq(owner))
        .select(FilterKeyword::as_select())
        .first(conn)
        .await
        .optional()
}

/// Puts a post into a filter; `false` when it was there.
pub async fn insert_post(conn: &mut Conn, post: &FilterPost) -> QueryResult<bool> {
    let rows = diesel::insert_into(filter_posts::table)
        .values(post)
        .on_conflict_do_nothing()
        .execute(conn)
        .await?;
    Ok(rows > 0)
}

/// A post in a filter of `owner`.
pub async fn find_post(
    conn: &mut Conn,
    owner: AccountId,
    id: FilterPostId,
) -> QueryResult<Option<FilterPost>> {
    filter_posts::table
        .inner_join(filters::table.on(filters::id.eq(filter_posts::filter_id)))
        .filter(filter_posts::id.eq(id))
        .filter(filters::account_id.eq(owner))
        .select(FilterPost::as_select())
        .first(conn)
        .await
        .optional()
}

/// Takes a post out of its filter.
pub async fn delete_post(conn: &mut Conn, id: FilterPostId) -> QueryResult<()> {
    diesel::delete(filter_posts::table.find(id))
        .execute(conn)
        .await?;
    Ok(())
}

/// Whether any filter of `owner` holds at `now`.
pub async fn any(conn: &mut Conn, owner: AccountId, now: DateTime<Utc>) -> QueryResult<bool> {
    #[derive(QueryableByName)]
    struct Any {
        #[diesel(sql_type = Bool)]
        any: bool,
    }
    let row: Any = prepared::query(
        "SELECT EXISTS (SELECT 1 FROM filters WHERE account_id = $1 \
         AND (expires_at IS NULL OR expires_at > $2)) AS any",
    )
    .bind::<BigInt, _>(owner)
    .bind::<Timestamptz, _>(now)
    .get_result(conn)
    .await?;
    Ok(row.any)
}
