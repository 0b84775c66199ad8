//! `server_rules`: the rules of the server, over those of the configuration.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::db::schema::server_rules;
use crate::db::{Conn, prepared};

/// A rule of the server.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = server_rules)]
#[diesel(check_for_backend(diesel::pg::Pg))]
#[expect(missing_docs, reason = "the columns are described in the migration")]
pub struct ServerRule {
    pub id: i32,
    pub position: i32,
    pub text: String,
    pub hint: String,
    pub translations: serde_json::Value,
    pub deleted_at: Option<DateTime<Utc>>,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

/// Rules that hold, in their order.
pub async fn all(conn: &mut Conn) -> QueryResult<Vec<ServerRule>> {
    server_rules::table
        .filter(server_rules::deleted_at.is_null())
        .order((server_rules::position, server_rules::id))
        .select(ServerRule::as_select())
        .load(conn)
        .await
}

/// Rules with these numbers, deleted ones included.
pub async fn find_many(conn: &mut Conn, ids: &[i32]) -> QueryResult<Vec<ServerRule>> {
    server_rules::table
        .filter(server_rules::id.eq_any(ids))
        .select(ServerRule::as_select())
        .load(conn)
        .await
}

/// Whether there ever was a rule here.
pub async fn any(conn: &mut Conn) -> QueryResult<bool> {
    diesel::select(diesel::dsl::exists(
        server_rules::table.select(server_rules::id),
    ))
    .get_result(conn)
    .await
}

/// The highest number ever given; 0: none.
pub async fn last(conn: &mut Conn) -> QueryResult<i32> {
    let last: Option<i32> = server_rules::table
        .select(diesel::dsl::max(server_rules::id))
        .first(conn)
        .await?;
    Ok(last.unwrap_or(0))
}

/// Keeps others from changing rules until the transaction ends; readers go on.
pub async fn lock(conn: &mut Conn) -> QueryResult<()> {
    prepared::once("LOCK TABLE server_rules IN SHARE ROW EXCLUSIVE MODE")
        .execute(conn)
        .await?;
    Ok(())
}

/// Adds rules.
pub async fn insert(conn: &mut Conn, rows: &[ServerRule]) -> QueryResult<()> {
    diesel::insert_into(server_rules::table)
        .values(rows)
        .execute(conn)
        .await?;
    Ok(())
}

/// Writes words and order of a rule that is there.
pub async fn update(conn: &mut Conn, row: &ServerRule) -> QueryResult<()> {
    diesel::update(server_rules::table.find(row.id))
        .set((
            server_rules::position.eq(row.position),
            server_rules::text.eq(&row.text),
            server_rules::hint.eq(&row.hint),
            server_rules::translations.eq(&row.translations),
            server_rules::deleted_at.eq(row.deleted_at),
            server_rules::updated_at.eq(row.updated_at),
        ))
        .execute(conn)
        .await?;
    Ok(())
}
