//! What was kept aside for a member, by the people who caused it.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable};
use diesel_async::RunQueryDsl;

use crate::db::Conn;
use crate::db::ids::{AccountId, NotificationId};
use crate::db::models::notification_policy::Request;
use crate::db::page::{Page, Slice};
use crate::db::views::notifications::from_people;

/// One page of what was kept aside, the newest request first; with `of`, the one
/// to which that notification belongs.
pub async fn page(
    conn: &mut Conn,
    member: AccountId,
    of: Option<NotificationId>,
    page: Page,
    now: DateTime<Utc>,
) -> QueryResult<Slice<Request>> {
    let sql = format!(
        "SELECT * FROM (SELECT min(n.id) AS id, n.from_account_id, count(*) AS count, \
             min(n.created_at) AS created_at, max(n.created_at) AS updated_at, \
             (array_agg(n.post_id ORDER BY n.id DESC) \
                 FILTER (WHERE n.kind IN ('mention', 'quote')))[1] AS last_post_id \
             FROM notifications n WHERE n.account_id = {member} AND n.filtered AND {} \
             AND ($1 IS NULL OR n.from_account_id = (SELECT o.from_account_id \
                 FROM notifications o \
                 WHERE o.id = $1 AND o.account_id = {member} AND o.filtered)) \
             GROUP BY n.from_account_id) r \
         WHERE r.id < {} AND r.id > {} ORDER BY r.id {} LIMIT {}",
        from_people(member.0, now),
        page.upper(),
        page.lower(),
        if page.ascending() { "ASC" } else { "DESC" },
        page.fetch(),
    );
    let rows = diesel::sql_query(sql)
        .bind::<Nullable<BigInt>, _>(of)
        .load(conn)
        .await?;
    Ok(page.cut(rows))
}
