//! `actor_keys`: key pairs that actors sign with.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::db::Conn;
use crate::db::ids::AccountId;
use crate::db::schema::actor_keys;
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
