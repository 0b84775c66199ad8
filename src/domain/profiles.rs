//! Visiting somebody's pages, and what the server says about itself.

use chrono::Duration;

use crate::db::Conn;
use crate::db::ids::AccountId;
use crate::db::models::account::{self, Account};
use crate::db::models::account_stats::AccountStats;
use crate::db::models::user;
use crate::db::page::{Page, Slice};
use crate::db::views::posts::{self, PostEntry};
use crate::db::views::profiles::{self as views, Profile, Size, Usage};
use crate::db::views::timelines::{self, Line, Part};
use crate::domain::DomainContext;
use crate::domain::pins::PINS_MAX;
use crate::domain::posts::viewer as viewer_now;
use crate::domain::relationships::{self, Relationship, policy};
use crate::domain::rules::{self, Rule};
use crate::domain::tags::feature::{FEATURED_MAX, Featured};
use crate::domain::timelines::once_each;
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
    /// They pinned something.
    has_pins: bool,
    /// They show tags.
    has_tags: bool,
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

/// What stands on somebody's page beside themselves.
#[derive(Debug, Clone)]
pub struct OnProfile {
    /// What they pinned; only on the first page.
    pub pinned: Vec<PostEntry>,
    /// Their posts, each once; also what is pinned.
    pub posts: Slice<PostEntry>,
    /// The tags that they show.
    pub tags: Vec<Featured>,
}

/// What stands on the page of somebody whom the viewer may see, in two exchanges with
/// PostgreSQL. `first`: it is the page on which pinned posts stand.
pub async fn on_profile(
    conn: &mut Conn,
    cx: &DomainContext,
    viewer: Option<AccountId>,
    visit: &Visit,
    (part, page, first): (Part, &Page, bool),
) -> Result<OnProfile> {
    let viewer = viewer_now(cx, viewer);
    let account = &visit.account;
    let pins = if first && visit.has_pins { PINS_MAX } else { 0 };
    let tags = if account.is_local() && account.show_featured && visit.has_tags {
        FEATURED_MAX
    } else {
        0
    };
    let most = (i64::try_from(pins).unwrap_or(i64::MAX), tags);
    let on = timelines::on_profile(conn, account.id, part, &viewer, page, most).await?;
    let lines: Vec<Line> = on.pinned.iter().chain(&on.posts.items).copied().collect();
    let mut entries = posts::hydrate_lines(conn, &viewer, &lines).await?;
    // What went since it was listed is left out; the rest is in the same order.
    let there = |line: &&Line| entries.iter().any(|entry| entry.post.id == line.id);
    let posts = Slice {
        items: entries.split_off(on.pinned.iter().filter(there).count()),
        more: on.posts.more,
    };
    Ok(OnProfile {
        posts: once_each(posts),
        pinned: entries,
        tags: on.tags,
    })
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
        has_pins,
        has_tags,
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
        has_pins,
        has_tags,
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
