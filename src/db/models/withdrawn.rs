//! `withdrawn`: what was deleted or undone before it came.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::db::Conn;
use crate::db::prepared;
use crate::db::schema::withdrawn;

/// Remembers that `actor` took back what has this ID.
pub async fn insert(
    conn: &mut Conn,
    uri: &str,
    actor: &str,
    now: DateTime<Utc>,
) -> QueryResult<()> {
    diesel::insert_into(withdrawn::table)
        .values((
            withdrawn::uri.eq(uri),
            withdrawn::actor_uri.eq(actor),
            withdrawn::created_at.eq(now),
        ))
        .on_conflict_do_nothing()
        .execute(conn)
        .await?;
    Ok(())
}

/// Whether `actor` took back what has this ID.
pub async fn exists(conn: &mut Conn, uri: &str, actor: &str) -> QueryResult<bool> {
    let row = withdrawn::table
        .filter(withdrawn::uri.eq(uri))
        .filter(withdrawn::actor_uri.eq(actor));
    diesel::select(diesel::dsl::exists(row))
        .get_result(conn)
        .await
}

/// Forgets up to `limit` notes made before `before`.
pub async fn forget(conn: &mut Conn, before: DateTime<Utc>, limit: i64) -> QueryResult<usize> {
    prepared::query(
        "DELETE FROM withdrawn WHERE (uri, actor_uri) IN (
             SELECT uri, actor_uri FROM withdrawn WHERE created_at < $1 LIMIT $2)",
    )
    .bind::<diesel::sql_types::Timestamptz, _>(before)
    .rows(limit)
    .execute(conn)
    .await
}
