//! Everything that lies between one account and others, in one statement
//! however many they are.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Nullable, Text, Timestamptz};
use diesel_async::RunQueryDsl;

use crate::db::Conn;
use crate::db::ids::AccountId;
use crate::db::models::follow::FollowState;
use crate::db::prepared;

/// What lies between the viewer and one other.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a separate fact about two people"
)]
pub struct RelationshipRow {
    /// The other.
    #[diesel(sql_type = BigInt)]
    pub id: AccountId,
    /// There is such an account.
    #[diesel(sql_type = Bool)]
    pub known: bool,
    /// It is suspended.
    #[diesel(sql_type = Bool)]
    pub suspended: bool,
    /// How far the viewer's follow of the other has come.
    #[diesel(sql_type = Nullable<Text>)]
    pub follow: Option<FollowState>,
    /// The viewer sees what the other boosts.
    #[diesel(sql_type = Nullable<Bool>)]
    pub show_boosts: Option<bool>,
    /// The viewer is told of the other's posts.
    #[diesel(sql_type = Nullable<Bool>)]
    pub notify: Option<bool>,
    /// The viewer sees posts in these languages only.
    #[diesel(sql_type = Nullable<Array<Text>>)]
    pub languages: Option<Vec<String>>,
    /// How far the other's follow of the viewer has come.
    #[diesel(sql_type = Nullable<Text>)]
    pub followed: Option<FollowState>,
    /// The viewer blocks the other.
    #[diesel(sql_type = Bool)]
    pub blocking: bool,
    /// The other blocks the viewer.
    #[diesel(sql_type = Bool)]
    pub blocked_by: bool,
    /// The viewer blocks the other's server.
    #[diesel(sql_type = Bool)]
    pub domain_blocking: bool,
    /// The viewer mutes the other, now; whether their notifications too.
    #[diesel(sql_type = Nullable<Bool>)]
    pub mute_hides_notifications: Option<bool>,
    /// When that ends.
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub mute_expires_at: Option<DateTime<Utc>>,
    /// The viewer shows the other on their profile.
    #[diesel(sql_type = Bool)]
    pub endorsed: bool,
    /// What the viewer noted about the other.
    #[diesel(sql_type = Nullable<Text>)]
    pub note: Option<String>,
}

/// What lies between `viewer` and each of `others` at `now`, in their order;
/// those who do not exist have a row without anything.
pub async fn between(
    conn: &mut Conn,
    viewer: AccountId,
    others: &[AccountId],
    now: DateTime<Utc>,
) -> QueryResult<Vec<RelationshipRow>> {
    if others.is_empty() {
        return Ok(Vec::new());
    }
    prepared::query(
        "SELECT i.id, a.id IS NOT NULL AND a.deleted_at IS NULL AS known, \
         a.suspended_at IS NOT NULL AS suspended, mine.state AS follow, mine.show_boosts, mine.notify, mine.languages, \
         theirs.state AS followed, blocking.id IS NOT NULL AS blocking, \
         blocked.id IS NOT NULL AS blocked_by, \
         d.id IS NOT NULL AS domain_blocking, \
         m.hide_notifications AS mute_hides_notifications, m.expires_at AS mute_expires_at, \
         e.id IS NOT NULL AS endorsed, n.comment AS note \
         FROM unnest($2) WITH ORDINALITY AS i (id, nth) \
         LEFT JOIN accounts a ON a.id = i.id \
         LEFT JOIN member_domain_blocks d ON d.account_id = $1 AND d.domain = a.domain \
         LEFT JOIN follows mine ON mine.account_id = $1 AND mine.target_id = i.id \
         LEFT JOIN follows theirs ON theirs.account_id = i.id AND theirs.target_id = $1 \
         LEFT JOIN blocks blocking ON blocking.account_id = $1 AND blocking.target_id = i.id \
         LEFT JOIN blocks blocked ON blocked.account_id = i.id AND blocked.target_id = $1 \
         LEFT JOIN mutes m ON m.account_id = $1 AND m.target_id = i.id \
             AND (m.expires_at IS NULL OR m.expires_at > $3) \
         LEFT JOIN endorsements e ON e.account_id = $1 AND e.target_id = i.id \
         LEFT JOIN account_notes n ON n.account_id = $1 AND n.target_id = i.id \
         ORDER BY i.nth",
    )
    .bind::<BigInt, _>(viewer)
    .bind::<Array<BigInt>, _>(others)
    .bind::<Timestamptz, _>(now)
    .load(conn)
    .await
}
