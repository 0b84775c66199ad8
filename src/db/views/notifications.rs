//! Notifications as a member reads them: with who did it, without the people
//! they block or do not want to hear from.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use diesel::dsl::{exists, not};
use diesel::prelude::*;
use diesel::sql_types::Bool;
use diesel_async::RunQueryDsl;

use crate::db::Conn;
use crate::db::ids::{AccountId, NotificationId};
use crate::db::models::account::{self, Account};
use crate::db::models::notification::Notification;
use crate::db::page::{Page, Slice};
use crate::db::schema::{accounts, blocks, member_domain_blocks, mutes, notifications};

/// A notification and who caused it.
pub type NotificationRow = (Notification, Account);

type Wanted = Box<dyn BoxableExpression<notifications::table, diesel::pg::Pg, SqlType = Bool>>;

/// From nobody who is gone, blocked (or their server), blocks, or is muted with
/// their notifications.
fn wanted(account: AccountId, now: DateTime<Utc>) -> Wanted {
    let from = notifications::from_account_id;
    let mine = blocks::account_id
        .eq(account)
        .and(blocks::target_id.eq(from));
    let theirs = blocks::target_id
        .eq(account)
        .and(blocks::account_id.eq(from));
    let muted = mutes::table
        .filter(mutes::account_id.eq(account))
        .filter(mutes::target_id.eq(from))
        .filter(mutes::hide_notifications)
        .filter(mutes::expires_at.is_null().or(mutes::expires_at.gt(now)));
    let unwanted = member_domain_blocks::table
        .inner_join(
            accounts::table.on(accounts::domain.eq(member_domain_blocks::domain.nullable())),
        )
        .filter(member_domain_blocks::account_id.eq(account))
        .filter(accounts::id.eq(from));
    let active = accounts::table
        .filter(accounts::id.eq(from))
        .filter(accounts::deleted_at.is_null())
        .filter(accounts::suspended_at.is_null());
    Box::new(
        exists(active)
            .and(not(exists(blocks::table.filter(mine))))
            .and(not(exists(blocks::table.filter(theirs))))
            .and(not(exists(muted)))
            .and(not(exists(unwanted))),
    )
}

/// One page of `account`'s notifications, in two statements.
pub async fn page(
    conn: &mut Conn,
    account: AccountId,
    page: Page,
    now: DateTime<Utc>,
) -> QueryResult<Slice<NotificationRow>> {
    let query = notifications::table
        .filter(notifications::account_id.eq(account))
        .filter(notifications::id.lt(page.upper()))
        .filter(notifications::id.gt(page.lower()))
        .filter(wanted(account, now))
        .select(Notification::as_select())
        .limit(page.fetch());
    let rows: Vec<Notification> = if page.ascending() {
        query.order(notifications::id.asc()).load(conn).await?
    } else {
        query.order(notifications::id.desc()).load(conn).await?
    };
    let Slice { items, more } = page.cut(rows);
    let senders: Vec<AccountId> = items.iter().map(|row| row.from_account_id).collect();
    let accounts: HashMap<AccountId, Account> = account::find_many(conn, &senders)
        .await?
        .into_iter()
        .map(|account| (account.id, account))
        .collect();
    let items = items
        .into_iter()
        .filter_map(|row| Some((accounts.get(&row.from_account_id)?.clone(), row)))
        .map(|(account, row)| (row, account))
        .collect();
    Ok(Slice { items, more })
}

/// How many wanted notifications are newer than `after`, counted up to `limit`.
pub async fn count_after(
    conn: &mut Conn,
    account: AccountId,
    after: i64,
    limit: i64,
    now: DateTime<Utc>,
) -> QueryResult<usize> {
    notifications::table
        .filter(notifications::account_id.eq(account))
        .filter(notifications::id.gt(after))
        .filter(wanted(account, now))
        .select(notifications::id)
        .order(notifications::id.desc())
        .limit(limit)
        .load::<NotificationId>(conn)
        .await
        .map(|ids| ids.len())
}
