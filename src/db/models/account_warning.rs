//! `account_warnings`: what moderators did to accounts of this server, and what
//! they told their owners.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::db::Conn;
use crate::db::ids::{AccountId, PostId, WarningId};
use crate::db::schema::account_warnings;
use crate::db::text_enum::text_enum;

text_enum! {
    /// What was done, by the names of the API.
    WarningAction {
        /// Nothing but what is said.
        None = "none",
        /// The owner cannot sign in.
        Disable = "disable",
        /// The pictures are always covered.
        Sensitive = "sensitive",
        /// Only followers see the account.
        Silence = "silence",
        /// Nobody sees the account.
        Suspend = "suspend",
    }
}

/// What an account's owner is told of what moderators did.
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
}

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
