//! Who among the people whom a member follows follows somebody.

use crate::db::Conn;
use crate::db::ids::AccountId;
use crate::db::views::people;
use crate::foundation::error::Result;

/// Familiar people told for each account, at most.
const MOST: i64 = 40;

/// For each of `targets`, in their order, who follows them and is followed by
/// `viewer`, the last first. One statement, however many there are.
pub async fn followers(
    conn: &mut Conn,
    viewer: AccountId,
    targets: &[AccountId],
) -> Result<Vec<(AccountId, Vec<AccountId>)>> {
    let rows = people::familiar_followers(conn, viewer, targets, MOST).await?;
    let of = |target: AccountId| {
        let known = rows.iter().filter(|row| row.target_id == target);
        known.map(|row| row.account_id).collect()
    };
    Ok(targets
        .iter()
        .map(|target| (*target, of(*target)))
        .collect())
}
