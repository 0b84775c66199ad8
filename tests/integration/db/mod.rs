//! The database floor.

mod migrations;
mod schema;
