//! `severances`: follows that a decision about a server or an account ended, as
//! each member who lost some is told.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use diesel_async::RunQueryDsl;

use crate::db::Conn;
use crate::db::ids::{AccountId, SeveranceId};
use crate::db::schema::severances;
use crate::db::text_enum::text_enum;

text_enum! {
    /// What was decided, by the names of the API.
    SeveranceKind {
        /// Moderators suspended a server.
        DomainBlock = "domain_block",
        /// The member blocked a server.
        UserDomainBlock = "user_domain_block",
        /// Moderators suspended an account.
        AccountSuspension = "account_suspension",
    }
}

/// The follows that one member lost.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = severances)]
#[diesel(check_for_backend(diesel::pg::Pg))]
#[expect(missing_docs, reason = "the columns are described in the migration")]
pub struct Severance {
    pub id: SeveranceId,
    pub account_id: AccountId,
    pub kind: SeveranceKind,
    pub target_name: String,
    pub followers_count: i64,
    pub following_count: i64,
    pub created_at: DateTime<Utc>,
}

/// What one member loses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, QueryableByName)]
pub struct Loss {
    /// The member.
    #[diesel(sql_type = BigInt)]
    pub account_id: AccountId,
    /// Followers.
    #[diesel(sql_type = BigInt)]
    pub followers: i64,
    /// People whom the member follows.
    #[diesel(sql_type = BigInt)]
    pub following: i64,
}

/// Stores what members lost, in one statement.
pub async fn insert(conn: &mut Conn, rows: &[Severance]) -> QueryResult<()> {
    diesel::insert_into(severances::table)
        .values(rows)
        .execute(conn)
        .await?;
    Ok(())
}

/// Those with these IDs.
pub async fn find_many(conn: &mut Conn, ids: &[SeveranceId]) -> QueryResult<Vec<Severance>> {
    severances::table
        .filter(severances::id.eq_any(ids))
        .select(Severance::as_select())
        .load(conn)
        .await
}

/// What members lose when an account is suspended; at most `limit` members.
pub async fn by_account(conn: &mut Conn, id: AccountId, limit: i64) -> QueryResult<Vec<Loss>> {
    diesel::sql_query(losses("SELECT $1 AS id"))
        .bind::<BigInt, _>(id)
        .bind::<BigInt, _>(limit)
        .load(conn)
        .await
}

fn losses(there: &str) -> String {
    format!(
        "WITH there AS ({there}), lost AS ( \
             SELECT f.account_id, 0 AS followers, 1 AS following \
             FROM follows f JOIN there t ON t.id = f.target_id WHERE f.state = 'accepted' \
             UNION ALL \
             SELECT f.target_id, 1, 0 \
             FROM follows f JOIN there t ON t.id = f.account_id WHERE f.state = 'accepted') \
         SELECT l.account_id, sum(l.followers)::bigint AS followers, \
             sum(l.following)::bigint AS following \
         FROM lost l JOIN users u ON u.account_id = l.account_id \
         GROUP BY l.account_id ORDER BY l.account_id LIMIT $2"
    )
}

/// How many followers a member has on a server.
pub async fn followers_on(conn: &mut Conn, account: AccountId, domain: &str) -> QueryResult<i64> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = BigInt)]
        count: i64,
    }
    let row: Row = diesel::sql_query(
        "SELECT count(*) AS count FROM follows f JOIN accounts a ON a.id = f.account_id \
         WHERE f.target_id = $1 AND f.state = 'accepted' AND a.domain = $2",
    )
    .bind::<BigInt, _>(account)
    .bind::<Text, _>(domain)
    .get_result(conn)
    .await?;
    Ok(row.count)
}
