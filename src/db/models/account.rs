//! `accounts`, `account_stats` and `actor_keys`.

use chrono::{DateTime, Utc};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::Text;
use diesel_async::RunQueryDsl;
use serde::{Deserialize, Serialize};

use crate::db::Conn;
use crate::db::ids::AccountId;
use crate::db::schema::{account_stats, accounts};
use crate::db::sql::lower;
use crate::db::text_enum::text_enum;

text_enum! {
    /// What an actor is (ActivityStreams 2.0 vocabulary, section 3.2).
    AccountKind {
        /// A human being.
        Person = "person",
        /// A bot.
        Service = "service",
        /// A server speaking for itself.
        Application = "application",
        /// A group or community.
        Group = "group",
        /// An organisation.
        Organization = "organization",
    }
}

/// One line of a profile's table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProfileField {
    /// The label, as typed.
    pub name: String,
    /// The value, as typed.
    pub value: String,
    /// The value as safe HTML.
    pub value_html: String,
    /// Since when the page that it names is known to link back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verified_at: Option<DateTime<Utc>>,
}

/// An actor, local or remote.
#[derive(Debug, Clone, Queryable, Selectable, Identifiable)]
#[diesel(table_name = accounts)]
#[diesel(check_for_backend(diesel::pg::Pg))]
#[expect(missing_docs, reason = "the columns are described in the migration")]
#[expect(clippy::struct_excessive_bools, reason = "each is a choice of its own")]
pub struct Account {
    pub id: AccountId,
    pub username: String,
    pub domain: Option<String>,
    pub kind: AccountKind,
    pub display_name: String,
    pub bio: String,
    pub bio_html: String,
    pub fields: serde_json::Value,
    pub avatar: Option<String>,
    pub header: Option<String>,
    pub locked: bool,
    pub discoverable: bool,
    pub uri: String,
    pub url: String,
    pub suspended_at: Option<DateTime<Utc>>,
    pub deleted_at: Option<DateTime<Utc>>,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
    pub indexable: bool,
    pub also_known_as: Vec<String>,
    pub moved_to_id: Option<AccountId>,
    pub moved_at: Option<DateTime<Utc>>,
    pub avatar_description: String,
    pub header_description: String,
    pub hide_collections: bool,
    pub attribution_domains: Vec<String>,
    pub show_media: bool,
    pub show_media_replies: bool,
    pub show_featured: bool,
}

impl Account {
    /// Whether the account belongs to this server.
    #[must_use]
    pub fn is_local(&self) -> bool {
        self.domain.is_none()
    }

    /// Whether this is the server's own account and not somebody's.
    #[must_use]
    pub fn is_instance_actor(&self) -> bool {
        self.is_local() && self.kind == AccountKind::Application
    }

    /// `name` for local accounts, `name@host` for others.
    #[must_use]
    pub fn acct(&self) -> String {
        match &self.domain {
            None => self.username.clone(),
            Some(domain) => format!("{}@{domain}", self.username),
        }
    }

    /// The display name, or the username where there is none.
    #[must_use]
    pub fn name(&self) -> &str {
        if self.display_name.is_empty() {
            &self.username
        } else {
            &self.display_name
        }
    }

    /// The profile's table; unreadable JSON counts as empty.
    #[must_use]
    pub fn profile_fields(&self) -> Vec<ProfileField> {
        serde_json::from_value(self.fields.clone()).unwrap_or_default()
    }
}

/// A local account to be.
#[derive(Debug, Clone, Insertable)]
#[diesel(table_name = accounts)]
#[expect(missing_docs, reason = "the columns are described in the migration")]
pub struct NewAccount {
    pub id: AccountId,
    pub username: String,
    pub skeleton: String,
    pub display_name: String,
    pub uri: String,
    pub url: String,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

/// Adds an account and its counters; false when its name, or one that looks
/// like it, is taken. Waits for a transaction that is about to take it.
pub async fn insert_local(conn: &mut Conn, account: &NewAccount) -> QueryResult<bool> {
    let rows = diesel::insert_into(accounts::table)
        .values(account)
        .on_conflict_do_nothing()
        .execute(conn)
        .await?;
    if rows == 0 {
        return Ok(false);
    }
    diesel::insert_into(account_stats::table)
        .values(account_stats::account_id.eq(account.id))
        .execute(conn)
        .await?;
    Ok(true)
}

/// As [`insert_local`], for the server's own account.
pub async fn insert_instance_actor(conn: &mut Conn, account: &NewAccount) -> QueryResult<bool> {
    let row = (
        account,
        accounts::kind.eq(AccountKind::Application),
        accounts::discoverable.eq(false),
    );
    let rows = diesel::insert_into(accounts::table)
        .values(row)
        .on_conflict_do_nothing()
        .execute(conn)
        .await?;
    if rows == 0 {
        return Ok(false);
    }
    diesel::insert_into(account_stats::table)
        .values(account_stats::account_id.eq(account.id))
        .execute(conn)
        .await?;
    Ok(true)
}

/// Gives an account another ID and page.
pub async fn set_addresses(
    conn: &mut Conn,
    id: AccountId,
    uri: &str,
    url: &str,
) -> QueryResult<()> {
    diesel::update(accounts::table.find(id))
        .set((accounts::uri.eq(uri), accounts::url.eq(url)))
        .execute(conn)
        .await?;
    Ok(())
}

/// The username of the local account whose name looks like this one.
pub async fn local_username_like(conn: &mut Conn, skeleton: &str) -> QueryResult<Option<String>> {
    accounts::table
        .filter(accounts::domain.is_null())
        .filter(accounts::skeleton.eq(skeleton))
        .select(accounts::username)
        .first(conn)
        .await
        .optional()
}

/// Whether a local account has this name, in any case.
pub async fn local_username_exists(conn: &mut Conn, name: &str) -> QueryResult<bool> {
    let same = accounts::table
        .filter(accounts::domain.is_null())
        .filter(lower(accounts::username).eq(name.to_lowercase()));
    diesel::select(diesel::dsl::exists(same))
        .get_result(conn)
        .await
}

/// Removes an account with everything that belongs to it, and frees its name.
pub async fn delete(conn: &mut Conn, id: AccountId) -> QueryResult<()> {
    diesel::delete(accounts::table.find(id))
        .execute(conn)
        .await?;
    Ok(())
}

/// The account with this ID.
pub async fn find(conn: &mut Conn, id: AccountId) -> QueryResult<Option<Account>> {
    accounts::table
        .find(id)
        .select(Account::as_select())
        .first(conn)
        .await
        .optional()
}

/// The accounts with these IDs, in no order.
pub async fn find_many(conn: &mut Conn, ids: &[AccountId]) -> QueryResult<Vec<Account>> {
    accounts::table
        .filter(accounts::id.eq_any(ids))
        .select(Account::as_select())
        .load(conn)
        .await
}

/// The account with this actor ID, local or remote.
pub async fn by_uri(conn: &mut Conn, uri: &str) -> QueryResult<Option<Account>> {
    accounts::table
        .filter(accounts::uri.eq(uri))
        .select(Account::as_select())
        .first(conn)
        .await
        .optional()
}

/// The accounts with these actor IDs, in no order.
pub async fn by_uris(conn: &mut Conn, uris: &[String]) -> QueryResult<Vec<Account>> {
    accounts::table
        .filter(accounts::uri.eq_any(uris))
        .select(Account::as_select())
        .load(conn)
        .await
}

/// The account with this ID, locked until the transaction ends.
pub async fn find_for_update(conn: &mut Conn, id: AccountId) -> QueryResult<Option<Account>> {
    accounts::table
        .find(id)
        .select(Account::as_select())
        .for_no_key_update()
        .first(conn)
        .await
        .optional()
}

/// What a member changes of their profile.
#[derive(Debug, Clone, AsChangeset)]
#[diesel(table_name = accounts)]
#[diesel(treat_none_as_null = true)]
#[expect(missing_docs, reason = "the columns are described in the migration")]
#[expect(clippy::struct_excessive_bools, reason = "each is a choice of its own")]
pub struct ProfileRow {
    pub kind: AccountKind,
    pub display_name: String,
    pub bio: String,
    pub bio_html: String,
    pub fields: serde_json::Value,
    pub avatar: Option<String>,
    pub header: Option<String>,
    pub locked: bool,
    pub discoverable: bool,
    pub indexable: bool,
    pub updated_at: DateTime<Utc>,
    pub avatar_description: String,
    pub header_description: String,
    pub hide_collections: bool,
    pub attribution_domains: Vec<String>,
    pub show_media: bool,
    pub show_media_replies: bool,
    pub show_featured: bool,
}

/// Replaces the table of a profile.
pub async fn set_fields(
    conn: &mut Conn,
    id: AccountId,
    fields: &serde_json::Value,
) -> QueryResult<()> {
    diesel::update(accounts::table.find(id))
        .set(accounts::fields.eq(fields))
        .execute(conn)
        .await?;
    Ok(())
}

/// Writes a changed profile.
pub async fn update_profile(
    conn: &mut Conn,
    id: AccountId,
    profile: &ProfileRow,
) -> QueryResult<()> {
    diesel::update(accounts::table.find(id))
        .set(profile)
        .execute(conn)
        .await?;
    Ok(())
}

/// The account with this name at this domain (none: of this server), in any case.
pub async fn by_handle(
    conn: &mut Conn,
    name: &str,
    domain: Option<&str>,
) -> QueryResult<Option<Account>> {
    let domain = domain.unwrap_or_default().to_lowercase();
    accounts::table
        .filter(lower(accounts::username).eq(name.to_lowercase()))
        .filter(sql::<Text>("coalesce(lower(domain), '')").eq(domain))
        .select(Account::as_select())
        .first(conn)
        .await
        .optional()
}

/// Writes which other actors are the same person.
pub async fn set_also_known_as(
    conn: &mut Conn,
    id: AccountId,
    uris: &[String],
    now: DateTime<Utc>,
) -> QueryResult<()> {
    diesel::update(accounts::table.find(id))
        .set((
            accounts::also_known_as.eq(uris),
            accounts::updated_at.eq(now),
        ))
        .execute(conn)
        .await?;
    Ok(())
}

/// Writes where somebody went; `moved_at` stays when they come back, so that
/// the next move has to wait.
pub async fn set_moved(
    conn: &mut Conn,
    id: AccountId,
    target: Option<AccountId>,
    now: DateTime<Utc>,
) -> QueryResult<()> {
    let row = diesel::update(accounts::table.find(id));
    match target {
        Some(target) => {
            row.set((
                accounts::moved_to_id.eq(target),
                accounts::moved_at.eq(now),
                accounts::updated_at.eq(now),
            ))
            .execute(conn)
            .await?
        }
        None => {
            row.set((
                accounts::moved_to_id.eq(None::<AccountId>),
                accounts::updated_at.eq(now),
            ))
            .execute(conn)
            .await?
        }
    };
    Ok(())
}
