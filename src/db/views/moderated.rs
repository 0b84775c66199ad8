//! Accounts as moderators read them: with their person, addresses and state.
//! `sought` finds them.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use ipnetwork::IpNetwork;

use crate::db::Conn;
use crate::db::ids::{AccountId, InviteId, UserId};
use crate::db::models::account::Account;
use crate::db::models::custom_role::CustomRole;
use crate::db::models::user::User;
use crate::db::models::user_address;
use crate::db::schema::{account_limits, accounts, custom_roles, invites, user_activity, users};

/// Most addresses that are told of one person.
const IPS_MAX: usize = 20;

/// What moderators read of an account beside its profile.
#[derive(Debug, Clone)]
pub struct Moderated {
    /// The account.
    pub account: Account,
    /// Its person; none for those of other servers.
    pub person: Option<User>,
    /// Their role, where it is one that was made here.
    pub custom_role: Option<CustomRole>,
    /// Only followers see it.
    pub silenced: bool,
    /// Its pictures are covered.
    pub sensitized: bool,
    /// Addresses they were last seen at, the newest first.
    pub ips: Vec<(IpNetwork, DateTime<Utc>)>,
    /// Who invited them.
    pub invited_by: Option<AccountId>,
    /// When they were here last, to some minutes.
    pub active_at: Option<DateTime<Utc>>,
}

/// These accounts by their IDs; a fixed number of statements.
pub async fn load(
    conn: &mut Conn,
    ids: &[AccountId],
) -> QueryResult<HashMap<AccountId, Moderated>> {
    let roles = custom_roles::table.on(users::custom_role_id.eq(custom_roles::id.nullable()));
    let rows: Vec<(Account, Option<User>, Option<CustomRole>)> = accounts::table
        .left_join(users::table.on(users::account_id.eq(accounts::id)))
        .left_join(roles)
        .filter(accounts::id.eq_any(ids))
        .select((
            Account::as_select(),
            Option::<User>::as_select(),
            Option::<CustomRole>::as_select(),
        ))
        .load(conn)
        .await?;
    let people: Vec<UserId> = rows
        .iter()
        .filter_map(|(_, person, _)| Some(person.as_ref()?.id))
        .collect();
    let mut ips: HashMap<UserId, Vec<(IpNetwork, DateTime<Utc>)>> = HashMap::new();
    for (person, ip, _, at) in user_address::of(conn, &people).await? {
        let known = ips.entry(person).or_default();
        if known.len() < IPS_MAX {
            known.push((ip, at));
        }
    }
    let inviters = inviters(conn, &people).await?;
    let active: HashMap<UserId, DateTime<Utc>> = user_activity::table
        .filter(user_activity::user_id.eq_any(&people))
        .select((user_activity::user_id, user_activity::active_at))
        .load::<(UserId, DateTime<Utc>)>(conn)
        .await?
        .into_iter()
        .collect();
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
    let moderated = rows.into_iter().map(|(account, person, custom_role)| {
        let id = person.as_ref().map(|person| person.id);
        let (_, silenced, sensitized) = limit(account.id)
            .copied()
            .unwrap_or((account.id, false, false));
        let one = Moderated {
            silenced,
            sensitized,
            ips: id.and_then(|id| ips.remove(&id)).unwrap_or_default(),
            invited_by: id.and_then(|id| inviters.get(&id).copied()),
            active_at: id.and_then(|id| active.get(&id).copied()),
            account,
            person,
            custom_role,
        };
        (one.account.id, one)
    });
    Ok(moderated.collect())
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
