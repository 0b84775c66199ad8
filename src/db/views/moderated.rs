//! Accounts as moderators read them: with their person, addresses and state.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Inet};
use diesel_async::RunQueryDsl;
use ipnetwork::IpNetwork;

use crate::db::Conn;
use crate::db::ids::{AccountId, InviteId, UserId};
use crate::db::models::account::{Account, AccountKind};
use crate::db::models::user::{Role, User};
use crate::db::page::{Page, Slice};
use crate::db::schema::{account_limits, accounts, invites, sessions, users};
use crate::db::sql::lower;

/// Most addresses that are told of one person.
const IPS_MAX: usize = 20;
/// Most people who are found by an address.
const PEOPLE_MAX: i64 = 1000;

/// The state that is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Nothing is against it.
    Active,
    /// Waits for a moderator's yes.
    Pending,
    /// Its owner cannot sign in.
    Disabled,
    /// Only followers see it.
    Silenced,
    /// Nobody sees it.
    Suspended,
    /// Its pictures are covered.
    Sensitized,
}

/// Which accounts are wanted. Texts are parts of what is looked for.
#[derive(Debug, Clone, Default)]
#[expect(missing_docs, reason = "the names say it all")]
pub struct Filter {
    /// Of this server, or of others.
    pub local: Option<bool>,
    pub states: Vec<State>,
    /// With one of these roles.
    pub roles: Vec<Role>,
    pub invited_by: Option<AccountId>,
    pub username: Option<String>,
    pub display_name: Option<String>,
    pub domain: Option<String>,
    pub email: Option<String>,
    pub ip: Option<IpNetwork>,
}

/// A text as a part for `LIKE`.
fn part(text: &str) -> String {
    let escaped = text
        .replace('\\', "\\\\")
        .replace('%', "\\%")
        .replace('_', "\\_");
    format!("%{escaped}%")
}

/// One page of accounts, the newest first.
pub async fn page(conn: &mut Conn, filter: &Filter, page: &Page) -> QueryResult<Slice<AccountId>> {
    let mut query = accounts::table
        .left_join(users::table.on(users::account_id.eq(accounts::id)))
        .left_join(account_limits::table.on(account_limits::account_id.eq(accounts::id)))
        .filter(accounts::id.lt(page.upper()))
        .filter(accounts::id.gt(page.lower()))
        // The server's own account is nobody's.
        .filter(
            accounts::domain
                .is_not_null()
                .or(accounts::kind.ne(AccountKind::Application)),
        )
        .filter(accounts::deleted_at.is_null())
        .select(accounts::id)
        .limit(page.fetch())
        .into_boxed();
    query = match filter.local {
        Some(true) => query.filter(accounts::domain.is_null()),
        Some(false) => query.filter(accounts::domain.is_not_null()),
        None => query,
    };
    for state in &filter.states {
        query = match state {
            State::Active => query
                .filter(accounts::suspended_at.is_null())
                .filter(account_limits::silenced_at.is_null())
                .filter(users::disabled_at.is_null())
                .filter(users::id.is_null().or(users::approved_at.is_not_null())),
            State::Pending => query
                .filter(users::id.is_not_null())
                .filter(users::approved_at.is_null()),
            State::Disabled => query.filter(users::disabled_at.is_not_null()),
            State::Silenced => query.filter(account_limits::silenced_at.is_not_null()),
            State::Suspended => query.filter(accounts::suspended_at.is_not_null()),
            State::Sensitized => query.filter(account_limits::sensitized_at.is_not_null()),
        };
    }
    if !filter.roles.is_empty() {
        query = query.filter(users::role.eq_any(filter.roles.clone()));
    }
    if let Some(name) = &filter.username {
        query = query.filter(accounts::username.ilike(part(name)));
    }
    if let Some(name) = &filter.display_name {
        query = query.filter(accounts::display_name.ilike(part(name)));
    }
    if let Some(domain) = &filter.domain {
        let domain = domain.to_lowercase();
        query = query.filter(lower(accounts::domain.assume_not_null()).eq(domain));
    }
    if let Some(email) = &filter.email {
        query = query.filter(users::email.ilike(part(email)));
    }
    if let Some(ip) = filter.ip {
        query = query.filter(users::id.eq_any(people_at(conn, ip).await?));
    }
    if let Some(inviter) = filter.invited_by {
        query = query.filter(users::invite_id.eq_any(invites_of(conn, inviter).await?));
    }
    let rows = if page.ascending() {
        query.order(accounts::id.asc()).load(conn).await?
    } else {
        query.order(accounts::id.desc()).load(conn).await?
    };
    Ok(page.cut(rows))
}

async fn people_at(conn: &mut Conn, ip: IpNetwork) -> QueryResult<Vec<UserId>> {
    sessions::table
        .filter(sql::<Bool>("ip <<= ").bind::<Inet, _>(ip))
        .select(sessions::user_id)
        .distinct()
        .limit(PEOPLE_MAX)
        .load(conn)
        .await
}

async fn invites_of(conn: &mut Conn, inviter: AccountId) -> QueryResult<Vec<Option<InviteId>>> {
    invites::table
        .inner_join(users::table.on(invites::created_by.eq(users::id.nullable())))
        .filter(users::account_id.eq(inviter))
        .select(invites::id.nullable())
        .limit(PEOPLE_MAX)
        .load(conn)
        .await
}

/// What moderators read of an account beside its profile.
#[derive(Debug, Clone)]
pub struct Moderated {
    /// The account.
    pub account: Account,
    /// Its person; none for those of other servers.
    pub person: Option<User>,
    /// Only followers see it.
    pub silenced: bool,
    /// Its pictures are covered.
    pub sensitized: bool,
    /// Addresses they were last seen at, the newest first.
    pub ips: Vec<(IpNetwork, DateTime<Utc>)>,
    /// Who invited them.
    pub invited_by: Option<AccountId>,
}

/// These accounts by their IDs; a fixed number of statements.
pub async fn load(
    conn: &mut Conn,
    ids: &[AccountId],
) -> QueryResult<HashMap<AccountId, Moderated>> {
    let rows: Vec<(Account, Option<User>)> = accounts::table
        .left_join(users::table.on(users::account_id.eq(accounts::id)))
        .filter(accounts::id.eq_any(ids))
        .select((Account::as_select(), Option::<User>::as_select()))
        .load(conn)
        .await?;
    let people: Vec<UserId> = rows
        .iter()
        .filter_map(|(_, person)| Some(person.as_ref()?.id))
        .collect();
    let mut ips: HashMap<UserId, Vec<(IpNetwork, DateTime<Utc>)>> = HashMap::new();
    for (person, ip, at) in addresses(conn, &people).await? {
        let known = ips.entry(person).or_default();
        if known.len() < IPS_MAX && !known.iter().any(|(other, _)| *other == ip) {
            known.push((ip, at));
        }
    }
    let inviters = inviters(conn, &people).await?;
    let limits: Vec<(AccountId, bool, bool)> = account_limits::table
        .filter(account_limits::account_id.eq_any(ids))
        .select((
            account_limits::account_id,
            account_limits::silenced_at.is_not_null(),
            account_limits::sensitized_at.is_not_null(),
        ))
        .load(conn)
        .await?;
    let limit = |id: AccountId| limits.iter().find(|(account, _, _)| *account == id);
    let moderated = rows.into_iter().map(|(account, person)| {
        let id = person.as_ref().map(|person| person.id);
        let (_, silenced, sensitized) = limit(account.id)
            .copied()
            .unwrap_or((account.id, false, false));
        let one = Moderated {
            silenced,
            sensitized,
            ips: id.and_then(|id| ips.remove(&id)).unwrap_or_default(),
            invited_by: id.and_then(|id| inviters.get(&id).copied()),
            account,
            person,
        };
        (one.account.id, one)
    });
    Ok(moderated.collect())
}

async fn addresses(
    conn: &mut Conn,
    people: &[UserId],
) -> QueryResult<Vec<(UserId, IpNetwork, DateTime<Utc>)>> {
    sessions::table
        .filter(sessions::user_id.eq_any(people))
        .filter(sessions::ip.is_not_null())
        .order(sessions::last_used_at.desc())
        .select((
            sessions::user_id,
            sessions::ip.assume_not_null(),
            sessions::last_used_at,
        ))
        .load(conn)
        .await
}

async fn inviters(conn: &mut Conn, people: &[UserId]) -> QueryResult<HashMap<UserId, AccountId>> {
    let invited: Vec<(UserId, InviteId)> = users::table
        .filter(users::id.eq_any(people))
        .filter(users::invite_id.is_not_null())
        .select((users::id, users::invite_id.assume_not_null()))
        .load(conn)
        .await?;
    if invited.is_empty() {
        return Ok(HashMap::new());
    }
    let ids: Vec<InviteId> = invited.iter().map(|(_, invite)| *invite).collect();
    let makers: Vec<(InviteId, AccountId)> = invites::table
        .inner_join(users::table.on(invites::created_by.eq(users::id.nullable())))
        .filter(invites::id.eq_any(ids))
        .select((invites::id, users::account_id))
        .load(conn)
        .await?;
    let makers: HashMap<InviteId, AccountId> = makers.into_iter().collect();
    let inviter = |(person, invite)| Some((person, *makers.get(&invite)?));
    Ok(invited.into_iter().filter_map(inviter).collect())
}
