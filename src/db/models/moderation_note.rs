//! `moderation_notes`: what moderators note about accounts, for each other.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::db::Conn;
use crate::db::ids::{AccountId, UserId};
use crate::db::schema::{accounts, moderation_notes, users};

/// A note.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = moderation_notes)]
#[diesel(check_for_backend(diesel::pg::Pg))]
#[expect(missing_docs, reason = "the columns are described in the migration")]
pub struct ModerationNote {
    pub id: i64,
    pub account_id: AccountId,
    pub author_user_id: Option<UserId>,
    pub text: String,
    pub created_at: DateTime<Utc>,
}

/// Adds a note.
pub async fn insert(conn: &mut Conn, note: &ModerationNote) -> QueryResult<()> {
    diesel::insert_into(moderation_notes::table)
        .values(note)
        .execute(conn)
        .await?;
    Ok(())
}

/// Removes a note about an account and returns it.
pub async fn remove(
    conn: &mut Conn,
    account: AccountId,
    id: i64,
) -> QueryResult<Option<ModerationNote>> {
    let note = moderation_notes::table
        .find(id)
        .filter(moderation_notes::account_id.eq(account));
    diesel::delete(note)
        .returning(ModerationNote::as_returning())
        .get_result(conn)
        .await
        .optional()
}

/// How many notes there are about an account.
pub async fn count(conn: &mut Conn, account: AccountId) -> QueryResult<i64> {
    moderation_notes::table
        .filter(moderation_notes::account_id.eq(account))
        .count()
        .get_result(conn)
        .await
}

/// The newest notes about an account, with the usernames of who wrote them.
pub async fn about(
    conn: &mut Conn,
    account: AccountId,
    most: i64,
) -> QueryResult<Vec<(ModerationNote, Option<String>)>> {
    moderation_notes::table
        .left_join(users::table.on(moderation_notes::author_user_id.eq(users::id.nullable())))
        .left_join(accounts::table.on(users::account_id.nullable().eq(accounts::id.nullable())))
        .filter(moderation_notes::account_id.eq(account))
        .order(moderation_notes::id.desc())
        .limit(most)
        .select((ModerationNote::as_select(), accounts::username.nullable()))
        .load(conn)
        .await
}
