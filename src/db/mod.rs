//! Floor 1: PostgreSQL. The only place that knows tables, columns and SQL.

pub mod cleanup;
pub mod cluster;
pub mod connect;
pub mod error;
pub mod ids;
pub mod inspect;
mod joins;
pub mod listen;
pub mod migrate;
pub mod models;
pub mod node_lease;
pub mod nodes;
pub mod page;
pub mod pool;
mod prepared;
pub mod queue;
pub(in crate::db) mod schema;
pub mod secrets;
mod sql;
mod text_enum;
pub mod views;

/// Gives a connection its `transaction` method: `use crate::db::Transactional as _`,
/// then `conn.transaction(async |conn| { … }).await`. It commits when the closure
/// returns `Ok` and rolls back otherwise.
pub use diesel_async::AsyncConnection as Transactional;

/// The connection that query functions take.
pub type Conn = diesel_async::AsyncPgConnection;
