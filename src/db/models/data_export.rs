//! `data_exports`: archives of somebody's data for lawful requests.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::db::Conn;
use crate::db::ids::AccountId;
use crate::db::page::{Page, Slice};
use crate::db::schema::data_exports;
use crate::db::text_enum::text_enum;

text_enum! {
    /// How far an archive is.
    ExportState {
        /// A job makes it.
        Waiting = "waiting",
        /// It can be fetched, once.
        Ready = "ready",
        /// It could not be made.
        Failed = "failed",
        /// It was fetched, and is gone.
        Fetched = "fetched",
        /// Nobody fetched it in time, and it is gone.
        Expired = "expired",
    }
}

/// An archive.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = data_exports)]
#[diesel(check_for_backend(diesel::pg::Pg))]
#[expect(missing_docs, reason = "the columns are described in the migration")]
pub struct DataExport {
    pub id: i64,
    pub account_id: AccountId,
    pub handle: String,
    pub reason: String,
    pub state: ExportState,
    pub storage_key: Option<String>,
    pub bytes: i64,
    pub created_at: DateTime<Utc>,
    pub ready_at: Option<DateTime<Utc>>,
    pub expires_at: Option<DateTime<Utc>>,
}

/// Adds one.
pub async fn insert(conn: &mut Conn, row: &DataExport) -> QueryResult<()> {
    diesel::insert_into(data_exports::table)
        .values(row)
        .execute(conn)
        .await?;
    Ok(())
}

/// One of them.
pub async fn find(conn: &mut Conn, id: i64) -> QueryResult<Option<DataExport>> {
    data_exports::table
        .find(id)
        .select(DataExport::as_select())
        .first(conn)
        .await
        .optional()
}

/// One page, the newest first.
pub async fn page(conn: &mut Conn, page: &Page) -> QueryResult<Slice<DataExport>> {
    let rows = data_exports::table
        .filter(data_exports::id.lt(page.upper()))
        .order(data_exports::id.desc())
        .limit(page.fetch())
        .select(DataExport::as_select())
        .load(conn)
        .await?;
    Ok(page.cut(rows))
}

/// Notes that one is made, under `key`; `false` when nobody waits for it.
pub async fn ready(
    conn: &mut Conn,
    id: i64,
    (key, bytes): (&str, i64),
    now: DateTime<Utc>,
    expires_at: DateTime<Utc>,
) -> QueryResult<bool> {
    let waiting = data_exports::table
        .find(id)
        .filter(data_exports::state.eq(ExportState::Waiting));
    let rows = diesel::update(waiting)
        .set((
            data_exports::state.eq(ExportState::Ready),
            data_exports::storage_key.eq(key),
            data_exports::bytes.eq(bytes),
            data_exports::ready_at.eq(now),
            data_exports::expires_at.eq(expires_at),
        ))
        .execute(conn)
        .await?;
    Ok(rows > 0)
}

/// Notes that one cannot be made.
pub async fn fail(conn: &mut Conn, id: i64) -> QueryResult<()> {
    let waiting = data_exports::table
        .find(id)
        .filter(data_exports::state.eq(ExportState::Waiting));
    diesel::update(waiting)
        .set(data_exports::state.eq(ExportState::Failed))
        .execute(conn)
        .await?;
    Ok(())
}

/// Takes one that is ready and not too old: only the first who asks gets it.
pub async fn take(conn: &mut Conn, id: i64, now: DateTime<Utc>) -> QueryResult<Option<DataExport>> {
    let ready = data_exports::table
        .find(id)
        .filter(data_exports::state.eq(ExportState::Ready))
        .filter(data_exports::expires_at.gt(now));
    diesel::update(ready)
        .set(data_exports::state.eq(ExportState::Fetched))
        .returning(DataExport::as_returning())
        .get_result(conn)
        .await
        .optional()
}

/// Marks those that nobody fetched in time; returns the keys of their files.
pub async fn expire(conn: &mut Conn, now: DateTime<Utc>) -> QueryResult<Vec<String>> {
    let old = data_exports::table
        .filter(data_exports::state.eq(ExportState::Ready))
        .filter(data_exports::expires_at.le(now));
    let keys: Vec<Option<String>> = diesel::update(old)
        .set(data_exports::state.eq(ExportState::Expired))
        .returning(data_exports::storage_key)
        .get_results(conn)
        .await?;
    Ok(keys.into_iter().flatten().collect())
}
