//! The database floor.

mod cluster;
mod migrations;
mod nodes;
mod queue;
mod schema;
mod tls;
