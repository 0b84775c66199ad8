//! `lists` and `list_accounts`: accounts that a member reads together.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt};
use diesel_async::RunQueryDsl;

use crate::db::Conn;
use crate::db::ids::{AccountId, ListId};
use crate::db::prepared;
use crate::db::schema::{list_accounts, lists};
use crate::db::text_enum::text_enum;

text_enum! {
    /// Which replies a list shows beside those to its owner and to oneself.
    RepliesPolicy {
        /// To everybody whom the owner follows.
        Followed = "followed",
        /// To people of the list.
        List = "list",
        /// To nobody.
        None = "none",
    }
}

/// A list.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = lists)]
#[diesel(check_for_backend(diesel::pg::Pg))]
#[expect(missing_docs, reason = "the columns are described in the migration")]
pub struct List {
    pub id: ListId,
    pub account_id: AccountId,
    pub title: String,
    pub replies_policy: RepliesPolicy,
    pub exclusive: bool,
    pub created_at: DateTime<Utc>,
}

/// Stores a list.
pub async fn insert(conn: &mut Conn, list: &List) -> QueryResult<()> {
    diesel::insert_into(lists::table)
        .values(list)
        .execute(conn)
        .await?;
    Ok(())
}

/// The lists of `owner` in the order they were made, at most `limit`.
pub async fn of_account(conn: &mut Conn, owner: AccountId, limit: i64) -> QueryResult<Vec<List>> {
    lists::table
        .filter(lists::account_id.eq(owner))
        .order(lists::id)
        .limit(limit)
        .select(List::as_select())
        .load(conn)
        .await
}

/// A list of `owner`.
pub async fn find(conn: &mut Conn, owner: AccountId, id: ListId) -> QueryResult<Option<List>> {
    lists::table
        .find(id)
        .filter(lists::account_id.eq(owner))
        .select(List::as_select())
        .first(conn)
        .await
        .optional()
}

/// Writes what may change of a list.
pub async fn update(conn: &mut Conn, list: &List) -> QueryResult<()> {
    diesel::update(lists::table.find(list.id))
        .set((
            lists::title.eq(&list.title),
            lists::replies_policy.eq(list.replies_policy),
            lists::exclusive.eq(list.exclusive),
        ))
        .execute(conn)
        .await?;
    Ok(())
}

/// Removes a list of `owner`; `false` when there was none.
pub async fn delete(conn: &mut Conn, owner: AccountId, id: ListId) -> QueryResult<bool> {
    let own = lists::table.find(id).filter(lists::account_id.eq(owner));
    Ok(diesel::delete(own).execute(conn).await? > 0)
}

/// Puts accounts on a list, each with a new ID: those whom `owner` follows or
/// asked to follow, and `owner`. Returns how many were put there; those who
/// stood there already are not counted.
pub async fn add(
    conn: &mut Conn,
    owner: AccountId,
    list: ListId,
    accounts: &[(i64, AccountId)],
) -> QueryResult<usize> {
    let (ids, accounts): (Vec<i64>, Vec<AccountId>) = accounts.iter().copied().unzip();
    prepared::query(
        "INSERT INTO list_accounts (id, list_id, account_id, follow_id) \
         SELECT w.id, $2, w.account_id, f.id FROM unnest($3, $4) AS w (id, account_id) \
         LEFT JOIN follows f ON f.account_id = $1 AND f.target_id = w.account_id \
         WHERE f.id IS NOT NULL OR w.account_id = $1 \
         ON CONFLICT (list_id, account_id) DO NOTHING",
    )
    .bind::<BigInt, _>(owner)
    .bind::<BigInt, _>(list)
    .bind::<Array<BigInt>, _>(ids)
    .bind::<Array<BigInt>, _>(accounts)
    .execute(conn)
    .await
}

/// Takes accounts off a list; returns how many stood there.
pub async fn remove(conn: &mut Conn, list: ListId, accounts: &[AccountId]) -> QueryResult<usize> {
    diesel::delete(
        list_accounts::table
            .filter(list_accounts::list_id.eq(list))
            .filter(list_accounts::account_id.eq_any(accounts)),
    )
    .execute(conn)
    .await
}

/// Which of these accounts stand on a list.
pub async fn among(
    conn: &mut Conn,
    list: ListId,
    accounts: &[AccountId],
) -> QueryResult<Vec<AccountId>> {
    list_accounts::table
        .filter(list_accounts::list_id.eq(list))
        .filter(list_accounts::account_id.eq_any(accounts))
        .select(list_accounts::account_id)
        .load(conn)
        .await
}

/// How many accounts stand on a list.
pub async fn size(conn: &mut Conn, list: ListId) -> QueryResult<i64> {
    list_accounts::table
        .filter(list_accounts::list_id.eq(list))
        .count()
        .get_result(conn)
        .await
}

/// The lists of `owner` on which `account` stands.
pub async fn containing(
    conn: &mut Conn,
    owner: AccountId,
    account: AccountId,
) -> QueryResult<Vec<List>> {
    lists::table
        .inner_join(list_accounts::table.on(list_accounts::list_id.eq(lists::id)))
        .filter(lists::account_id.eq(owner))
        .filter(list_accounts::account_id.eq(account))
        .order(lists::id)
        .select(List::as_select())
        .load(conn)
        .await
}
