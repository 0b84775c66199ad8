//! `deliveries`: one row for each inbox that an activity still has to reach.
//!
//! Rows are made set-wise by `expand` in the transaction of the activity, in
//! the order in which a host gets them, and go when the inbox has answered.

mod expand;
mod send;

use diesel::prelude::*;
use diesel::sql_types::Text;
use diesel_async::RunQueryDsl;

use crate::db::Conn;
use crate::db::prepared;

pub use expand::{Audience, Inbox, expand, reaches_anybody};
pub use send::{Put, Waiting, next_of, put, remove, remove_all_of, remove_given_up};

/// The channel that wakes senders (`LISTEN`/`NOTIFY`).
pub const CHANNEL: &str = "ossm_deliveries";

/// Wakes the senders of every process when the caller's transaction commits.
pub async fn wake(conn: &mut Conn) -> QueryResult<()> {
    prepared::query("SELECT pg_notify($1, '')")
        .bind::<Text, _>(CHANNEL)
        .execute(conn)
        .await?;
    Ok(())
}
