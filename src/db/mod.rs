//! Floor 1: PostgreSQL. The only place that knows tables, columns and SQL.

pub mod error;
pub mod ids;
pub mod migrate;
pub mod models;
pub mod page;
pub mod pool;
pub mod queue;
pub(in crate::db) mod schema;
mod text_enum;
pub mod views;

/// The connection that query functions take.
pub type Conn = diesel_async::AsyncPgConnection;
