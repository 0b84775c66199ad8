//! `unclaimed_files`: keys of stored files that belong to no row yet. Written
//! before the file, so that none is ever forgotten on disk.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::db::Conn;
use crate::db::schema::unclaimed_files;

/// Notes that files with these keys will be stored, or belong to nothing any more.
pub async fn insert(conn: &mut Conn, keys: &[&str], now: DateTime<Utc>) -> QueryResult<()> {
    let rows: Vec<_> = keys
        .iter()
        .map(|key| {
            (
                unclaimed_files::key.eq(*key),
                unclaimed_files::created_at.eq(now),
            )
        })
        .collect();
    diesel::insert_into(unclaimed_files::table)
        .values(rows)
        .on_conflict_do_nothing()
        .execute(conn)
        .await?;
    Ok(())
}

/// Takes keys away; returns how many were there. Fewer than given means that
/// the sweep was quicker and the files are gone.
pub async fn remove(conn: &mut Conn, keys: &[&str]) -> QueryResult<usize> {
    diesel::delete(unclaimed_files::table.filter(unclaimed_files::key.eq_any(keys)))
        .execute(conn)
        .await
}

/// Takes away up to `limit` keys from before `before` and returns them.
pub async fn take_old(
    conn: &mut Conn,
    before: DateTime<Utc>,
    limit: i64,
) -> QueryResult<Vec<String>> {
    let old: Vec<String> = unclaimed_files::table
        .filter(unclaimed_files::created_at.lt(before))
        .order(unclaimed_files::created_at)
        .select(unclaimed_files::key)
        .limit(limit)
        .for_update()
        .skip_locked()
        .load(conn)
        .await?;
    diesel::delete(unclaimed_files::table.filter(unclaimed_files::key.eq_any(&old)))
        .execute(conn)
        .await?;
    Ok(old)
}
