//! `account_warnings`: what moderators decided about accounts, and what they told
//! their owners. Each is a strike, which counts until it is undone.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::db::Conn;
use crate::db::ids::{AccountId, PostId, ReportId, WarningId};
use crate::db::page::{Page, Slice};
use crate::db::schema::account_warnings;
use crate::db::text_enum::text_enum;

text_enum! {
    /// What was done, by the names of the API.
    WarningAction {
        /// Nothing but what is said.
        None = "none",
        /// The owner cannot sign in.
        Disable = "disable",
        /// The posts that it is about are covered.
        CoverPosts = "mark_statuses_as_sensitive",
        /// The posts that it is about are deleted.
        DeletePosts = "delete_statuses",
        /// The pictures are always covered.
        Sensitive = "sensitive",
        /// Only followers see the account.
        Silence = "silence",
        /// Nobody sees the account.
        Suspend = "suspend",
    }
}

/// What moderators decided about an account.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = account_warnings)]
#[diesel(check_for_backend(diesel::pg::Pg))]
#[expect(missing_docs, reason = "the columns are described in the migration")]
pub struct AccountWarning {
    pub id: WarningId,
    pub account_id: AccountId,
    pub action: WarningAction,
    pub text: String,
    pub post_ids: Vec<PostId>,
    pub created_at: DateTime<Utc>,
    pub decided_by_id: Option<AccountId>,
    pub report_id: Option<ReportId>,
    pub told: bool,
    pub undone_at: Option<DateTime<Utc>>,
}

/// Most decisions that are read with the complaints of one page.
const MOST: i64 = 1000;

/// Stores one.
pub async fn insert(conn: &mut Conn, row: &AccountWarning) -> QueryResult<()> {
    diesel::insert_into(account_warnings::table)
        .values(row)
        .execute(conn)
        .await?;
    Ok(())
}

/// Those with these IDs.
pub async fn find_many(conn: &mut Conn, ids: &[WarningId]) -> QueryResult<Vec<AccountWarning>> {
    account_warnings::table
        .filter(account_warnings::id.eq_any(ids))
        .select(AccountWarning::as_select())
        .load(conn)
        .await
}

/// That with this ID.
pub async fn find(conn: &mut Conn, id: WarningId) -> QueryResult<Option<AccountWarning>> {
    account_warnings::table
        .find(id)
        .select(AccountWarning::as_select())
        .first(conn)
        .await
        .optional()
}

/// As [`find`], and nobody else changes the row until the transaction ends.
pub async fn lock(conn: &mut Conn, id: WarningId) -> QueryResult<Option<AccountWarning>> {
    account_warnings::table
        .find(id)
        .select(AccountWarning::as_select())
        .for_no_key_update()
        .first(conn)
        .await
        .optional()
}

/// Whose decisions are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Known {
    /// All, for moderators.
    All,
    /// Those that the owner was told of.
    ToOwner,
}

/// One page of the decisions about an account, the newest first.
pub async fn of_account(
    conn: &mut Conn,
    account: AccountId,
    known: Known,
    page: &Page,
) -> QueryResult<Slice<AccountWarning>> {
    let mut query = account_warnings::table
        .filter(account_warnings::account_id.eq(account))
        .filter(account_warnings::id.lt(page.upper()))
        .filter(account_warnings::id.gt(page.lower()))
        .select(AccountWarning::as_select())
        .limit(page.fetch())
        .into_boxed();
    if known == Known::ToOwner {
        query = query.filter(account_warnings::told);
    }
    let rows = if page.ascending() {
        query.order(account_warnings::id.asc()).load(conn).await?
    } else {
        query.order(account_warnings::id.desc()).load(conn).await?
    };
    Ok(page.cut(rows))
}

/// The decisions that settled these complaints, the oldest first.
pub async fn of_reports(conn: &mut Conn, ids: &[ReportId]) -> QueryResult<Vec<AccountWarning>> {
    account_warnings::table
        .filter(account_warnings::report_id.eq_any(ids))
        .select(AccountWarning::as_select())
        .order(account_warnings::id.asc())
        .limit(MOST)
        .load(conn)
        .await
}

/// Notes that a decision does not hold any more; `false` when it did not.
pub async fn undo(conn: &mut Conn, id: WarningId, now: DateTime<Utc>) -> QueryResult<bool> {
    let row = account_warnings::table
        .find(id)
        .filter(account_warnings::undone_at.is_null());
    let rows = diesel::update(row)
        .set(account_warnings::undone_at.eq(now))
        .execute(conn)
        .await?;
    Ok(rows > 0)
}

/// Whether another decision of this kind, or one of them, still holds.
pub async fn others_hold(
    conn: &mut Conn,
    account: AccountId,
    action: WarningAction,
    but: WarningId,
) -> QueryResult<bool> {
    let others = account_warnings::table
        .filter(account_warnings::account_id.eq(account))
        .filter(account_warnings::action.eq(action))
        .filter(account_warnings::id.ne(but))
        .filter(account_warnings::undone_at.is_null());
    diesel::select(diesel::dsl::exists(others))
        .get_result(conn)
        .await
}
