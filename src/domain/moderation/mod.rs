//! What moderators do about people, addresses and servers. Everything is
//! written down.

pub mod accounts;
pub mod actions;
pub mod domains;
pub mod email_rules;
pub mod figures;
pub mod instance;
pub mod ip_rules;
pub mod once;
pub mod permission;
pub mod record;
pub mod reports;
pub mod roles;
pub mod trends;
pub mod waiting;

pub use permission::{Authority, Permission, may};
