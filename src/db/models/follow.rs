//! `follows`: who follows whom, and who asked to.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::db::Conn;
use crate::db::ids::{AccountId, FollowId};
use crate::db::schema::{accounts, follows, users};
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
    pub notify: bool,
    pub languages: Option<Vec<String>>,
}

/// What a follower wants to see of somebody; None leaves it as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq, AsChangeset)]
#[diesel(table_name = follows)]
pub struct FollowTerms {
    /// Boosts too.
    pub show_boosts: Option<bool>,
    /// A notification for every new post.
    pub notify: Option<bool>,
    /// Posts in these languages only; `Some(None)`: in all.
    pub languages: Option<Option<Vec<String>>>,
}

impl FollowTerms {
    /// Whether nothing is to change.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
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

/// Sets what the follower wants to see; the terms are not empty.
pub async fn set_terms(conn: &mut Conn, id: FollowId, terms: &FollowTerms) -> QueryResult<()> {
    diesel::update(follows::table.find(id))
        .set(terms)
        .execute(conn)
        .await?;
    Ok(())
}

/// Who is told of every new post of each of `authors`, at most `limit`.
pub async fn told_of_posts(
    conn: &mut Conn,
    authors: &[AccountId],
    limit: i64,
) -> QueryResult<Vec<Bell>> {
    follows::table
        .filter(follows::target_id.eq_any(authors))
        .filter(follows::notify)
        .filter(follows::state.eq(FollowState::Accepted))
        .order(follows::id)
        .limit(limit)
        .select(Bell::as_select())
        .load(conn)
        .await
}

/// Somebody who is told of every new post of somebody.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = follows)]
#[diesel(check_for_backend(diesel::pg::Pg))]
#[expect(missing_docs, reason = "the columns are described in the migration")]
pub struct Bell {
    pub account_id: AccountId,
    pub target_id: AccountId,
    pub languages: Option<Vec<String>>,
}

impl Bell {
    /// Whether a post in this language is among those that are told.
    #[must_use]
    pub fn wants(&self, language: Option<&str>) -> bool {
        match (&self.languages, language) {
            (Some(wanted), Some(language)) => wanted.iter().any(|code| code == language),
            _ => true,
        }
    }
}

/// Up to `limit` people of `domain` who follow `account` or ask to.
pub async fn of_domain(
    conn: &mut Conn,
    account: AccountId,
    domain: &str,
    limit: i64,
) -> QueryResult<Vec<AccountId>> {
    follows::table
        .inner_join(accounts::table.on(accounts::id.eq(follows::account_id)))
        .filter(follows::target_id.eq(account))
        .filter(accounts::domain.eq(domain))
        .order(follows::id)
        .limit(limit)
        .select(follows::account_id)
        .load(conn)
        .await
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
