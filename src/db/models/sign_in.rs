//! `sign_ins`: who tried to sign in as somebody, for that person to see.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Inet, Nullable, Text, Timestamptz};
use diesel_async::RunQueryDsl;
use ipnetwork::IpNetwork;

use crate::db::Conn;
use crate::db::ids::UserId;
use crate::db::prepared;
use crate::db::schema::sign_ins;

/// Attempts that are kept for each person.
pub const MOST_PER_USER: i64 = 50;

/// An attempt.
#[derive(Debug, Clone, Queryable, Selectable)]
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

/// Writes down an attempt, and forgets the oldest beyond [`MOST_PER_USER`]. Where
/// there is no such person, the same statement writes nothing.
pub async fn insert(conn: &mut Conn, row: &SignIn) -> QueryResult<()> {
    // The second half sees what was there before the first.
    let sql = format!(
        "WITH noted AS (INSERT INTO sign_ins \
             (id, user_id, outcome, ip, user_agent, created_at) \
             SELECT $1, u.id, $3, $4, $5, $6 FROM users u WHERE u.id = $2) \
         DELETE FROM sign_ins WHERE id IN (SELECT id FROM sign_ins WHERE user_id = $2 \
             ORDER BY id DESC OFFSET {})",
        MOST_PER_USER - 1
    );
    prepared::query(sql)
        .bind::<BigInt, _>(row.id)
        .bind::<BigInt, _>(row.user_id)
        .bind::<Text, _>(&row.outcome)
        .bind::<Nullable<Inet>, _>(row.ip)
        .bind::<Text, _>(&row.user_agent)
        .bind::<Timestamptz, _>(row.created_at)
        .execute(conn)
        .await?;
    Ok(())
}

/// Forgets an attempt.
pub async fn delete(conn: &mut Conn, id: i64) -> QueryResult<()> {
    diesel::delete(sign_ins::table.find(id))
        .execute(conn)
        .await?;
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
