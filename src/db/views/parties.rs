//! What moderators read of the two sides of a complaint, in figures.

use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt};
use diesel_async::RunQueryDsl;

use crate::db::Conn;
use crate::db::ids::AccountId;
use crate::db::prepared;

/// Nothing is counted beyond this.
pub const COUNTED_MAX: i64 = 5000;

/// What is known of one side; each figure at most [`COUNTED_MAX`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, QueryableByName)]
pub struct Party {
    /// Whose figures these are.
    #[diesel(sql_type = BigInt)]
    pub id: AccountId,
    /// Complaints about them.
    #[diesel(sql_type = BigInt)]
    pub reported: i64,
    /// Complaints of theirs.
    #[diesel(sql_type = BigInt)]
    pub reports: i64,
    /// Complaints of theirs after which moderators did something.
    #[diesel(sql_type = BigInt)]
    pub heard: i64,
    /// Decisions against them that hold.
    #[diesel(sql_type = BigInt)]
    pub strikes: i64,
}

/// The figures of these accounts, in one statement.
pub async fn of(conn: &mut Conn, ids: &[AccountId]) -> QueryResult<Vec<Party>> {
    prepared::query(
        "SELECT a.id, \
             (SELECT count(*) FROM (SELECT 1 FROM reports r WHERE r.target_id = a.id LIMIT $2) x) \
                 AS reported, \
             (SELECT count(*) FROM (SELECT 1 FROM reports r WHERE r.account_id = a.id LIMIT $2) x) \
                 AS reports, \
             (SELECT count(*) FROM (SELECT 1 FROM reports r WHERE r.account_id = a.id AND EXISTS \
                 (SELECT 1 FROM account_warnings w WHERE w.report_id = r.id) LIMIT $2) x) \
                 AS heard, \
             (SELECT count(*) FROM (SELECT 1 FROM account_warnings w WHERE w.account_id = a.id \
                 AND w.undone_at IS NULL LIMIT $2) x) AS strikes \
         FROM unnest($1) AS a (id)",
    )
    .bind::<Array<BigInt>, _>(ids)
    .rows(COUNTED_MAX)
    .load(conn)
    .await
}

/// What a decision about an account reaches; each figure at most [`COUNTED_MAX`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, QueryableByName)]
pub struct Reach {
    /// Members here who follow them.
    #[diesel(sql_type = BigInt)]
    pub followers: i64,
    /// Members here whom they follow.
    #[diesel(sql_type = BigInt)]
    pub following: i64,
    /// Posts of theirs that are here.
    #[diesel(sql_type = BigInt)]
    pub posts: i64,
    /// Pictures and other files of theirs.
    #[diesel(sql_type = BigInt)]
    pub media: i64,
}

/// What a decision about this account reaches.
pub async fn reach(conn: &mut Conn, id: AccountId) -> QueryResult<Reach> {
    prepared::query(
        "SELECT \
             (SELECT count(*) FROM (SELECT 1 FROM follows f JOIN users u ON u.account_id = f.account_id \
                 WHERE f.target_id = $1 AND f.state = 'accepted' LIMIT $2) x) AS followers, \
             (SELECT count(*) FROM (SELECT 1 FROM follows f JOIN users u ON u.account_id = f.target_id \
                 WHERE f.account_id = $1 AND f.state = 'accepted' LIMIT $2) x) AS following, \
             (SELECT count(*) FROM (SELECT 1 FROM posts p \
                 WHERE p.account_id = $1 AND p.deleted_at IS NULL LIMIT $2) x) AS posts, \
             (SELECT count(*) FROM (SELECT 1 FROM media_attachments m \
                 WHERE m.account_id = $1 LIMIT $2) x) AS media",
    )
    .bind::<BigInt, _>(id)
    .rows(COUNTED_MAX)
    .get_result(conn)
    .await
}
