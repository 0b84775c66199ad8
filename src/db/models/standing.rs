//! How an account stands: what moderators decided about it (`accounts`), and
//! what is left of it when it is deleted for good.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Text, Timestamptz};
use diesel_async::RunQueryDsl;

use crate::db::Conn;
use crate::db::ids::AccountId;
use crate::db::prepared;
use crate::db::schema::{account_limits, accounts, users};

/// Suspends an account by a moderator's word, or ends that; `false` when it was
/// so already.
pub async fn set_suspended(
    conn: &mut Conn,
    id: AccountId,
    since: Option<DateTime<Utc>>,
) -> QueryResult<bool> {
    let row = accounts::table
        .find(id)
        .filter(accounts::suspension.is_distinct_from(since.map(|_| "moderator")));
    let rows = diesel::update(row)
        .set((
            accounts::suspended_at.eq(since),
            accounts::suspension.eq(since.map(|_| "moderator")),
        ))
        .execute(conn)
        .await?;
    Ok(rows > 0)
}

/// Silences an account by a moderator's word, or ends that.
pub async fn set_silenced(
    conn: &mut Conn,
    id: AccountId,
    since: Option<DateTime<Utc>>,
) -> QueryResult<()> {
    let silencing = since.map(|_| "moderator");
    diesel::insert_into(account_limits::table)
        .values((
            account_limits::account_id.eq(id),
            account_limits::silenced_at.eq(since),
            account_limits::silencing.eq(silencing),
        ))
        .on_conflict(account_limits::account_id)
        .do_update()
        .set((
            account_limits::silenced_at.eq(since),
            account_limits::silencing.eq(silencing),
        ))
        .execute(conn)
        .await?;
    Ok(())
}

/// Covers all pictures of an account, or ends that.
pub async fn set_sensitized(
    conn: &mut Conn,
    id: AccountId,
    since: Option<DateTime<Utc>>,
) -> QueryResult<()> {
    diesel::insert_into(account_limits::table)
        .values((
            account_limits::account_id.eq(id),
            account_limits::sensitized_at.eq(since),
        ))
        .on_conflict(account_limits::account_id)
        .do_update()
        .set((
            account_limits::sensitized_at.eq(since),
            account_limits::sensitizing.eq(None::<String>),
        ))
        .execute(conn)
        .await?;
    Ok(())
}

#[derive(QueryableByName)]
struct File {
    #[diesel(sql_type = Nullable<Text>)]
    key: Option<String>,
}

/// Leaves an empty tombstone of an account and what it published; its person
/// cannot sign in any more, and the address is free. Returns the storage keys
/// of files that nothing refers to any more. The key it signs with stays: its
/// end has to be told.
pub async fn erase(conn: &mut Conn, id: AccountId, now: DateTime<Utc>) -> QueryResult<Vec<String>> {
    let files: Vec<File> = prepared::query(
        "WITH media AS (
             DELETE FROM media_attachments WHERE account_id = $1
             RETURNING storage_key, preview_key, source_key
         ), portraits AS (
             SELECT unnest(ARRAY[avatar, header]) AS key FROM accounts
             WHERE id = $1 AND domain IS NULL
         )
         SELECT unnest(ARRAY[storage_key, preview_key, source_key]) AS key FROM media
         UNION ALL SELECT key FROM portraits",
    )
    .bind::<BigInt, _>(id)
    .load(conn)
    .await?;
    prepared::query(
        "UPDATE posts SET deleted_at = $2, text = '', content = '', content_warning = ''
         WHERE account_id = $1 AND deleted_at IS NULL",
    )
    .bind::<BigInt, _>(id)
    .bind::<Timestamptz, _>(now)
    .execute(conn)
    .await?;
    diesel::delete(users::table.filter(users::account_id.eq(id)))
        .execute(conn)
        .await?;
    Ok(files.into_iter().filter_map(|file| file.key).collect())
}
