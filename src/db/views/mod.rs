//! Read models over several tables: what a page needs in a constant number of statements.

pub mod accounts;
pub mod notifications;
