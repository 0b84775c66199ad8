//! `remote_actors`: what other servers' actors have beside their profile, and
//! the write path of such accounts.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Timestamptz};
use diesel_async::RunQueryDsl;

use crate::db::Conn;
use crate::db::ids::AccountId;
use crate::db::models::account::AccountKind;
use crate::db::models::actor_key::ActorKey;
use crate::db::prepared;
use crate::db::schema::{account_stats, accounts, actor_keys, remote_actors};
use crate::db::sql::lower;

/// The addresses of a remote actor.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = remote_actors)]
#[diesel(check_for_backend(diesel::pg::Pg))]
#[diesel(treat_none_as_null = true)]
#[expect(missing_docs, reason = "the columns are described in the migration")]
pub struct RemoteAddresses {
    pub account_id: AccountId,
    pub host: String,
    pub inbox_url: String,
    pub shared_inbox_url: Option<String>,
    pub outbox_url: Option<String>,
    pub followers_url: Option<String>,
    pub following_url: Option<String>,
    pub featured_url: Option<String>,
    pub fetched_at: DateTime<Utc>,
}

/// The profile of a remote account, as it is written.
#[derive(Debug, Clone, Insertable, AsChangeset)]
#[diesel(table_name = accounts)]
#[diesel(treat_none_as_null = true)]
#[expect(missing_docs, reason = "the columns are described in the migration")]
pub struct RemoteProfile {
    pub username: String,
    pub domain: Option<String>,
    pub skeleton: String,
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
    pub also_known_as: Vec<String>,
    pub attribution_domains: Vec<String>,
    pub uri: String,
    pub url: String,
    pub updated_at: DateTime<Utc>,
}

/// The addresses of a remote account.
pub async fn addresses(
    conn: &mut Conn,
    account: AccountId,
) -> QueryResult<Option<RemoteAddresses>> {
    remote_actors::table
        .find(account)
        .select(RemoteAddresses::as_select())
        .first(conn)
        .await
        .optional()
}

/// Takes a handle away from the account that has it, so that another may have
/// it: the server behind it was set up anew.
pub async fn release_handle(
    conn: &mut Conn,
    username: &str,
    domain: &str,
    except_uri: &str,
    now: DateTime<Utc>,
) -> QueryResult<()> {
    let holder = accounts::table
        .filter(lower(accounts::username).eq(username.to_lowercase()))
        .filter(lower(accounts::domain.assume_not_null()).eq(domain.to_lowercase()))
        .filter(accounts::domain.is_not_null())
        .filter(accounts::uri.ne(except_uri))
        .select(accounts::id)
        .first::<AccountId>(conn)
        .await
        .optional()?;
    let Some(holder) = holder else { return Ok(()) };
    diesel::update(accounts::table.find(holder))
        .set((
            accounts::username.eq(format!("{username}.{holder}")),
            accounts::deleted_at.eq(now),
        ))
        .execute(conn)
        .await?;
    Ok(())
}

/// Stores a remote account, or what it is now; returns its ID, and whether it
/// is new. `id` and `created_at` are for a new one.
pub async fn upsert(
    conn: &mut Conn,
    id: AccountId,
    created_at: DateTime<Utc>,
    profile: &RemoteProfile,
) -> QueryResult<(AccountId, bool)> {
    let known = accounts::table
        .filter(accounts::uri.eq(&profile.uri))
        .select(accounts::id)
        .first::<AccountId>(conn)
        .await
        .optional()?;
    if let Some(known) = known {
        diesel::update(
            accounts::table
                .find(known)
                .filter(accounts::domain.is_not_null()),
        )
        // Whoever is there again was not gone for good.
        .set((profile, accounts::deleted_at.eq(None::<DateTime<Utc>>)))
        .execute(conn)
        .await?;
        return Ok((known, false));
    }
    let stored = diesel::insert_into(accounts::table)
        .values((
            accounts::id.eq(id),
            accounts::created_at.eq(created_at),
            profile,
        ))
        .on_conflict(accounts::uri)
        .do_update()
        .set(accounts::updated_at.eq(profile.updated_at))
        .returning(accounts::id)
        .get_result::<AccountId>(conn)
        .await?;
    diesel::insert_into(account_stats::table)
        .values(account_stats::account_id.eq(stored))
        .on_conflict_do_nothing()
        .execute(conn)
        .await?;
    Ok((stored, stored == id))
}

/// Writes whether a remote account is suspended by its own server; whether that
/// is new. What this one decided stays.
pub async fn set_suspended(
    conn: &mut Conn,
    id: AccountId,
    suspended: bool,
    now: DateTime<Utc>,
) -> QueryResult<bool> {
    let rows = prepared::query(
        "UPDATE accounts SET suspended_at = CASE WHEN $2 THEN $3 END,
             suspension = CASE WHEN $2 THEN 'origin' END
         WHERE id = $1 AND coalesce(suspension, 'origin') = 'origin'
           AND (suspended_at IS NOT NULL) <> $2",
    )
    .bind::<BigInt, _>(id)
    .bind::<Bool, _>(suspended)
    .bind::<Timestamptz, _>(now)
    .execute(conn)
    .await?;
    Ok(rows > 0)
}

/// Writes the addresses of a remote account.
pub async fn write_addresses(conn: &mut Conn, row: &RemoteAddresses) -> QueryResult<()> {
    diesel::insert_into(remote_actors::table)
        .values(row)
        .on_conflict(remote_actors::account_id)
        .do_update()
        .set(row)
        .execute(conn)
        .await?;
    Ok(())
}

/// Makes `keys` the keys of a remote account. A key whose ID is another
/// account's stays with that one.
pub async fn replace_keys(
    conn: &mut Conn,
    account: AccountId,
    keys: &[ActorKey],
) -> QueryResult<()> {
    diesel::delete(
        actor_keys::table
            .filter(actor_keys::account_id.eq(account))
            .filter(actor_keys::private_der.is_null()),
    )
    .execute(conn)
    .await?;
    diesel::insert_into(actor_keys::table)
        .values(keys)
        .on_conflict_do_nothing()
        .execute(conn)
        .await?;
    Ok(())
}

/// Notes that the profile has been filled with earlier posts; `false` when
/// somebody did so before.
pub async fn claim_backfill(
    conn: &mut Conn,
    account: AccountId,
    now: DateTime<Utc>,
) -> QueryResult<bool> {
    let rows = diesel::update(
        remote_actors::table
            .find(account)
            .filter(remote_actors::backfilled_at.is_null()),
    )
    .set(remote_actors::backfilled_at.eq(now))
    .execute(conn)
    .await?;
    Ok(rows > 0)
}

/// Marks an account of another server as deleted, with its follows and keys.
pub async fn mark_gone(conn: &mut Conn, id: AccountId, now: DateTime<Utc>) -> QueryResult<()> {
    empty(conn, id, now).await?;
    diesel::delete(actor_keys::table.filter(actor_keys::account_id.eq(id)))
        .execute(conn)
        .await?;
    Ok(())
}

/// Marks an account as deleted and empties its profile, with its follows in both
/// directions (the other sides' counters follow).
pub async fn empty(conn: &mut Conn, id: AccountId, now: DateTime<Utc>) -> QueryResult<()> {
    diesel::update(accounts::table.find(id))
        .set((
            accounts::deleted_at.eq(now),
            accounts::display_name.eq(""),
            accounts::bio.eq(""),
            accounts::bio_html.eq(""),
            accounts::fields.eq(serde_json::json!([])),
            accounts::avatar.eq(None::<String>),
            accounts::header.eq(None::<String>),
        ))
        .execute(conn)
        .await?;
    // Lock the counters in the order of their IDs, as everybody does.
    prepared::query(
        "WITH ended AS (
             DELETE FROM follows WHERE account_id = $1 OR target_id = $1
             RETURNING account_id, target_id, state
         ), change AS (
             SELECT id, sum(followers) AS followers, sum(following) AS following FROM (
                 SELECT target_id AS id, 1 AS followers, 0 AS following
                 FROM ended WHERE state = 'accepted'
                 UNION ALL
                 SELECT account_id, 0, 1 FROM ended WHERE state = 'accepted'
             ) AS one GROUP BY id
         ), locked AS (
             SELECT s.account_id FROM account_stats s JOIN change c ON c.id = s.account_id
             ORDER BY s.account_id FOR UPDATE OF s
         )
         UPDATE account_stats s SET
             followers_count = greatest(0, s.followers_count - c.followers),
             following_count = greatest(0, s.following_count - c.following)
         FROM change c, locked l WHERE s.account_id = c.id AND l.account_id = c.id",
    )
    .bind::<BigInt, _>(id)
    .execute(conn)
    .await?;
    Ok(())
}
