//! `report_notes`: what moderators tell each other about complaints.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::db::Conn;
use crate::db::ids::{AccountId, ReportId, ReportNoteId};
use crate::db::schema::report_notes;

/// Most notes about one complaint.
pub const MOST: i64 = 200;

/// A note.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = report_notes)]
#[diesel(check_for_backend(diesel::pg::Pg))]
#[expect(missing_docs, reason = "the columns are described in the migration")]
pub struct ReportNote {
    pub id: ReportNoteId,
    pub report_id: ReportId,
    pub account_id: Option<AccountId>,
    pub text: String,
    pub created_at: DateTime<Utc>,
}

/// Stores one.
pub async fn insert(conn: &mut Conn, row: &ReportNote) -> QueryResult<()> {
    diesel::insert_into(report_notes::table)
        .values(row)
        .execute(conn)
        .await?;
    Ok(())
}

/// Those about a complaint, the oldest first.
pub async fn of_report(conn: &mut Conn, report: ReportId) -> QueryResult<Vec<ReportNote>> {
    report_notes::table
        .filter(report_notes::report_id.eq(report))
        .order(report_notes::id.asc())
        .select(ReportNote::as_select())
        .limit(MOST)
        .load(conn)
        .await
}

/// Removes a note that `author` wrote about this complaint; returns its words.
pub async fn delete(
    conn: &mut Conn,
    report: ReportId,
    id: ReportNoteId,
    author: AccountId,
) -> QueryResult<Option<String>> {
    let own = report_notes::table
        .find(id)
        .filter(report_notes::report_id.eq(report))
        .filter(report_notes::account_id.eq(author));
    diesel::delete(own)
        .returning(report_notes::text)
        .get_result(conn)
        .await
        .optional()
}
