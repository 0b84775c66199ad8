//! Accounts with everything that is shown of them beside their posts.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::db::Conn;
use crate::db::ids::{AccountId, UserId};
use crate::db::models::account::Account;
use crate::db::models::account_stats::AccountStats;
use crate::db::models::user::Role;
use crate::db::schema::{account_limits, account_stats, accounts, users};

/// Somebody with their counters.
#[derive(Debug, Clone)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub struct Person {
    /// The account.
    pub account: Account,
    /// Its counters.
    pub stats: AccountStats,
    /// What they may do beyond their own account; None for remote accounts.
    pub role: Option<Role>,
    /// It belongs to a member who is disabled or waits for approval.
    pub withheld: bool,
    /// It belongs to somebody who waits for approval.
    pub waits: bool,
    /// Moderators hold it back: only followers see it.
    pub limited: bool,
    /// Whether others are told with which apps they write.
    pub shows_application: bool,
}

impl Person {
    /// Whether nobody but moderators may know of them.
    #[must_use]
    pub fn is_hidden(&self) -> bool {
        self.withheld || self.account.deleted_at.is_some()
    }
}

/// These accounts by their IDs; one statement.
pub async fn find_many(
    conn: &mut Conn,
    ids: &[AccountId],
) -> QueryResult<HashMap<AccountId, Person>> {
    // The ID tells that there is a user: the other columns may all be null.
    type Standing = (
        UserId,
        Role,
        Option<DateTime<Utc>>,
        Option<DateTime<Utc>>,
        bool,
    );
    type Row = (
        Account,
        AccountStats,
        Option<Standing>,
        Option<DateTime<Utc>>,
    );
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let rows: Vec<Row> = accounts::table
        .inner_join(account_stats::table.on(account_stats::account_id.eq(accounts::id)))
        .left_join(users::table.on(users::account_id.eq(accounts::id)))
        .left_join(account_limits::table.on(account_limits::account_id.eq(accounts::id)))
        .filter(accounts::id.eq_any(ids))
        .select((
            Account::as_select(),
            AccountStats::as_select(),
            (
                users::id,
                users::role,
                users::approved_at,
                users::disabled_at,
                users::show_application,
            )
                .nullable(),
            account_limits::silenced_at.nullable(),
        ))
        .load(conn)
        .await?;
    let people = rows
        .into_iter()
        .map(|(account, stats, standing, silenced)| {
            let person = Person {
                role: standing.as_ref().map(|(_, role, ..)| *role),
                withheld: standing
                    .as_ref()
                    .is_some_and(|(_, _, approved, disabled, _)| {
                        approved.is_none() || disabled.is_some()
                    }),
                waits: standing
                    .as_ref()
                    .is_some_and(|(_, _, approved, disabled, _)| {
                        approved.is_none() && disabled.is_none()
                    }),
                limited: silenced.is_some(),
                shows_application: standing.is_some_and(|(.., shows)| shows),
                stats,
                account,
            };
            (person.account.id, person)
        });
    Ok(people.collect())
}
