//! Notifications as a member reads them: with who did it, without the people
//! they block or do not want to hear from, one by one or in groups.

use std::collections::HashMap;
use std::fmt::Display;

use chrono::{DateTime, SecondsFormat, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Text, Timestamptz};
use diesel_async::RunQueryDsl;

use crate::db::Conn;
use crate::db::ids::{AccountId, NotificationId};
use crate::db::models::account::{self, Account};
use crate::db::models::notification::{Notification, NotificationKind};
use crate::db::page::{Page, Slice};
use crate::db::prepared;

/// A notification and who caused it.
pub type NotificationRow = (Notification, Account);

/// People of whom a group shows the faces.
const SAMPLE: usize = 8;

/// Which notifications are wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// Whose they are.
    pub account: AccountId,
    /// Now; mutes that ended before it are over.
    pub at: DateTime<Utc>,
    /// Of these kinds; None for all.
    pub kinds: Option<Vec<NotificationKind>>,
    /// Caused by this account only.
    pub from: Option<AccountId>,
    /// Those that were kept aside as well.
    pub filtered: bool,
    /// Without what apps do not know.
    pub for_apps: bool,
}

impl Wanted {
    /// Everything that is not kept aside.
    #[must_use]
    pub fn all(account: AccountId, at: DateTime<Utc>) -> Self {
        Self {
            account,
            at,
            kinds: None,
            from: None,
            filtered: false,
            for_apps: false,
        }
    }

    /// The condition on `n`: from nobody who is gone, blocked (or their server),
    /// blocks, or is muted with their notifications.
    fn sql(&self) -> String {
        let AccountId(me) = self.account;
        let mut sql = format!("n.account_id = {me} AND {}", from_people(me, self.at));
        if !self.filtered {
            sql.push_str(" AND NOT n.filtered");
        }
        if let Some(AccountId(from)) = self.from {
            sql = format!("{sql} AND n.from_account_id = {from}");
        }
        if self.for_apps && self.kinds.is_none() {
            let unknown = words(&NotificationKind::PAGES_ONLY);
            sql = format!("{sql} AND n.kind NOT IN ({unknown})");
        }
        if let Some(kinds) = &self.kinds {
            sql = format!("{sql} AND n.kind IN ({})", words(kinds));
        }
        sql
    }
}

/// That the cause of `n` is somebody whom the member `me` (an ID or a column)
/// wants to hear from.
pub(super) fn from_people(me: impl Display, at: DateTime<Utc>) -> String {
    let at = at.to_rfc3339_opts(SecondsFormat::Micros, true);
    format!(
        "EXISTS (SELECT 1 FROM accounts a WHERE a.id = n.from_account_id \
             AND a.deleted_at IS NULL AND a.suspended_at IS NULL) \
         AND NOT EXISTS (SELECT 1 FROM blocks b \
             WHERE b.account_id = {me} AND b.target_id = n.from_account_id) \
         AND NOT EXISTS (SELECT 1 FROM blocks b \
             WHERE b.target_id = {me} AND b.account_id = n.from_account_id) \
         AND NOT EXISTS (SELECT 1 FROM mutes m \
             WHERE m.account_id = {me} AND m.target_id = n.from_account_id \
             AND m.hide_notifications AND (m.expires_at IS NULL OR m.expires_at > '{at}')) \
         AND NOT EXISTS (SELECT 1 FROM member_domain_blocks d \
             JOIN accounts a ON a.domain = d.domain \
             WHERE d.account_id = {me} AND a.id = n.from_account_id)"
    )
}

/// Kinds as a list of SQL words; one that names nothing where there are none.
fn words(kinds: &[NotificationKind]) -> String {
    let words = kinds.iter().map(|kind| format!("'{kind}'"));
    let words: Vec<String> = words
        .chain(kinds.is_empty().then(|| "''".to_owned()))
        .collect();
    words.join(", ")
}

/// One page of notifications, in two statements.
pub async fn page(
    conn: &mut Conn,
    wanted: &Wanted,
    page: Page,
) -> QueryResult<Slice<NotificationRow>> {
    let sql = format!(
        "SELECT n.* FROM notifications n WHERE {} AND n.id < {} AND n.id > {} \
         ORDER BY n.id {} LIMIT {}",
        wanted.sql(),
        page.upper(),
        page.lower(),
        if page.ascending() { "ASC" } else { "DESC" },
        page.fetch(),
    );
    let rows = prepared::query(sql).load(conn).await?;
    let Slice { items, more } = page.cut(rows);
    Ok(Slice {
        items: with_senders(conn, items).await?,
        more,
    })
}

/// A notification that is wanted, or kept aside.
pub async fn find(
    conn: &mut Conn,
    wanted: &Wanted,
    id: NotificationId,
) -> QueryResult<Option<NotificationRow>> {
    let sql = format!(
        "SELECT n.* FROM notifications n WHERE {} AND n.id = {id}",
        wanted.sql()
    );
    let rows = prepared::query(sql).load(conn).await?;
    Ok(with_senders(conn, rows).await?.into_iter().next())
}

/// Those of these notifications, of whichever members, that are wanted or kept
/// aside. Two statements.
pub async fn of_many(
    conn: &mut Conn,
    ids: &[NotificationId],
    at: DateTime<Utc>,
) -> QueryResult<Vec<NotificationRow>> {
    let sql = format!(
        "SELECT n.* FROM notifications n WHERE n.id = ANY($1) AND {}",
        from_people("n.account_id", at)
    );
    let rows = prepared::query(sql)
        .bind::<Array<BigInt>, _>(ids)
        .load(conn)
        .await?;
    with_senders(conn, rows).await
}

async fn with_senders(
    conn: &mut Conn,
    rows: Vec<Notification>,
) -> QueryResult<Vec<NotificationRow>> {
    let senders: Vec<AccountId> = rows.iter().map(|row| row.from_account_id).collect();
    let accounts: HashMap<AccountId, Account> = account::find_many(conn, &senders)
        .await?
        .into_iter()
        .map(|account| (account.id, account))
        .collect();
    let rows = rows
        .into_iter()
        .filter_map(|row| Some((accounts.get(&row.from_account_id)?.clone(), row)))
        .map(|(account, row)| (row, account));
    Ok(rows.collect())
}

#[derive(QueryableByName)]
struct Counted {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

/// How many wanted notifications are newer than `after`, counted up to `limit`.
pub async fn count_after(
    conn: &mut Conn,
    wanted: &Wanted,
    after: i64,
    limit: i64,
) -> QueryResult<usize> {
    let sql = format!(
        "SELECT count(*) AS count FROM (SELECT 1 FROM notifications n \
         WHERE {} AND n.id > {after} LIMIT {limit}) c",
        wanted.sql()
    );
    let row: Counted = prepared::query(sql).get_result(conn).await?;
    Ok(usize::try_from(row.count).unwrap_or(0))
}

/// What is told together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// Its name.
    pub key: String,
    /// How many notifications are in it.
    pub count: i64,
    /// The oldest of them on this page, and the time of the newest on it.
    pub page_min_id: NotificationId,
    /// See `page_min_id`.
    pub page_latest_at: DateTime<Utc>,
    /// The newest on this page.
    pub newest: Notification,
    /// The newest of all.
    pub most_recent_id: NotificationId,
    /// Who caused the newest, at most eight people.
    pub sample: Vec<AccountId>,
}

/// The key under which a notification `n` is told.
fn key(grouped: &[NotificationKind]) -> String {
    format!(
        "CASE WHEN n.kind IN ({}) THEN n.group_key ELSE 'ungrouped-' || n.id::text END",
        words(grouped)
    )
}

#[derive(QueryableByName)]
struct Head {
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = Text)]
    key: String,
}

/// One page of groups, those with the newest notifications first; of kinds that
/// are not `grouped`, each notification is a group of its own. The page's keys
/// are the IDs of notifications. Three statements.
pub async fn groups(
    conn: &mut Conn,
    wanted: &Wanted,
    grouped: &[NotificationKind],
    page: Page,
) -> QueryResult<Slice<Group>> {
    let (condition, key) = (wanted.sql(), key(grouped));
    let (order, beyond) = if page.ascending() {
        ("ASC", ">")
    } else {
        ("DESC", "<")
    };
    let (upper, lower, fetch) = (page.upper(), page.lower(), page.fetch());
    // From one group to the next: the rows of those that were met are stepped over.
    let sql = format!(
        "WITH RECURSIVE heads (id, key, seen) AS ( \
             (SELECT n.id, {key}, ARRAY[{key}] FROM notifications n \
              WHERE {condition} AND n.id < {upper} AND n.id > {lower} \
              ORDER BY n.id {order} LIMIT 1) \
             UNION ALL \
             SELECT next.id, next.key, h.seen || next.key FROM heads h CROSS JOIN LATERAL ( \
                 SELECT n.id, {key} AS key FROM notifications n \
                 WHERE {condition} AND n.id < {upper} AND n.id > {lower} AND n.id {beyond} h.id \
                 AND {key} <> ALL (h.seen) ORDER BY n.id {order} LIMIT 1) next \
             WHERE cardinality(h.seen) < {fetch}) \
         SELECT id, key FROM heads"
    );
    let heads: Vec<Head> = prepared::query(sql).load(conn).await?;
    let Slice { items, more } = page.cut(heads);
    Ok(Slice {
        items: fill_groups(conn, &condition, &items, (lower, upper)).await?,
        more,
    })
}

/// The group of this name, if anything is in it.
pub async fn group(conn: &mut Conn, wanted: &Wanted, key: &str) -> QueryResult<Option<Group>> {
    let condition = wanted.sql();
    let sql = format!(
        "SELECT n.id, $1 AS key FROM notifications n WHERE {condition} \
         AND (n.group_key = $1 OR 'ungrouped-' || n.id::text = $1) ORDER BY n.id DESC LIMIT 1"
    );
    let heads: Vec<Head> = prepared::query(sql).bind::<Text, _>(key).load(conn).await?;
    let filled = fill_groups(conn, &condition, &heads, (0, i64::MAX)).await?;
    Ok(filled.into_iter().next())
}

#[derive(QueryableByName)]
struct Body {
    #[diesel(sql_type = Text)]
    key: String,
    #[diesel(sql_type = BigInt)]
    count: i64,
    #[diesel(sql_type = BigInt)]
    most_recent_id: NotificationId,
    #[diesel(sql_type = BigInt)]
    page_min_id: NotificationId,
    #[diesel(sql_type = BigInt)]
    newest_id: NotificationId,
    #[diesel(sql_type = Timestamptz)]
    page_latest_at: DateTime<Utc>,
    #[diesel(sql_type = Array<BigInt>)]
    sample: Vec<AccountId>,
}

async fn fill_groups(
    conn: &mut Conn,
    condition: &str,
    heads: &[Head],
    (lower, upper): (i64, i64),
) -> QueryResult<Vec<Group>> {
    if heads.is_empty() {
        return Ok(Vec::new());
    }
    let on_page = format!("n.id < {upper} AND n.id > {lower}");
    let sql = format!(
        "SELECT h.key, b.* FROM unnest($1, $2) WITH ORDINALITY AS h (id, key, nth) \
         CROSS JOIN LATERAL ( \
             SELECT count(*) AS count, max(n.id) AS most_recent_id, \
             min(n.id) FILTER (WHERE {on_page}) AS page_min_id, \
             max(n.id) FILTER (WHERE {on_page}) AS newest_id, \
             max(n.created_at) FILTER (WHERE {on_page}) AS page_latest_at, \
             (array_agg(n.from_account_id ORDER BY n.id DESC))[1:{SAMPLE}] AS sample \
             FROM notifications n WHERE {condition} \
             AND (n.id = h.id OR (h.key NOT LIKE 'ungrouped-%' AND n.group_key = h.key))) b \
         ORDER BY h.nth"
    );
    let (ids, keys): (Vec<i64>, Vec<&str>) = heads
        .iter()
        .map(|head| (head.id, head.key.as_str()))
        .unzip();
    let bodies: Vec<Body> = prepared::query(sql)
        .bind::<Array<BigInt>, _>(ids)
        .bind::<Array<Text>, _>(keys)
        .load(conn)
        .await?;
    let newest: Vec<NotificationId> = bodies.iter().map(|body| body.newest_id).collect();
    let rows: Vec<Notification> =
        prepared::query("SELECT n.* FROM notifications n WHERE n.id = ANY($1)")
            .bind::<Array<BigInt>, _>(newest)
            .load(conn)
            .await?;
    let mut rows: HashMap<NotificationId, Notification> =
        rows.into_iter().map(|row| (row.id, row)).collect();
    let groups = bodies.into_iter().filter_map(|body| {
        Some(Group {
            newest: rows.remove(&body.newest_id)?,
            key: body.key,
            count: body.count,
            page_min_id: body.page_min_id,
            page_latest_at: body.page_latest_at,
            most_recent_id: body.most_recent_id,
            sample: body.sample,
        })
    });
    Ok(groups.collect())
}

/// One page of what is in a group, with who caused it.
pub async fn of_group(
    conn: &mut Conn,
    wanted: &Wanted,
    key: &str,
    page: Page,
) -> QueryResult<Slice<NotificationRow>> {
    let sql = format!(
        "SELECT n.* FROM notifications n WHERE {} AND n.id < {} AND n.id > {} \
         AND (n.group_key = $1 OR 'ungrouped-' || n.id::text = $1) ORDER BY n.id {} LIMIT {}",
        wanted.sql(),
        page.upper(),
        page.lower(),
        if page.ascending() { "ASC" } else { "DESC" },
        page.fetch(),
    );
    let rows = prepared::query(sql).bind::<Text, _>(key).load(conn).await?;
    let Slice { items, more } = page.cut(rows);
    Ok(Slice {
        items: with_senders(conn, items).await?,
        more,
    })
}

/// How many groups have something newer than `after`, counted up to `limit`.
pub async fn count_groups_after(
    conn: &mut Conn,
    wanted: &Wanted,
    grouped: &[NotificationKind],
    after: i64,
    limit: i64,
) -> QueryResult<usize> {
    let sql = format!(
        "SELECT count(*) AS count FROM (SELECT DISTINCT {} FROM notifications n \
         WHERE {} AND n.id > {after} LIMIT {limit}) c",
        key(grouped),
        wanted.sql()
    );
    let row: Counted = prepared::query(sql).get_result(conn).await?;
    Ok(usize::try_from(row.count).unwrap_or(0))
}
