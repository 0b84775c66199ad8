//! `sign_ins`: who tried to sign in as somebody, for that person to see.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use ipnetwork::IpNetwork;

use crate::db::Conn;
use crate::db::ids::UserId;
use crate::db::schema::sign_ins;

/// Attempts that are kept for each person.
pub const MOST_PER_USER: i64 = 50;

/// An attempt.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = sign_ins)]
#[diesel(check_for_backend(diesel::pg::Pg))]
#[expect(missing_docs, reason = "the columns are described in the migration")]
pub struct SignIn {
    pub id: i64,
    pub user_id: UserId,
    pub outcome: String,
    pub ip: Option<IpNetwork>,
    pub user_agent: String,
    pub created_at: DateTime<Utc>,
}

/// Writes down an attempt, and forgets the oldest beyond [`MOST_PER_USER`].
pub async fn insert(conn: &mut Conn, row: &SignIn) -> QueryResult<()> {
    diesel::insert_into(sign_ins::table)
        .values(row)
        .execute(conn)
        .await?;
    let too_old: Vec<i64> = sign_ins::table
        .filter(sign_ins::user_id.eq(row.user_id))
        .order(sign_ins::id.desc())
        .offset(MOST_PER_USER)
        .select(sign_ins::id)
        .load(conn)
        .await?;
    if !too_old.is_empty() {
        diesel::delete(sign_ins::table.filter(sign_ins::id.eq_any(too_old)))
            .execute(conn)
            .await?;
    }
    Ok(())
}

/// Somebody's attempts, the latest first; at most [`MOST_PER_USER`].
pub async fn of(conn: &mut Conn, user: UserId) -> QueryResult<Vec<SignIn>> {
    sign_ins::table
        .filter(sign_ins::user_id.eq(user))
        .order(sign_ins::id.desc())
        .limit(MOST_PER_USER)
        .select(SignIn::as_select())
        .load(conn)
        .await
}
