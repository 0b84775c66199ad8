//! What moderators do about people, addresses and servers. Everything is
//! written down.

pub mod accounts;
pub mod actions;
pub mod domains;
pub mod email_rules;
pub mod figures;
pub mod ip_rules;
mod policy;
pub mod reports;
pub mod trends;

pub use policy::{Power, may};
