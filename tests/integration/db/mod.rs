//! The database floor.

mod cluster;
mod incoming;
mod migrations;
mod nodes;
mod outage;
mod pool;
mod queue;
mod schema;
mod tls;
