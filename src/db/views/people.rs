//! People found by whom they know.

use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt};
use diesel_async::RunQueryDsl;

use crate::db::Conn;
use crate::db::ids::AccountId;
use crate::db::prepared;

/// Somebody familiar, and through whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq, QueryableByName)]
pub struct Familiar {
    /// Whom they follow.
    #[diesel(sql_type = BigInt)]
    pub target_id: AccountId,
    /// Who follows them and is followed by the viewer.
    #[diesel(sql_type = BigInt)]
    pub account_id: AccountId,
}

/// Who among the people whom `viewer` follows follows each of `targets`, the
/// last first, at most `limit` for each target. Whoever hides their lists, as
/// target or as follower, is left out.
pub async fn familiar_followers(
    conn: &mut Conn,
    viewer: AccountId,
    targets: &[AccountId],
    limit: i64,
) -> QueryResult<Vec<Familiar>> {
    prepared::query(
        "SELECT t.id AS target_id, f.account_id FROM unnest($2) AS t (id) \
         JOIN accounts target ON target.id = t.id AND NOT target.hide_collections \
         CROSS JOIN LATERAL (SELECT theirs.account_id, theirs.id FROM follows mine \
             JOIN follows theirs ON theirs.account_id = mine.target_id \
                 AND theirs.target_id = t.id AND theirs.state = 'accepted' \
             JOIN accounts a ON a.id = theirs.account_id AND a.suspended_at IS NULL \
                 AND a.deleted_at IS NULL AND NOT a.hide_collections \
             WHERE mine.account_id = $1 AND mine.state = 'accepted' \
             ORDER BY theirs.id DESC LIMIT $3) f \
         ORDER BY t.id, f.id DESC",
    )
    .bind::<BigInt, _>(viewer)
    .bind::<Array<BigInt>, _>(targets)
    .rows(limit)
    .load(conn)
    .await
}
