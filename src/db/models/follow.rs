//! `follows`: who follows whom, and who asked to.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::db::Conn;
use crate::db::ids::{AccountId, FollowId};
use crate::db::schema::{follows, users};
use crate::db::text_enum::text_enum;

text_enum! {
    /// How far a follow has come.
    FollowState {
        /// It waits for an answer.
        Pending = "pending",
        /// It holds.
        Accepted = "accepted",
    }
}

/// A follow or, while pending, a follow request.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = follows)]
#[diesel(check_for_backend(diesel::pg::Pg))]
#[expect(missing_docs, reason = "the columns are described in the migration")]
pub struct Follow {
    pub id: FollowId,
    pub account_id: AccountId,
    pub target_id: AccountId,
    pub state: FollowState,
    pub show_boosts: bool,
    pub uri: Option<String>,
    pub created_at: DateTime<Utc>,
}

/// Stores a follow; `false` when there is one between the two already.
pub async fn insert(conn: &mut Conn, follow: &Follow) -> QueryResult<bool> {
    let rows = diesel::insert_into(follows::table)
        .values(follow)
        .on_conflict_do_nothing()
        .execute(conn)
        .await?;
    Ok(rows > 0)
}

/// The follow of `target` by `account`.
pub async fn find(
    conn: &mut Conn,
    account: AccountId,
    target: AccountId,
) -> QueryResult<Option<Follow>> {
    follows::table
        .filter(follows::account_id.eq(account))
        .filter(follows::target_id.eq(target))
        .select(Follow::as_select())
        .first(conn)
        .await
        .optional()
}

/// The follow with this ID.
pub async fn by_id(conn: &mut Conn, id: FollowId) -> QueryResult<Option<Follow>> {
    follows::table
        .find(id)
        .select(Follow::as_select())
        .first(conn)
        .await
        .optional()
}

/// Notes the ID of the activity that asked last.
pub async fn set_uri(conn: &mut Conn, id: FollowId, uri: &str) -> QueryResult<()> {
    diesel::update(follows::table.find(id))
        .set(follows::uri.eq(uri))
        .execute(conn)
        .await?;
    Ok(())
}

/// Sets whether the follower sees boosts.
pub async fn set_show_boosts(conn: &mut Conn, id: FollowId, show_boosts: bool) -> QueryResult<()> {
    diesel::update(follows::table.find(id))
        .set(follows::show_boosts.eq(show_boosts))
        .execute(conn)
        .await?;
    Ok(())
}

/// Turns a pending follow into one that holds; `false` when it was none.
pub async fn accept(conn: &mut Conn, id: FollowId) -> QueryResult<bool> {
    let pending = follows::table
        .find(id)
        .filter(follows::state.eq(FollowState::Pending));
    let rows = diesel::update(pending)
        .set(follows::state.eq(FollowState::Accepted))
        .execute(conn)
        .await?;
    Ok(rows > 0)
}

/// Removes a follow or request; returns what it was.
pub async fn delete(
    conn: &mut Conn,
    account: AccountId,
    target: AccountId,
) -> QueryResult<Option<Follow>> {
    diesel::delete(
        follows::table
            .filter(follows::account_id.eq(account))
            .filter(follows::target_id.eq(target)),
    )
    .returning(Follow::as_returning())
    .get_result(conn)
    .await
    .optional()
}

/// Follows between `viewer` and each of `others`, in both directions.
pub async fn between(
    conn: &mut Conn,
    viewer: AccountId,
    others: &[AccountId],
) -> QueryResult<Vec<Follow>> {
    let mine = follows::account_id
        .eq(viewer)
        .and(follows::target_id.eq_any(others));
    let theirs = follows::target_id
        .eq(viewer)
        .and(follows::account_id.eq_any(others));
    follows::table
        .filter(mine.or(theirs))
        .select(Follow::as_select())
        .load(conn)
        .await
}

/// How many people wait for `target`'s answer, counted up to `limit`.
pub async fn count_requests(conn: &mut Conn, target: AccountId, limit: i64) -> QueryResult<i64> {
    follows::table
        .filter(follows::target_id.eq(target))
        .filter(follows::state.eq(FollowState::Pending))
        .select(follows::id)
        .limit(limit)
        .load::<FollowId>(conn)
        .await
        .map(|ids| i64::try_from(ids.len()).unwrap_or(limit))
}

/// Up to `limit` members of this server who follow `target`.
pub async fn members_following(
    conn: &mut Conn,
    target: AccountId,
    limit: i64,
) -> QueryResult<Vec<AccountId>> {
    follows::table
        .inner_join(users::table.on(users::account_id.eq(follows::account_id)))
        .filter(follows::target_id.eq(target))
        .filter(follows::state.eq(FollowState::Accepted))
        .order(follows::id)
        .limit(limit)
        .select(follows::account_id)
        .load(conn)
        .await
}

/// The follow that `account` asked for by this activity.
pub async fn by_uri(conn: &mut Conn, account: AccountId, uri: &str) -> QueryResult<Option<Follow>> {
    follows::table
        .filter(follows::uri.eq(uri))
        .filter(follows::account_id.eq(account))
        .select(Follow::as_select())
        .first(conn)
        .await
        .optional()
}
