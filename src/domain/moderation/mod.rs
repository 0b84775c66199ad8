//! What moderators do about people, addresses and servers. Everything is
//! written down.

pub mod access;
pub mod accounts;
pub mod actions;
pub mod allow_list;
pub mod appeals;
pub mod blocklists;
pub mod bulk;
pub mod case;
pub mod content;
pub mod domain_csv;
pub mod domain_imports;
pub mod domains;
pub mod email_rules;
pub mod figures;
pub mod forwarding;
pub mod inbox;
pub mod instance;
pub mod ip_rules;
pub mod media;
pub mod notes;
pub mod once;
pub mod permission;
pub mod presets;
pub mod record;
pub mod refetch;
pub mod relays;
pub mod removal;
pub mod report_notes;
pub mod reports;
pub mod roles;
pub mod servers;
mod strikes;
pub mod tag_rules;
pub mod thumbnail;
pub mod trends;
pub mod undo;
pub mod verdict;
pub mod waiting;

pub use permission::{Authority, Permission, may};
