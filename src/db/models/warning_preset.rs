//! `warning_presets`: words that moderators need again and again.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::db::Conn;
use crate::db::ids::PresetId;
use crate::db::schema::warning_presets;

/// Most that are kept.
pub const MOST: i64 = 100;

/// Words with a title.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = warning_presets)]
#[diesel(check_for_backend(diesel::pg::Pg))]
#[expect(missing_docs, reason = "the columns are described in the migration")]
pub struct WarningPreset {
    pub id: PresetId,
    pub title: String,
    pub text: String,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

/// All of them, by their titles.
pub async fn all(conn: &mut Conn) -> QueryResult<Vec<WarningPreset>> {
    warning_presets::table
        .order((warning_presets::title, warning_presets::id))
        .select(WarningPreset::as_select())
        .limit(MOST)
        .load(conn)
        .await
}

/// That with this ID.
pub async fn find(conn: &mut Conn, id: PresetId) -> QueryResult<Option<WarningPreset>> {
    warning_presets::table
        .find(id)
        .select(WarningPreset::as_select())
        .first(conn)
        .await
        .optional()
}

/// Stores one.
pub async fn insert(conn: &mut Conn, row: &WarningPreset) -> QueryResult<()> {
    diesel::insert_into(warning_presets::table)
        .values(row)
        .execute(conn)
        .await?;
    Ok(())
}

/// Writes other words.
pub async fn update(
    conn: &mut Conn,
    id: PresetId,
    (title, text): (&str, &str),
    now: DateTime<Utc>,
) -> QueryResult<()> {
    diesel::update(warning_presets::table.find(id))
        .set((
            warning_presets::title.eq(title),
            warning_presets::text.eq(text),
            warning_presets::updated_at.eq(now),
        ))
        .execute(conn)
        .await?;
    Ok(())
}

/// Removes one.
pub async fn delete(conn: &mut Conn, id: PresetId) -> QueryResult<()> {
    diesel::delete(warning_presets::table.find(id))
        .execute(conn)
        .await?;
    Ok(())
}
