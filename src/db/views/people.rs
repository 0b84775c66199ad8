//! People found by name and by whom they know.

use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Nullable, Text};
use diesel_async::RunQueryDsl;

use crate::db::Conn;
use crate::db::ids::AccountId;

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
    diesel::sql_query(
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
    .bind::<BigInt, _>(limit)
    .load(conn)
    .await
}

/// Who is looked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sought {
    /// How their username begins, in lower case.
    pub name: String,
    /// How their domain begins, in lower case; None: any, this server's too.
    pub domain: Option<String>,
    /// Only people whom this account follows.
    pub followed_by: Option<AccountId>,
}

#[derive(QueryableByName)]
struct Found {
    #[diesel(sql_type = BigInt)]
    id: AccountId,
}

/// People whose username begins so: those
/// whom `viewer` follows first, then those with most followers. Not who is gone,
/// withheld, or blocks `viewer`. Of common beginnings a thousand names are
/// compared.
pub async fn by_prefix(
    conn: &mut Conn,
    viewer: Option<AccountId>,
    sought: &Sought,
    limit: i64,
    offset: i64,
) -> QueryResult<Vec<AccountId>> {
    let rows: Vec<Found> = diesel::sql_query(
        "WITH named AS MATERIALIZED (SELECT id FROM accounts WHERE lower(username) LIKE $2 \
             AND ($3 IS NULL OR lower(domain) LIKE $3) LIMIT 1000) \
         SELECT a.id FROM named JOIN accounts a ON a.id = named.id \
         JOIN account_stats s ON s.account_id = a.id \
         LEFT JOIN users u ON u.account_id = a.id \
         LEFT JOIN follows f ON f.account_id = $1 AND f.target_id = a.id AND f.state = 'accepted' \
         WHERE a.suspended_at IS NULL AND a.deleted_at IS NULL \
         AND (u.id IS NULL OR (u.disabled_at IS NULL AND u.approved_at IS NOT NULL)) \
         AND NOT (a.domain IS NULL AND a.kind = 'application') \
         AND NOT EXISTS (SELECT 1 FROM blocks b WHERE b.account_id = a.id AND b.target_id = $1) \
         AND ($4 IS NULL OR EXISTS (SELECT 1 FROM follows o WHERE o.account_id = $4 \
             AND o.target_id = a.id AND o.state = 'accepted')) \
         ORDER BY f.id IS NULL, lower(a.username) <> $5, s.followers_count DESC, a.id \
         LIMIT $6 OFFSET $7",
    )
    .bind::<Nullable<BigInt>, _>(viewer)
    .bind::<Text, _>(begins(&sought.name))
    .bind::<Nullable<Text>, _>(sought.domain.as_deref().map(begins))
    .bind::<Nullable<BigInt>, _>(sought.followed_by)
    .bind::<Text, _>(&sought.name)
    .bind::<BigInt, _>(limit)
    .bind::<BigInt, _>(offset)
    .load(conn)
    .await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// The pattern of `LIKE` for what begins with `text`.
fn begins(text: &str) -> String {
    let mut pattern = String::with_capacity(text.len() + 1);
    for c in text.chars() {
        if matches!(c, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern.push('%');
    pattern
}

#[cfg(test)]
mod tests {
    use super::begins;

    #[test]
    fn what_is_typed_is_no_pattern() {
        assert_eq!(begins("al_ice%\\"), "al\\_ice\\%\\\\%");
    }
}
