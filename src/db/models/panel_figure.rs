//! `panel_figures`: figures for pages that take long to count.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, Jsonb, Text, Timestamptz};
use diesel_async::RunQueryDsl;
use serde_json::Value;

use crate::db::Conn;
use crate::db::prepared;

/// A figure, or several, as JSON.
#[derive(Debug, Clone, PartialEq, QueryableByName)]
pub struct Figure {
    /// What it is about.
    #[diesel(sql_type = Text)]
    pub name: String,
    /// What was counted.
    #[diesel(sql_type = Jsonb)]
    pub value: Value,
    /// When.
    #[diesel(sql_type = Timestamptz)]
    pub made_at: DateTime<Utc>,
}

/// Writes a figure down.
pub async fn put(
    conn: &mut Conn,
    name: &str,
    value: &Value,
    now: DateTime<Utc>,
) -> QueryResult<()> {
    prepared::query(
        "INSERT INTO panel_figures (name, value, made_at) VALUES ($1, $2, $3) \
         ON CONFLICT (name) DO UPDATE SET value = excluded.value, made_at = excluded.made_at",
    )
    .bind::<Text, _>(name)
    .bind::<Jsonb, _>(value)
    .bind::<Timestamptz, _>(now)
    .execute(conn)
    .await?;
    Ok(())
}

/// Those of these names that were counted already.
pub async fn find(conn: &mut Conn, names: &[&str]) -> QueryResult<Vec<Figure>> {
    prepared::query("SELECT name, value, made_at FROM panel_figures WHERE name = ANY($1)")
        .bind::<Array<Text>, _>(names)
        .load(conn)
        .await
}
