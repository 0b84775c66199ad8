//! Pages of people, each with the key by which the list is ordered.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::db::Conn;
use crate::db::ids::{AccountId, PostId};
use crate::db::models::account::Account;
use crate::db::models::favourite::Favourite;
use crate::db::models::follow::FollowState;
use crate::db::models::post::Visibility;
use crate::db::models::reaction::Reaction;
use crate::db::page::{Page, Slice};
use crate::db::schema::{accounts, blocks, endorsements, favourites, follows, mutes, posts};

/// Somebody in a list.
#[derive(Debug, Clone)]
pub struct Listed {
    /// The ID of the follow, block or mute: the list's order and its page keys.
    pub key: i64,
    /// Who.
    pub account: Account,
}

/// One page of a join of `$list` with the accounts on `$other`'s side.
macro_rules! people {
    ($conn:expr, $page:expr, $list:ident, $other:expr, $filter:expr) => {{
        let query = $list::table
            .inner_join(accounts::table.on(accounts::id.eq($other)))
            .filter($filter)
            .filter($list::id.lt($page.upper()))
            .filter($list::id.gt($page.lower()))
            .filter(accounts::deleted_at.is_null())
            .filter(accounts::suspended_at.is_null())
            .select(($list::id, Account::as_select()))
            .limit($page.fetch());
        let rows: Vec<(i64, Account)> = if $page.ascending() {
            query.order($list::id.asc()).load($conn).await?
        } else {
            query.order($list::id.desc()).load($conn).await?
        };
        Ok($page
            .cut(rows)
            .map(|(key, account)| Listed { key, account }))
    }};
}

/// People who follow `account`.
pub async fn followers(
    conn: &mut Conn,
    account: AccountId,
    page: Page,
) -> QueryResult<Slice<Listed>> {
    let mine = follows::target_id
        .eq(account)
        .and(follows::state.eq(FollowState::Accepted));
    people!(conn, page, follows, follows::account_id, mine)
}

/// People whom `account` follows.
pub async fn following(
    conn: &mut Conn,
    account: AccountId,
    page: Page,
) -> QueryResult<Slice<Listed>> {
    let mine = follows::account_id
        .eq(account)
        .and(follows::state.eq(FollowState::Accepted));
    people!(conn, page, follows, follows::target_id, mine)
}

/// People who ask to follow `account`.
pub async fn requests(
    conn: &mut Conn,
    account: AccountId,
    page: Page,
) -> QueryResult<Slice<Listed>> {
    let mine = follows::target_id
        .eq(account)
        .and(follows::state.eq(FollowState::Pending));
    people!(conn, page, follows, follows::account_id, mine)
}

/// People whom `account` blocks.
pub async fn blocked(
    conn: &mut Conn,
    account: AccountId,
    page: Page,
) -> QueryResult<Slice<Listed>> {
    let mine = blocks::account_id.eq(account);
    people!(conn, page, blocks, blocks::target_id, mine)
}

/// People whom `account` mutes at `now`.
pub async fn muted(
    conn: &mut Conn,
    account: AccountId,
    page: Page,
    now: DateTime<Utc>,
) -> QueryResult<Slice<Listed>> {
    let mine = mutes::account_id
        .eq(account)
        .and(mutes::expires_at.is_null().or(mutes::expires_at.gt(now)));
    people!(conn, page, mutes, mutes::target_id, mine)
}

/// When the mutes that stand in a list end, by the accounts that are muted.
pub async fn mute_ends(
    conn: &mut Conn,
    account: AccountId,
    muted: &[AccountId],
) -> QueryResult<Vec<(AccountId, Option<DateTime<Utc>>)>> {
    mutes::table
        .filter(mutes::account_id.eq(account))
        .filter(mutes::target_id.eq_any(muted))
        .select((mutes::target_id, mutes::expires_at))
        .load(conn)
        .await
}

/// People whom `account` shows on their profile.
pub async fn endorsed(
    conn: &mut Conn,
    account: AccountId,
    page: Page,
) -> QueryResult<Slice<Listed>> {
    let mine = endorsements::account_id.eq(account);
    people!(conn, page, endorsements, endorsements::target_id, mine)
}

/// Somebody who favourited a post.
#[derive(Debug, Clone)]
pub struct Fan {
    /// Who.
    pub listed: Listed,
    /// With which emoji they reacted.
    pub reaction: Option<Reaction>,
}

/// People who favourited `post`, the last first.
pub async fn favourited(conn: &mut Conn, post: PostId, page: Page) -> QueryResult<Slice<Fan>> {
    let query = favourites::table
        .inner_join(accounts::table.on(accounts::id.eq(favourites::account_id)))
        .filter(favourites::post_id.eq(post))
        .filter(favourites::id.lt(page.upper()))
        .filter(favourites::id.gt(page.lower()))
        .filter(accounts::deleted_at.is_null())
        .filter(accounts::suspended_at.is_null())
        .select((Favourite::as_select(), Account::as_select()))
        .limit(page.fetch());
    let rows: Vec<(Favourite, Account)> = if page.ascending() {
        query.order(favourites::id.asc()).load(conn).await?
    } else {
        query.order(favourites::id.desc()).load(conn).await?
    };
    Ok(page.cut(rows).map(|(row, account)| Fan {
        reaction: row.reaction(),
        listed: Listed {
            key: row.id.0,
            account,
        },
    }))
}

/// People who boosted `post`, the last first.
pub async fn boosted(conn: &mut Conn, post: PostId, page: Page) -> QueryResult<Slice<Listed>> {
    let of_post = posts::boost_of_id
        .eq(post)
        .and(posts::deleted_at.is_null())
        .and(posts::visibility.eq_any([Visibility::Public, Visibility::Unlisted]));
    people!(conn, page, posts, posts::account_id, of_post)
}
