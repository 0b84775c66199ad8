//! `actor_keys`: key pairs that actors sign with.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::db::Conn;
use crate::db::ids::AccountId;
use crate::db::schema::{accounts, actor_keys};
use crate::db::text_enum::text_enum;

text_enum! {
    /// The algorithm of a key.
    KeyKind {
        /// RSA, 2048 bits for our own.
        Rsa = "rsa",
        /// Ed25519.
        Ed25519 = "ed25519",
    }
}

/// The key of an actor.
#[derive(Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = actor_keys)]
#[diesel(check_for_backend(diesel::pg::Pg))]
#[expect(missing_docs, reason = "the columns are described in the migration")]
pub struct ActorKey {
    pub key_uri: String,
    pub account_id: AccountId,
    pub kind: KeyKind,
    pub public_der: Vec<u8>,
    pub private_der: Option<Vec<u8>>,
    pub created_at: DateTime<Utc>,
}

type RemoteKeyColumns = (
    actor_keys::key_uri,
    actor_keys::public_der,
    actor_keys::account_id,
    accounts::uri,
);

const REMOTE_KEY: RemoteKeyColumns = (
    actor_keys::key_uri,
    actor_keys::public_der,
    actor_keys::account_id,
    accounts::uri,
);

/// Adds a key.
pub async fn insert(conn: &mut Conn, key: &ActorKey) -> QueryResult<()> {
    diesel::insert_into(actor_keys::table)
        .values(key)
        .execute(conn)
        .await?;
    Ok(())
}

/// The keys of an account, at most four.
pub async fn of_account(conn: &mut Conn, account: AccountId) -> QueryResult<Vec<ActorKey>> {
    actor_keys::table
        .filter(actor_keys::account_id.eq(account))
        .order(actor_keys::key_uri)
        .limit(4)
        .select(ActorKey::as_select())
        .load(conn)
        .await
}

/// A public key of another server's actor.
#[derive(Debug, Clone, Queryable)]
#[expect(missing_docs, reason = "the columns are described in the migration")]
pub struct RemoteKeyRow {
    pub key_uri: String,
    pub public_der: Vec<u8>,
    pub account_id: AccountId,
    /// The actor's ID.
    pub actor: String,
}

/// The key with this ID, of an account of another server that still exists.
pub async fn remote_by_uri(conn: &mut Conn, key_uri: &str) -> QueryResult<Option<RemoteKeyRow>> {
    actor_keys::table
        .inner_join(accounts::table.on(accounts::id.eq(actor_keys::account_id)))
        .filter(actor_keys::key_uri.eq(key_uri))
        .filter(accounts::domain.is_not_null())
        .filter(accounts::deleted_at.is_null())
        .select(REMOTE_KEY)
        .first(conn)
        .await
        .optional()
}

/// The first RSA key of the actor with this ID, for those who sign with that.
pub async fn remote_of_actor(conn: &mut Conn, actor: &str) -> QueryResult<Option<RemoteKeyRow>> {
    actor_keys::table
        .inner_join(accounts::table.on(accounts::id.eq(actor_keys::account_id)))
        .filter(accounts::uri.eq(actor))
        .filter(accounts::domain.is_not_null())
        .filter(accounts::deleted_at.is_null())
        .filter(actor_keys::kind.eq(KeyKind::Rsa))
        .order(actor_keys::key_uri)
        .select(REMOTE_KEY)
        .first(conn)
        .await
        .optional()
}

/// The private half of a key of this server's.
pub async fn private_by_uri(conn: &mut Conn, key_uri: &str) -> QueryResult<Option<Vec<u8>>> {
    let found = actor_keys::table
        .find(key_uri)
        .select(actor_keys::private_der)
        .first::<Option<Vec<u8>>>(conn)
        .await
        .optional()?;
    Ok(found.flatten())
}

/// Gives the one key of an account another ID.
pub async fn set_uri(conn: &mut Conn, account: AccountId, uri: &str) -> QueryResult<()> {
    diesel::update(actor_keys::table.filter(actor_keys::account_id.eq(account)))
        .set(actor_keys::key_uri.eq(uri))
        .execute(conn)
        .await?;
    Ok(())
}
