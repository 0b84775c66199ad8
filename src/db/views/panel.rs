//! What waits for those who look after the server, in one statement.

use diesel::QueryableByName;
use diesel::result::QueryResult;
use diesel::sql_types::BigInt;
use diesel_async::RunQueryDsl;

use crate::db::{Conn, prepared};

/// The most that is counted of each.
pub const MOST: i64 = 1_000;

/// What waits.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, QueryableByName)]
pub struct Waiting {
    /// Reports that nobody settled.
    #[diesel(sql_type = BigInt)]
    pub reports: i64,
    /// People who ask to join.
    #[diesel(sql_type = BigInt)]
    pub sign_ups: i64,
    /// Measures that somebody objects to.
    #[diesel(sql_type = BigInt)]
    pub appeals: i64,
    /// Posts that a rule held back.
    #[diesel(sql_type = BigInt)]
    pub held: i64,
}

/// Counts what waits, at most [`MOST`] of each.
pub async fn waiting(conn: &mut Conn) -> QueryResult<Waiting> {
    let count = |rows: &str| format!("(SELECT count(*) FROM ({rows} LIMIT {MOST}) AS few)");
    let text = format!(
        "SELECT {} AS reports, {} AS sign_ups, {} AS appeals, {} AS held",
        count("SELECT 1 FROM reports WHERE resolved_at IS NULL"),
        count("SELECT 1 FROM users WHERE approved_at IS NULL"),
        count("SELECT 1 FROM appeals WHERE state = 'pending'"),
        count("SELECT 1 FROM held_posts"),
    );
    prepared::query(text).get_result(conn).await
}
