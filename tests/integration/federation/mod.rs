//! Other servers: what they see of this one, what they send and are sent, what
//! is fetched from them.

pub mod ask;
mod authorized_fetch;
mod blocklist_crash;
mod blocklists;
mod collections;
mod delivery;
mod delivery_crash;
mod delivery_helper;
mod delivery_hosts;
mod documents;
mod fetch;
mod inbox_crash;
mod inbox_signatures;
mod independent;
mod key_owners;
mod negotiation;
mod outbound;
pub mod pairs;
pub mod process;
mod recorder;
mod relays;
mod resolve;
mod resolve_posts;
mod rules;
mod signatures;
mod signed_reading;
mod wellknown;
mod wild;
