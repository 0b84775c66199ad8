//! Who among the people whom a member follows follows somebody.

use std::collections::HashMap;

use crate::db::Conn;
use crate::db::ids::AccountId;
use crate::db::models::account::{self, Account};
use crate::db::views::people;
use crate::foundation::error::Result;

/// Familiar people told for each account, at most.
const MOST: i64 = 40;

/// For each of `targets`, in their order, who follows them and is followed by
/// `viewer`. Two statements, however many there are.
pub async fn followers(
    conn: &mut Conn,
    viewer: AccountId,
    targets: &[AccountId],
) -> Result<Vec<(AccountId, Vec<Account>)>> {
    let rows = people::familiar_followers(conn, viewer, targets, MOST).await?;
    let mut ids: Vec<AccountId> = rows.iter().map(|row| row.account_id).collect();
    ids.sort_unstable();
    ids.dedup();
    let accounts: HashMap<AccountId, Account> = account::find_many(conn, &ids)
        .await?
        .into_iter()
        .map(|account| (account.id, account))
        .collect();
    let of = |target: AccountId| {
        let known = rows.iter().filter(|row| row.target_id == target);
        known
            .filter_map(|row| accounts.get(&row.account_id).cloned())
            .collect()
    };
    Ok(targets
        .iter()
        .map(|target| (*target, of(*target)))
        .collect())
}
