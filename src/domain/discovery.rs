//! People worth knowing: the directory of those who want to be found, and
//! suggestions whom to follow.

use crate::db::Conn;
use crate::db::ids::AccountId;
use crate::db::models::account::{self, Account};
use crate::db::models::suggestion_dismissal;
use crate::db::views::discovery as views;
use crate::db::views::search::Window;
use crate::domain::DomainContext;
use crate::domain::posts::viewer as viewer_now;
use crate::foundation::error::{Error, Result};

pub use crate::db::views::discovery::{Order, Reach};

/// Those who want to be found.
pub async fn directory(
    conn: &mut Conn,
    cx: &DomainContext,
    viewer: Option<AccountId>,
    reach: Reach,
    order: Order,
    window: Window,
) -> Result<Vec<Account>> {
    let viewer = viewer_now(cx, viewer);
    let ids = views::directory(conn, &viewer, reach, order, window).await?;
    in_order(conn, &ids).await
}

/// Why somebody is suggested.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// They look after this server.
    Staff,
    /// People whom the member follows follow them.
    FriendsOfFriends,
    /// Many follow them.
    MostFollowed,
}

/// Somebody to follow.
#[derive(Debug, Clone)]
pub struct Suggestion {
    /// Who.
    pub account: Account,
    /// Why; the weightiest reason first.
    pub reasons: Vec<Reason>,
}

/// People whom a member may want to follow, the best first; at most `limit`.
pub async fn suggestions(
    conn: &mut Conn,
    cx: &DomainContext,
    member: AccountId,
    limit: usize,
) -> Result<Vec<Suggestion>> {
    let viewer = viewer_now(cx, Some(member));
    // Somebody may stand there for each of three reasons.
    let rows = i64::try_from(limit.saturating_mul(3)).unwrap_or(i64::MAX);
    let mut people: Vec<(AccountId, Vec<Reason>)> = Vec::new();
    for row in views::suggestions(conn, &viewer, member, rows).await? {
        let reason = match row.why.as_str() {
            "staff" => Reason::Staff,
            "friends" => Reason::FriendsOfFriends,
            _ => Reason::MostFollowed,
        };
        match people.iter_mut().find(|(id, _)| *id == row.id) {
            Some((_, reasons)) => reasons.push(reason),
            None => people.push((row.id, vec![reason])),
        }
    }
    people.truncate(limit);
    let ids: Vec<AccountId> = people.iter().map(|(id, _)| *id).collect();
    let accounts = in_order(conn, &ids).await?;
    let reasons = people.into_iter().map(|(_, reasons)| reasons);
    Ok(accounts
        .into_iter()
        .zip(reasons)
        .map(|(account, reasons)| Suggestion { account, reasons })
        .collect())
}

/// A member does not want somebody suggested.
///
/// # Errors
/// `NotFound` when there is no such account.
pub async fn dismiss(
    conn: &mut Conn,
    cx: &DomainContext,
    member: AccountId,
    target: AccountId,
) -> Result<()> {
    account::find(conn, target)
        .await?
        .ok_or_else(Error::not_found)?;
    Ok(suggestion_dismissal::insert(conn, member, target, cx.clock.now()).await?)
}

async fn in_order(conn: &mut Conn, ids: &[AccountId]) -> Result<Vec<Account>> {
    let mut found = account::find_many(conn, ids).await?;
    found.sort_by_key(|account| ids.iter().position(|id| *id == account.id));
    Ok(found)
}
