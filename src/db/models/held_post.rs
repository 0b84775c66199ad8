//! `held_posts`: posts that wait until a moderator has read them.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt};
use diesel_async::RunQueryDsl;

use crate::db::Conn;
use crate::db::ids::{AccountId, ApplicationId, MediaId};
use crate::db::page::{Page, Slice};
use crate::db::prepared;
use crate::db::schema::{held_posts, media_attachments};

/// A post that waits.
#[derive(Debug, Clone, PartialEq, Queryable, Selectable, Insertable)]
#[diesel(table_name = held_posts)]
#[diesel(check_for_backend(diesel::pg::Pg))]
#[expect(missing_docs, reason = "the columns are described in the migration")]
pub struct HeldPost {
    pub id: i64,
    pub account_id: AccountId,
    pub local: bool,
    pub uri: Option<String>,
    pub submission_key: Option<String>,
    pub payload: serde_json::Value,
    pub rule_id: Option<i64>,
    pub rule_name: String,
    pub rule_version: i32,
    pub application_id: Option<ApplicationId>,
    pub created_at: DateTime<Utc>,
}

/// Lets a post of another server wait; one that waits already gets its new words.
pub async fn put_remote(conn: &mut Conn, row: &HeldPost) -> QueryResult<()> {
    if let Some(uri) = &row.uri {
        withdraw(conn, row.account_id, uri).await?;
    }
    diesel::insert_into(held_posts::table)
        .values(row)
        .on_conflict_do_nothing()
        .execute(conn)
        .await?;
    Ok(())
}

/// Lets a member's post wait with its uploads; `false` when the same form waits
/// already.
pub async fn put_local(conn: &mut Conn, row: &HeldPost, media: &[MediaId]) -> QueryResult<bool> {
    let rows = diesel::insert_into(held_posts::table)
        .values(row)
        .on_conflict((held_posts::account_id, held_posts::submission_key))
        .do_nothing()
        .execute(conn)
        .await?;
    if rows > 0 && !media.is_empty() {
        diesel::update(
            media_attachments::table
                .filter(media_attachments::id.eq_any(media))
                .filter(media_attachments::account_id.eq(row.account_id))
                .filter(media_attachments::post_id.is_null()),
        )
        .set(media_attachments::held_post_id.eq(row.id))
        .execute(conn)
        .await?;
    }
    Ok(rows > 0)
}

/// Whether a form of `account` waits.
pub async fn is_held(conn: &mut Conn, account: AccountId, key: &str) -> QueryResult<bool> {
    let row = held_posts::table
        .filter(held_posts::account_id.eq(account))
        .filter(held_posts::submission_key.eq(key));
    diesel::select(diesel::dsl::exists(row))
        .get_result(conn)
        .await
}

/// How many posts of each of these accounts wait; those without any are missing.
pub async fn counts(conn: &mut Conn, accounts: &[AccountId]) -> QueryResult<Vec<(AccountId, i64)>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = BigInt)]
        id: AccountId,
        #[diesel(sql_type = BigInt)]
        n: i64,
    }
    let rows: Vec<Row> = prepared::query(
        "SELECT account_id AS id, count(*) AS n FROM held_posts \
         WHERE account_id = ANY($1) GROUP BY account_id",
    )
    .bind::<Array<BigInt>, _>(accounts)
    .load(conn)
    .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.n)).collect())
}

/// How many posts wait, counted to `limit`.
pub async fn waiting(conn: &mut Conn, limit: i64) -> QueryResult<i64> {
    let some = held_posts::table
        .select(held_posts::id)
        .limit(limit)
        .load::<i64>(conn)
        .await?;
    Ok(i64::try_from(some.len()).unwrap_or(limit))
}

/// One page of what waits, the newest first; of one account where that is named.
pub async fn page(
    conn: &mut Conn,
    of: Option<AccountId>,
    page: &Page,
) -> QueryResult<Slice<HeldPost>> {
    let mut query = held_posts::table
        .filter(held_posts::id.lt(page.upper()))
        .filter(held_posts::id.gt(page.lower()))
        .select(HeldPost::as_select())
        .limit(page.fetch())
        .into_boxed();
    if let Some(account) = of {
        query = query.filter(held_posts::account_id.eq(account));
    }
    let rows = if page.ascending() {
        query.order(held_posts::id.asc()).load(conn).await?
    } else {
        query.order(held_posts::id.desc()).load(conn).await?
    };
    Ok(page.cut(rows))
}

/// The post with this ID, locked until the transaction ends.
pub async fn lock(conn: &mut Conn, id: i64) -> QueryResult<Option<HeldPost>> {
    held_posts::table
        .find(id)
        .select(HeldPost::as_select())
        .for_update()
        .first(conn)
        .await
        .optional()
}

/// Removes a post that waits; its uploads wait for nothing any more.
pub async fn delete(conn: &mut Conn, id: i64) -> QueryResult<()> {
    diesel::delete(held_posts::table.find(id))
        .execute(conn)
        .await?;
    Ok(())
}

/// Removes what waits under this object ID, for its author.
pub async fn withdraw(conn: &mut Conn, author: AccountId, uri: &str) -> QueryResult<()> {
    diesel::delete(
        held_posts::table
            .filter(held_posts::uri.eq(uri))
            .filter(held_posts::account_id.eq(author)),
    )
    .execute(conn)
    .await?;
    Ok(())
}
