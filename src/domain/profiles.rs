//! Visiting somebody's pages, and what the server says about itself.

use chrono::Duration;

use crate::db::Conn;
use crate::db::ids::AccountId;
use crate::db::models::account::{self, Account};
use crate::db::models::account_stats::AccountStats;
use crate::db::models::user;
use crate::db::views::profiles::{self as views, Profile, Size, Usage};
use crate::domain::DomainContext;
use crate::domain::relationships::{self, Relationship, policy};
use crate::domain::rules::{self, Rule};
use crate::foundation::error::{Error, Result};

/// Days in which somebody who posted counts as active.
const ACTIVE_DAYS: i64 = 7;

/// Somebody whose pages the viewer may see.
#[derive(Debug, Clone)]
pub struct Visit {
    /// Who it is.
    pub account: Account,
    /// Their counters.
    pub stats: AccountStats,
    /// How the viewer stands to them; None for visitors and towards oneself.
    pub relation: Option<Relationship>,
}

/// The two halves of `name` or `name@host`; no host for people of this server.
pub(in crate::domain) fn halves<'a>(
    cx: &DomainContext,
    handle: &'a str,
) -> (&'a str, Option<&'a str>) {
    match handle.split_once('@') {
        Some((name, host)) => (
            name,
            Some(host).filter(|host| !cx.config.is_own_domain(host)),
        ),
        None => (handle, None),
    }
}

/// Finds somebody by `name` or `name@host`. Costs one statement for visitors.
///
/// # Errors
/// `NotFound` when there is nobody, when they are suspended or disabled, or
/// block the viewer; `Gone` when the account is deleted.
pub async fn visit(
    conn: &mut Conn,
    cx: &DomainContext,
    viewer: Option<AccountId>,
    handle: &str,
) -> Result<Visit> {
    let (name, host) = halves(cx, handle);
    let found = views::find(conn, name, host)
        .await?
        .ok_or_else(Error::not_found)?;
    let Profile {
        account,
        stats,
        withheld,
    } = found;
    let relation = match viewer.filter(|viewer| *viewer != account.id) {
        Some(viewer) => Some(relationships::one(conn, cx, viewer, account.id).await?),
        None => None,
    };
    policy::may_see(&account, relation.as_ref())?;
    if withheld {
        return Err(Error::not_found());
    }
    Ok(Visit {
        account,
        stats,
        relation,
    })
}

/// A member whom nobody may see for now: suspended or disabled. None for
/// everybody else.
pub async fn put_aside(conn: &mut Conn, name: &str) -> Result<Option<Account>> {
    let found = account::by_handle(conn, name, None).await?;
    match found {
        Some(account) if is_put_aside(conn, &account).await? => Ok(Some(account)),
        _ => Ok(None),
    }
}

/// Whether an account of this server is suspended or disabled, and not deleted.
pub async fn is_put_aside(conn: &mut Conn, account: &Account) -> Result<bool> {
    if account.deleted_at.is_some() || !account.is_local() {
        return Ok(false);
    }
    let person = user::of_account(conn, account.id).await?;
    Ok(person.is_some_and(|person| {
        let barred = account.suspended_at.is_some() || person.disabled_at.is_some();
        barred && person.approved_at.is_some()
    }))
}

/// The account known here by `name` or `name@host`, whatever became of it.
///
/// # Errors
/// `NotFound` when there is none.
pub async fn named(conn: &mut Conn, cx: &DomainContext, handle: &str) -> Result<Account> {
    let (name, host) = halves(cx, handle);
    let found = account::by_handle(conn, name, host).await?;
    let there = found.filter(|account| account.deleted_at.is_none());
    there.ok_or_else(Error::not_found)
}

/// Somebody whose pages the viewer may see, by ID.
///
/// # Errors
/// As [`visit`].
pub async fn by_id(
    conn: &mut Conn,
    cx: &DomainContext,
    viewer: Option<AccountId>,
    id: AccountId,
) -> Result<Account> {
    let account = account::find(conn, id).await?;
    let account = account.ok_or_else(Error::not_found)?;
    let relation = match viewer.filter(|viewer| *viewer != id) {
        Some(viewer) => Some(relationships::one(conn, cx, viewer, id).await?),
        None => None,
    };
    policy::may_see(&account, relation.as_ref())?;
    Ok(account)
}

/// The size of this server.
pub async fn size(conn: &mut Conn, cx: &DomainContext) -> Result<Size> {
    Ok(views::size(conn, cx.clock.now() - Duration::days(ACTIVE_DAYS)).await?)
}

/// What this server says of itself beside its posts.
#[derive(Debug, Clone)]
pub struct Facts {
    /// How large it is.
    pub size: Size,
    /// Who looks after it.
    pub staff: Vec<Account>,
    /// Its rules.
    pub rules: Vec<Rule>,
}

/// Size, staff and rules, in three statements; the first looks at every member.
pub async fn facts(conn: &mut Conn, cx: &DomainContext) -> Result<Facts> {
    Ok(Facts {
        size: size(conn, cx).await?,
        staff: staff(conn).await?,
        rules: rules::all(conn, cx).await?,
    })
}

/// How much this server is used in a month and in half a year.
pub async fn usage(conn: &mut Conn, cx: &DomainContext) -> Result<Usage> {
    let now = cx.clock.now();
    Ok(views::usage(conn, now - Duration::days(30), now - Duration::days(180)).await?)
}

/// Who looks after this server.
pub async fn staff(conn: &mut Conn) -> Result<Vec<Account>> {
    Ok(views::staff(conn).await?)
}
