//! The database floor.

mod migrations;
mod nodes;
mod queue;
mod schema;
