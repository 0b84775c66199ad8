//! `relays`: servers that pass public posts on to all who subscribe.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::db::Conn;
use crate::db::ids::AccountId;
use crate::db::schema::{relays, remote_actors};
use crate::db::text_enum::text_enum;

text_enum! {
    /// What a relay answered.
    RelayState {
        /// Nothing yet.
        Pending = "pending",
        /// Posts come and go.
        Accepted = "accepted",
        /// It does not want this server.
        Rejected = "rejected",
    }
}

/// A relay.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = relays)]
#[diesel(check_for_backend(diesel::pg::Pg))]
#[expect(missing_docs, reason = "the columns are described in the migration")]
pub struct Relay {
    pub id: i64,
    pub address: String,
    pub inbox_url: String,
    pub host: String,
    pub actor_uri: Option<String>,
    pub account_id: Option<AccountId>,
    pub state: RelayState,
    pub created_at: DateTime<Utc>,
    pub answered_at: Option<DateTime<Utc>>,
}

/// Stores a relay. `false`: there is one with this address or actor.
pub async fn insert(conn: &mut Conn, relay: &Relay) -> QueryResult<bool> {
    let rows = diesel::insert_into(relays::table)
        .values(relay)
        .on_conflict_do_nothing()
        .execute(conn)
        .await?;
    Ok(rows > 0)
}

/// All relays, the oldest first; nobody has more than a few.
pub async fn all(conn: &mut Conn) -> QueryResult<Vec<Relay>> {
    relays::table
        .order(relays::id)
        .limit(200)
        .select(Relay::as_select())
        .load(conn)
        .await
}

/// The relay with this ID, locked until the transaction ends.
pub async fn lock(conn: &mut Conn, id: i64) -> QueryResult<Option<Relay>> {
    relays::table
        .find(id)
        .for_update()
        .select(Relay::as_select())
        .first(conn)
        .await
        .optional()
}

/// The relay with this ID, or where there is none given, the one on this host that
/// was asked last.
pub async fn asked(conn: &mut Conn, id: Option<i64>, host: &str) -> QueryResult<Option<Relay>> {
    let mut query = relays::table
        .filter(relays::host.eq(host))
        .order((relays::state.desc(), relays::id.desc()))
        .select(Relay::as_select())
        .into_boxed();
    if let Some(id) = id {
        query = query.filter(relays::id.eq(id));
    }
    query.first(conn).await.optional()
}

/// Whether this account is a relay that accepted.
pub async fn is_accepted(conn: &mut Conn, account: AccountId) -> QueryResult<bool> {
    let relay = relays::table
        .filter(relays::account_id.eq(account))
        .filter(relays::state.eq(RelayState::Accepted));
    diesel::select(diesel::dsl::exists(relay))
        .get_result(conn)
        .await
}

/// Inboxes of the relays that accepted: host and address.
pub async fn inboxes(conn: &mut Conn) -> QueryResult<Vec<(String, String)>> {
    relays::table
        .filter(relays::state.eq(RelayState::Accepted))
        .order(relays::id)
        .limit(200)
        .select((relays::host, relays::inbox_url))
        .load(conn)
        .await
}

/// Writes down what a relay answered, and by whom.
pub async fn answered(
    conn: &mut Conn,
    id: i64,
    account: AccountId,
    state: RelayState,
    now: DateTime<Utc>,
) -> QueryResult<()> {
    diesel::update(relays::table.find(id))
        .set((
            relays::state.eq(state),
            relays::account_id.eq(account),
            relays::answered_at.eq(now),
        ))
        .execute(conn)
        .await?;
    Ok(())
}

/// Removes a relay.
pub async fn delete(conn: &mut Conn, id: i64) -> QueryResult<()> {
    diesel::delete(relays::table.find(id)).execute(conn).await?;
    Ok(())
}

/// Host and inbox of a remote actor.
pub async fn inbox_of(
    conn: &mut Conn,
    account: AccountId,
) -> QueryResult<Option<(String, String)>> {
    remote_actors::table
        .find(account)
        .select((remote_actors::host, remote_actors::inbox_url))
        .first(conn)
        .await
        .optional()
}
