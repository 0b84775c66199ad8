//! Roles: what they give, who has them, and who may change that.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use crate::db::ids::UserId;
use crate::db::models::custom_role::{self, CustomRole};
use crate::db::models::user::{self, Role, User, UserWithAccount};
use crate::db::{Conn, Transactional as _};
use crate::domain::auth::audit::{self, Action, Note};
use crate::domain::moderation::permission::{
    Authority, Permission, Permissions, Powers, Rank, may, may_act_on,
};
use crate::domain::{DomainContext, settings};
use crate::foundation::error::{Error, Result};
use crate::foundation::message::Message;
use crate::foundation::text::{clean_line, count_characters};

/// The setting with the words of the built-in roles that give nothing without a
/// second step.
pub const TWO_FACTOR: &str = "two_factor_roles";

/// Longest name, in characters.
const NAME_MAX: usize = 40;

/// A role to be given: one that is built in, or one of those that were made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Given {
    /// Built in.
    BuiltIn(Role),
    /// Made here, by its ID.
    Custom(i64),
}

/// What a role is to be like.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// 1 to 40 characters.
    pub name: String,
    /// How far it reaches, 1 to 199; moderators have 100.
    pub rank: i32,
    /// Words of permissions.
    pub permissions: Vec<String>,
    /// It gives nothing without a second step.
    pub two_factor: bool,
}

/// A role as it is listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Which one.
    pub given: Given,
    /// Its name; that of a built-in one is its word.
    pub name: String,
    /// What it gives.
    pub powers: Powers,
    /// It gives nothing without a second step.
    pub two_factor: bool,
    /// How many people have it.
    pub holders: i64,
}

/// What somebody's role gives them, given when they set up a second step.
#[must_use]
pub fn powers(
    cx: &DomainContext,
    role: Role,
    custom: Option<&CustomRole>,
    second_step_at: Option<DateTime<Utc>>,
) -> Powers {
    let (powers, asks) = match custom {
        Some(custom) => (powers_of(custom), custom.two_factor),
        None => (Powers::of(role), role != Role::User && asks(cx, role)),
    };
    if asks && second_step_at.is_none() {
        return powers.hold_back();
    }
    powers
}

fn powers_of(role: &CustomRole) -> Powers {
    Powers {
        rank: Rank(role.rank),
        permissions: Permissions::of_words(role.permissions.iter().map(String::as_str)),
        held_back: false,
    }
}

/// Whether a built-in role asks for a second step.
fn asks(cx: &DomainContext, role: Role) -> bool {
    let words: Vec<String> = cx.settings.get(TWO_FACTOR).unwrap_or_default();
    words.iter().any(|word| word == role.as_str())
}

/// How far somebody's role reaches; people of other servers have none.
pub(in crate::domain) async fn rank_of(conn: &mut Conn, person: Option<&User>) -> Result<Rank> {
    let Some(person) = person else {
        return Ok(Rank::NOBODY);
    };
    if person.role != Role::User {
        return Ok(Rank::of(person.role));
    }
    let custom = made_for(conn, person).await?;
    Ok(custom.map_or(Rank::NOBODY, |role| Rank(role.rank)))
}

/// The role that somebody has, if it is one that was made here.
pub async fn made_for(conn: &mut Conn, person: &User) -> Result<Option<CustomRole>> {
    match person.custom_role_id {
        Some(id) => Ok(custom_role::find(conn, id).await?),
        None => Ok(None),
    }
}

/// Every role, the highest first, with how many people have it.
///
/// # Errors
/// `Forbidden`.
pub async fn list(conn: &mut Conn, cx: &DomainContext, by: Authority<'_>) -> Result<Vec<Listed>> {
    may(by, Permission::ManageRoles)?;
    let holders = custom_role::holders(conn).await?;
    let count = |role: Role, custom: Option<i64>| {
        let found = holders.iter().find(|row| (row.0, row.1) == (role, custom));
        found.map_or(0, |row| row.2)
    };
    let built_in = [Role::Owner, Role::Admin, Role::Moderator];
    let mut all: Vec<Listed> = built_in
        .into_iter()
        .map(|role| Listed {
            given: Given::BuiltIn(role),
            name: role.as_str().to_owned(),
            powers: Powers::of(role),
            two_factor: asks(cx, role),
            holders: count(role, None),
        })
        .collect();
    let made = custom_role::list(conn).await?;
    all.extend(made.iter().map(|role| Listed {
        given: Given::Custom(role.id),
        name: role.name.clone(),
        powers: powers_of(role),
        two_factor: role.two_factor,
        holders: count(Role::User, Some(role.id)),
    }));
    all.sort_by_key(|role| std::cmp::Reverse(role.powers.rank));
    Ok(all)
}

/// A role that was made here.
///
/// # Errors
/// `Forbidden`, `NotFound`.
pub async fn get(conn: &mut Conn, by: Authority<'_>, id: i64) -> Result<CustomRole> {
    may(by, Permission::ManageRoles)?;
    let found = custom_role::find(conn, id).await?;
    found.ok_or_else(Error::not_found)
}

/// Makes a role.
///
/// # Errors
/// `Forbidden`; fields `name` (empty, too long, taken), `rank` and `permissions`
/// (beyond one's own).
pub async fn make(
    conn: &mut Conn,
    cx: &DomainContext,
    by: Authority<'_>,
    wanted: &Wanted,
) -> Result<CustomRole> {
    may(by, Permission::ManageRoles)?;
    let now = cx.clock.now();
    let role = checked(by, wanted, (cx.ids.next(), now, now))?;
    conn.transaction(async |conn| {
        if custom_role::is_full(conn).await? {
            return Err(Error::conflict(Message::of("refused-roles-full")));
        }
        if !custom_role::insert(conn, &role).await? {
            return Err(name_taken());
        }
        note(
            conn,
            cx,
            by,
            Action::RoleMade,
            (role.name.as_str(), Value::Null, facts(&role)),
        )
        .await?;
        Ok(role)
    })
    .await
}

/// Changes a role, and with it at once what those may do who have it.
///
/// # Errors
/// As [`make`]; `NotFound`; `Forbidden` for roles of one's own rank or higher.
pub async fn change(
    conn: &mut Conn,
    cx: &DomainContext,
    by: Authority<'_>,
    id: i64,
    wanted: &Wanted,
) -> Result<CustomRole> {
    let before = get(conn, by, id).await?;
    may_act_on(by, Rank(before.rank))?;
    let role = checked(by, wanted, (id, before.created_at, cx.clock.now()))?;
    conn.transaction(async |conn| {
        let taken = custom_role::by_name(conn, &role.name).await?;
        if taken.is_some_and(|other| other.id != id) {
            return Err(name_taken());
        }
        custom_role::update(conn, &role).await?;
        let change = (role.name.as_str(), facts(&before), facts(&role));
        note(conn, cx, by, Action::RoleEdited, change).await?;
        Ok(role.clone())
    })
    .await
}

/// Removes a role; those who had it have none.
///
/// # Errors
/// `NotFound`; `Forbidden` for roles of one's own rank or higher.
pub async fn delete(conn: &mut Conn, cx: &DomainContext, by: Authority<'_>, id: i64) -> Result<()> {
    let role = get(conn, by, id).await?;
    may_act_on(by, Rank(role.rank))?;
    conn.transaction(async |conn| {
        custom_role::delete(conn, id).await?;
        let change = (role.name.as_str(), facts(&role), Value::Null);
        note(conn, cx, by, Action::RoleDeleted, change).await
    })
    .await
}

fn checked(
    by: Authority<'_>,
    wanted: &Wanted,
    (id, created_at, updated_at): (i64, DateTime<Utc>, DateTime<Utc>),
) -> Result<CustomRole> {
    let name = clean_line(&wanted.name);
    if name.is_empty() || count_characters(&name) > NAME_MAX {
        let message = Message::about("refused-role-name", [("max", NAME_MAX.into())]);
        return Err(Error::field("name", message));
    }
    let built_in = Role::ALL
        .iter()
        .any(|role| role.as_str() == name.to_lowercase());
    if built_in {
        return Err(name_taken());
    }
    if !(1..=199).contains(&wanted.rank) || Rank(wanted.rank) >= by.powers().rank {
        return Err(Error::field("rank", Message::of("refused-role-rank")));
    }
    let permissions = Permissions::of_words(wanted.permissions.iter().map(String::as_str));
    if !by.powers().permissions.include(permissions) {
        let message = Message::of("refused-role-permissions");
        return Err(Error::field("permissions", message));
    }
    Ok(CustomRole {
        id,
        name,
        rank: wanted.rank,
        permissions: permissions.words().map(str::to_owned).collect(),
        two_factor: wanted.two_factor,
        created_at,
        updated_at,
    })
}

fn name_taken() -> Error {
    Error::field("name", Message::of("refused-role-taken"))
}

fn facts(role: &CustomRole) -> Value {
    json!({
        "name": role.name,
        "rank": role.rank,
        "permissions": role.permissions,
        "two_factor": role.two_factor,
    })
}

/// Gives somebody a role in place of the one they had.
///
/// # Errors
/// `Forbidden` for people of one's own rank or higher and roles higher than
/// one's own (only owners make owners); `NotFound`; `Conflict` for the last
/// owner.
pub async fn give(
    conn: &mut Conn,
    cx: &DomainContext,
    by: Authority<'_>,
    id: UserId,
    given: Given,
) -> Result<()> {
    may(by, Permission::ManageRoles)?;
    conn.transaction(async |conn| {
        let person = user::find(conn, id).await?.ok_or_else(Error::not_found)?;
        may_act_on(by, rank_of(conn, Some(&person.user)).await?)?;
        let before = name_of(conn, &person.user).await?;
        let (role, custom) = match given {
            Given::BuiltIn(role) => (role, None),
            Given::Custom(id) => (Role::User, Some(get(conn, by, id).await?)),
        };
        let rank = custom
            .as_ref()
            .map_or(Rank::of(role), |role| Rank(role.rank));
        let own = by.powers().rank;
        if rank > own || (rank == own && role != Role::Owner) {
            return Err(Error::forbidden(Message::of("refused-role-as-high")));
        }
        if role != Role::Owner {
            check_not_last_owner(conn, &person).await?;
        }
        let custom_id = custom.as_ref().map(|role| role.id);
        custom_role::give(conn, id, role, custom_id).await?;
        let after = custom.map_or_else(|| role.as_str().to_owned(), |role| role.name);
        let note = Note {
            actor: by.user_id(),
            target: Some(id),
            before: json!({ "role": before }),
            details: json!({ "role": after }),
            after: json!({ "role": after }),
            ..Note::default()
        };
        audit::record(conn, cx, Action::RoleChanged, note).await
    })
    .await
}

pub(in crate::domain) async fn name_of(conn: &mut Conn, person: &User) -> Result<String> {
    let custom = made_for(conn, person).await?;
    Ok(custom.map_or_else(|| person.role.as_str().to_owned(), |role| role.name))
}

/// A role by the word or name that somebody typed.
///
/// # Errors
/// The field `role` when there is none.
pub async fn named(conn: &mut Conn, name: &str) -> Result<Given> {
    let name = name.trim();
    if let Ok(role) = name.to_lowercase().parse() {
        return Ok(Given::BuiltIn(role));
    }
    let custom = custom_role::by_name(conn, name).await?;
    let custom = custom.map(|role| Given::Custom(role.id));
    let message = || {
        let built_in: Vec<&str> = Role::ALL.iter().map(|role| role.as_str()).collect();
        let built_in = built_in.join(", ").into();
        let args = [("name", name.to_owned().into()), ("roles", built_in)];
        Message::about("refused-role-none", args)
    };
    custom.ok_or_else(|| Error::field("role", message()))
}

/// Refuses what would leave the server without an owner who can sign in: it
/// would print the link to become one.
///
/// # Errors
/// `Conflict`.
pub(in crate::domain) async fn check_not_last_owner(
    conn: &mut Conn,
    person: &UserWithAccount,
) -> Result<()> {
    if person.user.role != Role::Owner {
        return Ok(());
    }
    let counts = person.user.disabled_at.is_none() && person.suspended_at.is_none();
    if user::count_owners(conn).await? <= usize::from(counts) {
        let name = person.username.clone().into();
        let message = Message::about("refused-owner-last", [("name", name)]);
        return Err(Error::conflict(message));
    }
    Ok(())
}

/// Says which built-in roles give nothing without a second step.
///
/// # Errors
/// `Forbidden`; `Conflict` for who would be held back by it.
pub async fn ask_for_second_step(
    conn: &mut Conn,
    cx: &DomainContext,
    by: Authority<'_>,
    roles: &[Role],
) -> Result<()> {
    may(by, Permission::ManageRoles)?;
    if let Authority::Member(member) = by
        && roles.contains(&member.role)
        && !crate::db::models::two_factor::is_on(conn, member.user_id).await?
    {
        let message = Message::of("refused-role-own-two-factor");
        return Err(Error::conflict(message));
    }
    let words: Vec<&str> = roles
        .iter()
        .filter(|role| **role != Role::User)
        .map(|role| role.as_str())
        .collect();
    settings::put(conn, cx, by, TWO_FACTOR, &words).await
}

async fn note(
    conn: &mut Conn,
    cx: &DomainContext,
    by: Authority<'_>,
    action: Action,
    (subject, before, after): (&str, Value, Value),
) -> Result<()> {
    let note = Note {
        actor: by.user_id(),
        subject: subject.to_owned(),
        before,
        after,
        ..Note::default()
    };
    audit::record(conn, cx, action, note).await
}
