//! What stands on a list: its people, and what they post.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::db::Conn;
use crate::db::ids::ListId;
use crate::db::models::account::Account;
use crate::db::models::list::{List, RepliesPolicy};
use crate::db::page::{Page, Slice};
use crate::db::prepared;
use crate::db::schema::{accounts, list_accounts};
use crate::db::views::accounts::Listed;
use crate::db::views::home::{Sources, gather};
use crate::db::views::timelines::Line;
use crate::db::views::viewer::Viewer;

/// One page of the people of a list, who was put there last first.
pub async fn members(conn: &mut Conn, list: ListId, page: Page) -> QueryResult<Slice<Listed>> {
    let query = list_accounts::table
        .inner_join(accounts::table.on(accounts::id.eq(list_accounts::account_id)))
        .filter(list_accounts::list_id.eq(list))
        .filter(list_accounts::id.lt(page.upper()))
        .filter(list_accounts::id.gt(page.lower()))
        .filter(accounts::deleted_at.is_null())
        .filter(accounts::suspended_at.is_null())
        .select((list_accounts::id, Account::as_select()))
        .limit(page.fetch());
    let rows: Vec<(i64, Account)> = if page.ascending() {
        query.order(list_accounts::id.asc()).load(conn).await?
    } else {
        query.order(list_accounts::id.desc()).load(conn).await?
    };
    Ok(page.cut(rows).map(|(key, account)| Listed { key, account }))
}

/// All people of a list, at most `limit`.
pub async fn everybody(conn: &mut Conn, list: ListId, limit: i64) -> QueryResult<Vec<Account>> {
    list_accounts::table
        .inner_join(accounts::table.on(accounts::id.eq(list_accounts::account_id)))
        .filter(list_accounts::list_id.eq(list))
        .filter(accounts::deleted_at.is_null())
        .filter(accounts::suspended_at.is_null())
        .order(list_accounts::id.desc())
        .limit(limit)
        .select(Account::as_select())
        .load(conn)
        .await
}

/// What the people of a list posted and boosted, as its owner sees it.
pub async fn timeline(
    conn: &mut Conn,
    list: &List,
    viewer: &Viewer,
    page: &Page,
) -> QueryResult<Slice<Line>> {
    gather(conn, list.account_id, &sources(list), viewer, page).await
}

fn sources(list: &List) -> Sources {
    let (me, id) = (prepared::int(list.account_id), prepared::int(list.id));
    let answered = match list.replies_policy {
        RepliesPolicy::Followed => Sources::followed(list.account_id),
        RepliesPolicy::List => {
            format!("SELECT account_id FROM list_accounts WHERE list_id = {id} UNION SELECT {me}")
        }
        RepliesPolicy::None => format!("SELECT {me}::bigint AS account_id"),
    };
    Sources {
        accounts: format!(
            "SELECT on_it.account_id, coalesce(f.show_boosts, true) AS show_boosts, \
             f.languages FROM list_accounts on_it LEFT JOIN follows f ON f.id = on_it.follow_id \
             WHERE on_it.list_id = {id} AND (f.state = 'accepted' OR on_it.account_id = {me})"
        ),
        answered,
        tags: false,
    }
}
