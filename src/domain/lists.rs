//! Lists: accounts that a member reads together.

use crate::db::Conn;
use crate::db::ids::{AccountId, ListId};
use crate::db::models::account::Account;
use crate::db::models::list::{self, List, RepliesPolicy};
use crate::db::page::{Page, Slice};
use crate::db::views::accounts::Listed;
use crate::db::views::lists as views;
use crate::db::views::posts::{self, PostEntry};
use crate::domain::DomainContext;
use crate::domain::accounts::profile;
use crate::domain::posts::viewer;
use crate::foundation::error::{Error, Result};
use crate::foundation::message::Message;
use crate::foundation::text::clean_line;

/// Most lists of a member.
pub const LISTS_MAX: i64 = 50;
/// Most accounts on a list.
pub const MEMBERS_MAX: i64 = 5000;
/// Longest title, in characters.
pub const TITLE_MAX: usize = 256;

/// A list as it was sent. What is None stays as it is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SentList {
    /// What it is called.
    pub title: Option<String>,
    /// A word of [`RepliesPolicy`].
    pub replies_policy: Option<String>,
    /// Whether its people are left out of the home timeline.
    pub exclusive: Option<bool>,
}

/// The lists of a member, at most [`LISTS_MAX`].
pub async fn all(conn: &mut Conn, member: AccountId) -> Result<Vec<List>> {
    Ok(list::of_account(conn, member, LISTS_MAX).await?)
}

/// A list of a member.
///
/// # Errors
/// `NotFound`.
pub async fn get(conn: &mut Conn, member: AccountId, id: ListId) -> Result<List> {
    let found = list::find(conn, member, id).await?;
    found.ok_or_else(Error::not_found)
}

/// Makes a list.
///
/// # Errors
/// `Invalid` naming `title` or `replies_policy`.
pub async fn create(
    conn: &mut Conn,
    cx: &DomainContext,
    member: AccountId,
    sent: &SentList,
) -> Result<List> {
    let blank = List {
        id: ListId(cx.ids.next()),
        account_id: member,
        title: String::new(),
        replies_policy: RepliesPolicy::List,
        exclusive: false,
        created_at: cx.clock.now(),
    };
    let row = apply(blank, sent)?;
    let there = list::of_account(conn, member, LISTS_MAX).await?.len();
    if i64::try_from(there).is_ok_and(|there| there >= LISTS_MAX) {
        return Err(Error::invalid(Message::of("refused-list-many")));
    }
    list::insert(conn, &row).await?;
    Ok(row)
}

/// Changes a list.
///
/// # Errors
/// As [`create`]; `NotFound`.
pub async fn update(
    conn: &mut Conn,
    member: AccountId,
    id: ListId,
    sent: &SentList,
) -> Result<List> {
    let row = apply(get(conn, member, id).await?, sent)?;
    list::update(conn, &row).await?;
    Ok(row)
}

fn apply(mut row: List, sent: &SentList) -> Result<List> {
    if let Some(title) = &sent.title {
        row.title = clean_line(title);
    }
    if row.title.is_empty() {
        return Err(Error::field("title", Message::of("refused-title-blank")));
    }
    if row.title.chars().count() > TITLE_MAX {
        let message = Message::about("refused-title-long", [("max", TITLE_MAX.into())]);
        return Err(Error::field("title", message));
    }
    if let Some(word) = &sent.replies_policy {
        let Ok(policy) = word.parse() else {
            let message = Message::of("refused-list-replies");
            return Err(Error::field("replies_policy", message));
        };
        row.replies_policy = policy;
    }
    row.exclusive = sent.exclusive.unwrap_or(row.exclusive);
    Ok(row)
}

/// Removes a list.
///
/// # Errors
/// `NotFound`.
pub async fn delete(conn: &mut Conn, member: AccountId, id: ListId) -> Result<()> {
    if list::delete(conn, member, id).await? {
        Ok(())
    } else {
        Err(Error::not_found())
    }
}

/// One page of the people of a list.
///
/// # Errors
/// `NotFound`.
pub async fn members(
    conn: &mut Conn,
    member: AccountId,
    id: ListId,
    page: Page,
) -> Result<Slice<Listed>> {
    get(conn, member, id).await?;
    Ok(views::members(conn, id, page).await?)
}

/// All people of a list.
///
/// # Errors
/// `NotFound`.
pub async fn everybody(conn: &mut Conn, member: AccountId, id: ListId) -> Result<Vec<Account>> {
    get(conn, member, id).await?;
    Ok(views::everybody(conn, id, MEMBERS_MAX).await?)
}

/// Puts people on a list, all of them or none.
///
/// # Errors
/// `NotFound` for the list, and for people whom the member does not follow;
/// `Invalid` when one of them stands there already or the list is full.
pub async fn add(
    conn: &mut Conn,
    cx: &DomainContext,
    member: AccountId,
    id: ListId,
    accounts: &[AccountId],
) -> Result<()> {
    use crate::db::Transactional as _;
    get(conn, member, id).await?;
    let mut wanted = accounts.to_vec();
    wanted.sort_unstable();
    wanted.dedup();
    if wanted.is_empty() {
        return Ok(());
    }
    conn.transaction(async |conn| {
        if !list::among(conn, id, &wanted).await?.is_empty() {
            let message = Message::of("refused-list-there");
            return Err(Error::field("account_ids", message));
        }
        let rows: Vec<(i64, AccountId)> = wanted
            .iter()
            .map(|account| (cx.ids.next(), *account))
            .collect();
        if list::add(conn, member, id, &rows).await? < wanted.len() {
            return Err(Error::not_found());
        }
        if list::size(conn, id).await? > MEMBERS_MAX {
            let most = MEMBERS_MAX.to_string().into();
            let message = Message::about("refused-list-full", [("max", most)]);
            return Err(Error::field("account_ids", message));
        }
        Ok(())
    })
    .await
}

/// Takes people off a list. Who does not stand there is left out.
///
/// # Errors
/// `NotFound` for the list.
pub async fn remove(
    conn: &mut Conn,
    member: AccountId,
    id: ListId,
    accounts: &[AccountId],
) -> Result<()> {
    get(conn, member, id).await?;
    list::remove(conn, id, accounts).await?;
    Ok(())
}

/// The member's lists on which somebody stands.
///
/// # Errors
/// `NotFound` when there is no such account.
pub async fn containing(
    conn: &mut Conn,
    member: AccountId,
    account: AccountId,
) -> Result<Vec<List>> {
    profile::get(conn, account).await?;
    Ok(list::containing(conn, member, account).await?)
}

/// What the people of a list posted and boosted.
///
/// # Errors
/// `NotFound`.
pub async fn timeline(
    conn: &mut Conn,
    cx: &DomainContext,
    member: AccountId,
    id: ListId,
    page: &Page,
) -> Result<Slice<PostEntry>> {
    let list = get(conn, member, id).await?;
    let viewer = viewer(cx, Some(member));
    let lines = views::timeline(conn, &list, &viewer, page).await?;
    Ok(posts::hydrate(conn, &viewer, lines).await?)
}
