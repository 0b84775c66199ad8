//! `settings`: what was decided in the panel, over the configuration file.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use serde_json::Value;

use crate::db::schema::settings;
use crate::db::{Conn, prepared};

/// Where processes hear that settings changed.
pub const CHANNEL: &str = "ossm_settings";

/// Every setting. There are as many as the code has names for.
pub async fn all(conn: &mut Conn) -> QueryResult<Vec<(String, Value)>> {
    settings::table
        .select((settings::key, settings::value))
        .load(conn)
        .await
}

/// One setting.
pub async fn find(conn: &mut Conn, key: &str) -> QueryResult<Option<Value>> {
    settings::table
        .find(key)
        .select(settings::value)
        .first(conn)
        .await
        .optional()
}

/// Writes a setting and tells every process when the transaction ends.
pub async fn put(conn: &mut Conn, key: &str, value: &Value, now: DateTime<Utc>) -> QueryResult<()> {
    let row = (settings::value.eq(value), settings::updated_at.eq(now));
    diesel::insert_into(settings::table)
        .values((settings::key.eq(key), row))
        .on_conflict(settings::key)
        .do_update()
        .set(row)
        .execute(conn)
        .await?;
    tell(conn).await
}

/// Forgets a setting, so that the configuration file holds again.
pub async fn remove(conn: &mut Conn, key: &str) -> QueryResult<()> {
    diesel::delete(settings::table.find(key))
        .execute(conn)
        .await?;
    tell(conn).await
}

async fn tell(conn: &mut Conn) -> QueryResult<()> {
    prepared::once(format!("NOTIFY {CHANNEL}"))
        .execute(conn)
        .await?;
    Ok(())
}
