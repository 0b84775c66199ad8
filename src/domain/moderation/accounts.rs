//! Accounts as moderators find and read them.

use std::collections::HashMap;

use crate::db::Conn;
use crate::db::ids::AccountId;
use crate::db::models::account_warning::AccountWarning;
use crate::db::models::audit::{self, AuditEntry};
use crate::db::page::{Page, Slice};
use crate::db::views::account_file::{self, Figures};
use crate::db::views::emojis::{self, Emojis};
use crate::db::views::persons::{self, Person};
use crate::db::views::{moderated, sought};
use crate::domain::DomainContext;
use crate::domain::moderation::permission::{Authority, Permission, may, may_act_on};
use crate::domain::moderation::roles;
use crate::foundation::error::{Error, Result};

pub use crate::db::views::moderated::Moderated;
pub use crate::db::views::sought::{ActiveBefore, Filter, State};

/// One page of accounts, the newest first.
///
/// # Errors
/// `Forbidden`.
pub async fn find(
    conn: &mut Conn,
    by: impl Into<Authority<'_>>,
    filter: &Filter,
    page: &Page,
) -> Result<Slice<AccountId>> {
    may(by, Permission::ManageUsers)?;
    Ok(sought::page(conn, filter, page).await?)
}

/// What moderators read of these accounts.
///
/// # Errors
/// `Forbidden`.
pub async fn load(
    conn: &mut Conn,
    by: impl Into<Authority<'_>>,
    ids: &[AccountId],
) -> Result<HashMap<AccountId, Moderated>> {
    let by = by.into();
    // Reports name accounts, and who deletes one is shown it.
    let reads = [Permission::ManageReports, Permission::DeleteUserData];
    if !reads.iter().any(|permission| may(by, *permission).is_ok()) {
        may(by, Permission::ManageUsers)?;
    }
    Ok(moderated::load(conn, ids).await?)
}

/// The profiles of these accounts, hidden ones too, with their custom emoji.
pub async fn profiles(
    conn: &mut Conn,
    ids: &[AccountId],
) -> Result<(HashMap<AccountId, Person>, Emojis)> {
    let people = persons::find_many(conn, ids).await?;
    let emojis = emojis::of_accounts(conn, people.values().map(|person| &person.account)).await?;
    Ok((people, emojis))
}

/// One account.
///
/// # Errors
/// `Forbidden`, `NotFound`.
pub async fn get(
    conn: &mut Conn,
    by: impl Into<Authority<'_>>,
    id: AccountId,
) -> Result<Moderated> {
    let mut found = load(conn, by, &[id]).await?;
    found.remove(&id).ok_or_else(Error::not_found)
}

/// Most entries of the log that are told with an account.
const LOG_MAX: i64 = 30;

/// One page of people of this server, those who were here last first, and where
/// the next page begins.
///
/// # Errors
/// `Forbidden`.
pub async fn find_active(
    conn: &mut Conn,
    by: impl Into<Authority<'_>>,
    filter: &Filter,
    (before, limit): (Option<ActiveBefore>, u8),
) -> Result<(Vec<AccountId>, Option<ActiveBefore>)> {
    may(by, Permission::ManageUsers)?;
    Ok(sought::by_activity(conn, filter, before, limit).await?)
}

/// What is kept about an account, beside what it is.
#[derive(Debug, Clone)]
pub struct File {
    /// Figures.
    pub figures: Figures,
    /// What was decided about it, the newest first.
    pub strikes: Vec<AccountWarning>,
    /// Others at the same addresses on the network.
    pub others: Vec<AccountId>,
    /// What was done, the newest first; nothing for those who may not read the log.
    pub log: Vec<AuditEntry>,
    /// The name of the role that its person has; none for other servers.
    pub role: Option<String>,
    /// Whether the reader may do anything to it.
    pub reachable: bool,
}

/// What is kept about an account; a fixed number of statements.
///
/// # Errors
/// `Forbidden`.
pub async fn file(
    conn: &mut Conn,
    cx: &DomainContext,
    by: Authority<'_>,
    one: &Moderated,
) -> Result<File> {
    may(by, Permission::ManageUsers)?;
    let (id, user) = (one.account.id, one.person.as_ref().map(|person| person.id));
    let others = match user {
        Some(user) => account_file::at_same_addresses(conn, user).await?,
        None => Vec::new(),
    };
    let log = if by.powers().permissions.has(Permission::ViewAuditLog) {
        let filter = audit::Filter {
            subject: one.account.acct(),
            ..audit::Filter::default()
        };
        audit::list(conn, &filter, (i64::MAX, 0, false), LOG_MAX).await?
    } else {
        Vec::new()
    };
    let role = match &one.person {
        Some(person) => Some(roles::name_of(conn, person).await?),
        None => None,
    };
    let rank = roles::rank_of(conn, one.person.as_ref()).await?;
    Ok(File {
        role,
        reachable: may_act_on(by, rank).is_ok(),
        figures: account_file::figures(conn, id, user, cx.clock.now()).await?,
        strikes: account_file::strikes(conn, id).await?,
        others,
        log,
    })
}
