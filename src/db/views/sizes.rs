//! How large the tables and indexes of the database are.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use diesel_async::RunQueryDsl;

use crate::db::Conn;
use crate::db::prepared;

/// A table with everything that belongs to it.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName, serde::Serialize, serde::Deserialize)]
pub struct TableSize {
    /// Its name.
    #[diesel(sql_type = Text)]
    pub name: String,
    /// Bytes of its rows, indexes and long values.
    #[diesel(sql_type = BigInt)]
    pub bytes: i64,
    /// How many of these are indexes.
    #[diesel(sql_type = BigInt)]
    pub index_bytes: i64,
    /// Rows, as PostgreSQL last estimated.
    #[diesel(sql_type = BigInt)]
    pub rows: i64,
    /// Rows that were removed and whose room was not taken back.
    #[diesel(sql_type = BigInt)]
    pub dead_rows: i64,
}

/// Every table, the largest first. Looks at every file of the database.
pub async fn tables(conn: &mut Conn) -> QueryResult<Vec<TableSize>> {
    prepared::query(
        "SELECT c.relname::text AS name, pg_total_relation_size(c.oid) AS bytes, \
         pg_indexes_size(c.oid) AS index_bytes, \
         greatest(coalesce(s.n_live_tup, 0), c.reltuples::bigint, 0) AS rows, \
         coalesce(s.n_dead_tup, 0) AS dead_rows \
         FROM pg_class c LEFT JOIN pg_stat_user_tables s ON s.relid = c.oid \
         WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace \
         ORDER BY 2 DESC, 1",
    )
    .load(conn)
    .await
}

/// What the whole database and some parts of it take, in bytes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, QueryableByName)]
pub struct Parts {
    /// All of it.
    #[diesel(sql_type = BigInt)]
    pub database: i64,
    /// The indexes that searches use.
    #[diesel(sql_type = BigInt)]
    pub search: i64,
    /// The records of what was done and of what happened.
    #[diesel(sql_type = BigInt)]
    pub logs: i64,
}

/// Measures them.
pub async fn parts(conn: &mut Conn) -> QueryResult<Parts> {
    prepared::query(
        "SELECT pg_database_size(current_database()) AS database, \
         (SELECT coalesce(sum(pg_relation_size(c.oid)), 0)::bigint FROM pg_class c \
             WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'i' AND c.relname IN \
             ('posts_words', 'accounts_trigrams', 'accounts_name_prefix', 'tags_prefix')) \
             AS search, \
         pg_total_relation_size('audit_log') + pg_total_relation_size('events') AS logs",
    )
    .get_result(conn)
    .await
}

/// Gives the room of removed rows of a table back for new ones, and counts what
/// is in it. Not inside a transaction.
pub async fn vacuum(conn: &mut Conn, table: &TableSize) -> QueryResult<()> {
    let name = table.name.replace('"', "\"\"");
    diesel::sql_query(format!("VACUUM (ANALYZE) \"{name}\""))
        .execute(conn)
        .await?;
    Ok(())
}
