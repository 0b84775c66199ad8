//! One file per table: rows, new rows, changes, and the queries that touch that table.

pub mod account;
pub mod event;
pub mod post;
pub mod user;
