//! `legal_holds` with `held_rows` and `held_files`: what no deletion takes away.
//! Triggers write down what others delete; here it is read, and let go.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Text};
use diesel_async::RunQueryDsl;

use crate::db::ids::{AccountId, PostId};
use crate::db::page::{Page, Slice};
use crate::db::schema::{held_files, held_rows, legal_holds};
use crate::db::{Conn, prepared};

/// A hold.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = legal_holds)]
#[diesel(check_for_backend(diesel::pg::Pg))]
#[expect(missing_docs, reason = "the columns are described in the migration")]
pub struct LegalHold {
    pub id: i64,
    pub account_id: AccountId,
    pub post_id: Option<PostId>,
    pub handle: String,
    pub reason: String,
    pub created_at: DateTime<Utc>,
    pub lifted_at: Option<DateTime<Utc>>,
    pub lift_reason: String,
}

/// Adds a hold; `false` when there is one of the same.
pub async fn insert(conn: &mut Conn, row: &LegalHold) -> QueryResult<bool> {
    let rows = diesel::insert_into(legal_holds::table)
        .values(row)
        .on_conflict_do_nothing()
        .execute(conn)
        .await?;
    Ok(rows > 0)
}

/// A hold, under lock.
pub async fn lock(conn: &mut Conn, id: i64) -> QueryResult<Option<LegalHold>> {
    legal_holds::table
        .find(id)
        .select(LegalHold::as_select())
        .for_update()
        .first(conn)
        .await
        .optional()
}

/// The holds of an account that go on: its own first, then those of its posts; at
/// most 100.
pub async fn of_account(conn: &mut Conn, account: AccountId) -> QueryResult<Vec<LegalHold>> {
    legal_holds::table
        .filter(legal_holds::account_id.eq(account))
        .filter(legal_holds::lifted_at.is_null())
        .order((legal_holds::post_id.asc().nulls_first(), legal_holds::id))
        .limit(100)
        .select(LegalHold::as_select())
        .load(conn)
        .await
}

/// One page of the holds, those that go on or the others, the newest first.
pub async fn page(conn: &mut Conn, lifted: bool, page: &Page) -> QueryResult<Slice<LegalHold>> {
    let rows = legal_holds::table
        .filter(legal_holds::lifted_at.is_not_null().eq(lifted))
        .filter(legal_holds::id.lt(page.upper()))
        .order(legal_holds::id.desc())
        .limit(page.fetch())
        .select(LegalHold::as_select())
        .load(conn)
        .await?;
    Ok(page.cut(rows))
}

/// Ends a hold.
pub async fn lift(conn: &mut Conn, id: i64, reason: &str, now: DateTime<Utc>) -> QueryResult<()> {
    diesel::update(legal_holds::table.find(id))
        .set((
            legal_holds::lifted_at.eq(now),
            legal_holds::lift_reason.eq(reason),
        ))
        .execute(conn)
        .await?;
    Ok(())
}

/// Forgets the rows that a hold kept.
pub async fn forget_rows(conn: &mut Conn, id: i64) -> QueryResult<()> {
    diesel::delete(held_rows::table.filter(held_rows::hold_id.eq(id)))
        .execute(conn)
        .await?;
    Ok(())
}

/// Lets the hold `to` keep what `from` kept: everything, or what belongs to a post.
pub async fn hand_over(
    conn: &mut Conn,
    from: i64,
    to: i64,
    post: Option<PostId>,
) -> QueryResult<()> {
    let post = post.map(|post| post.to_string());
    prepared::query(
        "UPDATE held_rows SET hold_id = $2 WHERE hold_id = $1 AND ($3::text IS NULL
             OR (source = 'posts' AND data->>'id' = $3) OR data->>'post_id' = $3)",
    )
    .bind::<BigInt, _>(from)
    .bind::<BigInt, _>(to)
    .bind::<Nullable<Text>, _>(post.as_deref())
    .execute(conn)
    .await?;
    prepared::query(
        "UPDATE held_files SET hold_id = $2 WHERE hold_id = $1 AND ($3::text IS NULL
             OR key IN (SELECT unnest(ARRAY[data->>'storage_key', data->>'preview_key',
                                            data->>'source_key'])
                        FROM held_rows WHERE hold_id = $2 AND source = 'media_attachments'))",
    )
    .bind::<BigInt, _>(from)
    .bind::<BigInt, _>(to)
    .bind::<Nullable<Text>, _>(post.as_deref())
    .execute(conn)
    .await?;
    Ok(())
}

/// Forgets the files that a hold kept; returns their keys.
pub async fn take_files(conn: &mut Conn, id: i64) -> QueryResult<Vec<String>> {
    diesel::delete(held_files::table.filter(held_files::hold_id.eq(id)))
        .returning(held_files::key)
        .get_results(conn)
        .await
}

/// Those of these keys whose files a hold keeps.
pub async fn held(conn: &mut Conn, keys: &[String]) -> QueryResult<Vec<String>> {
    held_files::table
        .filter(held_files::key.eq_any(keys))
        .select(held_files::key)
        .load(conn)
        .await
}

/// What the holds of an account kept, after the row `after`: its number, the table
/// that it was in, and the row; at most `limit`.
pub async fn rows(
    conn: &mut Conn,
    account: AccountId,
    after: i64,
    limit: i64,
) -> QueryResult<Vec<(i64, String, serde_json::Value)>> {
    let holds = legal_holds::table
        .filter(legal_holds::account_id.eq(account))
        .filter(legal_holds::lifted_at.is_null())
        .select(legal_holds::id);
    held_rows::table
        .filter(held_rows::hold_id.eq_any(holds))
        .filter(held_rows::id.gt(after))
        .order(held_rows::id)
        .limit(limit)
        .select((held_rows::id, held_rows::source, held_rows::data))
        .load(conn)
        .await
}

/// The files that the holds of an account kept; at most `limit`.
pub async fn files(conn: &mut Conn, account: AccountId, limit: i64) -> QueryResult<Vec<String>> {
    let holds = legal_holds::table
        .filter(legal_holds::account_id.eq(account))
        .filter(legal_holds::lifted_at.is_null())
        .select(legal_holds::id);
    held_files::table
        .filter(held_files::hold_id.eq_any(holds))
        .order(held_files::key)
        .limit(limit)
        .select(held_files::key)
        .load(conn)
        .await
}
