//! `account_notes`: what members note about others, for their own eyes.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::db::Conn;
use crate::db::ids::AccountId;
use crate::db::schema::account_notes;

/// Writes a note about `target`; the one before is replaced.
pub async fn upsert(
    conn: &mut Conn,
    account: AccountId,
    target: AccountId,
    comment: &str,
    now: DateTime<Utc>,
) -> QueryResult<()> {
    let text = (
        account_notes::comment.eq(comment),
        account_notes::updated_at.eq(now),
    );
    diesel::insert_into(account_notes::table)
        .values((
            account_notes::account_id.eq(account),
            account_notes::target_id.eq(target),
            text,
        ))
        .on_conflict((account_notes::account_id, account_notes::target_id))
        .do_update()
        .set(text)
        .execute(conn)
        .await?;
    Ok(())
}

/// Removes a note. Nothing to remove is fine.
pub async fn delete(conn: &mut Conn, account: AccountId, target: AccountId) -> QueryResult<()> {
    diesel::delete(account_notes::table.find((account, target)))
        .execute(conn)
        .await?;
    Ok(())
}
