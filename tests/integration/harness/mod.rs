//! What every test stands on: one throw-away cluster per run, a database per
//! test, and real servers on ports of their own.

mod cluster;
mod database;
mod server;

pub use database::TestDatabase;
pub use server::TestServer;
