//! Floor 4: ActivityPub. The only room that knows the wire: it turns what other
//! servers say into calls of `domain`, and what happened here into activities.

pub mod addresses;
pub mod delivery;
pub mod fetch;
pub mod objects;
pub mod outbound;
pub mod protocol;
pub mod resolve;
pub mod routes;
pub mod signature;
pub mod wellknown;
