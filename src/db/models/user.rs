//! `users`: people who can sign in here.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::db::Conn;
use crate::db::ids::{AccountId, ApplicationId, InviteId, UserId};
use crate::db::models::post::{QuotePolicy, Visibility};
use crate::db::page::{Page, Slice};
use crate::db::schema::{accounts, custom_roles, users};
use crate::db::sql::lower;
use crate::db::text_enum::text_enum;

text_enum! {
    /// What a member may do beyond their own account.
    Role {
        /// Nothing beyond.
        User = "user",
        /// Answers reports and sign-ups.
        Moderator = "moderator",
        /// Also changes settings and roles.
        Admin = "admin",
        /// The person in charge.
        Owner = "owner",
    }
}

impl Role {
    /// Whether this role includes a moderator's powers.
    #[must_use]
    pub fn is_moderator(self) -> bool {
        self != Self::User
    }

    /// Whether this role includes an admin's powers.
    #[must_use]
    pub fn is_admin(self) -> bool {
        matches!(self, Self::Admin | Self::Owner)
    }
}

/// A person who can sign in here.
#[derive(Debug, Clone, Queryable, Selectable, Identifiable)]
#[diesel(table_name = users)]
#[diesel(check_for_backend(diesel::pg::Pg))]
#[expect(missing_docs, reason = "the columns are described in the migration")]
pub struct User {
    pub id: UserId,
    pub account_id: AccountId,
    pub email: String,
    pub email_confirmed_at: Option<DateTime<Utc>>,
    pub password_hash: String,
    pub role: Role,
    pub approved_at: Option<DateTime<Utc>>,
    pub disabled_at: Option<DateTime<Utc>>,
    pub sign_up_reason: String,
    pub invite_id: Option<InviteId>,
    pub locale: Option<String>,
    pub default_visibility: Visibility,
    pub default_language: Option<String>,
    pub notifications_read_id: i64,
    pub created_at: DateTime<Utc>,
    pub default_sensitive: bool,
    pub default_quote_policy: Option<QuotePolicy>,
    pub show_application: bool,
    pub custom_role_id: Option<i64>,
}

/// What new posts of a member start with; None leaves it as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq, AsChangeset)]
#[diesel(table_name = users)]
pub struct PostingDefaults {
    /// Whom they are for.
    pub default_visibility: Option<Visibility>,
    /// Whether their pictures are covered.
    pub default_sensitive: Option<bool>,
    /// The language they are in; `Some(None)`: not said.
    pub default_language: Option<Option<String>>,
    /// Who may quote them; `Some(None)`: what fits the audience.
    pub default_quote_policy: Option<Option<QuotePolicy>>,
    /// Whether others are told with which apps they are written.
    pub show_application: Option<bool>,
}

impl PostingDefaults {
    /// Whether nothing is to change.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// A person to be.
#[derive(Debug, Clone, Insertable)]
#[diesel(table_name = users)]
#[expect(missing_docs, reason = "the columns are described in the migration")]
pub struct NewUser {
    pub id: UserId,
    pub account_id: AccountId,
    pub email: String,
    pub email_confirmed_at: Option<DateTime<Utc>>,
    pub password_hash: String,
    pub role: Role,
    pub approved_at: Option<DateTime<Utc>>,
    pub sign_up_reason: String,
    pub invite_id: Option<InviteId>,
    pub locale: Option<String>,
    pub default_language: Option<String>,
    pub created_at: DateTime<Utc>,
}

/// A person with what their account says about signing in.
#[derive(Debug, Clone, Queryable)]
pub struct UserWithAccount {
    /// The person.
    pub user: User,
    /// The name of their account.
    pub username: String,
    /// Since when the account is suspended.
    pub suspended_at: Option<DateTime<Utc>>,
}

/// Adds a person; false when their e-mail address is taken.
pub async fn insert(conn: &mut Conn, user: &NewUser) -> QueryResult<bool> {
    let rows = diesel::insert_into(users::table)
        .values(user)
        .on_conflict_do_nothing()
        .execute(conn)
        .await?;
    Ok(rows == 1)
}

/// The interface language that a member chose.
pub async fn locale_of(conn: &mut Conn, account: AccountId) -> QueryResult<Option<String>> {
    let chosen: Option<Option<String>> = users::table
        .filter(users::account_id.eq(account))
        .select(users::locale)
        .first(conn)
        .await
        .optional()?;
    Ok(chosen.flatten())
}

/// The person with this ID.
pub async fn find(conn: &mut Conn, id: UserId) -> QueryResult<Option<UserWithAccount>> {
    users::table
        .inner_join(accounts::table.on(accounts::id.eq(users::account_id)))
        .filter(users::id.eq(id))
        .select((
            User::as_select(),
            accounts::username,
            accounts::suspended_at,
        ))
        .first(conn)
        .await
        .optional()
}

/// The person with this e-mail address, in any case.
pub async fn by_email(conn: &mut Conn, email: &str) -> QueryResult<Option<UserWithAccount>> {
    users::table
        .inner_join(accounts::table.on(accounts::id.eq(users::account_id)))
        .filter(lower(users::email).eq(email.to_lowercase()))
        .select((
            User::as_select(),
            accounts::username,
            accounts::suspended_at,
        ))
        .first(conn)
        .await
        .optional()
}

/// The person behind a local username, in any case.
pub async fn by_username(conn: &mut Conn, name: &str) -> QueryResult<Option<UserWithAccount>> {
    users::table
        .inner_join(accounts::table.on(accounts::id.eq(users::account_id)))
        .filter(accounts::domain.is_null())
        .filter(lower(accounts::username).eq(name.to_lowercase()))
        .select((
            User::as_select(),
            accounts::username,
            accounts::suspended_at,
        ))
        .first(conn)
        .await
        .optional()
}

/// Whether somebody is in charge of this server.
pub async fn owner_exists(conn: &mut Conn) -> QueryResult<bool> {
    diesel::select(diesel::dsl::exists(
        users::table.filter(users::role.eq(Role::Owner)),
    ))
    .get_result(conn)
    .await
}

/// People and their usernames, the newest first.
pub async fn list(conn: &mut Conn, page: &Page) -> QueryResult<Slice<UserWithAccount>> {
    let rows = users::table
        .inner_join(accounts::table.on(accounts::id.eq(users::account_id)))
        .filter(users::id.lt(UserId(page.upper())))
        .order(users::id.desc())
        .limit(page.fetch())
        .select((
            User::as_select(),
            accounts::username,
            accounts::suspended_at,
        ))
        .load(conn)
        .await?;
    Ok(page.cut(rows))
}

/// People who wait for a moderator's yes, those right after the page's lower
/// bound; the newest of them first.
pub async fn waiting(conn: &mut Conn, page: &Page) -> QueryResult<Slice<UserWithAccount>> {
    let rows = users::table
        .inner_join(accounts::table.on(accounts::id.eq(users::account_id)))
        .filter(users::approved_at.is_null())
        .filter(users::id.gt(UserId(page.lower())))
        .order(users::id.asc())
        .limit(page.fetch())
        .select((
            User::as_select(),
            accounts::username,
            accounts::suspended_at,
        ))
        .load(conn)
        .await?;
    Ok(page.cut(rows))
}

/// The accounts of everybody with a role that is built in, or with one that
/// allows what this word names; at most 200.
pub async fn staff(conn: &mut Conn, permission: &str) -> QueryResult<Vec<AccountId>> {
    let custom = custom_roles::table
        .filter(custom_roles::permissions.contains(vec![permission]))
        .select(custom_roles::id.nullable());
    users::table
        .filter(
            users::role
                .ne(Role::User)
                .or(users::custom_role_id.eq_any(custom)),
        )
        .filter(users::disabled_at.is_null())
        .order(users::id)
        .limit(200)
        .select(users::account_id)
        .load(conn)
        .await
}

/// The person behind an account.
pub async fn of_account(conn: &mut Conn, account: AccountId) -> QueryResult<Option<User>> {
    users::table
        .filter(users::account_id.eq(account))
        .select(User::as_select())
        .first(conn)
        .await
        .optional()
}

/// Writes what new posts start with; the change is not empty.
pub async fn set_posting_defaults(
    conn: &mut Conn,
    account: AccountId,
    defaults: &PostingDefaults,
) -> QueryResult<()> {
    diesel::update(users::table.filter(users::account_id.eq(account)))
        .set(defaults)
        .execute(conn)
        .await?;
    Ok(())
}

/// Sets the language that somebody reads the interface in; none for their browser's.
pub async fn set_locale(conn: &mut Conn, id: UserId, tag: Option<&str>) -> QueryResult<()> {
    diesel::update(users::table.find(id))
        .set(users::locale.eq(tag))
        .execute(conn)
        .await?;
    Ok(())
}

/// Replaces a password.
pub async fn set_password(conn: &mut Conn, id: UserId, hash: &str) -> QueryResult<()> {
    diesel::update(users::table.find(id))
        .set(users::password_hash.eq(hash))
        .execute(conn)
        .await?;
    Ok(())
}

/// Says that somebody cannot sign in since `since`, or (`None`) can again.
/// False when that was already so.
pub async fn set_disabled(
    conn: &mut Conn,
    id: UserId,
    since: Option<DateTime<Utc>>,
) -> QueryResult<bool> {
    let rows = diesel::update(users::table.find(id))
        .filter(users::disabled_at.is_null().eq(since.is_some()))
        .set(users::disabled_at.eq(since))
        .execute(conn)
        .await?;
    Ok(rows == 1)
}

/// Says yes to somebody who waits; false when they do not wait.
pub async fn approve(conn: &mut Conn, id: UserId, now: DateTime<Utc>) -> QueryResult<bool> {
    let rows = diesel::update(users::table.find(id))
        .filter(users::approved_at.is_null())
        .set(users::approved_at.eq(now))
        .execute(conn)
        .await?;
    Ok(rows == 1)
}

/// Locks the row of somebody who waits until the end of the transaction; false
/// when they do not wait (any more).
pub async fn lock_waiting(conn: &mut Conn, id: UserId) -> QueryResult<bool> {
    let row: Option<UserId> = users::table
        .find(id)
        .filter(users::approved_at.is_null())
        .select(users::id)
        .for_update()
        .first(conn)
        .await
        .optional()?;
    Ok(row.is_some())
}

/// Says that somebody reads mail at their address.
pub async fn confirm_email(conn: &mut Conn, id: UserId, now: DateTime<Utc>) -> QueryResult<()> {
    diesel::update(users::table.find(id))
        .filter(users::email_confirmed_at.is_null())
        .set(users::email_confirmed_at.eq(now))
        .execute(conn)
        .await?;
    Ok(())
}

/// How many owners can sign in. Locks their rows until the end of the
/// transaction, so that two cannot step down at once.
pub async fn count_owners(conn: &mut Conn) -> QueryResult<usize> {
    let owners: Vec<UserId> = users::table
        .filter(users::role.eq(Role::Owner))
        .filter(users::disabled_at.is_null())
        .filter(diesel::dsl::exists(
            accounts::table
                .filter(accounts::id.eq(users::account_id))
                .filter(accounts::suspended_at.is_null()),
        ))
        .order(users::id)
        .limit(100)
        .select(users::id)
        .for_update()
        .load(conn)
        .await?;
    Ok(owners.len())
}

/// How many people wait for a moderator's yes, at most 100.
pub async fn count_waiting(conn: &mut Conn) -> QueryResult<i64> {
    let waiting: Vec<UserId> = users::table
        .filter(users::approved_at.is_null())
        .limit(100)
        .select(users::id)
        .load(conn)
        .await?;
    Ok(i64::try_from(waiting.len()).unwrap_or(100))
}

/// Notes which program made somebody's account.
pub async fn set_created_by(
    conn: &mut Conn,
    id: UserId,
    application: ApplicationId,
) -> QueryResult<()> {
    diesel::update(users::table.find(id))
        .set(users::created_by_application_id.eq(application))
        .execute(conn)
        .await?;
    Ok(())
}

/// The program that made somebody's account, if one did and is still there.
pub async fn created_by(conn: &mut Conn, id: UserId) -> QueryResult<Option<ApplicationId>> {
    let found: Option<Option<ApplicationId>> = users::table
        .find(id)
        .select(users::created_by_application_id)
        .first(conn)
        .await
        .optional()?;
    Ok(found.flatten())
}

/// Replaces an address that nobody has confirmed.
pub async fn set_email(conn: &mut Conn, id: UserId, email: &str) -> QueryResult<()> {
    diesel::update(users::table.find(id))
        .filter(users::email_confirmed_at.is_null())
        .set(users::email.eq(email))
        .execute(conn)
        .await?;
    Ok(())
}

/// Replaces an address; it is confirmed since `confirmed_at`, or not.
pub async fn replace_email(
    conn: &mut Conn,
    id: UserId,
    email: &str,
    confirmed_at: Option<DateTime<Utc>>,
) -> QueryResult<()> {
    diesel::update(users::table.find(id))
        .set((
            users::email.eq(email),
            users::email_confirmed_at.eq(confirmed_at),
        ))
        .execute(conn)
        .await?;
    Ok(())
}

/// The people behind these accounts.
pub async fn of_accounts(conn: &mut Conn, ids: &[AccountId]) -> QueryResult<Vec<UserWithAccount>> {
    users::table
        .inner_join(accounts::table.on(accounts::id.eq(users::account_id)))
        .filter(users::account_id.eq_any(ids))
        .select((
            User::as_select(),
            accounts::username,
            accounts::suspended_at,
        ))
        .load(conn)
        .await
}
